"""Processor time of the live preview of a page of 1,500 words: the request that the form sends while somebody types.

.venv/bin/python benchmarks/preview.py
"""

import io
import os
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from benchmarks.environment import environment_for  # noqa: E402

FOLDER = tempfile.TemporaryDirectory()
os.environ.update(environment_for(Path(FOLDER.name) / "site.sqlite3"))

import django  # noqa: E402

django.setup()

from django.core.management import call_command  # noqa: E402
from django.test import Client  # noqa: E402

from content.models import Article, RateLimit  # noqa: E402
from content.reading import words_of  # noqa: E402
from tests.accounts.forms import sent  # noqa: E402
from tests.factories import make_user  # noqa: E402
from tests.staff_sign_in import signed_in  # noqa: E402

WORDS = 1500
RUNS = 20
PARAGRAPH = "An infusion eased pain for some weeks in one trial, and nausea was common [@cohen2018]. "


def main() -> None:
    for command in ("migrate", "load_content"):
        call_command(command, verbosity=0, stdout=io.StringIO())
    call_command("collectstatic", interactive=False, verbosity=0)
    article = Article.objects.get(slug="how-long-relief-lasts")
    editor = signed_in(Client(), make_user("Editor"))
    body = f"{article.body}\n\n" + (PARAGRAPH * 3 + "\n\n") * (WORDS // (3 * len(words_of(PARAGRAPH))) + 1)
    body = " ".join(body.split(" ")[:WORDS])
    for part in ("", "result", "card"):
        times = sorted(milliseconds(editor, article, body, part, run) for run in range(RUNS))
        name = part or "page"
        print(
            f"{name}: {len(words_of(body))} words, p50 {times[RUNS // 2]:.0f} ms, p95 {times[RUNS * 95 // 100]:.0f} ms"
        )


def milliseconds(editor: Client, article: Article, body: str, part: str, run: int) -> float:
    """Of one request, all of its answer included; the text differs each time."""
    RateLimit.objects.all().delete()
    typed = sent(article, body=f"{body}\n\nRun {run}.", summary="Nothing is known.")
    started = time.process_time()
    answer = editor.post(f"/staff/preview/article/live/?pk={article.pk}&as={part}", typed)
    if "page" not in answer.json():
        raise SystemExit(answer.json()["found"])
    return (time.process_time() - started) * 1000


if __name__ == "__main__":
    main()
