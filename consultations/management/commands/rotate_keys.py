"""Seal everything again with the newest key."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from consultations import rotation


class Command(BaseCommand):
    help = (
        "Seal requests, notes, recipients and seeds of code apps with the first of FIELD_KEYS. Put the new key first, "
        "restart the site, run this until nothing is left, then take the old key out."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--lookups", action="store_true", help="LOOKUP_KEY has changed: compute the hashes anew.")

    def handle(self, *, lookups: bool, **options: Any) -> None:
        last: dict[str, rotation.Progress] = {}
        for progress in rotation.rotate():
            last[progress.kind] = progress
            self.stdout.write(f"{progress.kind}: {progress.done}")
        if lookups:
            self.stdout.write(f"lookup hashes: {rotation.hash_again()}")
        closed = sum(progress.closed for progress in last.values())
        if closed:
            raise CommandError(f"{closed} row(s) open with no key in FIELD_KEYS. They were left as they are.")
        self.stdout.write("Everything is sealed with the newest key.")
