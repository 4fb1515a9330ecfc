"""Backups: database and pictures, whole, read back before they count, and deleted after a set number of days.

A backup is a folder named by its moment (UTC). No key is in it: what is sealed in the database stays sealed.
"""

import hashlib
import json
import os
import shutil
import sqlite3
import subprocess
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path
from time import monotonic
from typing import Any

from django.apps import apps
from django.conf import settings
from django.core.files.storage import default_storage
from django.db import connection, transaction
from django.db.migrations.executor import MigrationExecutor

from content.images.storage import make_names_durable

COPY_SECONDS = 600
NAME = "%Y-%m-%d-%H%M%S"
MANIFEST, MEDIA = "manifest.json", "media"
DATABASE = {"sqlite": "database.sqlite3", "postgresql": "database.dump"}


class BackupFailed(Exception):
    """There is no new backup; those from before are still there."""


def back_up(now: datetime) -> Path:
    """Make a backup and read it back. It gets its name only once it is whole. Raises BackupFailed."""
    root = Path(settings.BACKUP_ROOT)
    root.mkdir(mode=0o700, parents=True, exist_ok=True)
    before = newest(root)
    unfinished = root / f".{now.astimezone(UTC):{NAME}}.new"
    unfinished.mkdir(mode=0o700)
    try:
        database = unfinished / DATABASE[connection.vendor]
        counts, head = copy_sqlite(database) if connection.vendor == "sqlite" else dump_postgresql(database)
        copy_pictures(unfinished, before)
        manifest = {"made_at": now.isoformat(), "rows": counts, "trail_head": head, "migrations": migrations()}
        write_durably(unfinished / MANIFEST, json.dumps(manifest | {"files": digests(unfinished)}, indent=1))
        check(unfinished)
        done = root / f"{now.astimezone(UTC):{NAME}}"
        make_names_durable(unfinished)
        unfinished.rename(done)
        make_names_durable(root)
    except BaseException:
        shutil.rmtree(unfinished)
        raise
    return done


def backups(root: Path) -> list[Path]:
    """The whole ones, the newest first."""
    found = [path for path in root.iterdir() if (path / MANIFEST).is_file() and not path.name.startswith(".")]
    return sorted(found, reverse=True)


def newest(root: Path) -> Path | None:
    return next(iter(backups(root)), None)


def delete_old(now: datetime) -> list[Path]:
    """Delete what is older than DAYS_BACKUPS_ARE_KEPT, and what a killed run left; never the newest backup."""
    root, oldest = Path(settings.BACKUP_ROOT), now - timedelta(days=settings.DAYS_BACKUPS_ARE_KEPT)
    old = [path for path in backups(root)[1:] if made_at(path) < oldest]
    left = [path for path in root.glob(".*.new") if datetime.fromtimestamp(path.stat().st_mtime, UTC) < oldest]
    for path in (*old, *left):
        shutil.rmtree(path)
    return old


def made_at(path: Path) -> datetime:
    return datetime.fromisoformat(read_manifest(path)["made_at"])


def read_manifest(path: Path) -> dict[str, Any]:
    """What a backup says of itself. Raises BackupFailed."""
    try:
        return dict(json.loads((path / MANIFEST).read_text()))
    except (OSError, ValueError) as error:
        raise BackupFailed(f"{path / MANIFEST} cannot be read.") from error


# The database


def copy_sqlite(path: Path) -> tuple[dict[str, int], str]:
    """A consistent copy while others write, by SQLite's own backup; rows of each table, and the end of the record."""
    begun = monotonic()

    def give_up(*progress: int) -> None:
        """Called at each try; without it, a locked database is waited for without end."""
        if monotonic() - begun > COPY_SECONDS:
            raise BackupFailed("The database was locked, or is too large to be copied in time.")

    with closing(sqlite3.connect(connection.settings_dict["NAME"])) as source, closing(sqlite3.connect(path)) as copy:
        source.backup(copy, progress=give_up)
        copy.execute("PRAGMA journal_mode=DELETE")  # one file
    make_durable(path)
    return read_sqlite(path)


