from typing import Any

from django.contrib.auth import get_user_model
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from content.publishing.digest import send_digest
from content.publishing.refused import Refused


class Command(BaseCommand):
    help = "Send the reviewers one mail a day about what is due and what waits. Safe to run as often as you like."

    def handle(self, **options: Any) -> None:
        reviewers = get_user_model().objects.filter(is_active=True, groups__name="Reviewer").exclude(email="")
        try:
            was_sent = send_digest(timezone.localdate(), sorted(reviewers.values_list("email", flat=True)))
        except Refused as refusal:
            raise CommandError(str(refusal)) from refusal
        self.stdout.write("Sent." if was_sent else "Nothing to send, or sent already.")
