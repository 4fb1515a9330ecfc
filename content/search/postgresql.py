"""The index of PostgreSQL: a weighted tsvector. The words hold letters and digits only, so every query is valid."""

from collections.abc import Sequence
from typing import Any

from django.db import connection

from content.search.query import Group, Query, Span

TABLE = "content_searchentry"
WEIGHTS = "'{0.1, 0.4, 0.8, 1.0}'"  # body, summary, names, title
MOST_RANKED = 5000  # ranking reads every entry that matches


def counts(query: Query, spans: Sequence[Span]) -> list[int]:
    """How many entries hold the words, within each span of numbers."""
    one = f"(SELECT count(*) FROM {TABLE} WHERE indexed @@ %s::tsquery AND id BETWEEN %s AND %s)"  # noqa: S608
    asked = match(query)
    values = [value for span in spans for value in (asked, *span)]
    return list(map(int, fetch(f"SELECT {', '.join([one] * len(spans))}", values)[0]))


def best(query: Query, span: Span, most: int, *, in_head: bool, ranked: bool = True) -> list[tuple[int, float]]:
    """Numbers and scores of the entries that fit best; `in_head` looks at title, names and summary alone."""
    asked = match(query, "ABC" if in_head else "")
    score, order = (f"ts_rank({WEIGHTS}, indexed, asked)", "2 DESC, 1") if ranked else ("0", "1")
    sql = (  # the names put in are this module's own
        f"SELECT id, {score} FROM (SELECT id, indexed, %s::tsquery AS asked FROM {TABLE} "  # noqa: S608
        f"WHERE indexed @@ %s::tsquery AND id BETWEEN %s AND %s LIMIT {MOST_RANKED}) AS found ORDER BY {order} LIMIT %s"
    )
    return [(int(number), float(score)) for number, score in fetch(sql, [asked, asked, *span, most])]


def similar(grams: Sequence[str], most: int) -> list[str]:
    """Known words that share most of these parts."""
    sql = (
        "SELECT word FROM content_searchword WHERE to_tsvector('simple', grams) @@ %s::tsquery "
        "ORDER BY ts_rank(to_tsvector('simple', grams), %s::tsquery) DESC, id LIMIT %s"
    )
    asked = " | ".join(f"'{gram}'" for gram in grams)
    return [str(word) for (word,) in fetch(sql, [asked, asked, most])]


def match(query: Query, weights: str = "") -> str:
    """The query with its words stemmed, as PostgreSQL writes it."""
    text = (" | " if query.is_any else " & ").join(f"({group_match(group, weights)})" for group in query.groups)
    return str(fetch("SELECT to_tsquery('site_english', %s)::text", [text])[0][0])


def group_match(group: Group, weights: str) -> str:
    phrases = []
    for number, phrase in enumerate(group.phrases):
        start = "*" if group.is_open and number == 0 else ""
        words = [f"'{word}':{weights}" if weights else f"'{word}'" for word in phrase]
        if start:
            words[-1] = f"'{phrase[-1]}':*{weights}"
        phrases.append(f"({' <-> '.join(words)})")
    return " | ".join(phrases)


def fetch(sql: str, values: list[Any]) -> list[Any]:
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        return list(cursor.fetchall())
