"""The database that the tests run on: SQLite, or with TEST_DATABASE=postgresql a server that the run starts itself."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from uuid import uuid4

import pytest

from tests.databases import PostgreSQL, free_port, running_postgresql

KIND = os.environ.get("TEST_DATABASE", "sqlite")
if KIND not in {"sqlite", "postgresql"}:
    raise RuntimeError(f"TEST_DATABASE must be sqlite or postgresql, not {KIND!r}.")
IS_POSTGRESQL = KIND == "postgresql"
PORT = "TEST_DATABASE_PORT"  # chosen by the first process of a run, inherited by the others
MIGRATED = "migrated"  # the database that the others are copied from
OPTIONS = {"TEMPLATE": MIGRATED} if IS_POSTGRESQL else {}  # for Django's own `test_...`, one for each process of a run

# For tests in which a commit does something on PostgreSQL, or a statement fails, which would end a common transaction
own_transactions = pytest.mark.django_db(transaction=IS_POSTGRESQL)


def server() -> PostgreSQL:
    """The server of this run, as any of its processes reaches it."""
    return PostgreSQL(Path(), int(os.environ.setdefault(PORT, str(free_port()))))


def url() -> str:
    return server().url("site") if IS_POSTGRESQL else "sqlite:///var/tests.sqlite3"


def new(folder: Path) -> str:
    """The address of an empty database for processes that a test starts; on SQLite not even migrated."""
    return server().create(f"own_{uuid4().hex}", MIGRATED) if IS_POSTGRESQL else f"sqlite:///{folder}/site.sqlite3"


@contextmanager
def running() -> Iterator[str]:
    """While the tests run: a server with an empty database named MIGRATED, whose address this gives.

    It writes durably, as in production: the checks of the commands that tests start would refuse anything else.
    """
    with running_postgresql(server().port) as started:
        yield started.create(MIGRATED)
