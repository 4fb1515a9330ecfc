from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand

from content.syncing.dumping import dump


class Command(BaseCommand):
    help = "Write the site's content back to files, the same that load_content reads."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("folder", nargs="?", type=Path, default=settings.CONTENT_DIR)

    def handle(self, *, folder: Path, **options: Any) -> None:
        is_source = folder.resolve() == settings.CONTENT_DIR.resolve()
        report = dump(folder, agrees=is_source)
        self.stdout.write(
            f"Written: {len(report.written)}. Removed: {len(report.removed)}. Unchanged: {report.unchanged}."
        )
