"""One request as the queue shows it: enough to choose by, and nothing about who asked."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.utils import timezone

from consultations.models import ConsultationRequest
from consultations.reply_times import zone_of
from content.templatetags.content_tags import clock

State = ConsultationRequest.State
TIMES = {1: "once", 2: "twice", 3: "three times"}


@dataclass(frozen=True)
class Line:
    """Words for each column; the tones name a colour of a tag (late, due, new) or none."""

    row: ConsultationRequest
    received: str
    due: str
    due_tone: str
    contact: str
    needs_help: bool
    assigned: str
    status: str
    status_tone: str


def line_of(row: ConsultationRequest, now: datetime) -> Line:
    """`now` is aware; what is said is in the zone of the clinic."""
    zone = zone_of(row.clinic)
    due, due_tone = due_words(row, now.astimezone(zone))
    return Line(
        row=row,
        received=day_and_time(row.received_at.astimezone(zone)),
        due=due,
        due_tone=due_tone,
        contact=contact_words(row),
        needs_help=bool(row.sealed_access),
        assigned=name_of(row.assigned_to) if row.assigned_to else "Nobody",
        status=status_words(row),
        status_tone="new" if row.state == State.NEW else "",
    )


def due_words(row: ConsultationRequest, now: datetime) -> tuple[str, str]:
    """By when to answer, and how urgent that is; `now` is in the zone of the clinic."""
    if row.closed_at:
        return f"Closed {day(row.closed_at.astimezone(now.tzinfo))}", ""
    if row.state == State.WAITING:
        return "Paused", ""
    due = row.reply_by.astimezone(now.tzinfo)
    days = (due.date() - now.date()).days
    if row.is_late(now):
        since = {0: clock(due.time()), -1: "yesterday"}.get(days, day(due))
        return f"Late since {since}", "late"
    if row.state == State.REACHED:
        return "Reached", ""
    if days == 0:
        return f"Today, {clock(due.time())}", "due"
    return (f"Tomorrow, {clock(due.time())}" if days == 1 else day_and_time(due)), ""


def day(moment: datetime) -> str:
    """Like Mon, Jun 2; with the year once it is more than half a year away."""
    text = f"{moment:%a, %b} {moment.day}"
    return text if abs(timezone.now() - moment) < timedelta(days=180) else f"{text}, {moment.year}"


def day_and_time(moment: datetime) -> str:
    return f"{day(moment)}, {clock(moment.time())}"


def contact_words(row: ConsultationRequest) -> str:
    """Like "Phone, morning or late afternoon"."""
    how = "Phone" if row.contact_by == ConsultationRequest.By.PHONE else "Email"
    parts = [part.split(",")[0].strip().lower() for part in row.good_times.split(";") if part.strip()]
    return f"{how}, {' or '.join(parts)}" if parts else f"{how}, any time" if how == "Phone" else how


def status_words(row: ConsultationRequest) -> str:
    if row.is_suspect and not row.closed_at:
        return "In the tray"
    if row.state == State.TRIED:
        return f"Tried {TIMES.get(row.tries, f'{row.tries} times')}"
    return row.get_state_display()


def name_of(person: Any) -> str:
    """As colleagues know them."""
    return person.get_full_name() or person.get_username()
