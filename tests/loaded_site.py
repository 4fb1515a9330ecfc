"""The site's own content in a database of its own: loaded once a run, however many processes run the tests."""

import fcntl
import os
from collections.abc import Callable
from functools import cache
from pathlib import Path

import psycopg
import pytest
from django.apps import apps
from django.conf import settings
from django.core.management.color import no_style
from django.db import connection

from tests import run_database
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


def load_database(file: Path) -> None:
    """Make a SQLite file with the site's own content. On PostgreSQL it holds the address of such a database instead."""
    url = run_database.new(file.parent) if run_database.IS_POSTGRESQL else f"sqlite:///{file}"
    for command in (("migrate", "-v0"), ("load_content", "--quiet", CONTENT)):
        process = start(url, *command)
        _, errors = process.communicate()
        assert process.returncode == 0, errors
    if run_database.IS_POSTGRESQL:
        file.write_text(url)


def copy_content(database: Path) -> None:
    """Put the rows of the content into the database of the tests, within the transaction of whoever asks."""
    tables = connection.introspection.django_table_names(only_existing=True)
    copy = copy_on_postgresql if run_database.IS_POSTGRESQL else copy_on_sqlite
    copy(database, [name for name in tables if name.startswith("content_")])


def copy_on_sqlite(database: Path, tables: list[str]) -> None:
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA defer_foreign_keys = ON")
        cursor.execute("PRAGMA database_list")
        if ATTACHED_AS not in {name for _, name, _ in cursor.fetchall()}:
            # immutable: a transaction that begins to write takes a lock on every database that could be written
            cursor.execute(f"ATTACH %s AS {ATTACHED_AS}", [f"{database.as_uri()}?immutable=1"])
        for table in tables:
            cursor.execute(f"DELETE FROM main.{table}")
            cursor.execute(f"INSERT INTO main.{table} SELECT * FROM {ATTACHED_AS}.{table}")


def copy_on_postgresql(database: Path, tables: list[str]) -> None:
    """Triggers stay silent meanwhile: what they would write is among the rows."""
    rows = rows_on_postgresql(database.read_text(), tuple(tables))
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")
        for table in tables:
            cursor.execute(f"DELETE FROM {table}")
            with cursor.copy(f"COPY {table} FROM STDIN (FORMAT BINARY)") as copy:
                copy.write(rows[table])
        cursor.execute("SET LOCAL session_replication_role = origin")
        kinds = apps.get_app_config("content").get_models(include_auto_created=True)
        for statement in connection.ops.sequence_reset_sql(no_style(), list(kinds)):
            cursor.execute(statement)


@cache
def rows_on_postgresql(url: str, tables: tuple[str, ...]) -> dict[str, bytes]:
    rows = {}
    with psycopg.connect(url) as loaded, loaded.cursor() as cursor:
        for table in tables:
            with cursor.copy(f"COPY {table} TO STDOUT (FORMAT BINARY)") as copy:
                rows[table] = b"".join(copy)
    return rows
