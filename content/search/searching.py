"""The one search of the site."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from content.search.crisis import is_crisis
from content.search.finding import Found, find, rarest
from content.search.kinds import SearchKind, kind_of_id
from content.search.query import LONGEST_QUERY, Query, read_hints, read_query, telling_words
from content.search.rows import ShownEntry, entries_with
from content.search.spelling import Speller, respelled

HITS_A_PAGE = 10


@dataclass(frozen=True)
class Hit:
    """An entry that fits."""

    entry: ShownEntry

    @property
    def kind(self) -> SearchKind:
        return kind_of_id(self.entry.id)


@dataclass
class Results:
    """What was found for what somebody typed, and one page of it."""

    typed: str
    query: Query
    hits: list[Hit] = field(default_factory=list)
    total: int = 0
    counts: list[tuple[SearchKind, int]] = field(default_factory=list)  # of every kind, whichever are shown
    page: int = 1
    pages: int = 1
    corrected: str = ""  # what was searched for instead of a wrong spelling
    is_about: bool = False  # too many to show all of them, or to look at each
    is_partial: bool = False  # nothing holds all of the words; these hold some
    is_crisis: bool = False

    @property
    def everywhere(self) -> int:
        """How many there are of all kinds together."""
        return sum(number for _, number in self.counts)


def search(text: str, kinds: Sequence[SearchKind] = (), page: int = 1, *, as_typed: bool = False) -> Results:
    """What readers can find for a text, in pages of 10; `kinds` narrows it, the counts are those of all kinds.

    A wrong spelling is corrected when nothing fits it, unless `as_typed`. A page beyond the last one is empty.
    Any text will do: nothing in it is an operator.
    """
    typed = text[:LONGEST_QUERY].strip()
    hints, words = read_hints(), telling_words(typed)
    speller = Speller(hints)
    results = Results(typed, read_query(words, hints), page=page, is_crisis=is_crisis(typed))
    if not words:
        return results
    found = find(results.query, speller.first_page(words), kinds)
    if not found.counts and not as_typed and (better := speller.corrected(words)):
        words = [better.get(word, word) for word in words]
        found = find(read_query(words, hints), speller.first_page(words), kinds)
        results.corrected = respelled(typed, better)
    if not found.counts and len(found.query.groups) > 1:
        found = find(rarest(found.query), "", kinds)
        results.is_partial = bool(found.counts)
    if not found.counts:
        results.corrected = ""
    if results.corrected and is_crisis(results.corrected):
        results.is_crisis = True
    return fill(results, found)


def fill(results: Results, found: Found) -> Results:
    """Read what one page shows."""
    start = (results.page - 1) * HITS_A_PAGE
    results.hits = [Hit(entry) for entry in entries_with(found.ids[start : start + HITS_A_PAGE])]
    results.pages = max(1, -(-len(found.ids) // HITS_A_PAGE))
    results.query, results.total, results.counts = found.query, found.total, found.counts
    results.is_about = found.is_about
    return results
