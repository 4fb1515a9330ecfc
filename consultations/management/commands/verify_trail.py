"""Check that the record of who did what with requests is whole."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from consultations.trail import verify_trail


class Command(BaseCommand):
    help = "Compute the chain of events again. Keep the head it prints: with --head it finds events that were cut off."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--head", default="", help="A head printed earlier; it must still be there.")

    def handle(self, *, head: str, **options: Any) -> None:
        verdict = verify_trail(head)
        if verdict.problem:
            raise CommandError(verdict.problem)
        self.stdout.write(f"{verdict.count} event(s), whole.\nhead {verdict.head}")
