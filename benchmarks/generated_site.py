"""One seeded command for a whole site of any size: N articles, 10 N entries of the directory, 10 N consultation events.

.venv/bin/python benchmarks/generated_site.py 10000 /tmp/big.sqlite3

What the site itself is made of (conditions, treatments, questions, sources, findings) is that of `content/fixtures`.
"""

import io
import os
import sys
import time
from collections.abc import Callable
from pathlib import Path
from random import Random

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from benchmarks.environment import environment_for  # noqa: E402

os.environ.update(environment_for(Path(sys.argv[2]).resolve()))

import django  # noqa: E402

django.setup()

from django.core.management import call_command  # noqa: E402

from accounts.models import User  # noqa: E402
from accounts.roles import give_role  # noqa: E402
from benchmarks.generated import make_articles  # noqa: E402
from benchmarks.generated_listings import make_listings  # noqa: E402
from benchmarks.generated_requests import make_requests  # noqa: E402

TIMES = 10  # as many entries, and as many events, as articles
ROLES = ("Owner", "Editor", "Reviewer", "Front desk")


def make_staff() -> None:
    for role in ROLES:
        give_role(User.objects.create(username=role.lower().replace(" ", "-"), is_staff=True), role)


def make_site(count: int) -> None:
    for command in ("migrate", "load_content"):
        call_command(command, verbosity=0, stdout=io.StringIO())
    call_command("collectstatic", interactive=False, verbosity=0)
    make_staff()
    timed("articles", count, lambda: make_articles(count, Random(1)))
    timed("entries of the directory", count * TIMES, lambda: make_listings(count * TIMES, Random(2)))
    timed("consultation events", count * TIMES, lambda: make_requests(count * TIMES, Random(3)))
    call_command("rebuild_search", stdout=io.StringIO())


def timed(what: str, count: int, make: Callable[[], None]) -> None:
    started = time.process_time()
    make()
    print(f"{count} {what} made in {time.process_time() - started:.0f} s of processor time", flush=True)


if __name__ == "__main__":
    make_site(int(sys.argv[1]))
