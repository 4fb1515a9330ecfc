"""The site's commands as real processes, each on a database of its own."""

import os
import subprocess
import sys
from pathlib import Path

from django.conf import settings

ROOT = Path(settings.BASE_DIR)


def environment(database: Path | str, **more: str) -> dict[str, str]:
    """For a database given by its address, or as a SQLite file."""
    url = database if isinstance(database, str) else f"sqlite:///{database}"
    own = {"DJANGO_SETTINGS_MODULE": "clinic_site.settings", "DATABASE_URL": url}
    return os.environ | own | more


def start(database: Path | str, *arguments: str | Path, **more: str) -> subprocess.Popen[str]:
    """`manage.py` with these arguments, started and not waited for."""
    return subprocess.Popen(
        [sys.executable, ROOT / "manage.py", *arguments],
        cwd=ROOT,
        env=environment(database, **more),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def run(database: Path | str, *arguments: str | Path, **more: str) -> tuple[int, str, str]:
    """Exit code, output and errors of `manage.py` with these arguments."""
    process = start(database, *arguments, **more)
    output, errors = process.communicate(timeout=120)
    return process.returncode, output, errors
