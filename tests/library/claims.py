"""Which sentences are claims, which sources they rest on, and which sentences need none."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any

import yaml

from content.gate.page import GatePage
from content.prose import Block, Sentence

HERE = Path(__file__).parent
EVERY = "*"


def read_list(name: str) -> Any:
    """A data list of this folder; every value is text."""
    return yaml.load((HERE / name).read_text(encoding="utf-8"), Loader=yaml.BaseLoader)


def any_of(entries: Iterable[str]) -> re.Pattern[str]:
    return re.compile("|".join(f"(?:{entry})" for entry in entries), re.IGNORECASE)


WORDS = {name: any_of(entries) for name, entries in read_list("claims.yml").items()}


def is_claim(text: str) -> bool:
    def has(name: str) -> bool:
        return WORDS[name].search(text) is not None

    if has("always"):
        return True
    if has("not_claims"):
        return False
    says_effect = has("about") and has("effects")
    says_harm = has("harms") and has("happens")
    return has("numbers") or has("research") or says_effect or says_harm


@dataclass(frozen=True)
class Exemption:
    page: str
    start: str
    reason: str

    def covers(self, page: str, text: str) -> bool:
        return self.page in (page, EVERY) and (self.start == EVERY or text.startswith(self.start))


def exemptions() -> list[Exemption]:
    """The rows of exempt.md."""
    lines = (HERE / "exempt.md").read_text(encoding="utf-8").splitlines()
    rows = [[cell.strip() for cell in line.strip("|").split("|")] for line in lines if line.startswith("| ")]
    return [Exemption(*row) for row in rows[1:]]


@dataclass(frozen=True)
class Claim:
    page: str
    text: str
    keys: tuple[str, ...]


def resting(page: GatePage, fact_sources: dict[str, str]) -> Iterator[tuple[Sentence, tuple[str, ...]]]:
    """Every sentence of a page's texts with the sources it rests on.

    Its own or its group's; those of the facts it quotes; those of the sentence that leads into its list; and for a
    sentence that leads into a list or a table, those of the first entry.
    """
    blocks = [block for block in page.blocks if block.kind not in ("heading", "column")]
    lead: tuple[str, ...] = ()
    for block, following in pairwise([*blocks, Block("end", ())]):
        if block.kind != "item":
            lead = ()
        for sentence, keys in block.with_sources():
            facts = tuple(fact_sources[key] for key in sentence.facts if key in fact_sources)
            below = first_sources(following) if is_lead(sentence) and sentence is block.sentences[-1] else ()
            yield sentence, keys or facts or lead or below
        if block.kind != "item" and block.sentences and is_lead(block.sentences[-1]):
            lead = block.sentences[-1].sources


def is_lead(sentence: Sentence) -> bool:
    return sentence.text.endswith(":")


def first_sources(block: Block) -> tuple[str, ...]:
    if block.kind not in ("item", "row"):
        return ()
    return next((sentence.sources for sentence in block.sentences if sentence.sources), ())


def claims_of(pages: Iterable[GatePage], fact_sources: dict[str, str]) -> list[Claim]:
    """Judged by what a sentence says itself, without the values of the facts it quotes."""
    return [
        Claim(page.name, sentence.text, keys)
        for page in pages
        for sentence, keys in resting(page, fact_sources)
        if is_claim(sentence.said)
    ]
