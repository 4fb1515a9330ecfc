"""The index of SQLite: FTS5 tables. Every word is quoted, so nothing that is typed can be an operator."""

from collections.abc import Sequence
from datetime import date, datetime

from django.db import connection

from content.search.kinds import BITS
from content.search.query import Entry, Group, Part, Query, Span
from content.search.rows import fetch

TABLES = {Part.TITLE: "search_head", Part.HEAD: "search_head", Part.ALL: "search_text"}
MOST_ALIKE = 3000  # known words that are weighed against a wrong spelling


def counts(query: Query, spans: Sequence[Span], part: Part = Part.ALL) -> list[int]:
    """How many entries hold the words in this part, within each span of numbers."""
    table = TABLES[part]
    one = f"(SELECT count(*) FROM {table} WHERE {table} MATCH %s AND rowid BETWEEN %s AND %s)"  # noqa: S608
    asked = match(query, part)
    values = [value for span in spans for value in (asked, *span)]
    return list(map(int, fetch(f"SELECT {', '.join([one] * len(spans))}", values)[0]))


def kinds(query: Query, spans: Sequence[Span]) -> dict[int, int]:
    """How many entries of each kind, by its number, hold the words; each span holds whole kinds."""
    one = (
        f"SELECT rowid >> {BITS}, count(*) FROM search_text WHERE search_text MATCH %s "  # noqa: S608
        "AND rowid BETWEEN %s AND %s GROUP BY 1"
    )
    asked = match(query, Part.ALL)
    values = [value for span in spans for value in (asked, *span)]
    return dict(fetch(" UNION ALL ".join([one] * len(spans)), values))


def best(
    query: Query, span: Span, part: Part, *, most: int, now: datetime, today: date, ranked: bool = True
) -> list[Entry]:
    """The entries that fit best, of those that readers may see at this moment.

    Not ranked, they come as they stand in the index, which takes no longer for a word that is everywhere.
    """
    table = TABLES[part]
    score, order = ("-rank", "rank") if ranked else ("0", "rowid")
    sql = (  # the names put in are this module's own
        "SELECT id, score, title, names, address, review_due_on FROM "  # noqa: S608
        f"(SELECT rowid AS number, {score} AS score FROM {table} WHERE {table} MATCH %s "
        f"AND rowid BETWEEN %s AND %s ORDER BY {order} LIMIT %s) CROSS JOIN content_searchentry ON id = number "
        "WHERE shown_from <= %s AND (shown_until IS NULL OR shown_until > %s)"
    )
    moment = connection.ops.adapt_datetimefield_value(now)
    rows = fetch(sql, [match(query, part), *span, most, moment, today.isoformat()])
    return [Entry(*row) for row in rows]


def similar(grams: Sequence[str], most: int) -> list[str]:
    """Known words that share most of these parts; looked for by the rarest ones, which tell most."""
    one = "(SELECT count(*) FROM search_grams WHERE search_grams MATCH %s)"
    asked = [f'"{gram}"' for gram in grams]
    numbers = fetch(f"SELECT {', '.join([one] * len(asked))}", asked)[0]
    telling: list[str] = []
    alike = 0
    for number, gram in sorted(zip(numbers, asked, strict=True)):
        alike += number
        if telling and alike > MOST_ALIKE:
            break
        telling.append(gram)
    sql = (
        "SELECT word FROM search_grams JOIN content_searchword AS known ON known.id = search_grams.rowid "
        "WHERE search_grams MATCH %s ORDER BY rank LIMIT %s"
    )
    return [str(word) for (word,) in fetch(sql, [" OR ".join(telling), most])]


def match(query: Query, part: Part) -> str:
    asked = (" OR " if query.is_any else " AND ").join(f"({group_match(group)})" for group in query.groups)
    return f"title : ({asked})" if part is Part.TITLE else asked


def group_match(group: Group) -> str:
    phrases = [f'"{" ".join(phrase)}"' for phrase in group.phrases]
    phrases[0] += "*" if group.is_open else ""
    return " OR ".join(phrases)
