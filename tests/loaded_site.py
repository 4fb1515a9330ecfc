"""The site's own content in a database of its own: loaded once a run, however many processes run the tests."""

import fcntl
import os
from collections.abc import Callable
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection

from tests.processes import start

CONTENT = Path(settings.BASE_DIR) / "content" / "fixtures"
ATTACHED_AS = "loaded"


def once_a_run(tmp_path_factory: pytest.TempPathFactory, name: str, make: Callable[[Path], object]) -> Path:
    """A file or folder that `make` makes for whichever process asks first. To be read or copied, not written."""
    folder = tmp_path_factory.getbasetemp()
    if "PYTEST_XDIST_WORKER" in os.environ:
        folder = folder.parent  # what the workers of one run share
    made = folder / name
    with (folder / f"{name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not made.exists():
            unfinished = folder / f"unfinished-{name}"
            make(unfinished)
            unfinished.rename(made)
    return made


def load_database(database: Path) -> None:
    """Make a SQLite file with the site's own content."""
    for command in (("migrate", "-v0"), ("load_content", "--quiet", CONTENT)):
        process = start(database, *command)
        _, errors = process.communicate()
        assert process.returncode == 0, errors


def copy_content(database: Path) -> None:
    """Put the rows of the content into the database of the tests, within the transaction of whoever asks."""
    tables = connection.introspection.django_table_names(only_existing=True)
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA defer_foreign_keys = ON")
        cursor.execute("PRAGMA database_list")
        if ATTACHED_AS not in {name for _, name, _ in cursor.fetchall()}:
            # immutable: a transaction that begins to write takes a lock on every database that could be written
            cursor.execute(f"ATTACH %s AS {ATTACHED_AS}", [f"{database.as_uri()}?immutable=1"])
        for table in (name for name in tables if name.startswith("content_")):
            cursor.execute(f"DELETE FROM main.{table}")
            cursor.execute(f"INSERT INTO main.{table} SELECT * FROM {ATTACHED_AS}.{table}")
