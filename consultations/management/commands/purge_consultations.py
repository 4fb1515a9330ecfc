"""Delete what the retention settings say."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from consultations import retention


class Command(BaseCommand):
    help = (
        "Delete requests, addresses of sent mail and records that are older than the retention settings. Run it daily."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--dry-run", action="store_true", help="Only list the references.")
        parser.add_argument(
            "--clock-is-right", action="store_true", help="After a pause of more than 7 days, or a wrong clock."
        )

    def handle(self, *, dry_run: bool, clock_is_right: bool, **options: Any) -> None:
        now = timezone.now()
        if dry_run:
            references = [row.shown_reference() for row in retention.due(now)]
            self.stdout.write("\n".join([*references, f"{len(references)} request(s) would be deleted."]))
            return
        try:
            done = retention.purge(now, clock_is_right=clock_is_right)
        except retention.ClockInDoubt as error:
            hint = "Nothing was deleted. If the clock is right now, run this once with --clock-is-right."
            raise CommandError(f"{error} {hint}") from error
        self.stdout.write(str(done))
        if not retention.wipe_log():
            self.stderr.write("Somebody was reading: deleted text may stay in the write-ahead log until the next run.")
