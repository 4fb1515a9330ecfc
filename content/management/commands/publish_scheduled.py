from typing import Any

from django.core.management.base import BaseCommand

from content.publishing.schedule import publish_due


class Command(BaseCommand):
    help = "Publish what was scheduled and is due. Safe to run at any time, as often as you like."

    def handle(self, **options: Any) -> None:
        published = publish_due()
        for revision in published:
            self.stdout.write(f"Published: {revision}")
        self.stdout.write(f"{len(published)} version(s) published.")
