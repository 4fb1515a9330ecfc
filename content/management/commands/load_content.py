from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.checks import Tags
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError

from content.gate.files import refuse_unpublishable
from content.publishing.quoting import note_changes
from content.syncing.loading import LoadRefused, LoadReport, load

MOST_NAMES = 20
FEW_NAMES = 3


class Command(BaseCommand):
    help = "Bring the site up to date with the content files. All or nothing."
    requires_system_checks = [Tags.models]  # not addresses and forms: importing them takes as long as a small load

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("folder", nargs="?", type=Path, default=settings.CONTENT_DIR)
        parser.add_argument("--dry-run", action="store_true", help="Only say what would be done.")
        parser.add_argument("--quiet", action="store_true", help="Only speak of changes.")
        parser.add_argument("--migrate", action="store_true", help="First bring the tables up to date, in one start.")
        parser.add_argument(
            "--prefer",
            choices=["files", "site"],
            default="",
            help="Which side wins where both the file and the row were changed.",
        )

    def handle(self, *, folder: Path, dry_run: bool, prefer: str, quiet: bool, migrate: bool, **options: Any) -> None:
        if migrate:
            call_command("migrate", verbosity=0)
        try:
            report = load(folder, prefer, dry_run=dry_run, inspect=look_at_rows)
        except LoadRefused as refusal:
            raise CommandError(refusal_text(refusal.report), returncode=1) from refusal
        for line in report_lines(report, dry_run=dry_run, most=FEW_NAMES if quiet else MOST_NAMES):
            self.stdout.write(line)
        if not quiet:
            self.stdout.write(f"Unchanged: {report.unchanged}")


def look_at_rows(root: Path, report: LoadReport) -> None:
    """Part of the load's transaction: what the gate refuses, and which pages quote something that was changed."""
    refuse_unpublishable(root, report)
    note_changes()


def report_lines(report: LoadReport, *, dry_run: bool, most: int) -> list[str]:
    return [
        f"{'Would be ' if dry_run else ''}{verb}: {len(names)} ({shortened(names, most)})"
        for verb, names in (
            ("created", report.created),
            ("updated", report.updated),
            ("removed", report.removed),
            ("kept as staff changed them", report.kept),
        )
        if names
    ]


def shortened(names: list[str], most: int) -> str:
    more = len(names) - most
    return ", ".join(names[:most]) + (f" and {more} more" if more > 0 else "")


def refusal_text(report: LoadReport) -> str:
    lines = [str(problem) for problem in report.problems]
    for conflict in report.conflicts:
        lines += ["Changed on the site and in the file since they last agreed:", conflict]
    if report.conflicts:
        lines.append("Say which one wins with --prefer files or --prefer site.")
    count = len(report.problems) + len(report.conflicts)
    return "\n".join([*lines, f"Nothing was loaded: {count} problem(s)."])
