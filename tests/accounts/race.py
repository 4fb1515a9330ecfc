"""Many browsers give the same code at the same moment: real threads, real database file."""

import os
import subprocess
import sys
from pathlib import Path
from threading import Barrier, Thread

from django.conf import settings
from django.test import Client, override_settings

from tests.accounts.people import code, give_code, give_password, is_in, make_staff_with_codes

BROWSERS = 8


def winners(folder: Path, kind: str) -> int:
    """How many of them are in afterwards. Runs in a process of its own, on a database of its own."""
    environment = os.environ | {
        "DJANGO_SETTINGS_MODULE": "clinic_site.settings",
        "DATABASE_URL": f"sqlite:///{folder}/race.sqlite3",
    }
    script = f"from tests.accounts.race import run; print(run({kind!r}))"
    for arguments in (["migrate", "-v0"], ["shell", "-v0", "-c", script]):
        result = subprocess.run(
            [sys.executable, "manage.py", *arguments],
            cwd=settings.BASE_DIR,
            env=environment,
            capture_output=True,
            text=True,
            timeout=60,
            check=True,
        )
    return int(result.stdout.split()[-1])


@override_settings(
    ALLOWED_HOSTS=["testserver"],
    PASSWORD_HASHERS=["django.contrib.auth.hashers.MD5PasswordHasher"],
    STORAGES={"staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}},
)
def run(kind: str) -> int:
    _, codes = make_staff_with_codes()
    browsers = [Client() for _ in range(BROWSERS)]
    for number, browser in enumerate(browsers):
        browser.defaults["REMOTE_ADDR"] = f"192.0.2.{number}"
        assert give_password(browser).status_code == 302
    typed = codes[0] if kind == "recovery" else code()
    gate = Barrier(BROWSERS)

    def go(browser: Client) -> None:
        gate.wait()
        give_code(browser, typed)

    threads = [Thread(target=go, args=[browser]) for browser in browsers]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sum(is_in(browser) for browser in browsers)
