from typing import Any

from django.core.management.base import BaseCommand

from content.models import SearchEntry, SearchHint
from content.search.indexing import rebuild

MOST_LINES = 50


class Command(BaseCommand):
    help = "Make the search index anew, and say what was wrong with it. Safe at any time."

    def handle(self, **options: Any) -> None:
        wrong = rebuild()
        for line in wrong[:MOST_LINES]:
            self.stdout.write(line)
        if len(wrong) > MOST_LINES:
            self.stdout.write(f"and {len(wrong) - MOST_LINES} more")
        for hint in SearchHint.objects.exclude(first=""):
            if not SearchEntry.objects.filter(address=hint.first).exists():
                self.stdout.write(f"search hint '{hint}' shows {hint.first} first, which is no public page")
        self.stdout.write(f"{SearchEntry.objects.count()} entries, {len(wrong)} of them wrong before.")
