"""Two states of a site: files and database before and after a change to almost every file."""

import hashlib
import re
import shutil
import sqlite3
import subprocess
import time
from dataclasses import dataclass
from pathlib import Path
from random import Random

from tests.content_files import put, put_one_of_each
from tests.processes import run

VERSIONS = ("content_revision", "content_step")
MOMENT = re.compile(r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d[.\d]*")
MADE_ON_THE_WAY = ("content_contentversion",)  # counts what was done, not what is there
ARTICLES = 20  # enough for a load that takes several times as long as the start of Python
MOMENTS = 20


@dataclass(frozen=True)
class State:
    """A folder of content, and the database after it was loaded."""

    content: Path
    database: Path


@dataclass(frozen=True)
class Change:
    """From one state to another, and how long each command took from start to end."""

    old: State
    new: State
    load_seconds: float
    dump_seconds: float


def make_change(folder: Path) -> Change:
    """Most articles change, ten go and ten are new."""
    old = State(write_content(folder / "old", "old", range(ARTICLES)), folder / "old.sqlite3")
    new = State(write_content(folder / "new", "new", range(10, ARTICLES + 10)), folder / "new.sqlite3")
    succeed(old.database, "migrate", "--verbosity", "0")
    succeed(old.database, "load_content", old.content)
    shutil.copy(old.database, new.database)
    load_seconds = succeed(new.database, "load_content", new.content)
    succeed(old.database, "dump_content", old.content)  # now the files are as the site itself writes them
    shutil.copytree(old.content, folder / "measured")
    dump_seconds = succeed(new.database, "dump_content", folder / "measured")
    succeed(new.database, "dump_content", new.content)
    for state in (old, new):
        succeed(state.database, "load_content", state.content)  # so that each knows its files as they are now
    return Change(old, new, load_seconds, dump_seconds)


def write_content(root: Path, version: str, numbers: range) -> Path:
    put_one_of_each(root)
    for number in numbers:
        topics = "topics: [safety, basics]" if version == "new" else "topics: [basics]"
        text = "\n\n".join([f"The {version} text {number} [@trial]."] * 20)
        put(root, f"articles/a{number:03}", f"title: The {version} title {number}", topics, body=text)
    return root


def succeed(database: Path, *arguments: str | Path) -> float:
    """Run a command that must end well, and return how many seconds it took."""
    started = time.monotonic()
    code, _, errors = run(database, *arguments)
    assert code == 0, errors
    return time.monotonic() - started


def kill_after(process: "subprocess.Popen[str]", seconds: float) -> None:
    """SIGKILL at that moment, unless the process has ended by then."""
    try:
        process.communicate(timeout=seconds)
    except subprocess.TimeoutExpired:
        process.kill()
        process.communicate()


def fraction(moment: int) -> float:
    """A random place inside one of MOMENTS equal parts of a run, the same every time."""
    return (moment + Random(moment).random()) / MOMENTS


def rows_in(database: Path) -> str:
    """Stands for every row of the content but the moments of its versions; equal when two databases hold the same."""
    found = hashlib.sha256()
    connection = sqlite3.connect(database)
    names = connection.execute("SELECT name FROM sqlite_master WHERE type = 'table' AND name LIKE 'content_%'")
    for name in sorted({name for (name,) in names.fetchall()} - {*MADE_ON_THE_WAY}):
        for row in connection.execute(f"SELECT * FROM {name} ORDER BY 1"):
            text = repr((name, row))
            found.update((MOMENT.sub("", text) if name in VERSIONS else text).encode())
    connection.close()
    return found.hexdigest()


def files_in(root: Path) -> dict[str, bytes]:
    return {str(path.relative_to(root)): path.read_bytes() for path in root.rglob("*") if path.is_file()}
