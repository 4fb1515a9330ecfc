"""Which version of the content the database holds now: asked before every page that is answered from memory."""

import sqlite3
import threading
from collections.abc import Callable
from time import monotonic

from django.conf import settings
from django.db import DatabaseError, InterfaceError, connection

from content.versioning import VERSION

Version = tuple[int, object]
AWAY_SECONDS = 2.0  # for how long a database that did not answer is not asked again


class DatabaseAway(Exception):
    """The database cannot say which version it holds."""


class SqliteVersion:
    """Of a SQLite file. `PRAGMA data_version` says in microseconds whether anything was written since; only then is the
    row read again. Each thread has a connection of its own, for it must never be the one that writes.
    """

    def __init__(self, name: str) -> None:
        self.address = f"file:{name}?mode=ro"
        self.local = threading.local()

    def __call__(self) -> Version | None:
        try:
            if not hasattr(self.local, "connection"):
                self.local.connection = sqlite3.connect(self.address, uri=True, isolation_level=None)
                self.local.written = None
            [(written,)] = self.local.connection.execute("PRAGMA data_version").fetchall()
            if written != self.local.written:
                rows = self.local.connection.execute(VERSION).fetchall()
                self.local.version = rows[0] if rows else None
                self.local.written = written
        except sqlite3.Error as error:
            self.local.__dict__.clear()
            raise DatabaseAway from error
        version: Version | None = self.local.version
        return version


class RowVersion:
    """Of any other database: one query on the thread's own connection."""

    def __init__(self) -> None:
        self.away_until = 0.0

    def __call__(self) -> Version | None:
        if monotonic() < self.away_until:
            raise DatabaseAway
        try:
            return self.read()
        except (DatabaseError, InterfaceError):
            connection.close()  # it may only be the connection that is gone
        try:
            return self.read()
        except (DatabaseError, InterfaceError) as error:
            connection.close()
            self.away_until = monotonic() + AWAY_SECONDS
            raise DatabaseAway from error

    def read(self) -> Version | None:
        with connection.cursor() as cursor:
            cursor.execute(VERSION)
            row: Version | None = cursor.fetchone()
            return row


def version_reader() -> Callable[[], Version | None]:
    """What reads the version of the site's database; it returns None before the first `migrate`."""
    name = str(settings.DATABASES["default"]["NAME"])
    if connection.vendor == "sqlite" and "memory" not in name:
        return SqliteVersion(name)
    return RowVersion()