def read_sqlite(path: Path) -> tuple[dict[str, int], str]:
    """The same of a file, once it has proved whole. Raises BackupFailed."""
    try:
        with closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as copy:
            verdict = [row[0] for row in copy.execute("PRAGMA integrity_check")]
            if verdict != ["ok"] or copy.execute("PRAGMA foreign_key_check").fetchone():
                raise BackupFailed(f"The copy of the database is not whole: {verdict[0]}")
            names = [
                row[0] for row in copy.execute("SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name")
            ]
            counts = {name: copy.execute(f'SELECT count(*) FROM "{name}"').fetchone()[0] for name in names}  # noqa: S608
            head = copy.execute(f"SELECT digest FROM {head_table()}").fetchone()  # noqa: S608
    except sqlite3.Error as error:
        raise BackupFailed(f"The copy of the database cannot be read: {error}") from error
    return counts, head[0] if head else ""


def dump_postgresql(path: Path) -> tuple[dict[str, int], str]:
    """What pg_dump writes, and rows and record as they are in the very snapshot that it sees."""
    values = connection.settings_dict
    named = {"PGHOST": values["HOST"], "PGPORT": values["PORT"], "PGUSER": values["USER"]}
    account = {name: value for name, value in (named | {"PGPASSWORD": values["PASSWORD"]}).items() if value}
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        cursor.execute("SELECT pg_export_snapshot()")
        snapshot = cursor.fetchone()[0]
        counts = {}
        for name in sorted(connection.introspection.table_names(cursor)):
            cursor.execute(f'SELECT count(*) FROM "{name}"')  # noqa: S608
            counts[name] = cursor.fetchone()[0]
        cursor.execute(f"SELECT digest FROM {head_table()}")  # noqa: S608
        head = cursor.fetchone()
        command = ["pg_dump", "--format=custom", f"--snapshot={snapshot}", f"--file={path}", values["NAME"]]
        done = subprocess.run(command, env=os.environ | account, capture_output=True, check=False)  # noqa: S603
    if done.returncode:
        raise BackupFailed(f"pg_dump ended with {done.returncode}: {done.stderr.decode(errors='replace')[:300]}")
    make_durable(path)
    return counts, head[0] if head else ""


def head_table() -> str:
    return str(apps.get_model("consultations", "TrailHead")._meta.db_table)


def migrations() -> list[str]:
    """The last migration of each app: which code reads this database."""
    return sorted(".".join(node) for node in MigrationExecutor(connection).loader.graph.leaf_nodes())


# Pictures


def copy_pictures(folder: Path, before: Path | None) -> None:
    """The files that rows name. One that the last backup has is linked: names are never used again."""
    for name in apps.get_model("content", "ImageFile").objects.order_by("name").values_list("name", flat=True):
        path = folder / MEDIA / name
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        same = before / MEDIA / name if before else None
        if same and same.is_file():
            os.link(same, path)
            continue
        try:
            with default_storage.open(name) as source:
                path.write_bytes(source.read())
        except FileNotFoundError as error:
            raise BackupFailed(f"A picture has lost its file: {name} (manage.py sweep_media)") from error
        make_durable(path)


# Files


def digests(folder: Path) -> dict[str, str]:
    return {str(path.relative_to(folder)): digest_of(path) for path in files_in(folder)}


def files_in(folder: Path) -> Iterator[Path]:
    return (path for path in sorted(folder.rglob("*")) if path.is_file() and path.name != MANIFEST)


def digest_of(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def check(folder: Path) -> dict[str, Any]:
    """Read a backup back: every file, and the database in it. Its manifest. Raises BackupFailed with what is wrong."""
    manifest = read_manifest(folder)
    found = digests(folder)
    for name in sorted(manifest["files"].keys() | found.keys()):
        if manifest["files"].get(name) != found.get(name):
            raise BackupFailed(f"{name} is missing or is not what was written.")
    database = folder / DATABASE["sqlite"]
    if database.exists() and read_sqlite(database) != (manifest["rows"], manifest["trail_head"]):
        raise BackupFailed("The database does not hold the rows that the manifest names.")
    return manifest


def write_durably(path: Path, text: str) -> None:
    path.write_text(text)
    make_durable(path)


def make_durable(path: Path) -> None:
    path.chmod(0o600)
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
