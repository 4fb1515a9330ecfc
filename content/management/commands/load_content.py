from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from content.syncing.loading import LoadRefused, LoadReport, load

MOST_NAMES = 20


class Command(BaseCommand):
    help = "Bring the site up to date with the content files. All or nothing."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("folder", nargs="?", type=Path, default=settings.CONTENT_DIR)
        parser.add_argument("--dry-run", action="store_true", help="Only say what would be done.")
        parser.add_argument("--quiet", action="store_true", help="Only speak of changes.")
        parser.add_argument(
            "--prefer",
            choices=["files", "site"],
            default="",
            help="Which side wins where both the file and the row were changed.",
        )

    def handle(self, *, folder: Path, dry_run: bool, prefer: str, quiet: bool, **options: Any) -> None:
        try:
            report = load(folder, prefer, dry_run=dry_run)
        except LoadRefused as refusal:
            raise CommandError(refusal_text(refusal.report), returncode=1) from refusal
        lines = report_lines(report, dry_run=dry_run)
        for line in lines[:-1] if quiet else lines:
            self.stdout.write(line)


def report_lines(report: LoadReport, *, dry_run: bool) -> list[str]:
    lines = [
        f"{'Would be ' if dry_run else ''}{verb}: {len(names)} ({shortened(names)})"
        for verb, names in (
            ("created", report.created),
            ("updated", report.updated),
            ("removed", report.removed),
            ("kept as staff changed them", report.kept),
        )
        if names
    ]
    return [*lines, f"Unchanged: {report.unchanged}"]


def shortened(names: list[str]) -> str:
    more = len(names) - MOST_NAMES
    return ", ".join(names[:MOST_NAMES]) + (f" and {more} more" if more > 0 else "")


def refusal_text(report: LoadReport) -> str:
    lines = [str(problem) for problem in report.problems]
    for conflict in report.conflicts:
        lines += ["Changed on the site and in the file since they last agreed:", conflict]
    if report.conflicts:
        lines.append("Say which one wins with --prefer files or --prefer site.")
    count = len(report.problems) + len(report.conflicts)
    return "\n".join([*lines, f"Nothing was loaded: {count} problem(s)."])
