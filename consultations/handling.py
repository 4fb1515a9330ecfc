"""What staff do with a request. Every change names the version it was made on, and is recorded with it.

All of these must run inside the transaction that views/on_record.py opens.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils import timezone

from consultations import trail
from consultations.models import ConsultationEvent, ConsultationRequest, Note
from consultations.reply_times import reply_by

Kind = ConsultationEvent.Kind
State = ConsultationRequest.State
OPEN, TRAY, ENDED = "open", "tray", "ended"
EDITABLE = ("name", "phone", "email", "access")


class Stale(Exception):
    """Somebody else changed the request since the form was shown. Nothing was written."""


class NotPossible(Exception):
    """There is no such step for a request that stands where this one does."""


@dataclass(frozen=True)
class Step:
    """One button: what it says, what the request becomes, and what the record says. `state` empty: it depends."""

    key: str
    label: str
    state: str
    done: str
    of: str = OPEN

    def is_end(self) -> bool:
        return self.state in ConsultationRequest.ENDS


STEPS = {
    step.key: step
    for step in (
        Step("tried_message", "Tried, left a message", State.TRIED, "Tried, left a message"),
        Step("tried", "Tried, no message", State.TRIED, "Tried, no message"),
        Step("reached", "Reached", State.REACHED, "Reached"),
        Step("waiting", "Waiting for the person", State.WAITING, "Waiting for the person"),
        Step("booked", "Booked", State.BOOKED, "Booked"),
        Step("not_suitable", "Not suitable", State.NOT_SUITABLE, "Not suitable"),
        Step("no_answer", "No answer", State.NO_ANSWER, "No answer"),
        Step("duplicate", "Duplicate", State.DUPLICATE, "Duplicate"),
        Step("spam", "Spam", State.SPAM, "Spam"),
        Step("closed", "Closed, other", State.CLOSED, "Closed"),
        Step("reopen", "Open it again", "", "Opened again", ENDED),
        Step("person", "This is a person", "", "Moved from the tray to the queue", TRAY),
        Step("tray_spam", "Spam", State.SPAM, "Spam", TRAY),
    )
}


@dataclass(frozen=True)
class Actor:
    """Who does it, and from where (a keyed hash)."""

    user: Any
    network: str

    def record(self, kind: ConsultationEvent.Kind, reference: str = "", detail: str = "") -> None:
        trail.record(kind, reference=reference, actor=self.user, network=self.network, detail=detail)


def place_of(row: ConsultationRequest) -> str:
    """Which steps there are for a request: those of the queue, of the tray, or of what is closed."""
    if row.closed_at:
        return ENDED
    return TRAY if row.is_suspect else OPEN


def steps_for(row: ConsultationRequest) -> list[Step]:
    return [step for step in STEPS.values() if step.of == place_of(row)]


def take_step(row: ConsultationRequest, version: int, key: str, actor: Actor) -> Step:
    """Press one of the buttons. Raises NotPossible, Stale."""
    step = STEPS.get(key)
    if row.version != version:
        raise Stale
    if step is None or step.of != place_of(row):
        raise NotPossible
    change(row, version, actor, step.done, **values_after(row, step, timezone.now()))
    return step


def values_after(row: ConsultationRequest, step: Step, now: datetime) -> dict[str, Any]:
    """The columns that a step writes. The clock for the reply starts again when the clinic's turn begins again."""
    tries = row.tries + (step.state == State.TRIED)
    state = step.state or (State.TRIED if tries else State.NEW)
    ends = state in ConsultationRequest.ENDS
    values: dict[str, Any] = {"state": state, "tries": tries}
    values["closed_at"] = max(now, row.received_at) if ends else None
    if step.key == "person":
        values["is_suspect"] = False
    if state in ConsultationRequest.UNANSWERED and (step.state == "" or row.state == State.WAITING):
        values["reply_by"] = reply_by(row.clinic, now)
    return values


def change(
    row: ConsultationRequest,
    version: int,
    actor: Actor,
    detail: str,
    kind: ConsultationEvent.Kind = Kind.CHANGED,
    **values: Any,
) -> None:
    """Write columns if the request still has that version, and record it. Raises Stale.

    The version is compared by the database in the same statement, so two at a time cannot both be right.
    """
    unchanged = ConsultationRequest.objects.filter(pk=row.pk, version=version)
    if not unchanged.update(version=version + 1, **values):
        raise Stale
    actor.record(kind, row.reference, detail)


def assign(row: ConsultationRequest, version: int, person: Any, actor: Actor) -> None:
    """Give it to somebody, or to nobody. The record names people by their number. Raises Stale."""
    detail = "Taken" if person == actor.user else f"Given to person {person.pk}" if person else "Given to nobody"
    change(row, version, actor, detail, assigned_to=person)


def add_note(row: ConsultationRequest, version: int, text: str, actor: Actor) -> None:
    """Raises Stale: what somebody else did meanwhile may make the note wrong."""
    change(row, version, actor, "", Kind.NOTED)
    note = Note(request=row, by=actor.user)
    note.body = text
    note.save(force_insert=True)


def correct(row: ConsultationRequest, version: int, texts: dict[str, str], may_leave: bool, actor: Actor) -> list[str]:
    """Replace name, phone, email and access by what the person says; return the names of what differed.

    Raises Stale, or accounts.sealing.CannotOpen where the old text cannot be read: then nothing is overwritten.
    """
    changed = [name for name in EDITABLE if getattr(row, name) != texts[name]]
    for name in changed:
        setattr(row, name, texts[name])
    if row.may_leave_message != may_leave:
        row.may_leave_message = may_leave
        changed.append("may_leave_message")
    if changed:
        row.set_hashes()
        columns = [f"sealed_{name}" for name in EDITABLE] + ["name_hash", "phone_hash", "email_hash"]
        values = {name: getattr(row, name) for name in (*columns, "may_leave_message")}
        change(row, version, actor, " ".join(changed), Kind.CORRECTED, **values)
    return changed


def hold(row: ConsultationRequest, version: int, reason: str, actor: Actor) -> None:
    """Keep it from being deleted; an empty reason ends that. Raises Stale."""
    kind = Kind.HELD if reason else Kind.RELEASED
    change(row, version, actor, reason, kind, is_on_hold=bool(reason), hold_reason=reason)


def delete_now(row: ConsultationRequest, version: int, reason: str, actor: Actor) -> None:
    """Delete a request with its notes and mail; its record stays. Raises Stale, NotPossible on legal hold."""
    if row.version != version:
        raise Stale
    if row.is_on_hold:
        raise NotPossible
    actor.record(Kind.DELETED, row.reference, reason)
    row.delete()
