"""What a page costs that is not kept as finished bytes, with as many generated articles as asked for, on SQLite.

.venv/bin/python benchmarks/misses.py 10000

Milliseconds of processor time, the database's included. "first": nothing of the page was ever made in this process, and
the content was just changed; "again": its texts were rendered before and what stands around every page is known.
"and kept": the same with the work of the page cache, which compresses the page twice and keeps it.
Last: which parts of "again" an article's template and its queries are, each done alone.
"""

import io
import os
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from random import Random
from statistics import median, quantiles
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from benchmarks.environment import environment_for  # noqa: E402

FOLDER = tempfile.TemporaryDirectory()
os.environ.update(environment_for(Path(FOLDER.name) / "site.sqlite3"))

from django.core.wsgi import get_wsgi_application  # noqa: E402

site = get_wsgi_application()

from django.core.management import call_command  # noqa: E402
from django.db import connection  # noqa: E402
from django.shortcuts import render  # noqa: E402
from django.test import RequestFactory  # noqa: E402
from django.test.utils import CaptureQueriesContext  # noqa: E402

from benchmarks.generated import make_articles  # noqa: E402
from clinic_site.page_cache import PageCache  # noqa: E402
from content.models import Article  # noqa: E402
from content.paths import beside_article  # noqa: E402
from content.site import KEPT  # noqa: E402
from content.views.pages import article_context, article_detail, places_of  # noqa: E402

ARTICLE = "how-long-relief-lasts"
RUNS = 40
ROOM = 32 * 2**20
ADDRESSES = {
    "home": "/",
    "article": f"/articles/{ARTICLE}/",
    "condition": "/conditions/crps/",
    "treatment": "/treatments/iv-ketamine-infusion/",
    "articles": "/articles/",
    "conditions": "/conditions/",
    "questions": "/questions/",
    "sources": "/evidence/sources/",
}


class Measured:
    """The site, with the processor time of its last answer in milliseconds."""

    def __init__(self) -> None:
        self.last = 0.0

    def __call__(self, environ: dict[str, Any], start_response: Any) -> Any:
        started = time.process_time()
        answer = site(environ, start_response)
        self.last = (time.process_time() - started) * 1000
        return answer


def miss(cache: PageCache, address: str) -> float:
    """One page made although nobody keeps it; milliseconds, the page cache's own included."""
    environ = RequestFactory().get(address).environ
    environ.pop("HTTP_COOKIE", None)
    cache.pages.clear()
    answer: list[Any] = []
    started = time.process_time()
    cache(environ, lambda *parts: answer.extend(parts))
    taken = (time.process_time() - started) * 1000
    if not answer[0].startswith("200"):
        raise SystemExit(f"{address}: {answer[0]}")
    return taken


def report(name: str, address: str) -> None:
    measured = Measured()
    cache = PageCache(measured, ROOM)
    Article.objects.filter(slug=ARTICLE).update(is_featured=False)  # any change
    miss(cache, address)
    first = measured.last
    django: list[float] = []
    kept: list[float] = []
    with CaptureQueriesContext(connection) as queries:
        miss(cache, address)
    count = len(queries)  # each further request empties the list
    for _ in range(RUNS):
        kept.append(miss(cache, address))
        django.append(measured.last)
    cuts, all_cuts = quantiles(django, n=100), quantiles(kept, n=100)
    print(f"{name:12} {count:7} {first:7.1f} {cuts[49]:9.2f} {cuts[98]:9.2f} {all_cuts[49]:12.2f} {all_cuts[98]:12.2f}")


def report_parts() -> None:
    """Of the answer of the article's view, with what is around every page known."""
    request = RequestFactory().get(ADDRESSES["article"])
    request.META[KEPT] = {}
    article = Article.objects.get(slug=ARTICLE)
    topic, _ = places_of(article)
    context = article_context(request, article)
    of_all = middle(lambda: article_detail(request, slug=ARTICLE))
    parts: dict[str, Callable[[], object]] = {
        "its template": lambda: render(request, "content/article_detail.html", context),
        "its row, author and reviewer": lambda: Article.objects.select_related("author", "reviewed_by").get(
            slug=ARTICLE
        ),
        "its topic and conditions": lambda: places_of(article),
        "the articles before and after it": lambda: beside_article(article, topic),
    }
    print(f"\narticle, its view alone: {of_all:.2f} ms; of these")
    for name, part in parts.items():
        print(f"{name:34} {middle(part) / of_all:5.0%}")


def middle(work: Callable[[], object]) -> float:
    """The median of what it takes, in milliseconds; the first time is not counted."""
    taken = []
    for _ in range(RUNS + 1):
        started = time.process_time()
        work()
        taken.append((time.process_time() - started) * 1000)
    return median(taken[1:])


def main(count: int) -> None:
    for command in ("migrate", "load_content"):
        call_command(command, verbosity=0, stdout=io.StringIO())
    call_command("collectstatic", interactive=False, verbosity=0)
    started = time.process_time()
    make_articles(count, Random(8))
    print(f"{count} articles made in {time.process_time() - started:.0f} s; {RUNS} runs of each page")
    head = ("page", "queries", "first", "again p50", "again p99", "and kept p50", "and kept p99")
    print(f"{head[0]:12} {head[1]:>7} {head[2]:>7} {head[3]:>9} {head[4]:>9} {head[5]:>12} {head[6]:>12}")
    miss(PageCache(site, ROOM), "/about/privacy-notice/")  # the process's own first page
    for name, address in ADDRESSES.items():
        report(name, address)
    report_parts()


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 1_000)
