"""What one page hands to the renderer, and what the renderer remembers while the page is built."""

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from functools import cached_property

from django.utils.safestring import SafeString

# Names (id attributes) that page templates use themselves.
TEMPLATE_NAMES = frozenset(
    {
        *("main", "menu", "toc", "refs", "faqs", "findings", "key-points", "key-facts"),
        *("evidence-gauge", "relief-figure", "relief-notes", "visit-figure", "course-figure", "course-notes"),
        *("acting-figure", "acting-notes", "acting-title", "acting-desc", "related-pages", "review-block"),
        *("crisis-help", "about-author", "ask-clinic"),
    }
)


@dataclass(frozen=True)
class Quote:
    """A fact as readers see it; `href` makes it a link."""

    text: str
    href: str = ""


@dataclass(frozen=True)
class Word:
    """A glossary word with its plain meaning, ready to be shown."""

    slug: str
    word: str
    meaning: str


@dataclass(frozen=True)
class Picture:
    """A picture that texts can place: its files by address, and what stands with it.

    `sources` are (media type, list of addresses and widths) from the best form to the plainest; `missing` says what
    keeps it from readers.
    """

    alt: str = ""
    is_decorative: bool = False
    credit: str = ""
    address: str = ""
    width: int = 0
    height: int = 0
    sources: tuple[tuple[str, str], ...] = ()
    missing: tuple[str, ...] = ()


@dataclass(frozen=True)
class Problem:
    """Something in a text that cannot be shown. `line` counts from 1 within the text."""

    line: int
    message: str


@dataclass(frozen=True)
class Heading:
    level: int
    name: str
    text: str


@dataclass(frozen=True)
class Section:
    """The text from one second-level heading to the next; the first one may have no name."""

    name: str
    html: SafeString


@dataclass(frozen=True)
class Rendered:
    html: SafeString
    headings: list[Heading]
    sections: list[Section]
    problems: list[Problem]


@dataclass
class Glossary:
    """Every spelling of every word, in small letters."""

    words: Mapping[str, Word]
    address: str = ""

    @cached_property
    def pattern(self) -> re.Pattern[str] | None:
        """Matches any spelling as a whole word, the longest first; None for an empty glossary."""
        spellings = sorted(self.words, key=len, reverse=True)
        if not spellings:
            return None
        return re.compile(rf"(?<!\w)(?:{'|'.join(map(re.escape, spellings))})(?!\w)", re.IGNORECASE)

    def find(self, spelling: str) -> Word | None:
        return self.words.get(spelling.strip().lower())


@dataclass
class PageContext:
    """Facts, sources and words that a page may use, and which of them it has used so far.

    One context serves all texts of a page, so that numbers run on and a word is explained once.
    """

    facts: Mapping[str, Quote] = field(default_factory=dict)
    sources: Collection[str] = ()
    pictures: Mapping[str, Picture] = field(default_factory=dict)
    glossary: Glossary = field(default_factory=lambda: Glossary({}))
    explains_words: bool = True
    cited: dict[str, int] = field(default_factory=dict)
    explained: set[str] = field(default_factory=set)
    names: set[str] = field(default_factory=lambda: set(TEMPLATE_NAMES))

    def cite(self, key: str) -> tuple[int, int]:
        """Count one more use of `key`; return its number on the page and how often it was used."""
        self.cited[key] = self.cited.get(key, 0) + 1
        return list(self.cited).index(key) + 1, self.cited[key]

    def unique_name(self, name: str) -> str:
        """`name`, or `name-2` and so on when the page has that one already."""
        candidate, number = name, 1
        while candidate in self.names:
            number += 1
            candidate = f"{name}-{number}"
        self.names.add(candidate)
        return candidate


class UnshowableText(Exception):
    """A text has problems; nothing of it may be shown."""

    def __init__(self, problems: list[Problem]) -> None:
        self.problems = problems
        super().__init__("; ".join(f"line {p.line}: {p.message}" for p in problems))
