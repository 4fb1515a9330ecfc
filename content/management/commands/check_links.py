from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from content.publishing.live_faults import check_outside, keep_broken_links


class Command(BaseCommand):
    help = "List links of public pages that lead nowhere, and keep the list for staff. Fails when there are any."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--outside", action="store_true", help="Ask the other sites first that pages link to.")

    def handle(self, *, outside: bool, **options: Any) -> None:
        if outside:
            for address, reason in sorted(check_outside(timezone.localdate()).items()):
                self.stdout.write(f"Not checked: {address}: {reason}")
        found = keep_broken_links()
        for link, problem in found:
            self.stdout.write(f"{link.name}: {link.address}: {problem}")
        if found:
            raise CommandError(f"{len(found)} broken link(s).", returncode=1)
        self.stdout.write("No link of a public page is broken.")
