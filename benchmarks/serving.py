"""How many pages a second: kept pages against a bare WSGI function, nginx and pages made anew, in the same minutes.

.venv/bin/python benchmarks/serving.py [ARTICLES, 1] [ROUNDS, 5]

Needs wrk and nginx (Debian: apt-get install wrk nginx-light). Load generator and servers share the machine; contenders
take turns, medians are printed; only the ratios mean anything elsewhere.
"""

import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from statistics import median
from urllib.error import HTTPError

ROOT = Path(__file__).resolve().parent.parent
PAGE = "/articles/how-long-relief-lasts/"
LIST = "/articles/"
CONNECTIONS, SECONDS = 16, 3
BARE = """
import os
BODY = open(os.environ["BODY_FILE"], "rb").read()
HEADERS = [("Content-Type", "text/html; charset=utf-8"), ("Content-Length", str(len(BODY)))]
def application(environ, start_response):
    start_response("200 OK", HEADERS)
    return [BODY]
"""
NGINX = """
user root; daemon off; worker_processes 2; pid {folder}/nginx.pid; error_log {folder}/error.log crit;
events {{ worker_connections 512; }}
http {{
    access_log off; types {{ text/html html; }}
    client_body_temp_path {folder}/body; proxy_temp_path {folder}/proxy; fastcgi_temp_path {folder}/fastcgi;
    uwsgi_temp_path {folder}/uwsgi; scgi_temp_path {folder}/scgi;
    server {{ listen 127.0.0.1:{static_port}; root {folder}/static; location / {{ }} }}
    {site}
}}
"""


def main(articles: int, rounds: int) -> None:
    with tempfile.TemporaryDirectory() as place, ExitStack() as servers:
        folder = Path(place)
        environment = prepared(folder, articles)
        (folder / "static").mkdir()
        kept = servers.enter_context(serving(environment, "clinic_site.wsgi", 8301))
        made = servers.enter_context(serving(environment | {"PAGE_CACHE_MEBIBYTES": "0"}, "clinic_site.wsgi", 8302))
        body = read(f"{kept}{PAGE}")
        (folder / "static" / "page.html").write_bytes(body)
        (folder / "bare.py").write_text(BARE)
        own = {"BODY_FILE": str(folder / "static" / "page.html"), "PYTHONPATH": str(folder)}
        bare = servers.enter_context(serving(environment | own, "bare:application", 8303))
        servers.enter_context(nginx(folder, 8304, 8305, 8301))
        tag = urllib.request.urlopen(f"{kept}{PAGE}").headers["ETag"]
        contenders = {
            "nginx, a file": ("http://127.0.0.1:8304/page.html", ()),
            "nginx in front, its cache": (f"http://127.0.0.1:8305{PAGE}", ("-H", "Host: clinic.example")),
            "bare WSGI function": (f"{bare}/", ()),
            "kept page": (f"{kept}{PAGE}", ()),
            "kept page, gzip": (f"{kept}{PAGE}", ("-H", "Accept-Encoding: gzip")),
            "kept page, 304": (f"{kept}{PAGE}", ("-H", f"If-None-Match: {tag}")),
            "page made anew": (f"{made}{PAGE}", ()),
            "list of articles made anew": (f"{made}{LIST}", ()),
        }
        figures: dict[str, list[tuple[float, float, float]]] = {name: [] for name in contenders}
        for _ in range(rounds):
            for name, (address, options) in contenders.items():
                figures[name].append(wrk(address, CONNECTIONS, options))
        show(figures)
        for name in ("kept page", "page made anew"):
            _, p50, p99 = wrk(contenders[name][0], 1, ())
            print(f"{name}, 1 connection: p50 {p50:.2f} ms, p99 {p99:.2f} ms")


def prepared(folder: Path, articles: int) -> dict[str, str]:
    """The environment of a site with the project's own content and so many articles in all, ready to be served."""
    environment = os.environ | {
        "ENVIRONMENT": "development",
        "SECRET_KEY": "only-for-measuring-0123456789-abcdefghijklmnopqrstuvw",
        "DATABASE_URL": f"sqlite:///{folder}/site.sqlite3",
        "STATIC_ROOT": f"{folder}/files",
        "ALLOWED_HOSTS": "127.0.0.1,clinic.example",
        "DJANGO_SETTINGS_MODULE": "clinic_site.settings",
        "SCHEDULE_SECONDS": "0",
    }
    manage = [sys.executable, ROOT / "manage.py"]
    for command in (("migrate", "-v0"), ("load_content", "--quiet"), ("collectstatic", "--no-input", "-v0")):
        subprocess.run([*manage, *command], cwd=ROOT, env=environment, check=True)
    script = f"from benchmarks.many import make_articles; make_articles({articles})"
    subprocess.run([*manage, "shell", "-v0", "-c", script], cwd=ROOT, env=environment, check=True)
    return environment


