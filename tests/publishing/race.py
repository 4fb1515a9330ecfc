"""Two people at one page at the same moment: real threads, a real database, in a process of its own."""

import os
import subprocess
import sys
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from threading import Barrier, Thread

from django.conf import settings
from django.db import connection
from django.utils import timezone

from content.models import Article, Revision, Step
from content.publishing import steps
from content.publishing.refused import Refused
from content.publishing.schedule import publish_due
from tests import run_database
from tests.publishing.pages import LIMITS, edit, in_state, make_public_article, sign, two_people

ROUNDS = 6


def outcome(folder: Path) -> str:
    """What run() says, on a new database."""
    environment = os.environ | {
        "DJANGO_SETTINGS_MODULE": "clinic_site.settings",
        "DATABASE_URL": run_database.new(folder),
    }
    script = "from tests.publishing.race import run; print(run())"
    for arguments in (["migrate", "-v0"], ["shell", "-v0", "-c", script]):
        result = subprocess.run(
            [sys.executable, "manage.py", *arguments],
            cwd=settings.BASE_DIR,
            env=environment,
            capture_output=True,
            text=True,
            timeout=120,
            check=True,
        )
    return result.stdout.split("\n")[-2]


def run() -> str:
    """Unsigned texts that readers saw, and how often what was scheduled was published."""
    slipped = [edit_against(state) for state in ("in_review", "approved") for _ in range(ROUNDS)]
    return f"{sum(slipped)} slipped in, published {catch_up_at_once()} time(s)"


def edit_against(state: str) -> bool:
    """Whether an edit reached readers under the sign-off of the version before it."""
    article, (writer, reviewer) = make_public_article(), two_people()
    version = in_state(state, article, writer, reviewer)

    def decide() -> None:
        if state == "in_review":
            sign(version, reviewer)
        steps.publish(version, reviewer)

    together(decide, lambda: edit(article, writer, body=f"{LIMITS}Slipped in."))
    return "Slipped in" in Article.objects.get(pk=article.pk).body


def catch_up_at_once() -> int:
    article, (writer, reviewer) = make_public_article(), two_people()
    version = in_state("scheduled", article, writer, reviewer)
    Revision.objects.filter(pk=version.pk).update(scheduled_for=timezone.now() - timedelta(hours=1))
    together(*[publish_due] * 4)
    return Step.objects.filter(revision=version, kind=Step.Kind.PUBLISHED).count()


def together(*actions: Callable[[], object]) -> None:
    """Start all at one moment; a refusal is an answer, anything else is an error."""
    gate, errors = Barrier(len(actions)), []

    def go(action: Callable[[], object]) -> None:
        gate.wait()
        try:
            action()
        except Refused:
            pass
        except Exception as error:
            errors.append(error)
        finally:
            connection.close()

    threads = [Thread(target=go, args=[action]) for action in actions]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if errors:
        raise errors[0]
