"""Rows by plain SQL, the same on every database: for each search the ORM would take several times as long to put these
queries together as the database takes to answer them.
"""

from collections.abc import Sequence
from typing import Any, NamedTuple

from django.db import connection


class ShownEntry(NamedTuple):
    """What the page of results shows of an entry."""

    id: int
    address: str
    title: str
    names: str
    summary: str
    body: str

    def get_absolute_url(self) -> str:
        return self.address


def entries_with(ids: Sequence[int]) -> list[ShownEntry]:
    """The entries of these numbers that are still there, in the same order."""
    if not ids:
        return []
    places = ", ".join(["%s"] * len(ids))
    sql = f"SELECT {', '.join(ShownEntry._fields)} FROM content_searchentry WHERE id IN ({places})"  # noqa: S608
    found = {row[0]: ShownEntry(*row) for row in fetch(sql, ids)}
    return [found[number] for number in ids if number in found]


def hint_lines() -> tuple[tuple[str, str], ...]:
    """Words that staff say mean the same, and the page to show first for them."""
    return tuple(fetch('SELECT words, "first" FROM content_searchhint ORDER BY slug', ()))


def fetch(sql: str, values: Sequence[Any]) -> list[Any]:
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        return list(cursor.fetchall())
