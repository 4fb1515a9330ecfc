"""Servers to measure: gunicorn with the site as make serve sets it up, granian, nginx. None outlives the measuring."""

import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PATIENCE = 60  # seconds for a server to answer
NGINX = """
{user}daemon off; worker_processes auto; pid {folder}/nginx.pid; error_log {folder}/error.log crit;
events {{ worker_connections 512; }}
http {{
    access_log off; types {{ text/html html; }}
    client_body_temp_path {folder}/body; proxy_temp_path {folder}/proxy; fastcgi_temp_path {folder}/fastcgi;
    uwsgi_temp_path {folder}/uwsgi; scgi_temp_path {folder}/scgi;
    server {{ listen 127.0.0.1:{static_port}; root {folder}/static; location / {{ }} }}
    {site}
}}
"""

Environment = dict[str, str]
Process = subprocess.Popen[bytes]


def end_cleanly_on_signals() -> None:
    """Let SIGTERM and SIGHUP end the script as Ctrl+C does, so that its servers and files go with it."""
    for number in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, lambda got, _: sys.exit(128 + got))


def site_environment(folder: Path, port: int) -> Environment:
    """A site with the project's own content, ready to be served at that port; its files are in `folder`."""
    environment = os.environ | {
        "ENVIRONMENT": "development",
        "SECRET_KEY": "only-for-measuring-0123456789-abcdefghijklmnopqrstuvw",
        "DATABASE_URL": f"sqlite:///{folder}/site.sqlite3",
        "STATIC_ROOT": f"{folder}/files",
        "MEDIA_ROOT": f"{folder}/media",
        "ALLOWED_HOSTS": "127.0.0.1",
        "SITE_URL": f"http://127.0.0.1:{port}",
        "DJANGO_SETTINGS_MODULE": "clinic_site.settings",
    }
    for command in (("migrate", "-v0"), ("load_content", "--quiet"), ("collectstatic", "--no-input", "-v0")):
        manage = [sys.executable, "manage.py", *command]
        subprocess.run(manage, cwd=ROOT, env=environment, check=True, stdout=subprocess.DEVNULL)
    return environment


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def gunicorn(environment: Environment, port: int, *options: str) -> Iterator[Process]:
    """The site as gunicorn.conf.py has it, two workers; `options` change that."""
    command = [sys.executable, "-m", "gunicorn", "--bind", f"127.0.0.1:{port}", "--workers", "2", *options]
    with running([*command, "clinic_site.wsgi"], port, environment, ROOT) as process:
        yield process


@contextmanager
def bare_gunicorn(folder: Path, port: int, *options: str) -> Iterator[Process]:
    """The application in bare.py of the folder; a folder without gunicorn.conf.py, which would start the site."""
    command = [sys.executable, "-m", "gunicorn", "--bind", f"127.0.0.1:{port}", "--workers", "2", "--preload", *options]
    quiet = ("--no-control-socket", "--log-level", "warning")
    with running([*command, *quiet, "bare"], port, dict(os.environ), folder) as process:
        yield process


@contextmanager
def granian(program: str, environment: Environment, port: int) -> Iterator[Process]:
    """The site on granian, which may be installed elsewhere: it finds the site's packages where this process does."""
    own = environment | {"PYTHONPATH": os.pathsep.join([str(ROOT), *filter(None, sys.path[1:])])}
    command = [program, "--interface", "wsgi", "--workers", "2", "--port", str(port), "--log-level", "error"]
    with running([*command, "clinic_site.wsgi:application"], port, own, ROOT) as process:
        yield process


@contextmanager
def nginx(program: str, folder: Path, static_port: int, front_port: int, site_port: int) -> Iterator[Process]:
    """A server of the files in `static` of the folder; and the shipped configuration, without TLS, before the site."""
    user = "user root; " if os.geteuid() == 0 else ""
    text = NGINX.format(folder=folder, static_port=static_port, site=shipped(folder, front_port, site_port), user=user)
    (folder / "nginx.conf").write_text(text, encoding="utf-8")
    command = [program, "-p", str(folder), "-c", str(folder / "nginx.conf"), "-e", str(folder / "error.log")]
    with running(command, static_port, dict(os.environ), folder) as process:
        yield process


def shipped(folder: Path, port: int, site_port: int) -> str:
    """deploy/nginx.conf with other places; its last server alone, without certificates and logs."""
    text = (ROOT / "deploy" / "nginx.conf").read_text(encoding="utf-8")
    text = text.replace("server 127.0.0.1:8000", f"server 127.0.0.1:{site_port}")
    head, _, last = text.replace("/var/cache/nginx", str(folder)).rpartition("server {")
    head = re.sub(r"(?ms)^server \{.*?^\}", "", head)
    last = re.sub(r"(?m)^ *(ssl_|access_log|error_log).*$", "", last)
    return f"{head}server {{{last.replace('listen 443 ssl http2', f'listen 127.0.0.1:{port}')}"


@contextmanager
def running(command: list[str], port: int, environment: Environment, folder: Path) -> Iterator[Process]:
    """A server from its first answer on. It leads a process group, all of which is gone at the end."""
    process = subprocess.Popen(command, cwd=folder, env=environment, start_new_session=True)
    try:
        wait_for(process, port)
        yield process
    finally:
        process.terminate()
        try:
            with suppress(subprocess.TimeoutExpired):
                process.wait(timeout=20)
        finally:
            end_group(process.pid)


def end_group(leader: int) -> None:
    try:
        os.killpg(leader, signal.SIGKILL)
    except ProcessLookupError:
        return


def wait_for(process: Process, port: int) -> None:
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until and process.poll() is None:
        try:
            urllib.request.urlopen(f"http://127.0.0.1:{port}/", timeout=10).close()
        except urllib.error.HTTPError:
            return
        except OSError:
            time.sleep(0.1)
        else:
            return
    raise SystemExit(f"The server on port {port} did not answer.")


def stats_of(server: int) -> list[Path]:
    """Where the system tells of each process that a server is made of."""
    stats = [Path("/proc", str(pid), "stat") for pid in [server, *others_of(server)]]
    return [path for path in stats if path.exists()]


def others_of(server: int) -> list[int]:
    """The processes that a server has started, at any depth."""
    everything = (int(path.name) for path in Path("/proc").iterdir() if path.name.isdigit())
    return sorted(pid for pid in everything if pid != server and session_of(pid) == server)


def session_of(pid: int) -> int | None:
    """The session that a process belongs to; None once it has ended."""
    try:
        return os.getsid(pid)
    except ProcessLookupError:
        return None


def mebibytes_of(pid: int) -> float:
    """Memory of a process, what it shares with others divided among them (PSS)."""
    text = Path(f"/proc/{pid}/smaps_rollup").read_text(encoding="ascii")
    return next(int(line.split()[1]) for line in text.splitlines() if line.startswith("Pss:")) / 1024


def found(program: str) -> str | None:
    """Where a program is; nginx stands in a folder that only root's PATH names."""
    return shutil.which(program) or shutil.which(program, path="/usr/sbin:/usr/local/sbin")
