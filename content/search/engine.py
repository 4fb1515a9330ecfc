"""The index of whichever database the site runs on. Both answer alike."""

from collections.abc import Sequence
from typing import Protocol, cast

from django.db import connection

from content.search import postgresql, sqlite
from content.search.query import Query, Span


class Engine(Protocol):
    """What sqlite.py and postgresql.py promise."""

    def counts(self, query: Query, spans: Sequence[Span]) -> list[int]: ...

    def best(
        self, query: Query, span: Span, most: int, *, in_head: bool, ranked: bool = True
    ) -> list[tuple[int, float]]: ...

    def similar(self, grams: Sequence[str], most: int) -> list[str]: ...


def engine() -> Engine:
    return cast(Engine, {"sqlite": sqlite, "postgresql": postgresql}[connection.vendor])
