"""How many answers a second: kept pages against a bare WSGI function, nginx and pages made anew, in the same minutes.

.venv/bin/python benchmarks/serving.py [--rounds 5] [--seconds 2]

Needs wrk and nginx; measures granian too where it is installed. Load generator and servers share the machine and its
noise: contenders take turns, each is compared with the yardsticks of its own round, and the medians of these ratios
are printed. Only ratios mean anything elsewhere.
"""

import argparse
import gzip
import os
import sys
import tempfile
from contextlib import ExitStack
from pathlib import Path
from statistics import median

import brotli

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from benchmarks import servers  # noqa: E402
from benchmarks.wrk import Contender, Speed, ask, measure  # noqa: E402

PAGE = "/articles/how-long-relief-lasts/"
LIST = "/articles/"
CONNECTIONS = 16
SYNC = ("--worker-class", "sync", "--threads", "1")
THREADS = ("--worker-class", "gthread", "--threads", "4")  # as gunicorn.conf.py has it
BARE = """
BODY = open("static/page.html", "rb").read()
HEADERS = [("Content-Type", "text/html; charset=utf-8"), ("Content-Length", str(len(BODY)))] + {more!r}
def application(environ, start_response):
    start_response("200 OK", HEADERS)
    return [BODY]
"""
ASKING = """
import functools, sqlite3
answer = application
@functools.cache
def connection():
    return sqlite3.connect("file:{database}?mode=ro", uri=True, isolation_level=None)
def application(environ, start_response):
    connection().execute("PRAGMA data_version").fetchall()
    return answer(environ, start_response)
"""
STATIC, WSGI, WSGI_THREADS = "nginx, a file", "bare WSGI function", "bare WSGI function, threads"
WSGI_HEADERS = "bare WSGI function, our headers"
WSGI_ASKING = "bare, our headers, asks SQLite"  # what is left between this and a kept page is the page cache
BY_SERVER = {"content-type", "content-length", "server", "date", "connection"}
HIT, UNCHANGED, FRONT, MISS, MISSED_LIST = (
    *("kept article", "kept article, 304", "kept article behind nginx"),
    *("article made anew", "list of articles made anew"),
)
HIT_THREADS, HIT_GRANIAN = "kept article, threads as shipped", "kept article on granian"
ONE = (WSGI, HIT, MISS)  # also with one connection
# PERFORMANCE of peers without a page cache, as parts of the bare function beside them: measured elsewhere
PEERS_MEASURED = "22 November 2026, another machine"
WAGTAIL_POST, WAGTAIL_INDEX, WORDPRESS_POST = 0.0075, 0.0054, 0.0034
MOST_MEBIBYTES = 120

Rounds = list[dict[str, Speed]]


def main(rounds: int, seconds: int) -> None:
    servers.end_cleanly_on_signals()
    programs = needed("wrk", "nginx")
    with tempfile.TemporaryDirectory() as place, ExitStack() as stack:
        folder = Path(place)
        contenders, site = started(stack, folder, programs["nginx"])
        for contender in contenders.values():
            measure(contender, CONNECTIONS, 1, folder)
        print(f"{rounds} rounds of {seconds} s, {CONNECTIONS} connections. Load before: {os.getloadavg()[0]:.1f}")
        measured: Rounds = []
        for number in range(rounds):
            names = list(contenders)[:: -1 if number % 2 else 1]
            speeds = {name: measure(contenders[name], CONNECTIONS, seconds, folder) for name in names}
            alone = {one(name): measure(contenders[name], 1, seconds, folder) for name in ONE}
            measured.append(speeds | alone)
        memory = [servers.mebibytes_of(pid) for pid in (site.pid, *servers.others_of(site.pid))]
    show(measured)
    print(f"Memory: {sum(memory[1:]):.0f} MiB in the two workers, {sum(memory):.0f} with gunicorn's own process (PSS)")
    print(f"Load after: {os.getloadavg()[0]:.1f}\n")
    show_goals(measured, sum(memory[1:]))


