"""Send the mail that waits."""

import signal
import threading
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from consultations import mail_queue


class Command(BaseCommand):
    help = "Send the mail that waits: once, or with --loop until stopped. gunicorn does the same beside the site."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--loop", action="store_true", help="Go on until stopped.")

    def handle(self, *, loop: bool, **options: Any) -> None:
        if not mail_queue.is_configured():
            raise CommandError("EMAIL_HOST is not set: everything waits until there is a mail server.")
        if loop:
            stop = threading.Event()
            signal.signal(signal.SIGTERM, lambda *_: stop.set())
            mail_queue.run(stop)
            return
        sent, failed = mail_queue.drain()
        self.stdout.write(f"{sent} sent, {failed} failed.")
