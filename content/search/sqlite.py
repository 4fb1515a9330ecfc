"""The index of SQLite: FTS5 tables. Every word is quoted, so nothing that is typed can be an operator."""

from collections.abc import Sequence
from typing import Any

from django.db import connection

from content.search.query import Group, Query, Span

TABLES = {True: "search_head", False: "search_text"}


def counts(query: Query, spans: Sequence[Span]) -> list[int]:
    """How many entries hold the words, within each span of numbers."""
    one = "(SELECT count(*) FROM search_text WHERE search_text MATCH %s AND rowid BETWEEN %s AND %s)"
    asked = match(query)
    values = [value for span in spans for value in (asked, *span)]
    return list(map(int, fetch(f"SELECT {', '.join([one] * len(spans))}", values)[0]))


def best(query: Query, span: Span, most: int, *, in_head: bool, ranked: bool = True) -> list[tuple[int, float]]:
    """Numbers and scores of the entries that fit best; `in_head` looks at title, names and summary alone.

    Not ranked, they come as they stand in the index, which takes no longer for a word that is everywhere.
    """
    table = TABLES[in_head]
    score, order = ("-rank", "rank") if ranked else ("0", "rowid")
    sql = (  # the names put in are this module's own
        f"SELECT rowid, {score} FROM {table} WHERE {table} MATCH %s AND rowid BETWEEN %s AND %s "  # noqa: S608
        f"ORDER BY {order} LIMIT %s"
    )
    return [(int(number), float(score)) for number, score in fetch(sql, [match(query), *span, most])]


def similar(grams: Sequence[str], most: int) -> list[str]:
    """Known words that share most of these parts."""
    sql = (
        "SELECT word FROM search_grams JOIN content_searchword AS known ON known.id = search_grams.rowid "
        "WHERE search_grams MATCH %s ORDER BY rank LIMIT %s"
    )
    return [str(word) for (word,) in fetch(sql, [" OR ".join(f'"{gram}"' for gram in grams), most])]


def match(query: Query) -> str:
    return (" OR " if query.is_any else " AND ").join(f"({group_match(group)})" for group in query.groups)


def group_match(group: Group) -> str:
    phrases = [f'"{" ".join(phrase)}"' for phrase in group.phrases]
    phrases[0] += "*" if group.is_open else ""
    return " OR ".join(phrases)


def fetch(sql: str, values: list[Any]) -> list[Any]:
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        return list(cursor.fetchall())
