"""Requests as a file for somebody's hands: a table of many, or everything about one. Nothing is written to disk."""

import json
from collections.abc import Iterable

from django.db import models
from django.db.models import Q
from django.utils import timezone

from accounts.sealing import CannotOpen
from consultations.event_lines import event_lines
from consultations.models import ConsultationEvent, ConsultationRequest, plain_texts
from consultations.queue_lines import name_of
from content.spreadsheets import csv_text

CANNOT = "cannot be read"
COLUMNS = (
    *("reference", "received_at", "reply_by", "state", "tries", "closed_at", "clinic", "been_before", "contact_by"),
    *("good_times", "about", "may_leave_message", "name", "phone", "email", "access"),
)


def csv_of(rows: Iterable[ConsultationRequest], *, with_notes: bool) -> tuple[str, list[str]]:
    """The table, for spreadsheets (with a byte order mark), and the references whose texts cannot be read."""
    lines: list[list[str]] = [[*COLUMNS, "notes"] if with_notes else [*COLUMNS]]
    unreadable = []
    for row in rows:
        try:
            values = values_of(row)
            notes = ["\n".join(note.body for note in row.notes.all())] if with_notes else []
        except CannotOpen:
            unreadable.append(row.reference)
            values, notes = {"reference": row.reference, "name": CANNOT}, []
        lines.append([*(values.get(name, "") for name in COLUMNS), *notes])
    return csv_text(lines), unreadable


def values_of(row: ConsultationRequest) -> dict[str, str]:
    """Everything that was sent and where it stands. Times are in the site's zone. Raises CannotOpen."""
    times = {name: getattr(row, name) for name in ("received_at", "reply_by", "closed_at")}
    return plain_texts(row) | {
        **{name: timezone.localtime(at).isoformat(timespec="minutes") if at else "" for name, at in times.items()},
        "reference": row.reference,
        "state": row.get_state_display(),
        "tries": str(row.tries),
        "clinic": row.clinic.name if row.clinic else "",
        "been_before": row.get_been_before_display(),
        "contact_by": row.get_contact_by_display(),
        "good_times": row.good_times,
        "about": row.get_about_display(),
        "may_leave_message": "yes" if row.may_leave_message else "no",
        "consent_version": row.consent_version,
    }


def json_of(row: ConsultationRequest) -> str:
    """Everything about one request, its notes, and who saw it or did something with it. Raises CannotOpen."""
    notes = [{"at": note.at.isoformat(), "by": name_of(note.by), "text": note.body} for note in row.notes.all()]
    events = event_lines(events_about(row.reference))
    record = [{"at": line.at.isoformat(), "by": line.who, "what": line.what} for line in events]
    return json.dumps({"request": values_of(row), "notes": notes, "record": record}, indent=2, ensure_ascii=False)


def events_about(reference: str) -> "models.QuerySet[ConsultationEvent]":
    """Every event that names a reference, lists that showed it and exports that held it included; oldest first."""
    named = ConsultationEvent.objects.filter(Q(reference=reference) | Q(detail__contains=reference))
    return named.select_related("actor").order_by("number")
