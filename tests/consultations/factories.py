"""Requests for tests, and the form that makes one."""

import secrets
from datetime import timedelta
from typing import Any

import time_machine
from django.test import Client
from django.utils import timezone

from consultations.models import ConsultationRequest
from consultations.sending import Answers, take_in
from consultations.tokens import new_form_token

# Words that are found nowhere else: a test that searches for them finds the request, or its leak
NAME, PHONE, EMAIL, ACCESS = (
    "Zephyrina Quillfeather",
    "(518) 555-0147",
    "zephyrina@quillfeather.example",
    "Tzotzil relay",
)
CANARIES = ("Zephyrina", "Quillfeather", "5550147", "555-0147", "quillfeather.example", "Tzotzil")


def make_answers(**values: Any) -> Answers:
    named = {
        "name": NAME,
        "been_before": "no",
        "contact_by": "phone",
        "phone": PHONE,
        "may_leave_message": False,
        "email": "",
        "good_times": "",
        "access": "",
        "about": "first",
        "clinic": None,
    }
    return Answers(**named | values)


def make_consultation(**values: Any) -> ConsultationRequest:
    """A request as a visitor sends it, each from a network of its own."""
    return take_in(make_answers(**values), secrets.token_hex(8), secrets.token_hex(8))[0]


def old_form_token(seconds: int = 60) -> str:
    """A token of a form that was opened that long ago."""
    with time_machine.travel(timezone.now() - timedelta(seconds=seconds), tick=False):
        return new_form_token()


def filled_in(**values: Any) -> dict[str, Any]:
    """What the browser sends; a minute after the form was opened."""
    named = {
        "token": old_form_token(),
        "name": NAME,
        "before": "no",
        "by": "phone",
        "phone": PHONE,
        "email": EMAIL,
        "time": ["pm"],
        "access": ACCESS,
        "reason": "first",
        "consent": "yes",
    }
    return named | values


def send(client: Client, **values: Any) -> Any:
    return client.post("/consultation/send/", filled_in(**values))
