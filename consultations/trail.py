"""The record of who did what with requests: written in the same transaction as the deed, before anything is shown."""

from dataclasses import dataclass

from django.db import connection
from django.utils import timezone

from accounts.models import User
from consultations.models import ConsultationEvent, TrailHead
from consultations.models.events import DIGESTED, digest_of


class NoTransaction(Exception):
    """An event must stand or fall with what it tells of."""


def lock_trail() -> TrailHead:
    """Wait until nobody else writes to the chain, until the transaction ends."""
    if not connection.in_atomic_block:
        raise NoTransaction
    return TrailHead.objects.select_for_update().get_or_create(pk=1)[0]


def record(
    kind: ConsultationEvent.Kind, *, reference: str = "", actor: User | None = None, network: str = "", detail: str = ""
) -> ConsultationEvent:
    """Add one link to the chain. `detail` holds names of fields, counts and references: nothing that somebody typed.

    Raises NoTransaction outside of one.
    """
    head = lock_trail()
    event = ConsultationEvent(
        number=head.number + 1,
        at=timezone.now(),
        kind=kind,
        reference=reference,
        actor=actor,
        network=network,
        detail=detail,
        previous=head.digest,
    )
    event.digest = event.own_digest()
    event.save(force_insert=True)
    head.number, head.digest = event.number, event.digest
    head.save(update_fields=["number", "digest"])
    return event


@dataclass(frozen=True)
class Verdict:
    """What a look at the whole chain found; `problem` is empty when it is whole."""

    count: int
    head: str
    problem: str = ""


def verify_trail(known_head: str = "") -> Verdict:
    """Compute the chain again from its first row. Nobody waits for it: events that are written meanwhile come after the
    end that was noted when it began.

    `known_head` is a digest that was written down earlier: it must still be in the chain, so that rows cut off its end
    are found even where the stored end was changed with them.
    """
    noted = TrailHead.objects.filter(pk=1).first()
    wanted = {known_head, noted.digest if noted else ""} - {""}
    previous, count, number = "", 0, 0
    for *values, digest in ConsultationEvent.objects.order_by("number").values_list(*DIGESTED, "digest").iterator():
        number, follows = values[0], values[-1]
        if count == 0 and follows and not is_noted_as_purged(follows):
            return Verdict(count, "", f"The record does not start at its beginning: event {number} is the first.")
        if count and follows != previous:
            return Verdict(count, previous, f"Event {number} does not follow the one before it.")
        if digest != digest_of(values):
            return Verdict(count, previous, f"Event {number} was changed.")
        previous, count = digest, count + 1
        wanted.discard(previous)
    if noted and noted.digest in wanted:
        return Verdict(count, previous, f"The end is missing: the record should go to event {noted.number}.")
    if TrailHead.objects.filter(pk=1, number__lt=number).exists():
        return Verdict(count, previous, f"Event {number} stands after the end that is noted.")
    if wanted:
        return Verdict(count, previous, "The head that was written down is no longer in the record.")
    return Verdict(count, previous)


def is_noted_as_purged(digest: str) -> bool:
    """Whether the record itself says that it was shortened up to this digest."""
    return ConsultationEvent.objects.filter(kind=ConsultationEvent.Kind.TRAIL_PURGED, detail=digest).exists()
