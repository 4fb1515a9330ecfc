"""The index of whichever database the site runs on. Both answer alike."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Protocol, cast

from django.db import connection

from content.search import postgresql, sqlite
from content.search.query import Entry, Part, Query, Span


class Engine(Protocol):
    """What sqlite.py and postgresql.py promise."""

    def counts(self, query: Query, spans: Sequence[Span], part: Part = Part.ALL) -> list[int]: ...

    def kinds(self, query: Query, spans: Sequence[Span]) -> dict[int, int]: ...

    def best(
        self, query: Query, span: Span, part: Part, *, most: int, now: datetime, today: date, ranked: bool = True
    ) -> list[Entry]: ...

    def similar(self, grams: Sequence[str], most: int) -> list[str]: ...


def engine() -> Engine:
    return cast(Engine, {"sqlite": sqlite, "postgresql": postgresql}[connection.vendor])
