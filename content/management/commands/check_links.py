from typing import Any

from django.core.management.base import BaseCommand, CommandError

from content.publishing.links import broken_links


class Command(BaseCommand):
    help = "List links of public pages that lead nowhere on this site. Fails when there are any."

    def handle(self, **options: Any) -> None:
        found = list(broken_links())
        for page, address, problem in found:
            self.stdout.write(f"{page}: {address}: {problem}")
        if found:
            raise CommandError(f"{len(found)} broken link(s).", returncode=1)
        self.stdout.write("Every link inside the site leads to a public page.")
