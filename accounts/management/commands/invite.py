"""Let a person in."""

from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction

from accounts.events import record_event
from accounts.links import make_link
from accounts.models import OneTimeLink, SecurityEvent, User
from accounts.roles import ROLES, give_role


class Command(BaseCommand):
    help = "Make an account and print the one-time link with which its person sets it up."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("user", help="User name, for signing in.")
        parser.add_argument("--role", required=True, choices=ROLES)
        parser.add_argument("--email", default="", help="Where a link for a forgotten password may go.")

    def handle(self, *, user: str, role: str, email: str, **options: Any) -> None:
        with transaction.atomic():
            person = self.person(user, email)
            give_role(person, role)
            link = make_link(person, OneTimeLink.Kind.WELCOME)
            record_event(SecurityEvent.Kind.INVITED, user=person)
        self.stdout.write("Give this link to the person. It works once, for three days:")
        self.stdout.write(link)

    def person(self, name: str, email: str) -> User:
        person = User.objects.filter(username=name).first() or User(username=name, email=email)
        if person.pk and person.devices.exists():
            raise CommandError(f"{name} can sign in already. For a lost device: manage.py reset_second_factor {name}")
        if not person.is_active:
            raise CommandError(f"{name} is switched off. An owner can switch the account on again.")
        person.set_unusable_password()
        try:
            person.full_clean(exclude=["password"])
        except ValidationError as error:
            raise CommandError("; ".join(error.messages)) from error
        person.save()
        return person
