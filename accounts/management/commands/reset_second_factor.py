"""For somebody who has lost device and recovery codes."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction

from accounts.events import record_event
from accounts.links import make_link
from accounts.models import OneTimeLink, SecurityEvent, User


class Command(BaseCommand):
    help = "Forget a person's devices, recovery codes and sessions, and print a new one-time link."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("user", help="User name.")

    def handle(self, *, user: str, **options: Any) -> None:
        person = User.objects.filter(username=user).first()
        if person is None or not person.may_enter():
            raise CommandError(f"Nobody called {user} may sign in.")
        with transaction.atomic():
            person.devices.all().delete()
            person.recovery_codes.all().delete()
            person.staff_sessions.all().end()
            person.links.all().delete()
            person.set_unusable_password()
            person.save(update_fields=["password"])
            link = make_link(person, OneTimeLink.Kind.WELCOME)
            record_event(SecurityEvent.Kind.SECOND_STEP_RESET, user=person)
        self.stdout.write(
            "Give this link to the person, once you are sure who they are. It works once, for three days:"
        )
        self.stdout.write(link)
