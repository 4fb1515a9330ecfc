"""Requests as they lie at the front desk, without the limits that visitors meet."""

import secrets
from datetime import timedelta
from typing import Any

from django.db import transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from consultations import trail
from consultations.models import ConsultationEvent, ConsultationRequest, Note
from consultations.sending import Answers, new_row, queue_mail
from tests.factories import make_user
from tests.staff_sign_in import signed_in

NAME, PHONE, EMAIL, ACCESS = ("Ottoline Larkspur", "(518) 555-0163", "ottoline@larkspur.example", "Quechua interpreter")
NOTE = "Prefers Wednesdays, says Marmaduke"
# Found nowhere else: where one of these is, a request can be read
CANARIES = ("Ottoline", "Larkspur", "555-0163", "5550163", "larkspur.example", "Quechua", "Marmaduke")
Kind = ConsultationEvent.Kind


def make_consultation(*, is_recorded: bool = True, **values: Any) -> ConsultationRequest:
    """A stored request; names of columns overwrite what a visitor would have sent."""
    answers = {
        "name": NAME,
        "been_before": "no",
        "contact_by": "phone",
        "phone": PHONE,
        "may_leave_message": False,
        "email": EMAIL,
        "good_times": "Morning, 9:00 am to noon; Late afternoon, 3:00 pm to 5:00 pm",
        "access": ACCESS,
        "about": "first",
        "clinic": None,
    }
    asked = {name: values.pop(name, value) for name, value in answers.items()}
    row = new_row(Answers(**asked), secrets.token_hex(16))
    for name, value in values.items():
        setattr(row, name, value)
    with transaction.atomic():
        row.save(force_insert=True)
        queue_mail(row)
        if is_recorded:
            trail.record(Kind.RECEIVED, reference=row.reference)
    return row


def make_note(row: ConsultationRequest, by: User, body: str = NOTE) -> Note:
    note = Note(request=row, by=by)
    note.body = body
    note.save(force_insert=True)
    return note


def days_ago(days: float) -> Any:
    return timezone.now() - timedelta(days=days)


def client_of(role: str, **values: Any) -> Client:
    return signed_in(Client(), make_user(role, **values))


def address(name: str, row: ConsultationRequest | None = None) -> str:
    return reverse(f"consultations:{name}", args=[row.reference] if row else [])


def kinds() -> list[str]:
    """What is on record, the oldest first."""
    return list(ConsultationEvent.objects.order_by("number").values_list("kind", flat=True))


def last_event() -> ConsultationEvent:
    return ConsultationEvent.objects.order_by("-number")[0]


def leaks(text: str) -> list[str]:
    return [canary for canary in CANARIES if canary in text]
