"""Generated consultation requests with the record of who did what, in any number; the same but for their sealing."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from random import Random

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from accounts.models import User
from benchmarks.nppes import FIRST, LAST
from consultations.models import ConsultationEvent, ConsultationRequest, Note, OutgoingMail, TrailHead
from consultations.references import LENGTH, SIGNS
from consultations.sending import CONSENT_VERSION
from content.models import Clinic
from content.search.indexing import batches

OF_EACH = ("received", "listed", "viewed", "changed", "changed")  # events of one request that is still kept
KEPT = timedelta(days=settings.DAYS_KEPT_AFTER_CLOSING + 2)  # one day's requests are due to be deleted
OPEN = timedelta(days=2)
ONE_DAY = timedelta(days=1)
Kind = ConsultationEvent.Kind
State = ConsultationRequest.State
MIXER = 611_953_187  # shares no factor with the number of references
Received = list[tuple[str, datetime]]  # the reference of each request, and when it came


def make_requests(events: int, random: Random) -> None:
    """A tenth as many requests as events. Half of the events are of these requests; the others go back for six years
    and a day, and are of requests that were deleted long ago.
    """
    now, staff = timezone.now(), User.objects.order_by("pk").first()
    count = events // (2 * len(OF_EACH))
    received = ((reference_of(number), now - KEPT * (1 - number / count)) for number in range(count))
    with transaction.atomic():
        rows: Received = []
        for part in batches(received):
            rows += make_rows(part, now, staff, random)
        make_record(events - count * len(OF_EACH), rows, now, staff, random)


def reference_of(number: int) -> str:
    """As mixed as chance would make it, and never the same for two numbers."""
    mixed = number * MIXER % len(SIGNS) ** LENGTH
    return "".join(SIGNS[mixed // len(SIGNS) ** place % len(SIGNS)] for place in range(LENGTH))


def make_rows(received: Received, now: datetime, staff: User | None, random: Random) -> Received:
    clinic = Clinic.objects.main()
    rows = [request(reference, at, now, clinic, random) for reference, at in received]
    ConsultationRequest.objects.bulk_create(rows)
    OutgoingMail.objects.bulk_create([mail for row in rows for mail in mails(row)])
    Note.objects.bulk_create([note(row, staff) for row in rows])
    return [(row.reference, row.received_at) for row in rows]


def request(reference: str, at: datetime, now: datetime, clinic: Clinic | None, random: Random) -> ConsultationRequest:
    """Closed a day after it came; open within the last two days, and one in 100 of the open ones in the tray."""
    is_open = at > now - OPEN
    row = ConsultationRequest(
        reference=reference,
        form_token=f"{random.getrandbits(128):032x}",
        clinic=clinic,
        received_at=at,
        reply_by=at + ONE_DAY,
        consent_version=CONSENT_VERSION,
        been_before="no",
        contact_by="phone",
        good_times="Morning, 8 to 11",
        about="first",
        state=State.NEW if is_open else State.BOOKED,
        closed_at=None if is_open else at + ONE_DAY,
        is_suspect=is_open and random.randrange(100) == 0,
    )
    row.name = f"{random.choice(FIRST.split())} {random.choice(LAST.split())} {random.randrange(10**6)}".title()
    row.phone = f"{random.randrange(201, 989)} 555 {random.randrange(10_000):04}"
    row.email = f"person-{random.randrange(10**9)}@example.org"
    row.set_hashes()
    return row


def mails(row: ConsultationRequest) -> Iterator[OutgoingMail]:
    """The notice to staff and the receipt, both sent at once; addresses go after a week."""
    at = row.received_at
    for kind in OutgoingMail.Kind:
        mail = OutgoingMail(request=row, kind=kind, created_at=at, not_before=at, sent_at=at, attempts=1)
        if kind == OutgoingMail.Kind.RECEIPT and at > timezone.now() - settings.DAYS_SENT_MAIL_IS_KEPT * ONE_DAY:
            mail.recipient = row.email
        yield mail


def note(row: ConsultationRequest, staff: User | None) -> Note:
    one = Note(request=row, by=staff, at=row.received_at)
    one.body = "Called back, wants a morning."
    return one


def make_record(old: int, rows: Received, now: datetime, staff: User | None, random: Random) -> None:
    """The whole chain in the order of time, `old` events before those of the rows."""
    head = TrailHead(pk=1)
    for events in batches(chained(moments(old, rows, now, random), head, staff)):
        ConsultationEvent.objects.bulk_create(events)
    head.save()


def moments(old: int, rows: Received, now: datetime, random: Random) -> Iterator[tuple[datetime, str, str]]:
    """Moment, kind and reference of each event. One purge is on record, three days ago."""
    first = now - timedelta(days=366) * settings.YEARS_TRAIL_IS_KEPT - ONE_DAY
    step = (now - KEPT - first) / max(old, 1)
    for number in range(old):
        yield first + number * step, OF_EACH[number % len(OF_EACH)], "".join(random.choices(SIGNS, k=LENGTH))
    before = [row for row in rows if row[1] < now - 3 * ONE_DAY]
    yield from of_requests(before)
    yield now - 3 * ONE_DAY, Kind.PURGED, ""
    yield from of_requests(rows[len(before) :])


def of_requests(rows: Received) -> Iterator[tuple[datetime, str, str]]:
    return ((at, kind, reference) for reference, at in rows for kind in OF_EACH)


def chained(
    found: Iterator[tuple[datetime, str, str]], head: TrailHead, staff: User | None
) -> Iterator[ConsultationEvent]:
    """Each event with the digest of the one before it; `head` ends as the head of the chain."""
    for at, kind, reference in found:
        event = ConsultationEvent(
            number=head.number + 1,
            at=at,
            kind=kind,
            reference=reference,
            actor=None if kind == Kind.RECEIVED else staff,
            detail=reference if kind == Kind.LISTED else "",
            previous=head.digest,
        )
        event.digest = event.own_digest()
        head.number, head.digest = event.number, event.digest
        yield event
