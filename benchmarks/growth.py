"""How costs grow with the site: every kind of page, the staff's lists, the commands, at several sizes, on SQLite.

.venv/bin/python benchmarks/growth.py --sizes 1000,10000,100000

A size of N is N articles, 10 N entries of the directory and 10 N consultation events (generated_site.py). Pages:
milliseconds of processor time, p50 / p95, and queries, made anew with nothing kept. Commands: seconds of processor
time, and the most memory that the process held. The slope is the exponent of growth from the first size to the last:
0 for what stays the same, 1 for what takes ten times as long at ten times the size.
"""

import argparse
import json
import math
import os
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from benchmarks.environment import environment_for  # noqa: E402

MOST = {"check_content": 1_000, "dump_content, nothing changed": 10_000}  # larger sizes would take an hour
COMMANDS = (  # what it is called, and the command; {content} is a folder of the size's own
    ("purge_consultations, a day's", "purge_consultations"),
    ("purge_consultations, nothing due", "purge_consultations"),
    ("verify_trail", "verify_trail"),
    ("publish_scheduled", "publish_scheduled"),
    ("purge_versions", "purge_versions"),
    ("rebuild_search, nothing wrong", "rebuild_search"),
    ("check_links", "check_links"),
    ("dump_content", "dump_content {content}"),
    ("dump_content, nothing changed", "dump_content {content}"),
    ("load_content, first of these files", "load_content {content} --quiet"),
    ("load_content, nothing changed", "load_content {content} --quiet"),
    ("check_content", "check_content"),
)
FAULTS_FOUND = {"check_content": 1, "check_links": 1}  # generated words please no gate


@dataclass(frozen=True)
class Cost:
    """Of a command: seconds of processor time, and MiB."""

    busy: float
    memory: float


def cost_of(database: Path, *arguments: str) -> Cost:
    """Run a command of the site in a process of its own."""
    own = os.environ | environment_for(database)
    process = subprocess.Popen(
        [sys.executable, ROOT / "manage.py", *arguments], cwd=ROOT, env=own, stdout=-3, stderr=-3
    )
    _, status, used = os.wait4(process.pid, 0)
    code = os.waitstatus_to_exitcode(status)
    if code not in (0, FAULTS_FOUND.get(arguments[0], 0)):
        raise SystemExit(f"{' '.join(arguments)} at {database}: {code}")
    return Cost(used.ru_utime + used.ru_stime, used.ru_maxrss / (2**20 if sys.platform == "darwin" else 2**10))


def database_of(size: int, folder: Path) -> Path:
    """The site of this size; made where there is none yet."""
    database = folder / str(size) / "site.sqlite3"
    if not database.exists():
        database.parent.mkdir(parents=True)
        subprocess.run([sys.executable, ROOT / "benchmarks/generated_site.py", str(size), database], check=True)
    return database


def pages_of(database: Path) -> dict[str, tuple[float, float, int]]:
    command = [sys.executable, ROOT / "benchmarks/growth_pages.py", database]
    found = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True)
    return {name: tuple(values) for name, values in json.loads(found.stdout).items()}


def commands_of(database: Path, size: int) -> dict[str, Cost]:
    found = {}
    for name, command in COMMANDS:
        if size <= MOST.get(name, size):
            found[name] = cost_of(database, *command.format(content=database.parent / "content").split())
            tell(f"{size} {name}: {found[name]}")
    return found


def tell(what: str) -> None:
    """How far it is: the whole takes an hour."""
    print(what, file=sys.stderr, flush=True)


def slope(costs: dict[int, float]) -> str:
    """The exponent of growth between the smallest and the largest size; empty for one size."""
    first, last = min(costs), max(costs)
    return f"{math.log(costs[last] / costs[first]) / math.log(last / first):5.2f}" if last > first else ""


def main(sizes: list[int], folder: Path) -> None:
    print(f"Load average before: {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores", flush=True)
    pages, commands = {}, {}
    for size in sizes:
        database = database_of(size, folder)
        print(f"{size} articles: {database.stat().st_size / 2**20:.0f} MiB", flush=True)
        pages[size] = pages_of(database)
        tell(f"{size} pages: {pages[size]}")
        commands[size] = commands_of(database, size)
    for name in pages[sizes[0]]:
        cells = " | ".join("{:8.1f} {:8.1f} {:4}".format(*pages[size][name]) for size in sizes)
        print(f"{name:60} {cells} | {slope({size: pages[size][name][0] for size in sizes})}")
    for name in commands[sizes[0]]:
        known = {size: commands[size][name] for size in sizes if name in commands[size]}
        cells = " | ".join(f"{cost.busy:9.1f} s {cost.memory:6.0f} MiB" for cost in known.values())
        print(f"{name:60} {cells} | {slope({size: cost.busy for size, cost in known.items()})}")
    print(f"Load average after: {os.getloadavg()[0]:.1f}")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--sizes", default="1000,10000,100000", help="Numbers of articles, the smallest first.")
    parser.add_argument("--folder", type=Path, help="Keep the sites there; those that are there are measured again.")
    chosen = parser.parse_args()
    with tempfile.TemporaryDirectory() as temporary:
        main([int(size) for size in chosen.sizes.split(",")], chosen.folder or Path(temporary))
