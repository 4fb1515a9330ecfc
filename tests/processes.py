"""The site's commands as real processes, each with a database file of its own."""

import os
import subprocess
import sys
from pathlib import Path

from django.conf import settings

ROOT = Path(settings.BASE_DIR)


def environment(database: Path, **more: str) -> dict[str, str]:
    own = {"DJANGO_SETTINGS_MODULE": "clinic_site.settings", "DATABASE_URL": f"sqlite:///{database}"}
    return os.environ | own | more


def start(database: Path, *arguments: str | Path, **more: str) -> subprocess.Popen[str]:
    """`manage.py` with these arguments, started and not waited for."""
    return subprocess.Popen(
        [sys.executable, ROOT / "manage.py", *arguments],
        cwd=ROOT,
        env=environment(database, **more),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def run(database: Path, *arguments: str | Path, **more: str) -> tuple[int, str, str]:
    """Exit code, output and errors of `manage.py` with these arguments."""
    process = start(database, *arguments, **more)
    output, errors = process.communicate(timeout=120)
    return process.returncode, output, errors
