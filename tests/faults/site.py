"""The site as it runs in production, in processes that can be killed: gunicorn on a fresh database."""

import json
import os
import re
import shutil
import signal
import sqlite3
import subprocess
import sys
import threading
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from random import Random
from typing import Any

import psycopg

from tests.databases import PostgreSQL, free_port, sqlite_file
from tests.processes import ROOT

IS_LONG = os.environ.get("FAULTS") == "long"
HOST = "clinic.example"
PRODUCTION = {
    "ENVIRONMENT": "production",
    "DJANGO_SETTINGS_MODULE": "clinic_site.settings",
    "SECRET_KEY": "only-for-tests-0123456789-abcdefghijklmnopqrstuvwxyz",
    "FIELD_KEYS": "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=",
    "LOOKUP_KEY": "ICEiIyQlJicoKSorLC0uLzAxMjM0NTY3ODk6Ozw9Pj8=",
    "ALLOWED_HOSTS": HOST,
    "SITE_URL": f"https://{HOST}",
    "BEHIND_PROXY": "yes",
    "STAFF_NOTICE_TO": "desk@clinic.example",
    "DEFAULT_FROM_EMAIL": "site@clinic.example",
    "EMAIL_HOST": "",
}
STARTS = 100
PAUSE = threading.Event()  # never set: waiting on it is a pause
APPLICATION = "clinic_site.wsgi"


@dataclass
class Site:
    """One database and the server in front of it."""

    environment: dict[str, str]
    postgresql: PostgreSQL | None = None
    application: str = APPLICATION
    wrapper: tuple[str, ...] = ()  # a command that runs gunicorn
    master: "subprocess.Popen[bytes] | None" = None
    errors: Path | None = None

    @property
    def url(self) -> str:
        return self.environment["DATABASE_URL"]

    @property
    def port(self) -> int:
        return int(self.environment["BIND"].rpartition(":")[2])

    def start(self) -> None:
        """Start gunicorn in a process group of its own; visitors wait for it."""
        command = [*self.wrapper, sys.executable, "-m", "gunicorn", self.application]
        log = self.errors.open("ab") if self.errors else subprocess.DEVNULL
        self.master = subprocess.Popen(
            command, cwd=ROOT, env=self.environment, stderr=log, stdout=log, start_new_session=True
        )

    def workers(self) -> list[int]:
        assert self.master is not None
        listing = Path(f"/proc/{self.master.pid}/task/{self.master.pid}/children")
        try:
            return [int(pid) for pid in listing.read_text().split()]
        except FileNotFoundError:
            return []

    def kill_worker(self, random: Random) -> bool:
        """SIGKILL one; gunicorn starts another. False when there is none just now."""
        workers = self.workers()
        if not workers:
            return False
        try:
            os.kill(random.choice(workers), signal.SIGKILL)
        except ProcessLookupError:
            return False
        return True

    def kill_tree(self) -> None:
        """SIGKILL of everything at once."""
        assert self.master is not None
        os.killpg(self.master.pid, signal.SIGKILL)
        self.master.wait()

    def stop(self) -> None:
        if self.master is not None and self.master.poll() is None:
            self.kill_tree()

    def python(self, *arguments: str, **more: str) -> str:
        """What a Python process with the site's environment prints."""
        command = [sys.executable, *arguments]
        ended = subprocess.run(
            command, cwd=ROOT, env=self.environment | more, capture_output=True, text=True, timeout=900, check=False
        )
        assert ended.returncode == 0, ended.stderr
        return ended.stdout

    def manage(self, *arguments: str, **more: str) -> str:
        return self.python("manage.py", *arguments, **more)

    def rows(self, statement: str) -> list[tuple[Any, ...]]:
        """What the database answers, asked from outside of the site; what is changed stays changed.

        A database that recovers from a crash is waited for.
        """
        for _ in range(STARTS):
            try:
                with closing(self.connect()) as connection:
                    found = connection.execute(statement)
                    return list(found.fetchall()) if found.description else []
            except psycopg.OperationalError:
                PAUSE.wait(0.2)
        raise RuntimeError("The database does not answer.")

    def connect(self) -> Any:
        file = sqlite_file(self.url)
        return open_sqlite(file) if file else psycopg.connect(self.url, autocommit=True)

    def forget_limits(self) -> None:
        """As if an hour had passed: limits are not what is tried here."""
        self.rows("DELETE FROM content_ratelimit")


def open_sqlite(file: Path) -> sqlite3.Connection:
    """Outside of Django, with the function that its constraints call."""
    connection = sqlite3.connect(file, timeout=30, isolation_level=None)
    connection.create_function("REGEXP", 2, lambda pattern, text: bool(re.search(pattern, text)))
    return connection


def make_environment(url: str, static: Path, **more: str) -> dict[str, str]:
    """Of a production site that has no content yet and no mail server."""
    own = {"DATABASE_URL": url, "STATIC_ROOT": str(static), "BIND": f"127.0.0.1:{free_port()}"}
    return os.environ | PRODUCTION | own | more


def prepare(folder: Path) -> tuple[Path, Path]:
    """A migrated SQLite file, to be copied for each test, and a list of static files.

    The files themselves, squeezed and compressed, are not what is tried here.
    """
    database, static = folder / "site.sqlite3", folder / "static"
    static.mkdir()
    names = [str(path.relative_to(ROOT / "static")) for path in (ROOT / "static").rglob("*") if path.is_file()]
    listing = {"version": "1.1", "hash": "", "paths": {name: name for name in names}}
    (static / "staticfiles.json").write_text(json.dumps(listing), encoding="utf-8")
    site = Site(make_environment(f"sqlite:///{database}", static))
    site.manage("migrate", "--verbosity", "0")
    with closing(sqlite3.connect(database)) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    return database, static


def copy_database(database: Path, folder: Path) -> str:
    """The address of a copy of a SQLite file that nobody has open."""
    target = folder / "site.sqlite3"
    shutil.copy(database, target)
    return f"sqlite:///{target}"
