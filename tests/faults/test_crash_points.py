"""B. The process ends at a named point: what is then stored, acknowledged and sent."""

import http.client
import sqlite3
from collections import Counter
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from urllib.parse import urlsplit

import psycopg
import pytest

from tests.faults import crashing
from tests.faults.mail_server import MailServer
from tests.faults.site import IS_LONG, Site
from tests.faults.stored import stored_in
from tests.faults.visitor import BETWEEN_TRIES, PAUSE, SEND, TRIES, Visitor, open_forms

REPEATS = 20 if IS_LONG else 2
# Point: is the row there right after the crash, and was the visitor told
AFTER_THE_CRASH = {
    crashing.BEFORE_VALIDATION: (False, False),
    crashing.AFTER_VALIDATION: (False, False),
    crashing.AFTER_INSERT: (False, False),
    crashing.AFTER_COMMIT: (True, False),
    crashing.AFTER_HEADERS: (True, True),
}


def crash_sending(site: Site, visitor: Visitor, point: str) -> bool:
    """Send once into a crash at that point; whether the visitor was told all the same."""
    crash_file(site).write_text(point, encoding="utf-8")
    with suppress(OSError, http.client.HTTPException):
        answer = visitor.ask("POST", SEND, visitor.values())
        assert answer.status == 302, answer
        return True
    return False


def is_reached(file: Path) -> bool:
    """Whether the crash took place; an answer may be here a moment before it."""
    return any(not file.exists() or PAUSE.wait(BETWEEN_TRIES) for _ in range(TRIES))


def crash_file(site: Site) -> Path:
    return Path(site.environment["CRASH_FILE"])


def test_a_crash_at_any_point_leaves_all_or_nothing_and_trying_again_ends_well(
    any_site: Site, mail_server: MailServer, tmp_path
):
    more = {"CRASH_FILE": str(tmp_path / "crash"), "MAIL_BESIDE_SERVER": "no"} | mail_server.environment()
    site = replace(any_site, environment=any_site.environment | more, application="tests.faults.crashing")
    crashes = [(point, Visitor(site.port)) for point in AFTER_THE_CRASH for _ in range(REPEATS)]
    site.start()
    try:
        open_forms([visitor for _, visitor in crashes])
        for point, visitor in crashes:
            visitor.insist("GET", "/healthz/", 200)
            told = crash_sending(site, visitor, point)

            assert is_reached(crash_file(site)), f"{point} was never reached"
            nonce = visitor.token.partition(":")[0]
            rows = site.rows(f"SELECT 1 FROM consultations_consultationrequest WHERE form_token = '{nonce}'")
            assert (bool(rows), told) == AFTER_THE_CRASH[point], point
            visitor.send_checked()
            site.forget_limits()
    finally:
        site.stop()

    stored = stored_in(site)
    rows_by_reference = stored.by_reference()
    assert len(stored.requests) == len(crashes)
    assert stored.trail == ""
    for point, visitor in crashes:
        row = rows_by_reference[visitor.reference]
        assert row["token"] == visitor.token.partition(":")[0], point
        assert (row["events"], row["mails"]) == (["received"], ["notice", "receipt"]), point
    assert mail_server.clear() == b""  # no request talks to the mail server
    assert_mail_survives_crashes(site, mail_server, mails=2 * len(crashes))
    for change in (
        "UPDATE consultations_consultationevent SET detail = ''",
        "DELETE FROM consultations_consultationevent",
    ):
        with pytest.raises((sqlite3.Error, psycopg.Error), match="append-only"):
            site.rows(change)


def assert_mail_survives_crashes(site: Site, server: MailServer, mails: int) -> None:
    """Every message goes out at least once; twice only if the process ended after the whole message was handed over."""
    points = list(crashing.MAIL_POINTS) * REPEATS
    codes = site.python("-m", "tests.faults.crashing", *points).split()

    assert codes == [str(crashing.CRASHED)] * len(points) + ["0"]
    times = Counter(message["Message-ID"] for message in server.messages())
    hosts = {urlsplit(f"//{name.strip('<>')}").hostname for name in times}
    assert hosts == {"clinic.example"}
    assert len(times) == mails
    assert sum(times.values()) - mails <= points.count(crashing.AFTER_DATA) + points.count(crashing.BEFORE_MARK)
    assert sum(times.values()) - mails >= points.count(crashing.BEFORE_MARK)
    assert site.rows("SELECT count(*) FROM consultations_outgoingmail WHERE sent_at IS NULL") == [(0,)]
