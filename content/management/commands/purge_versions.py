from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from content.publishing.retention import expired_versions


class Command(BaseCommand):
    help = "Delete versions of pages that were replaced or withdrawn more than VERSIONS_KEPT_YEARS ago."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--dry-run", action="store_true", help="Only count them.")

    def handle(self, *, dry_run: bool, **options: Any) -> None:
        expired = expired_versions(timezone.now())
        count = expired.count()
        if not dry_run:
            expired.delete()
        self.stdout.write(f"{count} version(s) {'would be ' if dry_run else ''}deleted.")
