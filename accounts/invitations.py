"""How a person gets their first way in, or a new one."""

from django.db import transaction

from accounts.events import record_event
from accounts.links import make_link
from accounts.models import OneTimeLink, SecurityEvent, User


def start_again(person: User, actor: User | None = None) -> str:
    """Forget a person's password, devices, codes and sessions; return the address of a new one-time link."""
    with transaction.atomic():
        person.devices.all().delete()
        person.recovery_codes.all().delete()
        person.staff_sessions.all().end()
        person.links.all().delete()
        person.set_unusable_password()
        person.save(update_fields=["password"])
        link = make_link(person, OneTimeLink.Kind.WELCOME)
        record_event(SecurityEvent.Kind.SECOND_STEP_RESET, user=person, actor=actor)
    return link
