"""A page as the gate reads it: its row, and its texts as sentences."""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from functools import lru_cache
from typing import Any

from content.gate.links import Addresses
from content.models import Fact, Image, Source
from content.prose import Block, Sentence, blocks_of
from content.rendering.page import PageContext, Picture
from content.syncing.kind import Kind

# What a clinician must have checked
CLINICAL = ("conditions", "treatments", "articles", "questions", "state_rules", "suitability")
PLAIN_FIELDS = (  # what readers see of a row and what is no dialect
    *("title", "question", "short_name", "name", "label", "credentials", "job_title", "interests"),
    *("outcome", "comparison", "parking", "transit", "access", "hint", "subject"),
)
Part = tuple[str, Any]  # the place of a child row, and the row
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
    pictures: Mapping[str, Picture] = field(default_factory=dict)  # by slug
    names: re.Pattern[str] = re.compile(r"(?!)")  # of medicines, conditions and clinics: masked for the grade
    problems: tuple[tuple[str, int, str], ...] = ()  # field, line and message of what cannot be rendered
    money: Mapping[str, Fact] = field(default_factory=dict)  # by key, every price of the registry
    prices: tuple[str, ...] = ()  # keys of those that a clinic calls its own
    certainties: Mapping[str, int] = field(default_factory=dict)  # key of a source -> level of its surest finding
    addresses: Addresses = field(default_factory=Addresses)
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


def children_of(kind: Kind, row: Any) -> list[Part]:
    """The saved child rows, each with its place: the key that lists it, and its number from 0."""
    return [(f"{key}.{number}", child) for key in kind.rows for number, child in enumerate(getattr(row, key).all())]


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
    """The fields of one line that are no dialect; they are read, and claim nothing that would need a source."""
    fields = {field.name for field in row._meta.fields}
    titles = [(name, getattr(row, name)) for name in PLAIN_FIELDS if name in fields and getattr(row, name)]
    return [Block("heading", (Sentence(text, text),), field=name, line=1) for name, text in titles]


def hero_blocks(row: Any) -> list[Block]:
    """The picture at the top of a page with its words. One whose file was never loaded says nothing yet."""
    hero = Image.objects.filter(pk=row.hero_id).first() if getattr(row, "hero_id", None) else None
    if hero is None:
        return []
    return [Block("heading", (Sentence(hero.alt, hero.alt),), field="hero", pictures=((hero.alt, hero.slug),), line=1)]


def read_page(kind: Kind, row: Any, children: Iterable[Part], context: PageContext, **known: Any) -> GatePage:
    """The page of a row, saved or not. Fields of child rows are named `visit.0.text`."""
    blocks = [
        replace(block, field=f"{place}.{block.field}" if place else block.field)
        for place, part in [("", row), *children]
        for block in [*title_blocks(part), *hero_blocks(part), *blocks_of([part], context)]
    ]
    return GatePage(kind.name, getattr(row, kind.slug), row, blocks, **known)
