"""Real databases for tests: SQLite files, and a PostgreSQL server that the tests start themselves."""

import os
import shutil
import signal
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import psycopg

INSTALLED = Path("/usr/lib/postgresql")  # where Debian keeps them, one folder for each version
MISSING = "These tests need PostgreSQL's own programs. Install them with: make servers"
SERVER_USER = "nobody"  # PostgreSQL refuses to run as root
STARTS = 100  # each ends at once while processes of a killed server are still there
DURABLE = ("-c", "fsync=on", "-c", "synchronous_commit=on", "-c", "full_page_writes=on")


def program(name: str) -> str:
    """The newest installed one. Fails where there is none: a test that was not run proves nothing."""
    newest_first = sorted(INSTALLED.glob(f"*/bin/{name}"), key=lambda path: -float(path.parts[-3]))
    found = shutil.which(name) or next(map(str, newest_first), None)
    if found is None:
        raise RuntimeError(MISSING)
    return found


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@dataclass
class PostgreSQL:
    """A server of its own, on a free port of this machine, with everything that makes it durable switched on."""

    folder: Path
    port: int = field(default_factory=free_port)
    process: "subprocess.Popen[bytes] | None" = None

    def prepare(self) -> None:
        if os.geteuid() == 0:
            shutil.chown(self.folder, SERVER_USER)
        options = ("--username=site", "--auth=trust", "--encoding=UTF8", "--locale=C", "--no-sync")
        self.run("initdb", f"--pgdata={self.folder}", *options)

    def start(self) -> None:
        """Start, or start again; returns when it answers."""
        listen = ("-c", "listen_addresses=127.0.0.1", "-c", "unix_socket_directories=", "-c", "max_connections=80")
        command = (program("postgres"), "-D", self.folder, "-p", str(self.port), *listen, *DURABLE)
        for _ in range(STARTS):
            self.process = subprocess.Popen(command, stderr=subprocess.DEVNULL, **self.identity())
            if self.answers():
                return
        raise RuntimeError("PostgreSQL does not start.")

    def answers(self) -> bool:
        """Wait until it answers; False when it ended instead, as it may while those it left behind are still there."""
        assert self.process is not None
        while self.process.poll() is None:
            try:
                psycopg.connect(self.url("postgres")).close()
            except psycopg.OperationalError:
                continue
            return True
        return False

    def stop(self, mode: str = "fast") -> None:
        """`immediate` is what a crash leaves: nothing is written, the next start recovers."""
        self.run("pg_ctl", "stop", f"--pgdata={self.folder}", f"--mode={mode}")
        if self.process is not None:
            self.process.wait(timeout=60)

    def kill_a_backend(self) -> bool:
        """SIGKILL one that serves the site; the server throws everybody out and recovers. False if there is none."""
        try:
            with closing(psycopg.connect(self.url("postgres"))) as connection:
                ask = "SELECT pid FROM pg_stat_activity WHERE datname LIKE 'site%' ORDER BY random() LIMIT 1"
                found = connection.execute(ask).fetchone()
        except psycopg.OperationalError:
            return False
        if found:
            try:
                os.kill(found[0], signal.SIGKILL)
            except ProcessLookupError:
                return False
        return bool(found)

    def url(self, name: str) -> str:
        return f"postgresql://site@127.0.0.1:{self.port}/{name}"

    def create(self, name: str, template: str = "template0") -> str:
        """A new database, a copy of `template`; its address."""
        with closing(psycopg.connect(self.url("postgres"), autocommit=True)) as connection:
            connection.execute(f'CREATE DATABASE "{name}" TEMPLATE "{template}"')
        return self.url(name)

    def run(self, name: str, *arguments: str) -> None:
        command = (program(name), *arguments)
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL, cwd="/", **self.identity())

    def identity(self) -> dict[str, Any]:
        return {"user": SERVER_USER, "extra_groups": ()} if os.geteuid() == 0 else {}


@contextmanager
def running_postgresql(port: int | None = None) -> Iterator[PostgreSQL]:
    """A new server, gone with all its data at the end."""
    with tempfile.TemporaryDirectory(prefix="postgresql-", ignore_cleanup_errors=True) as folder:
        server = PostgreSQL(Path(folder), port or free_port())
        server.prepare()
        server.start()
        try:
            yield server
        finally:
            server.stop("immediate")


@contextmanager
def running_standby(primary: PostgreSQL) -> Iterator[PostgreSQL]:
    """A hot standby that follows `primary` by streaming: it has the same databases, and none can be written."""
    with tempfile.TemporaryDirectory(prefix="standby-", ignore_cleanup_errors=True) as folder:
        standby = PostgreSQL(Path(folder))
        if os.geteuid() == 0:
            shutil.chown(folder, SERVER_USER)
        source = (f"--dbname={primary.url('postgres')}", f"--pgdata={folder}")
        standby.run("pg_basebackup", *source, "--write-recovery-conf", "--checkpoint=fast", "--no-sync")
        standby.start()
        try:
            yield standby
        finally:
            standby.stop("immediate")


def sqlite_file(url: str) -> Path | None:
    """The file of a SQLite address; None for other databases."""
    parts = urlsplit(url)
    return Path(parts.path[1:]) if parts.scheme == "sqlite" else None
