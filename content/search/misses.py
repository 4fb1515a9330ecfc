"""Searches that found nothing, counted by day for staff. A query may be somebody's name, so few words are kept."""

import hmac
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, timedelta

from django.conf import settings
from django.db import DatabaseError, connection, transaction
from django.db.models import F, Max, Sum

from content.models import SearchMiss, SearchWord
from content.search.query import read_hints, telling_words

KEPT_DAYS = 90
MOST_A_DAY = 200  # different queries; a program that tries everything fills no table
DAYS_BEFORE_KEPT = 5  # on which somebody asked the same, before words that the site does not know are kept
PATIENCE = 50  # milliseconds that a reader waits for a database that is being written to


@dataclass(frozen=True)
class Miss:
    """Words that nothing was found for, in the time that is kept."""

    words: str
    times: int
    last_on: date


def note_miss(typed: str, day: date) -> None:
    """Count it. The words stay unreadable unless all of them are words of the site itself, or the same was asked on
    several days; never with a digit in it. A busy database is no reason to let a reader wait: then nothing is counted.
    """
    words = sorted(telling_words(typed))
    if not words:
        return
    asked = " ".join(words)[:200]
    digest = hmac.new(settings.SECRET_KEY.encode(), asked.encode(), "sha256").hexdigest()
    try:
        with impatient(), transaction.atomic():
            count(day, digest, asked)
    except DatabaseError:
        return


def count(day: date, digest: str, asked: str) -> None:
    SearchMiss.objects.filter(day__lt=day - timedelta(days=KEPT_DAYS)).delete()
    today = SearchMiss.objects.filter(day=day)
    if today.filter(digest=digest).update(times=F("times") + 1) or today.count() >= MOST_A_DAY:
        return
    days = SearchMiss.objects.filter(digest=digest).count() + 1
    may_keep = is_harmless(asked, days)
    SearchMiss.objects.create(day=day, digest=digest, words=asked if may_keep else "")


def is_harmless(asked: str, days: int) -> bool:
    """Whether the words can name nobody."""
    if any(sign.isdigit() for sign in asked):
        return False
    words = set(asked.split())
    known = set(SearchWord.objects.filter(word__in=words).values_list("word", flat=True)) | read_hints().known_words()
    return words <= known or days >= DAYS_BEFORE_KEPT


@contextmanager
def impatient() -> Iterator[None]:
    """Wait only a moment for SQLite's one writer; PostgreSQL makes nobody wait here."""
    if connection.vendor != "sqlite":
        yield
        return
    with connection.cursor() as cursor:
        [usual] = cursor.execute("PRAGMA busy_timeout").fetchone()
        cursor.execute(f"PRAGMA busy_timeout = {PATIENCE}")
        try:
            yield
        finally:
            cursor.execute(f"PRAGMA busy_timeout = {usual}")


def misses(today: date) -> tuple[list[Miss], int]:
    """What was asked most, and how many more searches found nothing whose words are not kept."""
    kept = SearchMiss.objects.filter(day__gte=today - timedelta(days=KEPT_DAYS))
    rows = kept.exclude(words="").values("words").annotate(n=Sum("times"), last=Max("day")).order_by("-n", "words")
    unsaid = kept.filter(words="").aggregate(n=Sum("times"))["n"] or 0
    return [Miss(row["words"], row["n"], row["last"]) for row in rows[:100]], unsaid
