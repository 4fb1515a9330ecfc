"""Speed of the search by kind of query, with as many generated articles as asked for, on SQLite.

.venv/bin/python benchmarks/search.py 100000
"""

import os
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from random import Random
from statistics import quantiles

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from benchmarks.environment import environment_for  # noqa: E402

FOLDER = tempfile.TemporaryDirectory()
os.environ.update(environment_for(Path(FOLDER.name) / "site.sqlite3"))

import django  # noqa: E402

django.setup()

from django.core.management import call_command  # noqa: E402
from django.db import transaction  # noqa: E402

from benchmarks.generated import LENGTHS, texts, vocabulary  # noqa: E402
from content.models import SearchEntry  # noqa: E402
from content.search.entries import ALWAYS  # noqa: E402
from content.search.indexing import BATCH, batches, recount_words  # noqa: E402
from content.search.kinds import SEARCH_KIND_NAMED  # noqa: E402
from content.search.searching import search  # noqa: E402

EACH = 60  # queries of each kind


def entries(words: list[str], count: int, random: Random) -> Iterator[SearchEntry]:
    first = SEARCH_KIND_NAMED["article"].first_id
    for number, shown in zip(range(1, count + 1), texts(words, random), strict=False):
        yield SearchEntry(id=first | number, address=f"/articles/a{number}/", shown_from=ALWAYS, **shown)


def slip(word: str, random: Random) -> str:
    """Two neighboring letters swapped, one left out, or one doubled."""
    at = random.randrange(1, len(word) - 2)
    return random.choice(
        (
            word[:at] + word[at + 1] + word[at] + word[at + 2 :],
            word[:at] + word[at + 1 :],
            word[:at] + word[at] + word[at:],
        )
    )


def queries(words: list[str], random: Random) -> dict[str, list[str]]:
    long = [word for word in words[300:5000] if len(word) > 6]
    return {
        "very common word": random.choices(words[:10], k=EACH),
        "mid word": random.choices(words[300:5000], k=EACH),
        "two words": [" ".join(random.sample(words[20:1000], 2)) for _ in range(EACH)],
        "prefix": [word[:4] for word in random.choices(words[20:5000], k=EACH)],
        "typing error": [slip(word, random) for word in random.choices(long, k=EACH)],
        "no hit": [f"xqz{number}zqx" for number in range(EACH)],
    }


def milliseconds(query: str) -> float:
    """Of processor time, the database's included: it runs in this process."""
    started = time.process_time()
    search(query)
    return (time.process_time() - started) * 1000


def report(name: str, times: list[float]) -> None:
    cuts = quantiles(times, n=100)
    print(f"{name:20} {cuts[49]:8.1f} {cuts[94]:8.1f} {cuts[98]:8.1f}")


def main(count: int) -> None:
    random = Random(8)
    words = vocabulary(random)
    call_command("migrate", verbosity=0)
    started = time.process_time()
    with transaction.atomic():
        for batch in batches(entries(words, count, random)):
            SearchEntry.objects.bulk_create(batch, batch_size=BATCH)
        recount_words()
    print(
        f"{count} entries of {sum(LENGTHS.values())} words, made and indexed in {time.process_time() - started:.0f} s"
    )
    print(f"database: {Path(FOLDER.name, 'site.sqlite3').stat().st_size / 2**20:.0f} MiB")
    print(f"{'query':20} {'p50 ms':>8} {'p95 ms':>8} {'p99 ms':>8}")
    times = {}
    for name, some in queries(words, random).items():
        search(some[0])
        times[name] = [milliseconds(query) for query in some]
        report(name, times[name])
    report("the first four", [one for name in list(times)[:4] for one in times[name]])
    report("all", [one for some in times.values() for one in some])


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 10_000)
