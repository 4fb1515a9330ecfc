from argparse import ArgumentParser
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from content.gate.files import check_files
from content.gate.output import Found, as_json, as_sarif, as_text, rules_page
from content.gate.rules import Level
from content.publishing.live_faults import keep_gate_faults

RULES_PAGE = Path(settings.BASE_DIR) / "docs" / "publish-gate.md"


class Command(BaseCommand):
    help = (
        "Run the publish gate over content files, or over what the site shows (kept for the start page of the staff). "
        "Fails when something must be mended."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("paths", nargs="*", type=Path, help="Files or folders; without any, the rows of the site.")
        parser.add_argument("--format", choices=["text", "json", "sarif"], default="text")
        parser.add_argument("--advice", action="store_true", help="Show advice in text too.")
        parser.add_argument("--rules", action="store_true", help=f"Write {RULES_PAGE.name} instead.")

    def handle(self, *, paths: list[Path], advice: bool, rules: bool, **options: Any) -> None:
        if rules:
            RULES_PAGE.write_text(rules_page(), encoding="utf-8")
            self.stdout.write(f"Written: {RULES_PAGE}")
            return
        missing = [path for path in paths if not path.exists()]
        if missing:
            raise CommandError(f"There is no {missing[0]}.", returncode=2)
        found = list(found_in_files(paths, self) if paths else found_on_site())
        if options["format"] == "text":
            for line in as_text(one for one in found if advice or one[2].rule.level != Level.ADVICE):
                self.stdout.write(line)
        else:
            self.stdout.write(as_json(found) if options["format"] == "json" else as_sarif(found))
        blocked = sum(fault.rule.level == Level.BLOCK and fault.stops for _, _, fault in found)
        if blocked or self.unreadable:
            raise CommandError(f"{blocked + self.unreadable} fault(s) keep this from being published.", returncode=1)

    unreadable = 0


def found_in_files(paths: list[Path], command: Command) -> Iterator[Found]:
    for report in check_files(paths):
        for problem in report.problems:
            command.stderr.write(str(problem))
        command.unreadable += len(report.problems)
        yield from ((str(report.path), line, fault) for line, fault in report.faults)


def found_on_site() -> Iterator[Found]:
    for name, faults in keep_gate_faults():
        yield from ((name, 0, fault) for fault in faults)
