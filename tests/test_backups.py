"""Backups: whole or not there, read back, and gone when they are old. The nightly run goes on whatever fails."""

import json
import sqlite3
import subprocess
from contextlib import closing
from datetime import timedelta
from io import StringIO
from pathlib import Path
from typing import Any

import psycopg
import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.management import CommandError, call_command
from django.utils import timezone

from clinic_site.backups import DATABASE, BackupFailed, back_up, backups, check, delete_old
from content.images import keeping
from content.models import LastRun
from tests import run_database
from tests.consultations.desk_factories import make_consultation
from tests.database_file import keep_in_file, name_a_file
from tests.databases import program
from tests.factories import make_article, make_image

pytestmark = run_database.own_transactions
COPY = DATABASE[run_database.KIND]


@pytest.fixture
def root(settings, tmp_path, monkeypatch):
    settings.BACKUP_ROOT = tmp_path / "backups"
    name_a_file(monkeypatch, tmp_path)
    return settings.BACKUP_ROOT


def run_backup(*arguments: str) -> str:
    """The command, on what the tests' database holds."""
    keep_in_file()
    return run("backup", *arguments)


def run(name: str, *arguments: str) -> str:
    output = StringIO()
    call_command(name, *arguments, stdout=output, stderr=output)
    return output.getvalue()


def test_a_backup_holds_rows_and_pictures_and_no_words_of_a_request_in_the_clear(root, settings):
    make_article(title="A backed up title"), make_image(), make_consultation(name="Canary Person")
    said = run_backup()
    (folder,) = backups(root)
    names = {file.name for image in [make_image()] for file in image.files.all()}  # after the backup

    with closing(restored(folder / COPY)) as copy:
        assert copy.execute("SELECT title FROM content_article").fetchall() == [("A backed up title",)]
    stored = {str(path.relative_to(folder / "media")) for path in (folder / "media").rglob("*.*")}
    assert stored
    assert not stored & names
    everything = b"".join(path.read_bytes() for path in folder.rglob("*") if path.is_file())
    assert b"Canary Person" not in everything
    assert settings.SECRET_KEY.encode() not in everything
    assert f"Head of the record: {json.loads((folder / 'manifest.json').read_text())['trail_head']}" in said
    assert LastRun.objects.get(name="backup").words == folder.name
    assert {path.stat().st_mode & 0o077 for path in [root, *root.rglob("*.*")]} == {0}


def restored(path: Path) -> Any:
    """A connection to what docs/operating.md makes of a backup."""
    if not run_database.IS_POSTGRESQL:
        return sqlite3.connect(path)
    url = run_database.server().create(f"restored_{path.parent.name}")
    subprocess.run([program("pg_restore"), "--no-owner", "--exit-on-error", f"--dbname={url}", path], check=True)
    return psycopg.connect(url)


def truncated(folder: Path) -> None:
    path = folder / COPY
    path.write_bytes(path.read_bytes()[:-4096])


def bit_flipped(folder: Path) -> None:
    path = next((folder / "media" / "images").iterdir())
    path.write_bytes(bytes([path.read_bytes()[0] ^ 1]) + path.read_bytes()[1:])


def short_of_a_file(folder: Path) -> None:
    next((folder / "media" / "images").iterdir()).unlink()


def without_manifest(folder: Path) -> None:
    (folder / "manifest.json").write_text("{")


def test_a_backup_that_was_damaged_is_refused_with_what_is_wrong(root):
    make_image(), keep_in_file()
    words = {truncated: "is not what was written", bit_flipped: "images/", short_of_a_file: "is missing"}
    for number, (damage, says) in enumerate((words | {without_manifest: "manifest.json cannot be read"}).items()):
        folder = back_up(timezone.now() + timedelta(minutes=number))
        check(folder)
        damage(folder)
        with pytest.raises(CommandError, match=says):
            run("backup", "--check", str(folder))
        for path in root.iterdir():  # the next one must not link to what was damaged
            path.rename(root.parent / f"damaged-{number}")


def test_a_picture_without_its_file_is_a_failure_and_leaves_no_half_backup(root):
    default_storage.delete(make_image().files.first().name)
    keep_in_file()

    with pytest.raises(BackupFailed, match="lost its file"):
        back_up(timezone.now())
    assert list(root.iterdir()) == []


def test_old_backups_go_and_the_newest_stays_however_old(root, settings):
    settings.DAYS_BACKUPS_ARE_KEPT = 14
    now = timezone.now()
    keep_in_file()
    made = [back_up(now - timedelta(days=days)) for days in (30, 15, 13)]
    picture = make_image()  # linked from one backup to the next, and whole when the first is deleted

    assert delete_old(now) == [made[1], made[0]]
    assert delete_old(now + timedelta(days=400)) == []
    first, second = back_up(now), back_up(now + timedelta(days=1))
    name = f"media/{picture.files.first().name}"
    assert (first / name).samefile(second / name)
    delete_old(now + timedelta(days=20))
    assert backups(root) == [second]
    check(second)


def test_the_nightly_run_sweeps_what_no_picture_names_and_goes_on_when_something_fails(root, monkeypatch):
    orphan = default_storage.save(f"{keeping.SHOWN}/{'0' * 32}-480.jpg", ContentFile(b"x"))
    monkeypatch.setattr(keeping, "IN_PROGRESS", timedelta())
    monkeypatch.setattr("consultations.retention.wipe_log", lambda: True)  # a database in memory has none
    make_article(body="[x](/nowhere/)"), keep_in_file()
    assert "Everything ran." in run("nightly")
    assert not default_storage.exists(orphan)
    lost = make_image().files.first().name
    default_storage.delete(lost)
    with pytest.raises(CommandError, match="Failed: sweep_media, backup"):
        run("nightly")

    assert LastRun.objects.get(name="nightly").words == "Failed: sweep_media, backup"
    assert len(backups(root)) == 1
