from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from content.images.accepting import ImageRefused, accept_image
from content.syncing.dumping import replace_file


class Command(BaseCommand):
    help = "Write a picture anew from its pixels, as load_content wants it: no camera data, no larger than is kept."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("path", type=Path)

    def handle(self, *, path: Path, **options: Any) -> None:
        try:
            with path.open("rb") as file:
                original = accept_image(file).original
        except (ImageRefused, OSError) as error:
            raise CommandError(f"{path}: {error}", returncode=1) from error
        target = path.with_suffix(f".{original.extension}")
        replace_file(target, original.content)
        if target != path:
            path.unlink()
        self.stdout.write(f"Written: {target} ({original.width} x {original.height}, {len(original.content)} bytes)")
