"""What is too old goes, with everything that hangs on it; what is to be kept stays, whatever the clock says."""

import subprocess
import sys
from datetime import UTC, date, datetime, time, timedelta

import pytest
import time_machine
from django.db import DatabaseError, transaction
from django.utils import timezone

from consultations import retention, trail
from consultations.models import ConsultationEvent, ConsultationRequest, Note, OutgoingMail
from consultations.retention import ClockInDoubt, purge
from content.models.limits import RateLimit
from tests import processes
from tests.consultations.desk_factories import CANARIES, days_ago, make_consultation, make_note
from tests.factories import make_user

pytestmark = pytest.mark.django_db

Kind = ConsultationEvent.Kind


def now():
    return timezone.now()


def midnight(day: date) -> datetime:
    """The moment at which the day begins at the clinic, in UTC: there days are equally long."""
    return timezone.make_aware(datetime.combine(day, time.min)).astimezone(UTC)


def make_old(days: float = 400, **values) -> ConsultationRequest:
    return make_consultation(received_at=days_ago(days), reply_by=days_ago(days - 1), **values)


def closed(days: float, **values) -> ConsultationRequest:
    return make_old(days + 1, state="booked", closed_at=days_ago(days), **values)


def note_a_run(days: float = 1) -> None:
    """The run of that many days ago."""
    with time_machine.travel(days_ago(days), tick=False), transaction.atomic():
        trail.record(Kind.PURGED, detail="0 request(s)")


def left() -> set[str]:
    return set(ConsultationRequest.objects.values_list("reference", flat=True))


def test_what_is_past_its_time_goes_and_the_rest_stays():
    closed(91), make_old(366), make_old(31, is_suspect=True, suspicion="busy")
    closed(31, is_suspect=True, suspicion="busy")
    kept = [closed(89), make_old(364), make_old(29, is_suspect=True, suspicion="busy")]
    held = [closed(500, is_on_hold=True, hold_reason="Complaint or dispute")]

    done = purge(now(), clock_is_right=True)

    assert done.requests == 4
    assert left() == {row.reference for row in kept + held}


def test_the_days_are_those_of_the_settings(settings):
    settings.DAYS_KEPT_AFTER_CLOSING = 10
    closed(11), closed(9)
    purge(now(), clock_is_right=True)

    assert len(left()) == 1


@pytest.mark.parametrize("hour", [4, 16])  # 23:00 and 11:00 in New York, where clocks have changed when the year ends
def test_the_page_promises_the_day_on_which_it_goes(hour):
    with time_machine.travel(datetime(2026, 11, 23, hour, 30, tzinfo=UTC), tick=False):
        rows = [closed(10), make_old(20), make_old(3, is_suspect=True, suspicion="busy")]
    for row in rows:
        ends = row.delete_on()
        assert not ConsultationRequest.objects.expired(midnight(ends)).filter(pk=row.pk).exists()
        assert ConsultationRequest.objects.expired(midnight(ends + timedelta(days=1))).filter(pk=row.pk).exists()


def test_notes_and_mail_go_along_and_the_record_stays():
    row = make_old()
    make_note(row, make_user("Front desk"))
    purge(now(), clock_is_right=True)

    assert [model.objects.count() for model in (ConsultationRequest, Note, OutgoingMail)] == [0, 0, 0]
    told = list(ConsultationEvent.objects.values_list("kind", "reference"))
    assert told == [("received", row.reference), ("purged", row.reference), ("purged", "")]
    assert trail.verify_trail().problem == ""


def test_batches_take_up_where_a_broken_run_stopped(monkeypatch):
    monkeypatch.setattr(retention, "BATCH", 2)
    for _ in range(5):
        make_old()
    assert retention.purge_requests(now(), list(retention.due(now()).values_list("pk", flat=True)[:2])) == 2
    assert ConsultationRequest.objects.count() == 3

    assert purge(now(), clock_is_right=True).requests == 3
    assert ConsultationEvent.objects.filter(kind=Kind.PURGED).exclude(reference="").count() == 5


def test_addresses_of_sent_mail_go_after_a_week_and_the_rest_stays():
    row = make_consultation()
    mails = OutgoingMail.objects.filter(request=row, kind="receipt")
    for sent_at, is_kept in ((None, True), (days_ago(6), True), (days_ago(8), False)):
        mails.update(sent_at=sent_at)
        purge(now(), clock_is_right=True)
        assert bool(mails.get().sealed_recipient) == is_kept
    assert OutgoingMail.objects.filter(request=row).count() == 2


def test_old_limits_go():
    for key, resets_at in (("old", days_ago(2)), ("new", days_ago(0.5))):
        RateLimit.objects.create(key=key, uses=1, resets_at=resets_at)
    purge(now(), clock_is_right=True)

    assert list(RateLimit.objects.values_list("key", flat=True)) == ["new"]