def needed(*names: str) -> dict[str, str]:
    """Where the programs are. Stops the script with what to do when one is missing."""
    found = {name: servers.found(name) for name in names}
    missing = [name for name, path in found.items() if not path]
    if missing:
        raise SystemExit(f"Missing: {', '.join(missing)}. On Debian: apt-get install wrk nginx-light")
    return {name: path for name, path in found.items() if path}


def started(stack: ExitStack, folder: Path, nginx: str) -> tuple[dict[str, Contender], servers.Process]:
    """All contenders, with their servers at work and their answers compared; and the site's own server."""
    kept, made, shipped, bare, with_headers, asks, bare_threads, static, front, last = (
        servers.free_port() for _ in range(10)
    )
    environment = servers.site_environment(folder, kept)
    without = environment | {"PAGE_CACHE_MEBIBYTES": "0"}
    at = "http://127.0.0.1:{}{}".format
    site = stack.enter_context(servers.gunicorn(environment, kept, *SYNC))
    answer = ask(Contender(at(kept, PAGE), site.pid))
    (folder / "static").mkdir()
    (folder / "static" / "page.html").write_bytes(answer.body)
    headers = [pair for pair in answer.headers.items() if pair[0] not in BY_SERVER]
    plain = bare_application(folder / "plain", answer.body, BARE.format(more=[]))
    headed = bare_application(folder / "headed", answer.body, BARE.format(more=headers))
    asking = bare_application(
        folder / "asking", answer.body, BARE.format(more=headers) + ASKING.format(database=folder / "site.sqlite3")
    )

    def of(
        server: servers.Process, address: str, headers: dict[str, str] | None = None, status: int = 200
    ) -> Contender:
        return Contender(address, server.pid, headers or {}, status)

    anew = stack.enter_context(servers.gunicorn(without, made, *SYNC))
    web = stack.enter_context(servers.nginx(nginx, folder, static, front, kept))
    contenders = {
        STATIC: of(web, at(static, "/page.html")),
        WSGI: of(stack.enter_context(servers.bare_gunicorn(plain, bare, *SYNC)), at(bare, "/")),
        WSGI_HEADERS: of(
            stack.enter_context(servers.bare_gunicorn(headed, with_headers, *SYNC)), at(with_headers, "/")
        ),
        WSGI_ASKING: of(stack.enter_context(servers.bare_gunicorn(asking, asks, *SYNC)), at(asks, "/")),
        HIT: of(site, at(kept, PAGE)),
        f"{HIT}, gzip": of(site, at(kept, PAGE), {"Accept-Encoding": "gzip"}),
        f"{HIT}, br": of(site, at(kept, PAGE), {"Accept-Encoding": "br"}),
        UNCHANGED: of(site, at(kept, PAGE), {"If-None-Match": answer.headers["etag"]}, 304),
        FRONT: of(web, at(front, PAGE)),
        MISS: of(anew, at(made, PAGE)),
        MISSED_LIST: of(anew, at(made, LIST)),
        WSGI_THREADS: of(
            stack.enter_context(servers.bare_gunicorn(plain, bare_threads, *THREADS)), at(bare_threads, "/")
        ),
        HIT_THREADS: of(stack.enter_context(servers.gunicorn(environment, shipped, *THREADS)), at(shipped, PAGE)),
    }
    granian = servers.found("granian")
    if granian:
        process = stack.enter_context(servers.granian(granian, environment, last))
        contenders[HIT_GRANIAN] = of(process, at(last, PAGE))
    compare(contenders, answer.body)
    return contenders, site


def bare_application(folder: Path, page: bytes, code: str) -> Path:
    """A folder with an application of this code, and the page that it sends."""
    (folder / "static").mkdir(parents=True)
    (folder / "static" / "page.html").write_bytes(page)
    (folder / "bare.py").write_text(code, encoding="ascii")
    return folder


