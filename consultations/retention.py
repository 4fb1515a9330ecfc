"""What the retention settings say is to go, goes: requests with notes and mail, addresses of sent mail, old records.

In batches, each one transaction with its events, so a run that is killed is taken up by the next one.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.conf import settings
from django.db import connection, transaction
from django.db.models import Max, Q

from consultations import trail
from consultations.models import ConsultationEvent, ConsultationRequest, OutgoingMail
from consultations.models.mail import MailQuerySet
from consultations.models.requests import ConsultationQuerySet
from content.models.limits import RateLimit

Kind = ConsultationEvent.Kind
BATCH = 50
YEAR = timedelta(days=366)  # never a day too early
CLOCKS_DIFFER = timedelta(minutes=5)
LONGEST_PAUSE = timedelta(days=7)
AHEAD = "The newest event is of {newest:%Y-%m-%d %H:%M} UTC, and the clock says {now:%Y-%m-%d %H:%M}."
PAUSED = "The last run was {last}, which is more than 7 days ago: either no run happened, or the clock has jumped."


class ClockInDoubt(Exception):
    """Deleting on the word of this clock could delete what is to be kept. The text says why."""


@dataclass
class Purged:
    """How much one run deleted."""

    requests: int = 0
    recipients: int = 0
    events: int = 0
    limits: int = 0

    def __str__(self) -> str:
        return (
            f"{self.requests} request(s) deleted, the address of {self.recipients} message(s), "
            f"{self.events} old event(s), {self.limits} old limit(s)."
        )


def purge(now: datetime, *, clock_is_right: bool = False) -> Purged:
    """Delete what is due at `now` (aware). Raises ClockInDoubt, before anything is deleted.

    The run itself goes on record at its end, so that the next one knows when the last one was.
    """
    if not clock_is_right:
        check_clock(now)
    done = Purged()
    found = list(due(now).values_list("pk", flat=True))
    for start in range(0, len(found), BATCH):
        done.requests += purge_requests(now, found[start : start + BATCH])
    with transaction.atomic():
        trail.lock_trail()
        done.recipients = forget_recipients(now)
        done.events = shorten_trail(now)
        done.limits = RateLimit.objects.filter(resets_at__lt=now - timedelta(days=1)).delete()[0]
        trail.record(Kind.PURGED, detail=str(done))
    return done


def check_clock(now: datetime) -> None:
    """Refuse when events are from the future, or when the last run lies more than 7 days back and anything is due.

    So a clock that jumps ahead between two runs cannot make them delete more than 7 days too early, however few rows
    there are.
    """
    newest = ConsultationEvent.objects.aggregate(at=Max("at"))["at"]
    if newest and newest > now + CLOCKS_DIFFER:
        raise ClockInDoubt(AHEAD.format(newest=newest, now=now))
    last = ConsultationEvent.objects.filter(kind=Kind.PURGED, reference="").aggregate(at=Max("at"))["at"]
    if (last is None or last < now - LONGEST_PAUSE) and is_anything_due(now):
        raise ClockInDoubt(PAUSED.format(last=f"on {last:%Y-%m-%d}" if last else "never"))


def is_anything_due(now: datetime) -> bool:
    return (
        due(now).exists()
        or addressed(now).exists()
        or ConsultationEvent.objects.filter(at__lt=kept_since(now)).exists()
    )


def due(now: datetime) -> ConsultationQuerySet:
    return ConsultationRequest.objects.expired(now).order_by("received_at")


def purge_requests(now: datetime, found: list[UUID]) -> int:
    """Delete those of one batch that are still due, with their events; how many there were. Whoever changes a request
    takes the same lock first.
    """
    with transaction.atomic():
        trail.lock_trail()
        rows = list(due(now).filter(pk__in=found))
        for row in rows:
            trail.record(Kind.PURGED, reference=row.reference)
            row.delete()
    return len(rows)


def addressed(now: datetime) -> MailQuerySet:
    """Mail that went out, or was given up, longer ago than its address is kept."""
    until = now - timedelta(days=settings.DAYS_SENT_MAIL_IS_KEPT)
    ended = Q(sent_at__lt=until) | Q(given_up_at__lt=until)
    return OutgoingMail.objects.filter(ended).exclude(sealed_recipient="")


def forget_recipients(now: datetime) -> int:
    """That a message was sent stays on the request; to which address does not."""
    return addressed(now).update(sealed_recipient="")


def kept_since(now: datetime) -> datetime:
    return now - YEAR * settings.YEARS_TRAIL_IS_KEPT


def shorten_trail(now: datetime) -> int:
    """Delete the start of the record up to the first event that is not old yet, and note where it was cut."""
    if not ConsultationEvent.objects.filter(at__lt=kept_since(now)).exists():
        return 0
    kept = ConsultationEvent.objects.filter(at__gte=kept_since(now)).order_by("number").first()
    if kept is None or not kept.previous:
        return 0
    old = ConsultationEvent.objects.filter(number__lt=kept.number)
    if not old.exists():
        return 0
    trail.record(Kind.TRAIL_PURGED, detail=kept.previous)
    return old.delete()[0]


def wipe_log() -> bool:
    """Empty SQLite's write-ahead log, where deleted text lasts longest; whether nobody was in the way."""
    if connection.vendor != "sqlite":
        return True
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        is_busy: int = cursor.fetchone()[0]
    return not is_busy
