"""How long sending a request takes, and what is lost or refused under kills and crowds; SQLite and PostgreSQL.

.venv/bin/python benchmarks/submissions.py [HOW MANY UNDER KILLS, 200]
"""

import os
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from statistics import quantiles

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))
os.environ["DJANGO_SETTINGS_MODULE"] = "tests.settings"

import django  # noqa: E402

django.setup()

from tests.databases import PostgreSQL, running_postgresql  # noqa: E402
from tests.faults import mail_server as mail  # noqa: E402
from tests.faults.certificates import write_certificates  # noqa: E402
from tests.faults.mail_server import MailServer, running_mail_server  # noqa: E402
from tests.faults.site import Site, copy_database, make_environment, prepare  # noqa: E402
from tests.faults.stored import stored_in  # noqa: E402
from tests.faults.storm import storm  # noqa: E402
from tests.faults.visitor import SEND, Visitor, open_forms  # noqa: E402

ONE_BY_ONE, WRITERS, EACH = 60, 32, 10


def main(under_kills: int) -> None:
    with tempfile.TemporaryDirectory() as place, running_postgresql() as postgresql:
        folder = Path(place)
        (folder / "mail").mkdir()
        write_certificates(folder / "mail")
        database, static = prepare(folder)
        Site(make_environment(postgresql.create("template"), static)).manage("migrate", "--verbosity", "0")
        with running_mail_server(folder / "mail") as server:
            for kind in ("SQLite", "PostgreSQL"):
                print(kind)
                sites = fresh_sites(kind, folder, database, static, postgresql)
                print(f"  sent one by one, ms, mail up:     {alone(next(sites), server, mail.WELL)}")
                print(f"  the same, mail server dripping:   {alone(next(sites), server, mail.DRIPS)}")
                print(f"  the same, mail server away:       {alone(next(sites), None, '')}")
                print(f"  {WRITERS} writers at once: {crowd(next(sites))}")
                print(f"  under kills: {killed(next(sites), under_kills)}")


def fresh_sites(kind: str, folder: Path, database: Path, static: Path, postgresql: PostgreSQL) -> Iterator[Site]:
    """Sites of that kind, each on a new database."""
    number = 0
    while True:
        number += 1
        own = folder / f"{kind}{number}"
        own.mkdir()
        is_sqlite = kind == "SQLite"
        url = copy_database(database, own) if is_sqlite else postgresql.create(f"site{number}", "template")
        yield Site(make_environment(url, static), None if is_sqlite else postgresql)


def alone(site: Site, server: MailServer | None, mode: str) -> str:
    """One person after the other; the mail of each is tried beside the site meanwhile."""
    gone = {"EMAIL_HOST": "localhost", "EMAIL_PORT": "9"}
    site = replace(site, environment=site.environment | (server.environment() if server else gone))
    if server:
        server.behave(mode)
    visitors = [Visitor(site.port) for _ in range(ONE_BY_ONE)]
    site.start()
    open_forms(visitors)
    taken = []
    for visitor in visitors:
        taken.append(timed(visitor))
        if len(taken) % 20 == 0:
            site.forget_limits()
    site.stop()
    return spread(taken)


def timed(visitor: Visitor) -> float:
    """Milliseconds from "Send request" to the answer that it was sent."""
    started = time.perf_counter()
    answer = visitor.ask("POST", SEND, visitor.values())
    assert answer.status == 302, answer.status
    return (time.perf_counter() - started) * 1000


def spread(taken: list[float]) -> str:
    cuts = quantiles(taken, n=100)
    return f"p50 {cuts[49]:.0f}, p95 {cuts[94]:.0f}"


def crowd(site: Site) -> str:
    """All at once, again and again; nobody tries twice."""
    visitors = [Visitor(site.port) for _ in range(WRITERS * EACH)]
    site.start()
    open_forms(visitors)
    statuses: Counter[int] = Counter()
    taken: list[float] = []

    def send(visitor: Visitor) -> None:
        started = time.perf_counter()
        statuses[visitor.ask("POST", SEND, visitor.values()).status] += 1
        taken.append((time.perf_counter() - started) * 1000)

    with ThreadPoolExecutor(WRITERS) as clients:
        for start in range(0, len(visitors), WRITERS):
            list(clients.map(send, visitors[start : start + WRITERS]))
            site.forget_limits()
    site.stop()
    slowest = quantiles(taken, n=100)[98]
    return f"{len(visitors) - statuses[302]} errors of {len(visitors)}, ms {spread(taken)}, p99 {slowest:.0f}"


def killed(site: Site, count: int) -> str:
    happened = storm(site, count)
    site.stop()
    rows = stored_in(site).by_reference()
    lost = [visitor for visitor in happened.visitors if visitor.reference not in rows]
    return (
        f"{len(lost)} lost of {count} acknowledged, {len(rows) - count} stored beyond those; {happened.workers_killed} "
        f"workers, {happened.trees_killed} whole servers, {happened.databases_killed} databases killed"
    )


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 200)
