"""Many browsers give one code, or finish with one link, at the same moment: real threads, a real database."""

from collections.abc import Callable
from functools import partial
from pathlib import Path
from threading import Barrier, Thread

from django.test import Client, override_settings

from accounts.links import make_link
from accounts.models import OneTimeLink, User
from tests import processes, run_database
from tests.accounts.people import code, give_code, give_password, is_in, make_staff_with_codes
from tests.accounts.setting_up import FIRST_DEVICE, choose_password, first_code, path_of

BROWSERS = 8


def winners(folder: Path, kind: str) -> int:
    """How many of them are in afterwards. Runs in a process of its own, on a database of its own."""
    database = run_database.new(folder)
    script = f"from tests.accounts.race import run; print(run({kind!r}))"
    for arguments in (["migrate", "-v0"], ["shell", "-v0", "-c", script]):
        code, output, errors = processes.run(database, *arguments)
        assert code == 0, errors
    return int(output.split()[-1])


@override_settings(
    ALLOWED_HOSTS=["testserver"],
    PASSWORD_HASHERS=["django.contrib.auth.hashers.MD5PasswordHasher"],
    STORAGES={"staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}},
)
def run(kind: str) -> int:
    browsers = [Client(REMOTE_ADDR=f"192.0.2.{number}") for number in range(BROWSERS)]
    last_steps = same_link(browsers) if kind == "link" else same_code(browsers, kind)
    gate = Barrier(BROWSERS)

    def go(last_step: Callable[[], object]) -> None:
        gate.wait()
        last_step()

    threads = [Thread(target=go, args=[step]) for step in last_steps]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sum(is_in(browser) for browser in browsers)


def same_code(browsers: list[Client], kind: str) -> list[Callable[[], object]]:
    _, codes = make_staff_with_codes()
    typed = codes[0] if kind == "recovery" else code()
    for browser in browsers:
        give_password(browser)
    return [partial(give_code, browser, typed) for browser in browsers]


def same_link(browsers: list[Client]) -> list[Callable[[], object]]:
    user = User.objects.create_user("ann", is_staff=True)
    link = path_of(make_link(user, OneTimeLink.Kind.WELCOME))
    for browser in browsers:
        choose_password(browser, link)
    return [partial(browser.post, FIRST_DEVICE, {"code": first_code(browser)}) for browser in browsers]
