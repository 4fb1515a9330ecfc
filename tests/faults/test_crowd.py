"""E. Many send at once while others read for long, delete and back up: nobody gets an error. A full disk is told."""

import os
import resource
import shutil
import sqlite3
import subprocess
import threading
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager, suppress
from dataclasses import replace
from pathlib import Path

from tests.databases import program, sqlite_file
from tests.faults.site import IS_LONG, PAUSE, Site, open_sqlite
from tests.faults.stored import stored_in
from tests.faults.visitor import SEND, Visitor, kept_answers, open_forms

WRITERS, EACH = 32, 10 if IS_LONG else 1
READS_FOR = 10.0 if IS_LONG else 2.0
IS_ROOT = os.geteuid() == 0
OLD_ROWS = 5_000 if IS_LONG else 200


def read_for_long(site: Site, ended: threading.Event) -> None:
    """A transaction that sees the database as it was, and holds on to that."""
    with closing(site.connect()) as connection:
        connection.execute("BEGIN" if sqlite_file(site.url) else "BEGIN ISOLATION LEVEL REPEATABLE READ")
        connection.execute("SELECT count(*) FROM consultations_consultationrequest").fetchone()
        ended.wait(READS_FOR)
        connection.execute("ROLLBACK")


def back_up(site: Site, folder: Path) -> None:
    """As docs/operating.md says: the backup interface of SQLite, or pg_dump."""
    file = sqlite_file(site.url)
    if file is None:
        command = [program("pg_dump"), "--file", str(folder / "backup.sql"), site.url]
        subprocess.run(command, check=True)
        return
    with closing(open_sqlite(file)) as source, closing(sqlite3.connect(folder / "backup.sqlite3")) as target:
        source.backup(target)


def test_nobody_gets_an_error_while_others_read_delete_and_back_up(any_site: Site, tmp_path):
    any_site.python("-m", "tests.faults.old_requests", "make", str(OLD_ROWS))
    visitors = [Visitor(any_site.port) for _ in range(WRITERS * EACH)]
    any_site.start()
    with ThreadPoolExecutor(WRITERS) as clients:
        list(clients.map(Visitor.open_form, visitors))
    PAUSE.wait(3.2)
    broken = sum(visitor.statuses["broken"] for visitor in visitors)  # while the server started
    ended = threading.Event()
    others: list[Callable[[], object]] = [
        lambda: read_for_long(any_site, ended),
        lambda: any_site.python("-m", "tests.faults.old_requests", "delete"),
        lambda: back_up(any_site, tmp_path),
    ]
    with ThreadPoolExecutor(WRITERS + len(others)) as everybody:
        beside = [everybody.submit(deed) for deed in others]
        for start in range(0, len(visitors), WRITERS):
            list(everybody.map(Visitor.send, visitors[start : start + WRITERS]))
            any_site.forget_limits()
        ended.set()
        for deed in beside:
            deed.result()

    statuses: Counter[str] = sum((visitor.statuses for visitor in visitors), Counter())
    assert statuses["broken"] == broken
    assert {name[-3:] for name in statuses if name != "broken"} == {"200", "302"}
    stored = stored_in(any_site)
    assert {row["reference"] for row in stored.requests} >= {visitor.reference for visitor in visitors}
    assert len(stored.requests) == len(visitors)
    assert stored.trail == ""


@contextmanager
def small_disk(folder: Path) -> Iterator[Path]:
    """8 MB that fill up, for root; for others a plain folder."""
    folder.mkdir()
    if not IS_ROOT:
        yield folder
        return
    subprocess.run(["mount", "-t", "tmpfs", "-o", "size=8m,mode=700", "tmpfs", folder], check=True)
    try:
        yield folder
    finally:
        subprocess.run(["umount", "--lazy", folder], check=True)


@contextmanager
def no_room(site: Site, disk: Path) -> Iterator[None]:
    """A file takes all the room there is; without a disk of our own, the server may not write to files."""
    if not IS_ROOT:
        limit_files(site, 0)
        yield
        limit_files(site, resource.RLIM_INFINITY)
        return
    ballast = disk / "ballast"
    with ballast.open("wb", buffering=0) as file, suppress(OSError):
        while True:
            file.write(bytes(4096))
    assert shutil.disk_usage(disk).free == 0
    yield
    ballast.unlink()


def limit_files(site: Site, size: int) -> None:
    for worker in site.workers():
        resource.prlimit(worker, resource.RLIMIT_FSIZE, (size, resource.RLIM_INFINITY))


def test_a_full_disk_is_told_keeps_the_answers_loses_nothing_and_is_got_over(sqlite_site: Site, tmp_path):
    with small_disk(tmp_path / "disk") as disk:
        file = sqlite_file(sqlite_site.url)
        assert file is not None
        shutil.copy(file, disk / "site.sqlite3")
        more = {"DATABASE_URL": f"sqlite:///{disk}/site.sqlite3"}
        site = replace(sqlite_site, environment=sqlite_site.environment | more)
        before, refused, after = (Visitor(site.port) for _ in range(3))
        site.start()
        try:
            open_forms([before, refused, after])
            before.send()

            with no_room(site, disk):
                answer = refused.ask("POST", SEND, refused.values())

            assert answer.status == 503
            assert "Your request was not sent" in answer.text
            kept = kept_answers(answer.text)
            assert {name: kept.get(name) for name in refused.answers} == refused.answers
            assert kept["token"] == refused.token
            sent = refused.insist("POST", SEND, 302, kept)  # the button of that page
            refused.reference = refused.read_reference(sent.location)
            after.send()
        finally:
            site.stop()

        rows = stored_in(site).by_reference()
        assert set(rows) == {before.reference, refused.reference, after.reference}
        assert rows[refused.reference]["answers"] == refused.answers
        with closing(open_sqlite(disk / "site.sqlite3")) as connection:
            assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
