"""Emergency access: looking at requests for a few hours, on record from the first moment. 45 CFR 164.312(a)(2)(ii)."""

import logging
from datetime import timedelta
from email.utils import formataddr
from smtplib import SMTPException
from typing import Any

from django.conf import settings
from django.core.mail import EmailMessage
from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from accounts.roles import may, role_of
from consultations import trail
from consultations.models import ConsultationEvent, ConsultationRequest, EmergencyAccess

logger = logging.getLogger("consultations")
USUAL_HOURS, MOST_HOURS = 4, 24
SUBJECT = "Emergency access was given"


class NotGiven(Exception):
    """Why there is nothing to give or to end, in words for whoever runs the command."""


def may_look(user: Any) -> bool:
    """Whether a person may see requests: by role, or for now by emergency access. Nothing else follows from it."""
    return may(user, "view", ConsultationRequest) or EmergencyAccess.objects.running().filter(user=user).exists()


def give(name: str, reason: EmergencyAccess.Reason, hours: int) -> EmergencyAccess:
    """Let the person with this user name look for `hours`; row and event stand or fall together. Raises NotGiven."""
    if not 1 <= hours <= MOST_HOURS:
        raise NotGiven(f"From 1 to {MOST_HOURS} hours.")
    with transaction.atomic():
        trail.lock_trail()
        person = somebody(name)
        if not role_of(person) or not person.devices.exists():
            raise NotGiven(f"{name} needs a role and a second step first: manage.py invite")
        if may(person, "view", ConsultationRequest):
            raise NotGiven(f"{name} may see requests already: {role_of(person)}.")
        if EmergencyAccess.objects.running().filter(user=person).exists():
            raise NotGiven(f"{name} has emergency access already. To give it anew, end it first with --end.")
        now = timezone.now()
        until = now + timedelta(hours=hours)
        access = EmergencyAccess.objects.create(user=person, given_at=now, until=until, reason=reason)
        detail = f"Given for {hours} h: {reason.value}"
        trail.record(ConsultationEvent.Kind.EMERGENCY, actor=person, detail=detail)
        transaction.on_commit(send_notice)
    return access


def end(name: str) -> None:
    """End it before its time. Raises NotGiven where none is running."""
    with transaction.atomic():
        trail.lock_trail()
        person = User.objects.filter(username=name).first()
        running = EmergencyAccess.objects.running().filter(user=person)
        if person is None or not running.update(until=timezone.now()):
            raise NotGiven(f"Nobody called {name} has emergency access.")
        trail.record(ConsultationEvent.Kind.EMERGENCY, actor=person, detail="Ended early")


def somebody(name: str) -> User:
    """Raises NotGiven for whoever may not enter the staff pages at all."""
    person = User.objects.filter(username=name).first()
    if person is None or not person.may_enter():
        raise NotGiven(f"Nobody called {name} may sign in.")
    return person


def send_notice() -> None:
    """Tried once, past the queue of mail about requests: the start page of the Owners shows it in any case."""
    if not (settings.EMAIL_HOST and settings.STAFF_NOTICE_TO):
        return
    text = f"Emergency access was given. Sign in to see it.\n\n{settings.SITE_URL}{reverse('admin:index')}\n"
    sender = formataddr((settings.MAIL_SENDER_NAME, settings.DEFAULT_FROM_EMAIL))
    try:
        EmailMessage(SUBJECT, text, sender, list(settings.STAFF_NOTICE_TO)).send()
    except (SMTPException, OSError) as error:
        logger.error("The notice of emergency access could not be sent: %s", type(error).__name__)
