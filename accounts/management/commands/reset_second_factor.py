"""For somebody who has lost device and recovery codes."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from accounts.invitations import start_again
from accounts.models import User


class Command(BaseCommand):
    help = "Forget a person's devices, recovery codes and sessions, and print a new one-time link."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("user", help="User name.")

    def handle(self, *, user: str, **options: Any) -> None:
        person = User.objects.filter(username=user).first()
        if person is None or not person.may_enter():
            raise CommandError(f"Nobody called {user} may sign in.")
        link = start_again(person)
        self.stdout.write(
            "Give this link to the person, once you are sure who they are. It works once, for three days:"
        )
        self.stdout.write(link)
