"""What a backup can read of the rows that a test made."""

from pathlib import Path

import pytest
from django.db import connection

from tests.run_database import IS_POSTGRESQL


def name_a_file(monkeypatch: pytest.MonkeyPatch, folder: Path) -> None:
    """SQLite's database of the tests is in memory: say where keep_in_file() writes it. On PostgreSQL it has a name."""
    if not IS_POSTGRESQL:
        monkeypatch.setitem(connection.settings_dict, "NAME", str(folder / "site.sqlite3"))


def keep_in_file() -> None:
    if not IS_POSTGRESQL:
        Path(connection.settings_dict["NAME"]).write_bytes(connection.connection.serialize())
