"""A dump that is killed leaves whole files: each as it was or as it will be."""

import os
import shutil
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from content.fixture_files import read
from tests.faults.states import MOMENTS, Change, files_in, fraction, kill_after
from tests.processes import ROOT, environment, run, start

STEPS = range(230, 260)  # in the middle of the articles; writing one file takes about 20 lines of code
KILLED_AT_EACH_STEP = """
import os, signal, sys
import django
from django.core.management import call_command

def trace(frame, event, argument):
    return step if frame.f_code.co_filename.endswith("content/syncing/dumping.py") else None

def step(frame, event, argument):
    global left
    left -= event == "line"
    if left == 0:
        os.kill(os.getpid(), signal.SIGKILL)
    return step

django.setup()
for number, folder in enumerate(sys.argv[2:], start=int(sys.argv[1])):
    child = os.fork()
    if not child:
        left = number
        sys.settrace(trace)
        call_command("dump_content", folder)
        os._exit(0)
    print(os.waitpid(child, 0)[1])
"""


def assert_every_file_is_whole(folder: Path, change: Change) -> None:
    """Old or new, and readable. Names with a dot in front are no content."""
    old, new = files_in(change.old.content), files_in(change.new.content)
    found = {name: content for name, content in files_in(folder).items() if "/." not in name}

    assert old.keys() & new.keys() <= found.keys()
    for name, content in found.items():
        assert content in (old.get(name), new.get(name)), name
        read(folder / name)


@pytest.mark.parametrize("moment", range(MOMENTS))
def test_a_killed_dump_leaves_whole_files(change, tmp_path, moment):
    folder = tmp_path / "content"
    shutil.copytree(change.old.content, folder)

    kill_after(start(change.new.database, "dump_content", folder), fraction(moment) * change.dump_seconds)

    assert_every_file_is_whole(folder, change)


def test_a_killed_dump_can_be_run_again_and_leaves_nothing_behind(change, tmp_path):
    folder = tmp_path / "content"
    shutil.copytree(change.old.content, folder)
    kill_after(start(change.new.database, "dump_content", folder), 0.7 * change.dump_seconds)
    (folder / "articles" / ".a050.md.new").write_bytes(b"---\ntitle: Hal")  # what a kill while writing leaves

    code, _, errors = run(change.new.database, "dump_content", folder)

    assert (code, errors) == (0, "")
    assert files_in(folder) == files_in(change.new.content)


def test_a_dump_killed_at_any_line_of_its_code_leaves_whole_files(change, tmp_path):
    folders = [tmp_path / str(step) for step in STEPS]
    for folder in folders:
        shutil.copytree(change.old.content, folder)

    ended = subprocess.run(
        [sys.executable, "-c", KILLED_AT_EACH_STEP, str(STEPS.start), *folders],
        cwd=ROOT,
        env=environment(change.new.database),
        capture_output=True,
        text=True,
        check=True,
    )

    assert [os.WTERMSIG(int(status)) for status in ended.stdout.split()] == [signal.SIGKILL] * len(STEPS)
    for folder in folders:
        assert_every_file_is_whole(folder, change)
