from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from content.images.keeping import delete_files, lost, unnamed


class Command(BaseCommand):
    help = "List media files that no picture names, and pictures whose files are gone (exit status 1)."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--delete", action="store_true", help="Delete the files that no picture names.")

    def handle(self, *, delete: bool, **options: Any) -> None:
        orphans = unnamed()
        if delete:
            delete_files(orphans)
        for name in orphans:
            self.stdout.write(f"{'Deleted' if delete else 'Of no picture'}: {name}")
        gone = lost()
        if gone:
            raise CommandError("\n".join(f"Gone, though a picture needs it: {name}" for name in gone), returncode=1)
        self.stdout.write(f"{len(orphans)} file(s) of no picture, none gone.")