def compare(contenders: dict[str, Contender], page: bytes) -> None:
    """Stops the script unless all answers are the same page. Each is asked twice: the first fills what keeps pages."""
    decoders = {"gzip": gzip.decompress, "br": brotli.decompress}
    for name, contender in contenders.items():
        for _ in range(2):
            answer = ask(contender)
            body = decoders.get(answer.headers.get("content-encoding", ""), bytes)(answer.body)
            if body != (b"" if name == UNCHANGED else page) and name != MISSED_LIST:
                raise SystemExit(f"Another page from: {name}")


def one(name: str) -> str:
    return f"{name}, 1 connection"


def show(measured: Rounds) -> None:
    print(f"{'':36}{'req/s':>9}{'x bare':>9}{'x nginx':>9}{'p50 ms':>9}{'p99 ms':>9}{'CPU ms':>9}")
    for name in measured[0]:
        speeds = [each[name] for each in measured]
        rate, p50, p99, busy = (
            median(getattr(speed, what) for speed in speeds) for what in ("rate", "p50", "p99", "busy")
        )
        bare, static = ratio(measured, name, WSGI), ratio(measured, name, STATIC)
        print(f"{name:36}{rate:9.0f}{bare:9.3f}{static:9.3f}{p50:9.2f}{p99:9.2f}{busy:9.3f}")


def ratio(measured: Rounds, name: str, yardstick: str) -> float:
    """The median of what each round says."""
    return median(each[name].rate / each[yardstick].rate for each in measured)


def show_goals(measured: Rounds, memory: float) -> None:
    """Which goals are met; the factor is above 1 where there is room."""

    def milliseconds(name: str, what: str) -> float:
        return median(getattr(each[one(name)], what) for each in measured)

    hit, miss, missed_list = (ratio(measured, name, WSGI) for name in (HIT, MISS, MISSED_LIST))
    least = [
        ("kept article, x bare", hit, 0.85),
        ("kept article, x Wagtail's post *", hit / WAGTAIL_POST, 100),
        ("kept article, x WordPress's post *", hit / WORDPRESS_POST, 200),
        ("304, x bare", ratio(measured, UNCHANGED, WSGI), 1),
        ("behind the shipped nginx, x nginx static", ratio(measured, FRONT, STATIC), 0.7),
        ("article made anew, x Wagtail's post *", miss / WAGTAIL_POST, 6),
        ("list made anew, x Wagtail's blog index *", missed_list / WAGTAIL_INDEX, 4),
    ]
    if HIT_GRANIAN in measured[0]:
        least.append(("on granian, x nginx static", ratio(measured, HIT_GRANIAN, STATIC), 0.3))
    most = [
        ("kept article, 1 connection, p50 ms", milliseconds(HIT, "p50"), 0.5),
        ("kept article, 1 connection, p99 ms", milliseconds(HIT, "p99"), 1),
        ("article made anew, 1 connection, p99 ms", milliseconds(MISS, "p99"), 15),
        ("memory of the 2 workers, MiB", memory, MOST_MEBIBYTES),
    ]
    lines = [(name, value, f">= {goal}", value / goal) for name, value, goal in least]
    lines += [(name, value, f"<= {goal}", goal / value) for name, value, goal in most]
    print(f"{'goal':44}{'measured':>10}{'wanted':>10}{'factor':>8}")
    for name, value, wanted, factor in lines:
        print(f"{name:44}{value:10.3g}{wanted:>10}{factor:8.2f}  {'met' if factor >= 1 else 'MISSED'}")
    print(f"* theirs as a part of the bare function beside them: {PEERS_MEASURED}; not run here")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description="Answers a second, against yardsticks of the same minutes.")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--seconds", type=int, default=2, help="of each contender in each round")
    options = parser.parse_args()
    main(options.rounds, options.seconds)
