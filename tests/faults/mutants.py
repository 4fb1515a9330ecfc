"""Spoil the promise on purpose, in a copy of the tree, and see the tests notice: python -m tests.faults.mutants [WORD]

Each line of the table is one way to break it (docs/reliability.md) and what the first failing test said. Ends with 1 if
any of them goes unnoticed. WORD picks those that have it in their name.
"""

import os
import re
import shutil
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
SENDING, VISITOR = "consultations/sending.py", "consultations/views/visitor.py"
STORED = """            with transaction.atomic(durable=True):
                return stored_once(answers, nonce, network)
"""
QUEUED = """    queue_mail(row)
    return row, True
"""
CRASHES = "tests/faults/test_crash_points.py"
FAILED = re.compile(r"^E +(\S.*)$", re.MULTILINE)


@dataclass(frozen=True)
class Mutant:
    """What is broken: file, text, what stands there instead; and the test that must not stand it."""

    name: str
    changes: tuple[tuple[str, str, str], ...]
    test: tuple[str, ...]


MUTANTS = (
    Mutant(
        "mail inside the transaction",
        (
            (SENDING, QUEUED, "    queue_mail(row)\n    mail_queue.drain()\n    return row, True\n"),
            (SENDING, "from consultations import trail\n", "from consultations import mail_queue, trail\n"),
        ),
        ("tests/faults/test_mail_server.py", "-k", "every_message"),
    ),
    Mutant(
        "response before commit",
        (
            (
                SENDING,
                STORED,
                (
                    "            pending = transaction.atomic()\n"
                    "            pending.__enter__()\n"
                    "            result = stored_once(answers, nonce, network)\n"
                    "            result[0].pending = pending\n"
                    "            return result\n"
                ),
            ),
            (
                VISITOR,
                '    return redirect("consultations:sent", receipt.token(), permanent=False)\n',
                (
                    '    response = redirect("consultations:sent", receipt.token(), permanent=False)\n'
                    "    response._resource_closers.append(lambda: row.pending.__exit__(None, None, None))\n"
                    "    return response\n"
                ),
            ),
        ),
        (CRASHES, "-k", "sqlite"),
    ),
    Mutant(
        "synchronous=NORMAL, and no check of it",
        (
            ("clinic_site/environment.py", "PRAGMA synchronous=FULL", "PRAGMA synchronous=NORMAL"),
            ("consultations/checks.py", '"PRAGMA synchronous": ("2", "3")', '"PRAGMA synchronous": ("1", "2", "3")'),
        ),
        ("tests/faults/test_power_cut.py", "-k", "clinic_site"),
    ),
    Mutant(
        "unique constraint dropped",
        (
            ("consultations/models/requests.py", "max_length=64, unique=True", "max_length=64"),
            (
                "consultations/migrations/0001_consultation_requests.py",
                "('form_token', models.CharField(editable=False, max_length=64, unique=True))",
                "('form_token', models.CharField(editable=False, max_length=64))",
            ),
        ),
        ("tests/faults/test_workers.py", "-k", "refuses_the_same_form"),
    ),
    Mutant(
        "outgoing mail inserted after the commit",
        (
            (
                SENDING,
                STORED,
                (
                    "            with transaction.atomic(durable=True):\n"
                    "                row, is_new = stored_once(answers, nonce, network)\n"
                    "            if is_new:\n"
                    "                queue_mail(row)\n"
                    "            return row, is_new\n"
                ),
            ),
            (SENDING, QUEUED, "    return row, True\n"),
        ),
        (CRASHES, "-k", "sqlite"),
    ),
    Mutant(
        "bots dropped in silence",
        (
            (
                VISITOR,
                "        keep_suspect(answers_of(form), nonce_of(kept_token(request)), network_of(request))\n",
                "        pass\n",
            ),
        ),
        ("tests/consultations/test_visitor.py", "-k", "hidden_box"),
    ),
)


def copy_tree(folder: Path) -> None:
    """Every file that git knows or would add, as it is now."""
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        check=True,
        stdout=subprocess.PIPE,
    )
    for name in filter(None, listed.stdout.decode().split("\0")):
        if (ROOT / name).is_file():
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(ROOT / name, folder / name)


def apply(mutant: Mutant, folder: Path) -> None:
    for name, old, new in mutant.changes:
        text = (folder / name).read_text(encoding="utf-8")
        if text.count(old) != 1:
            raise SystemExit(f"{mutant.name}: {name} has changed; bring tests/faults/mutants.py in line with it.")
        (folder / name).write_text(text.replace(old, new), encoding="utf-8")


def verdict(mutant: Mutant) -> str:
    """What the test said; empty when it noticed nothing."""
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        copy_tree(folder)
        apply(mutant, folder)
        ended = subprocess.run(
            [sys.executable, "-m", "pytest", "-q", "-x", "-p", "no:cacheprovider", *mutant.test],
            cwd=folder,
            env=os.environ | {"PYTHONDONTWRITEBYTECODE": "1"},
            capture_output=True,
            text=True,
            check=False,
        )
    if ended.returncode == 1:
        said = FAILED.findall(ended.stdout)
        return said[0] if said else "failed"
    if ended.returncode:
        raise SystemExit(f"{mutant.name}: the tests could not run:\n{ended.stdout}{ended.stderr}")
    return ""


def main(word: str) -> int:
    unnoticed = 0
    for mutant in MUTANTS:
        if word not in mutant.name:
            continue
        said = verdict(mutant)
        unnoticed += not said
        print(f"{'red  ' if said else 'GREEN'}  {mutant.name}: {said or 'nobody noticed'}", flush=True)
    return 1 if unnoticed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1] if len(sys.argv) > 1 else ""))
