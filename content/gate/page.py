"""A page as the gate reads it: its row, and its texts as sentences."""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache
from typing import Any

from content.models import Source
from content.prose import Block, Sentence, blocks_of
from content.rendering.page import PageContext
from content.syncing.kinds import Kind

CLINICAL = ("conditions", "treatments", "articles", "questions", "state_rules")  # what a clinician must have checked
TITLES = ("title", "question")
SPACES = re.compile(r"\s+")
INVISIBLE = re.compile("[\u00ad\u200b-\u200f\u2028-\u202e\u2060-\u2064\ufe00-\ufe0f\ufeff]")
SAME = str.maketrans(
    {"\u2018": "'", "\u2019": "'", "\u201c": '"', "\u201d": '"', "\u2010": "-", "\u2011": "-", "\u2212": "-"}
)


@dataclass(frozen=True)
class GatePage:
    """What one row says, its child rows included, and what the rules must know besides."""

    kind: str
    slug: str
    row: Any
    blocks: list[Block]
    sources: Mapping[str, Source] = field(default_factory=dict)  # by key, those that the page cites
    fact_sources: Mapping[str, str] = field(default_factory=dict)  # key of a fact -> key of its source
    names: re.Pattern[str] = re.compile(r"(?!)")  # of medicines, conditions and clinics: masked for the grade
    problems: tuple[tuple[str, int, str], ...] = ()  # field, line and message of what cannot be rendered
    today: date = date.max

    @property
    def name(self) -> str:
        return f"{self.kind}/{self.slug}"

    @property
    def is_clinical(self) -> bool:
        return self.kind in CLINICAL

    @property
    def cited(self) -> list[str]:
        """Keys of sources, as often as they are cited."""
        return [key for block in self.blocks for sentence in block.sentences for key in sentence.sources]

    def of_field(self, name: str) -> list[Block]:
        return [block for block in self.blocks if block.field == name]

    def of_section(self, name: str) -> list[Block]:
        return [block for block in self.blocks if block.field == "body" and block.section == name]

    def sections(self) -> dict[str, list[Block]]:
        """The named parts of the body in order, without what stands before the first heading."""
        names = dict.fromkeys(block.section for block in self.of_field("body") if block.section)
        return {name: self.of_section(name) for name in names}

    def sentences(self) -> Iterator[tuple[Block, Sentence]]:
        return ((block, sentence) for block in self.blocks for sentence in block.sentences)


def texts_of_row(kind: Kind, row: Any) -> list[Any]:
    """The row and its saved child rows: everything that holds a text of the page."""
    return [row, *(child for key in kind.rows for child in getattr(row, key).all())]


@lru_cache(maxsize=8192)
def plain(text: str) -> str:
    """The text in one form whatever signs were used: no look-alikes, no invisible signs, small letters."""
    return written(text).lower()


@lru_cache(maxsize=8192)
def written(text: str) -> str:
    """As `plain`, with its capitals."""
    normal = unicodedata.normalize("NFKC", text).translate(SAME)
    return SPACES.sub(" ", INVISIBLE.sub("", normal)).strip()


def title_blocks(row: Any) -> list[Block]:
    """The fields that are a page's title; they are no dialect, and claim nothing that would need a source."""
    titles = [(name, getattr(row, name)) for name in TITLES if getattr(row, name, "")]
    return [Block("heading", (Sentence(text, text),), field=name, line=1) for name, text in titles]


def read_page(kind: Kind, row: Any, rows: Iterable[Any], context: PageContext, **known: Any) -> GatePage:
    """The page of `row`; `rows` are the row and its child rows."""
    return GatePage(kind.name, getattr(row, kind.slug), row, blocks_of(rows, context), **known)
