from argparse import ArgumentParser
from collections.abc import Iterator
from typing import Any

from django.apps import apps
from django.conf import settings
from django.core.management import CommandError, call_command
from django.core.management.base import BaseCommand

FINDERS = {"check_content", "check_links"}  # what they find is on the start page; it is no failure of theirs


class Command(BaseCommand):
    help = "Everything that must run once a day, one after the other. Fails when one of them does, and runs the others."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--outside", action="store_true", help="Ask other sites whether links still answer.")

    def handle(self, *, outside: bool, **options: Any) -> None:
        failed = []
        for name, arguments in chores(outside=outside):
            self.stdout.write(f"{name}:")
            try:
                call_command(name, **arguments, stdout=self.stdout, stderr=self.stderr)
            except Exception as error:  # whatever it is, the others must run
                self.stderr.write(f"{name}: {error if isinstance(error, CommandError) else type(error).__name__}")
                if not (name in FINDERS and isinstance(error, CommandError)):
                    failed.append(name)
        words = f"Failed: {', '.join(failed)}" if failed else "Everything ran."
        apps.get_model("content", "LastRun").objects.note("nightly", words)
        if failed:
            raise CommandError(words, returncode=1)
        self.stdout.write(words)


def chores(*, outside: bool) -> Iterator[tuple[str, dict[str, Any]]]:
    """What is deleted goes before the backup, so that no new backup holds it."""
    yield "publish_scheduled", {}
    yield "check_content", {}
    yield "check_links", {"outside": outside}
    if settings.EMAIL_HOST:
        yield "send_review_digest", {}
    yield "sweep_media", {"delete": True}
    yield "purge_versions", {}
    yield "purge_consultations", {}
    yield "verify_trail", {}
    yield "clearsessions", {}
    yield "backup", {}
