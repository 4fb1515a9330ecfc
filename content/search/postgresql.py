"""The index of PostgreSQL: a weighted tsvector. The words hold letters and digits only, so every query is valid."""

from collections.abc import Sequence
from datetime import date, datetime

from content.search.kinds import BITS
from content.search.query import Entry, Group, Part, Query, Span
from content.search.rows import fetch

TABLE = "content_searchentry"
ASKED = "to_tsquery('site_english', %s)"
WEIGHTS = "'{0.1, 0.4, 0.8, 1.0}'"  # body, summary, names, title
LETTERS = {Part.TITLE: "A", Part.HEAD: "ABC", Part.ALL: ""}
MOST_RANKED = 5000  # ranking reads every entry that matches


def counts(query: Query, spans: Sequence[Span], part: Part = Part.ALL) -> list[int]:
    """How many entries hold the words in this part, within each span of numbers."""
    one = f"(SELECT count(*) FROM {TABLE} WHERE indexed @@ {ASKED} AND id BETWEEN %s AND %s)"  # noqa: S608
    asked = match(query, part)
    values = [value for span in spans for value in (asked, *span)]
    return list(map(int, fetch(f"SELECT {', '.join([one] * len(spans))}", values)[0]))


def kinds(query: Query, spans: Sequence[Span]) -> dict[int, int]:
    """How many entries of each kind, by its number, hold the words; each span holds whole kinds."""
    one = (
        f"SELECT id >> {BITS}, count(*) FROM {TABLE} "  # noqa: S608
        f"WHERE indexed @@ {ASKED} AND id BETWEEN %s AND %s GROUP BY 1"
    )
    asked = match(query, Part.ALL)
    values = [value for span in spans for value in (asked, *span)]
    return dict(fetch(" UNION ALL ".join([one] * len(spans)), values))


def best(
    query: Query, span: Span, part: Part, *, most: int, now: datetime, today: date, ranked: bool = True
) -> list[Entry]:
    """The entries that fit best, of those that readers may see at this moment."""
    asked = match(query, part)
    score, order = (f"ts_rank({WEIGHTS}, indexed, asked)", "score DESC, id") if ranked else ("0", "id")
    sql = (  # the names put in are this module's own
        "SELECT id, score, title, names, address, review_due_on FROM "  # noqa: S608
        f"(SELECT id AS number, {score} AS score FROM (SELECT id, indexed, {ASKED} AS asked FROM {TABLE} "
        f"WHERE indexed @@ {ASKED} AND id BETWEEN %s AND %s LIMIT {MOST_RANKED}) AS found "
        f"ORDER BY {order} LIMIT %s) AS best JOIN {TABLE} ON id = number "
        "WHERE shown_from <= %s AND (shown_until IS NULL OR shown_until > %s)"
    )
    rows = fetch(sql, [asked, asked, *span, most, now, today])
    return [Entry(number, float(score), *texts) for number, score, *texts in rows]


def similar(grams: Sequence[str], most: int) -> list[str]:
    """Known words that share most of these parts."""
    sql = (
        "SELECT word FROM content_searchword WHERE to_tsvector('simple', grams) @@ %s::tsquery "
        "ORDER BY ts_rank(to_tsvector('simple', grams), %s::tsquery) DESC, id LIMIT %s"
    )
    asked = " | ".join(f"'{gram}'" for gram in grams)
    return [str(word) for (word,) in fetch(sql, [asked, asked, most])]


def match(query: Query, part: Part) -> str:
    """The query as ASKED reads it, which stems its words."""
    asked = (f"({group_match(group, LETTERS[part])})" for group in query.groups)
    return (" | " if query.is_any else " & ").join(asked)


def group_match(group: Group, weights: str) -> str:
    phrases = []
    for number, phrase in enumerate(group.phrases):
        start = "*" if group.is_open and number == 0 else ""
        words = [f"'{word}':{weights}" if weights else f"'{word}'" for word in phrase]
        if start:
            words[-1] = f"'{phrase[-1]}':*{weights}"
        phrases.append(f"({' <-> '.join(words)})")
    return " | ".join(phrases)
