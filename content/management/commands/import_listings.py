from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from content.listings.columns import OWN, ImportRefused
from content.listings.importing import import_listings


class Command(BaseCommand):
    help = (
        "Read directory entries from a CSV file: the public NPPES layout, or one with the columns "
        f"{', '.join(OWN)}. New entries stay hidden until somebody verifies them."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--dry-run", action="store_true", help="Only say what would be done.")

    def handle(self, *, file: Path, dry_run: bool, **options: Any) -> None:
        try:
            report = import_listings(
                file, lambda number, message: self.stderr.write(f"{file}:{number}: {message}"), dry_run=dry_run
            )
        except (ImportRefused, OSError) as error:
            raise CommandError(f"{file}: {error}", returncode=2) from error
        self.stdout.write(
            f"{'Would be created' if dry_run else 'Created'}: {report.created}. Updated: {report.updated}. "
            f"Unchanged: {report.unchanged}. Kept as staff left them: {report.kept}. "
            f"Skipped, closed down or in another country: {report.skipped}. Refused: {report.refused}."
        )
        if report.refused:
            raise CommandError(f"{report.refused} line(s) could not be read; the others were.", returncode=1)
