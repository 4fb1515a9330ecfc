"""Seal many requests again with a new key. Prints seconds and rows a second.

.venv/bin/python benchmarks/rotation.py [rows]
"""

import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
OLD = "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8="
NEW = "ICEiIyQlJicoKSorLC0uLzAxMjM0NTY3ODk6Ozw9Pj8="
FILL = """
import secrets
from django.db import transaction
from consultations.sending import Answers, new_row
from consultations.models import ConsultationRequest
answers = Answers("Somebody", "no", "phone", "518 555 0100", False, "a@example.org", "", "Interpreter", "first", None)
with transaction.atomic():
    for _ in range({rows}):
        new_row(answers, secrets.token_hex(16)).save(force_insert=True)
print(ConsultationRequest.objects.count())
"""


def manage(folder: str, keys: str, *arguments: str) -> str:
    environment = os.environ | {
        "ENVIRONMENT": "development",
        "SECRET_KEY": "only-for-benchmarks-0123456789-abcdefghijklmnopqrstuvwxyz",
        "DATABASE_URL": f"sqlite:///{folder}/site.sqlite3",
        "FIELD_KEYS": keys,
    }
    command = [sys.executable, "manage.py", *arguments]
    return subprocess.run(command, cwd=ROOT, env=environment, check=True, stdout=subprocess.PIPE, text=True).stdout


def main() -> None:
    rows = int(sys.argv[1]) if len(sys.argv) > 1 else 10_000
    with tempfile.TemporaryDirectory() as folder:
        manage(folder, OLD, "migrate", "-v0")
        manage(folder, OLD, "shell", "-v0", "-c", FILL.format(rows=rows))
        start = time.perf_counter()
        manage(folder, f"{NEW},{OLD}", "rotate_keys")
        seconds = time.perf_counter() - start
        manage(folder, NEW, "rotate_keys")  # fails where the new key does not open everything
    print(f"{rows} requests sealed again in {seconds:.1f} s ({rows / seconds:.0f} a second)")


if __name__ == "__main__":
    main()
