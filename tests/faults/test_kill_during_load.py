"""A load that is killed leaves the old content or the new, never a mixture."""

import shutil

import pytest

from tests.faults.states import MOMENTS, fraction, kill_after, rows_in
from tests.processes import run, start


@pytest.mark.parametrize("moment", range(MOMENTS))
def test_a_killed_load_leaves_the_old_rows_or_the_new_and_can_be_run_again(change, tmp_path, moment):
    database = tmp_path / "site.sqlite3"
    shutil.copy(change.old.database, database)
    old, new = rows_in(change.old.database), rows_in(change.new.database)
    assert old != new

    kill_after(start(database, "load_content", change.new.content), fraction(moment) * change.load_seconds)

    assert rows_in(database) in (old, new)
    code, _, errors = run(database, "load_content", change.new.content)
    assert (code, errors) == (0, "")
    assert rows_in(database) == new
