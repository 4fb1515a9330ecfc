"""Let one person look at requests for a few hours, or end that."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from consultations import emergency
from consultations.models import EmergencyAccess


class Command(BaseCommand):
    help = (
        "Let a member of staff look at consultation requests for a few hours. It is on record, and the Owners see it."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("user", help="User name; somebody who signs in with a second step.")
        what = parser.add_mutually_exclusive_group(required=True)
        what.add_argument("--reason", choices=EmergencyAccess.Reason.values)
        what.add_argument("--end", action="store_true", help="End it before its time.")
        parser.add_argument(
            "--hours", type=int, default=emergency.USUAL_HOURS, help=f"At most {emergency.MOST_HOURS} (default 4)."
        )

    def handle(self, *, user: str, reason: str, end: bool, hours: int, **options: Any) -> None:
        try:
            if end:
                emergency.end(user)
                self.stdout.write(f"The emergency access of {user} has ended.")
                return
            access = emergency.give(user, EmergencyAccess.Reason(reason), hours)
        except emergency.NotGiven as error:
            raise CommandError(str(error)) from error
        until = timezone.localtime(access.until)
        self.stdout.write(f"{user} may look at requests until {until:%Y-%m-%d %H:%M %Z}. It is on record.")