@contextmanager
def serving(environment: dict[str, str], application: str, port: int) -> Iterator[str]:
    """gunicorn as shipped, two workers; the address where it answers."""
    own = environment | {"BIND": f"127.0.0.1:{port}"}
    server = subprocess.Popen(
        [sys.executable, "-m", "gunicorn", "-c", "gunicorn.conf.py", application], cwd=ROOT, env=own
    )
    try:
        address = f"http://127.0.0.1:{port}"
        wait_for(f"{address}/")
        yield address
    finally:
        server.terminate()
        server.wait(timeout=60)


@contextmanager
def nginx(folder: Path, static_port: int, port: int, behind: int) -> Iterator[None]:
    """One server of the file, and the shipped configuration in front of the site, without its certificates."""
    shipped = (ROOT / "deploy" / "nginx.conf").read_text()
    server = shipped.replace("server 127.0.0.1:8000", f"server 127.0.0.1:{behind}").replace(
        "/var/cache/nginx", str(folder)
    )
    head, _, last = server.rpartition("server {")
    head = re.sub(r"(?ms)^server \{.*?^\}", "", head.replace("# Any other name is not ours", ""))
    last = re.sub(r"(?m)^ *(ssl_|access_log|error_log).*$", "", last).replace(
        "listen 443 ssl http2", f"listen 127.0.0.1:{port}"
    )
    conf = folder / "nginx.conf"
    conf.write_text(NGINX.format(folder=folder, static_port=static_port, site=f"{head}server {{{last}"))
    folder.chmod(0o755)
    process = subprocess.Popen([shutil.which("nginx") or "nginx", "-p", str(folder), "-c", str(conf)])
    try:
        wait_for(f"http://127.0.0.1:{static_port}/page.html")
        yield
    finally:
        process.terminate()
        process.wait(timeout=60)


def wait_for(address: str) -> None:
    while True:
        try:
            read(address)
        except HTTPError:
            return
        except OSError:
            time.sleep(0.1)
        else:
            return


def read(address: str) -> bytes:
    with urllib.request.urlopen(address) as response:
        content: bytes = response.read()
        return content


def wrk(address: str, connections: int, options: tuple[str, ...]) -> tuple[float, float, float]:
    """Requests a second, p50 and p99 in milliseconds."""
    command = ["wrk", "-t1", f"-c{connections}", f"-d{SECONDS}s", "--latency", *options, address]
    said = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    if "Non-2xx" in said and "If-None-Match" not in " ".join(options):
        raise SystemExit(f"{address} answered with errors:\n{said}")
    rate = re.search(r"Requests/sec:\s+([\d.]+)", said)
    p50, p99 = (re.search(rf"{share}%\s+([\d.]+)(us|ms|s)", said) for share in (50, 99))
    if not (rate and p50 and p99):
        raise SystemExit(said)
    return float(rate[1]), milliseconds(p50), milliseconds(p99)


def milliseconds(found: re.Match[str]) -> float:
    return float(found[1]) * {"us": 0.001, "ms": 1, "s": 1000}[found[2]]


def show(figures: dict[str, list[tuple[float, float, float]]]) -> None:
    rates = {name: median(rate for rate, _, _ in rounds) for name, rounds in figures.items()}
    print(f"{'':28}{'req/s':>9}{'x bare':>9}{'x nginx':>9}{'p50 ms':>9}{'p99 ms':>9}")
    for name, rounds in figures.items():
        p50, p99 = median(p50 for _, p50, _ in rounds), median(p99 for _, _, p99 in rounds)
        bare, static = rates[name] / rates["bare WSGI function"], rates[name] / rates["nginx, a file"]
        print(f"{name:28}{rates[name]:9.0f}{bare:9.3f}{static:9.3f}{p50:9.2f}{p99:9.2f}")


if __name__ == "__main__":
    numbers = [int(argument) for argument in sys.argv[1:3]]
    main(*(numbers + [1, 5][len(numbers) :]))
