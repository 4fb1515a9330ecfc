from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.apps import apps
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from clinic_site.backups import BackupFailed, back_up, check, delete_old


class Command(BaseCommand):
    help = "Back up database and pictures into BACKUP_ROOT, read the backup back, and delete what is too old."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--check", type=Path, metavar="FOLDER", help="Only read this backup back.")

    def handle(self, *, check: Path | None, **options: Any) -> None:
        try:
            lines = checked(check) if check else made()
        except (BackupFailed, OSError) as error:
            raise CommandError(str(error), returncode=1) from error
        for line in lines:
            self.stdout.write(line)


def checked(folder: Path) -> list[str]:
    manifest = check(folder)
    return [f"Whole: {sum(manifest['rows'].values())} rows, {len(manifest['files'])} files.", *heads(manifest)]


def made() -> list[str]:
    now = timezone.now()
    done = back_up(now)
    lines = [f"Made: {done}", *checked(done), *(f"Deleted: {old}" for old in delete_old(now))]
    apps.get_model("content", "LastRun").objects.note("backup", done.name)
    return lines


def heads(manifest: dict[str, Any]) -> list[str]:
    return [f"Head of the record: {manifest['trail_head']}"] if manifest["trail_head"] else []