def test_the_record_is_shortened_after_six_years_and_says_so():
    with time_machine.travel(days_ago(366 * 6 + 2), tick=False):
        make_consultation(), make_consultation()
    note_a_run()
    done = purge(now(), clock_is_right=True)

    assert done.events == 2
    assert ConsultationEvent.objects.first().kind == Kind.PURGED
    assert ConsultationEvent.objects.filter(kind=Kind.TRAIL_PURGED).count() == 1
    assert trail.verify_trail().problem == ""
    purge(now())
    assert ConsultationEvent.objects.filter(kind=Kind.TRAIL_PURGED).count() == 1


def test_the_database_keeps_an_event_that_is_too_young_to_go():
    make_consultation()

    with pytest.raises(DatabaseError), transaction.atomic():
        ConsultationEvent.objects.all().delete()


@pytest.mark.parametrize("jump", [8, 400, 4000])
def test_a_clock_that_jumps_ahead_deletes_nothing(jump):
    note_a_run()
    rows = [make_consultation(), make_old(364)]
    with pytest.raises(ClockInDoubt, match="more than 7 days ago"):
        purge(now() + timedelta(days=jump))

    assert left() == {row.reference for row in rows}
    assert ConsultationEvent.objects.filter(kind=Kind.PURGED).count() == 1


def test_events_written_under_a_wrong_clock_do_not_make_it_right():
    note_a_run()
    row = make_old(300)
    with time_machine.travel(now() + timedelta(days=90), tick=False):
        make_consultation()
        with pytest.raises(ClockInDoubt):
            purge(now())

    assert row.reference in left()


def test_a_clock_behind_the_newest_event_deletes_nothing():
    make_old(500)
    with pytest.raises(ClockInDoubt, match="The newest event is of"):
        purge(now() - timedelta(hours=1))

    assert len(left()) == 1


def test_a_daily_run_goes_on_and_one_after_a_pause_asks_once():
    note_a_run(1)
    make_old()
    assert purge(now()).requests == 1
    make_old()
    with time_machine.travel(now() + timedelta(days=6), tick=False):
        assert purge(now()).requests == 1
    make_old(400)
    with time_machine.travel(now() + timedelta(days=14), tick=False):
        with pytest.raises(ClockInDoubt):
            purge(now())
        assert purge(now(), clock_is_right=True).requests == 1
        assert purge(now()).requests == 0


@pytest.fixture(scope="module")
def database(tmp_path_factory):
    """A database file with one request that is due, made by real processes.

    Another process has it open all the time, like a server: SQLite empties its log when the last one closes it.
    """
    path = tmp_path_factory.mktemp("purge") / "site.sqlite3"
    assert processes.run(path, "migrate", "-v0")[0] == 0
    make = "from tests.consultations.desk_factories import *; from tests.factories import make_user; "
    make += "r = make_consultation(received_at=days_ago(400), reply_by=days_ago(399)); make_note(r, make_user('Owner'))"
    with subprocess.Popen([sys.executable, "-c", STAY, path], stdin=subprocess.PIPE, stdout=subprocess.PIPE) as beside:
        assert beside.stdout.readline()
        assert processes.run(path, "shell", "-v0", "-c", make)[0] == 0
        yield path
        beside.terminate()


STAY = """
import sqlite3, sys
connection = sqlite3.connect(sys.argv[1])
connection.execute("SELECT count(*) FROM consultations_note").fetchall()
print("open", flush=True)
sys.stdin.read()
"""


def bytes_of(path) -> bytes:
    return b"".join(file.read_bytes() for file in path.parent.iterdir())


def test_the_command_leaves_no_byte_behind(database):
    code, output, _ = processes.run(database, "shell", "-v0", "-c", SEALED)
    sealed = output.split()
    assert code == 0
    assert len(sealed) == 7
    assert all(text.encode() in bytes_of(database) for text in sealed)

    code, output, _ = processes.run(database, "purge_consultations", "--dry-run")
    assert (code, output.splitlines()[-1]) == (0, "1 request(s) would be deleted.")
    code, _, errors = processes.run(database, "purge_consultations")
    assert code == 1
    assert "Nothing was deleted" in errors
    assert sealed[0].encode() in bytes_of(database)

    code, output, _ = processes.run(database, "purge_consultations", "--clock-is-right")
    assert (code, output[:23]) == (0, "1 request(s) deleted, t")
    assert [text for text in (*sealed, *CANARIES) if text.encode() in bytes_of(database)] == []


SEALED = """
from consultations.models import *
row = ConsultationRequest.objects.get()
print(row.sealed_name, row.sealed_phone, row.sealed_email, row.sealed_access, row.phone_hash)
print(Note.objects.get().sealed_body, OutgoingMail.objects.get(kind="receipt").sealed_recipient)
"""
