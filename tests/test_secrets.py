"""Nothing secret is in the repository."""

import re
import subprocess
from pathlib import Path

import pytest
from django.conf import settings

ROOT = Path(settings.BASE_DIR)
SECRETS = re.compile(
    r"-----BEGIN [A-Z ]*PRIVATE KEY-----|\bAKIA[0-9A-Z]{16}\b|\bgh[pousr]_[A-Za-z0-9]{36}\b|\bsk_live_\w{20}"
    r"|\bxox[abpr]-\w{10}|(?m:^(SECRET_KEY|FIELD_KEYS|LOOKUP_KEY|EMAIL_HOST_PASSWORD)=(?!change-me)\S)|\bpostgres(ql)?://\w+:[^@\s*<p]\S*@"
)


def tracked() -> list[Path]:
    listed = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    return [ROOT / name for name in listed.splitlines() if not name.startswith("tests/test_secrets")]


def test_no_tracked_file_holds_a_secret():
    found = {
        str(path.relative_to(ROOT)): match[0]
        for path in tracked()
        if path.is_file() and (match := SECRETS.search(path.read_text(encoding="utf-8", errors="ignore")))
    }

    assert found == {}


@pytest.mark.parametrize("name", [".env", "var"])
def test_what_holds_secrets_is_not_tracked(name):
    assert [path for path in tracked() if path.relative_to(ROOT).parts[0] == name] == []


@pytest.mark.parametrize("text", ["SECRET_KEY=abc", "-----BEGIN PRIVATE KEY-----", "postgresql://clinic:hunter2@db/x"])
def test_a_planted_secret_is_found(text):
    assert SECRETS.search(text)
