"""What somebody typed, as groups of words of which a page must hold one each."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import date
from enum import Enum
from functools import lru_cache
from typing import NamedTuple

from content.search.rows import hint_lines
from content.search.words import stem, telling, words_in

LONGEST_QUERY = 200  # characters; the rest is not read
MOST_WORDS = 12
SHORTEST_PREFIX = 3
Phrase = tuple[str, ...]
Span = tuple[int, int]  # first and last number of the entries that are looked at


class Entry(NamedTuple):
    """What the index says of an entry that fits."""

    id: int
    score: float
    title: str
    names: str
    address: str
    review_due_on: date | None


class Part(Enum):
    """Which texts of an entry are looked at; HEAD is title, names and summary."""

    TITLE = "title"
    HEAD = "head"
    ALL = "all"


@dataclass(frozen=True)
class Group:
    """Phrases that mean the same; the first one is what was typed. `is_open`: it may be the start of a word."""

    phrases: tuple[Phrase, ...]
    is_open: bool = False


@dataclass(frozen=True)
class Query:
    """A page must hold a phrase of every group, or with `is_any` of one of them."""

    groups: tuple[Group, ...]
    words: tuple[str, ...]  # as typed, in small letters, without stop words
    is_any: bool = False

    def loosened(self) -> "Query":
        return replace(self, is_any=True)

    def closed(self) -> "Query":
        """The same, its last word taken for a whole one."""
        return replace(self, groups=(*self.groups[:-1], replace(self.groups[-1], is_open=False)))

    def stems(self) -> frozenset[Phrase]:
        """Every phrase as the stems of its words."""
        return frozenset(tuple(map(stem, phrase)) for group in self.groups for phrase in group.phrases)

    def beginning(self) -> str:
        """What the last word starts with, where it may go on; empty where it may not."""
        last = self.groups[-1] if self.groups else None
        return last.phrases[0][-1] if last and last.is_open else ""


@dataclass
class Hints:
    """What staff noted, by what is typed without stop words: phrases that mean the same, and the page to show first."""

    same: dict[Phrase, list[Phrase]] = field(default_factory=dict)
    first: dict[Phrase, str] = field(default_factory=dict)
    longest: int = 1

    def add(self, words: str, first: str) -> None:
        phrases = [phrase for line in words.splitlines() if (phrase := tuple(words_in(line)))]
        for phrase in phrases:
            typed = tuple(telling(phrase))
            self.same.setdefault(typed, []).extend([phrase, *(one for one in phrases if one != phrase)])
            self.longest = max(self.longest, len(typed))
            if first:
                self.first.setdefault(typed, first)

    def known_words(self) -> set[str]:
        return {word for phrase in self.same for word in phrase}


def read_hints() -> Hints:
    return hints_in(hint_lines())


@lru_cache(maxsize=2)
def hints_in(lines: tuple[tuple[str, str], ...]) -> Hints:
    """Split into words once for each state of the table; nobody changes what this returns."""
    hints = Hints()
    for words, first in lines:
        hints.add(words, first)
    return hints


def telling_words(text: str) -> list[str]:
    return telling(words_in(text[:LONGEST_QUERY]))[:MOST_WORDS]


def read_query(words: Iterable[str], hints: Hints) -> Query:
    """The last word may be unfinished, unless it stands in a hint."""
    typed = tuple(words)
    groups = list(groups_of(typed, hints))
    if groups and len(groups[-1].phrases) == 1 and len(groups[-1].phrases[0][-1]) >= SHORTEST_PREFIX:
        groups[-1] = replace(groups[-1], is_open=True)
    return Query(tuple(groups), typed)


def groups_of(words: Phrase, hints: Hints) -> Iterator[Group]:
    """The longest phrase of a hint at each place, or a single word."""
    at = 0
    while at < len(words):
        lengths = range(min(hints.longest, len(words) - at), 0, -1)
        phrase = next((words[at : at + n] for n in lengths if words[at : at + n] in hints.same), words[at : at + 1])
        yield Group(tuple(dict.fromkeys(hints.same.get(phrase, [phrase]))))
        at += len(phrase)
