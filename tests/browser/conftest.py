"""A real server with the site's own content, and a real browser."""

import json
import os
import shutil
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path

import pytest
from django.conf import settings
from playwright.sync_api import expect

from tests.browser.addresses import crawl
from tests.loaded_site import once_a_run

ROOT = Path(settings.BASE_DIR)
expect.set_options(timeout=20_000)  # a busy machine hashes passwords and codes slowly
QUIET = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]

TAKE_DOWN = """
from datetime import date
from django.utils import timezone
from content.models import Policy
Policy.objects.create(
    slug="taken-down",
    title="A page that was taken down",
    summary="It is here so that tests can open it.",
    body="Old words.",
    state="withdrawn",
    published_at=timezone.now(),
    withdrawn_on=date(2026, 2, 5),
    withdrawn_reason="It was out of date.",
    replaced_by="/about/editorial-policy/",
)
"""


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args):
    """The system's own Chromium where there is one; otherwise the one Playwright installed."""
    names = ("chromium", "chromium-browser", "google-chrome")
    found = next((path for name in names if (path := shutil.which(name))), None)
    return browser_type_launch_args | {"args": QUIET} | ({"executable_path": found} if found else {})


@pytest.fixture(scope="session")
def site(tmp_path_factory, loaded_database) -> dict[str, str]:
    """The environment of a copy of the site, set up as `make serve` does it, and one page more."""

    def make(folder: Path) -> None:
        folder.mkdir()
        shutil.copy(loaded_database, folder / "site.sqlite3")
        environment = environment_of(folder / "site.sqlite3", folder / "static")
        manage_site(environment, "shell", "-v0", "-c", TAKE_DOWN)
        manage_site(environment, "collectstatic", "--no-input", "-v0")

    made = once_a_run(tmp_path_factory, "browser-site", make)
    folder = tmp_path_factory.mktemp("site")
    shutil.copy(made / "site.sqlite3", folder)
    port = free_port()
    return environment_of(folder / "site.sqlite3", made / "static") | {
        "MEDIA_ROOT": f"{folder}/media",
        "SITE_URL": f"http://127.0.0.1:{port}",
        "BIND": f"127.0.0.1:{port}",
    }


def environment_of(database: Path, static: Path) -> dict[str, str]:
    return os.environ | {
        "ENVIRONMENT": "development",
        "SECRET_KEY": "only-for-tests-0123456789-abcdefghijklmnopqrstuvwxyz",
        "DATABASE_URL": f"sqlite:///{database}",
        "STATIC_ROOT": str(static),
        "DJANGO_SETTINGS_MODULE": "clinic_site.settings",
    }


@pytest.fixture(scope="session")
def base_url(site) -> Iterator[str]:
    """The address of gunicorn serving the site."""
    with serving(site) as address:
        yield address


@pytest.fixture(scope="session")
def named_url(base_url) -> str:
    """The same by a name: passkeys do not belong to bare addresses."""
    return base_url.replace("127.0.0.1", "localhost")


@pytest.fixture(scope="session")
def manage(site, base_url) -> Callable[..., str]:
    """Runs `manage.py` beside the running server and returns what it printed."""
    return partial(manage_site, site)


@pytest.fixture(scope="session")
def run_there(manage) -> Callable[[str], str]:
    """Runs a line of Python inside the site."""
    return lambda line: manage("shell", "-v0", "-c", line)


@contextmanager
def serving(environment: dict[str, str]) -> Iterator[str]:
    port = int(environment["BIND"].rpartition(":")[2])
    server = subprocess.Popen([sys.executable, "-m", "gunicorn", "clinic_site.wsgi"], cwd=ROOT, env=environment)
    try:
        wait_until_it_answers(server, port)
        yield f"http://127.0.0.1:{port}"
    finally:
        server.terminate()
        server.wait(timeout=30)


def manage_site(environment: dict[str, str], *arguments: str) -> str:
    command = [sys.executable, "manage.py", *arguments]
    return subprocess.run(command, cwd=ROOT, env=environment, check=True, stdout=subprocess.PIPE, text=True).stdout


@pytest.fixture(scope="session")
def pages(base_url, tmp_path_factory) -> list[str]:
    """The address of every public page, `/` first, and of a search, to which no link leads."""
    found = once_a_run(tmp_path_factory, "pages.json", lambda file: file.write_text(json.dumps(crawl(base_url))))
    return [*json.loads(found.read_text()), "/search/?q=fibromialga"]


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def wait_until_it_answers(server: subprocess.Popen[bytes], port: int) -> None:
    while server.poll() is None:
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
        except OSError:
            continue
        return
    raise RuntimeError("The server ended before it answered.")
