"""A missing or wrong value stops the start with one clear line."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings

ROOT = Path(settings.BASE_DIR)
GOOD_KEY = "q7Gm2xVb9Lr4Tz8Wc1Nd6Ks3Hf5Jp0Ya-Eu_RoIiQvXtZwBgCl"
GOOD_FIELD_KEY = "u9X2mC0rQ7pZk4WvT1nB8sLh5JdYf3Ge6AaRiOtUxEw="
PRODUCTION = {
    "ENVIRONMENT": "production",
    "SECRET_KEY": GOOD_KEY,
    "ALLOWED_HOSTS": "clinic.example",
    "SITE_URL": "https://clinic.example",
    "DATABASE_URL": "sqlite:////tmp/never-made.sqlite3",
    "FIELD_KEYS": GOOD_FIELD_KEY,
    "LOOKUP_KEY": "l-CEdOC0LzM_QHOqHsEmaPyCgDTkSUSDs7FjQ2BQPVs=",
}
PRINT_SETTINGS = "from clinic_site import settings as s; print(s.IS_PRODUCTION, s.DEBUG, s.ALLOWED_HOSTS)"


def start(tmp_path, **environment: str) -> subprocess.CompletedProcess[str]:
    """Read the settings in a process of its own, without the .env file of this checkout."""
    copy = tmp_path / "clinic_site"
    copy.mkdir()
    for name in ("__init__.py", "settings.py", "environment.py"):
        (copy / name).write_text((ROOT / "clinic_site" / name).read_text())
    kept = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
    return subprocess.run(
        [sys.executable, "-c", PRINT_SETTINGS],
        cwd=tmp_path,
        env=kept | environment,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def test_production_starts_with_everything_set(tmp_path):
    result = start(tmp_path, **PRODUCTION)

    assert result.returncode == 0, result.stderr
    assert result.stdout.strip() == "True False ['clinic.example']"


@pytest.mark.parametrize("value", ["", "prod", "Development", "dev", "developmnt"])
def test_anything_but_development_is_production(tmp_path, value):
    result = start(tmp_path, **PRODUCTION | {"ENVIRONMENT": value})

    assert result.stdout.startswith("True False")


def test_development_needs_only_a_secret_key(tmp_path):
    result = start(tmp_path, ENVIRONMENT="development", SECRET_KEY=GOOD_KEY)

    assert result.stdout.strip() == "False False ['127.0.0.1', 'localhost']"


@pytest.mark.parametrize(
    "missing", ["SECRET_KEY", "FIELD_KEYS", "LOOKUP_KEY", "ALLOWED_HOSTS", "SITE_URL", "DATABASE_URL"]
)
def test_a_missing_value_stops_production_and_is_named(tmp_path, missing):
    result = start(tmp_path, **{k: v for k, v in PRODUCTION.items() if k != missing})

    assert_stopped(result, missing)


BAD_KEYS = {
    "empty": "",
    "blank": "   ",
    "short": "a1b2c3d4e5",
    "one_sign": "a" * 60,
    "four_signs": "abcd" * 20,
    "one_below_the_length": GOOD_KEY[:49],
    "django_sample": "django-insecure-" + GOOD_KEY,
    "example_file": "change-me",
    "long_example": "change-me-" + GOOD_KEY,
    "shouted_example": "CHANGE-ME-" + GOOD_KEY,
}


@pytest.mark.parametrize("key", BAD_KEYS.values(), ids=BAD_KEYS)
@pytest.mark.parametrize("environment", ["production", "development"])
def test_a_guessable_secret_key_stops_the_start(tmp_path, key, environment):
    result = start(tmp_path, **PRODUCTION | {"SECRET_KEY": key, "ENVIRONMENT": environment})

    assert_stopped(result, "SECRET_KEY")
    assert not key.strip() or key not in result.stderr


BAD_VALUES = [
    ("ALLOWED_HOSTS", "*"),
    ("ALLOWED_HOSTS", "clinic.example, *"),
    ("ALLOWED_HOSTS", " , "),
    ("SITE_URL", "http://clinic.example"),
    ("SITE_URL", "clinic.example"),
    ("SITE_URL", "https://clinic.example/path"),
    ("DATABASE_URL", "mysql://x"),
    ("DATABASE_URL", "sqlite:///"),
    ("DEBUG", "yes"),
    ("DEBUG", "perhaps"),
    ("HSTS_SECONDS", "0"),
    ("HSTS_SECONDS", "ten"),
    ("HSTS_PRELOAD", "2"),
    ("STAFF_PREFIX", "admin"),
    ("STAFF_PREFIX", "a/b"),
    ("BEHIND_PROXY", "nginx"),
    ("SITE_URL", "https://192.0.2.7"),
    ("FIELD_KEYS", " , "),
    ("FIELD_KEYS", "not base64!"),
    ("LOOKUP_KEY", "not base64!"),
    ("LOOKUP_KEY", GOOD_FIELD_KEY),
    ("STAFF_NOTICE_TO", "front desk"),
    ("DAYS_KEPT_AT_MOST", "10"),
    ("YEARS_TRAIL_IS_KEPT", "5"),
    ("FIELD_KEYS", "c2hvcnQ="),
    ("FIELD_KEYS", "QUFB" * 10 + "QUE="),
    ("FIELD_KEYS", GOOD_FIELD_KEY + ",short"),
    ("STAFF_IDLE_SECONDS", "901"),
    ("STAFF_IDLE_SECONDS", "0"),
    ("STAFF_SESSION_SECONDS", "43201"),
    ("STAFF_SESSION_SECONDS", "long"),
    ("EMAIL_PORT", "0"),
]


@pytest.mark.parametrize(("name", "value"), BAD_VALUES)
def test_a_wrong_value_stops_production_and_is_named(tmp_path, name, value):
    assert_stopped(start(tmp_path, **PRODUCTION | {name: value}), name)


def test_a_mail_server_needs_a_sender(tmp_path):
    assert_stopped(start(tmp_path, **PRODUCTION | {"EMAIL_HOST": "mail.example"}), "DEFAULT_FROM_EMAIL")


def test_several_field_keys_may_be_set(tmp_path):
    result = start(tmp_path, **PRODUCTION | {"FIELD_KEYS": f"{GOOD_FIELD_KEY} , {GOOD_FIELD_KEY[1:-1]}A="})

    assert result.returncode == 0, result.stderr


def test_a_wrong_key_is_not_repeated_on_the_screen(tmp_path):
    assert GOOD_FIELD_KEY[:20] not in start(tmp_path, **PRODUCTION | {"FIELD_KEYS": GOOD_FIELD_KEY[:20]}).stderr


def test_a_typing_slip_in_a_name_changes_nothing(tmp_path):
    result = start(tmp_path, **PRODUCTION | {"DEBG": "1", "DEBUGG": "yes"})

    assert result.stdout.startswith("True False")


def test_every_setting_that_is_read_stands_in_the_example():
    import_names = {
        "env_text",
        "env_bool",
        "env_list",
        "env_int",
        "env_keys",
        "env_secret",
        "env_site_url",
        "env_database",
    }
    text = (ROOT / "clinic_site" / "settings.py").read_text()
    gunicorn = (ROOT / "gunicorn.conf.py").read_text()
    pieces = [text.split(f"{name}(")[1:] for name in import_names]
    read = {piece.strip().split('"')[1] for found in pieces for piece in found if piece.strip().startswith('"')}
    read |= {piece.split('"')[1] for piece in gunicorn.split("environ.get(")[1:]}
    example = (ROOT / ".env.example").read_text()

    assert {"SECRET_KEY", "HSTS_SECONDS", "WEB_WORKERS"} <= read
    assert [name for name in read if f"{name}=" not in example] == []


def assert_stopped(result: subprocess.CompletedProcess[str], name: str) -> None:
    assert result.returncode == 1
    assert len(result.stderr.strip().splitlines()) == 1, result.stderr
    assert result.stderr.startswith("Configuration error:")
    assert name in result.stderr
