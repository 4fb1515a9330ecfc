"""A picture whose upload is killed leaves whole files or none, and never a row that has none."""

import os
import shutil
import signal
import sqlite3
import subprocess
import sys

from tests.processes import ROOT, environment

STEPS = range(4, 144, 7)  # 20 places in the 150 lines that write one picture
KILLED_AT_EACH_STEP = """
import os, signal, sys
import django

def trace(frame, event, argument):
    return step if frame.f_code.co_filename.endswith(("images/keeping.py", "images/storage.py")) else None

def step(frame, event, argument):
    global left
    left -= event == "line"
    if left == 0:
        os.kill(os.getpid(), signal.SIGKILL)
    return step

django.setup()
from django.db import connection
from content.images.keeping import keep
from content.models import Image
from tests.pictures import clean_picture
connection.close()
clean_picture()
for number in map(int, sys.argv[1:]):
    child = os.fork()
    if not child:
        left = number
        sys.settrace(trace)
        keep(Image(slug=f"door-{number}", alt="A door."), clean_picture())
        os._exit(0)
    print(os.waitpid(child, 0)[1])
"""


def test_an_upload_killed_at_any_step_leaves_no_row_without_its_files(change, tmp_path):
    database, media = tmp_path / "site.sqlite3", tmp_path / "media"
    shutil.copy(change.old.database, database)
    there = environment(database, MEDIA_ROOT=str(media))
    command = [sys.executable, "-c", KILLED_AT_EACH_STEP, *map(str, STEPS), "9999"]
    ended = subprocess.run(command, cwd=ROOT, env=there, capture_output=True, text=True, check=True)
    killed = [os.WTERMSIG(int(status)) == signal.SIGKILL for status in ended.stdout.split()]
    assert killed == [True] * len(STEPS) + [False]  # the last one was left alone

    rows = sqlite3.connect(database).execute("SELECT image_id, name FROM content_imagefile").fetchall()
    files = {str(path.relative_to(media)): path for path in media.rglob("*") if path.is_file()}
    assert {name for _, name in rows} <= set(files)
    assert all(files[name].stat().st_size for _, name in rows)
    assert len(rows) == 4 * len({image for image, _ in rows})

    left = set(files) - {name for _, name in rows}
    assert {path.suffix for name, path in files.items() if "/." in name} <= {".new"}  # never under its own name
    an_hour_ago = os.stat(database).st_mtime - 3601
    for name in left:
        os.utime(files[name], (an_hour_ago, an_hour_ago))
    swept = subprocess.run(
        [sys.executable, ROOT / "manage.py", "sweep_media", "--delete"],
        cwd=ROOT, env=there, capture_output=True, text=True, check=True,
    )  # fmt: skip
    assert swept.stdout.count("Deleted: ") == len(left)
    assert {str(path.relative_to(media)) for path in media.rglob("*") if path.is_file()} == set(files) - left
