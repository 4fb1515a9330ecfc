"""A text of the dialect as the words that can be found in it. Faster than rendering: a load reads thousands."""

import re
from collections.abc import Mapping
from functools import partial
from html import unescape

from content.rendering.citations import CITATION
from content.rendering.facts import FACT
from content.rendering.glossary import FORCED
from content.rendering.page import Quote

CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\ue000-\uf8ff\ud800-\udfff]")  # also what marks matches, later
NOTHING = (
    CITATION,
    re.compile(r"\{#[^{}]*\}"),  # names of sections
    re.compile(r"^\s*:::\s*[\w-]*", re.MULTILINE),  # call-outs; their titles stay
    re.compile(r"\[\[\s*fill:[^\[\]]*\]\]"),
    re.compile(r"\[\^[^\]]*\]:?"),
    re.compile(r"^\s*\|?[\s:|-]+\|[\s:|-]*$", re.MULTILINE),  # below the head of a table
    re.compile(r"^\s*(?:#{1,6}|>|[-*+]|\d+[.)])\s+", re.MULTILINE),
    re.compile(r"[*`|]|~~|\\(?=\W)"),
)
LINK = re.compile(r"!?\[([^\[\]]*)\]\([^()]*\)")
SPACES = re.compile(r"\s+")
BEFORE_STOP = re.compile(r" ([.,;:!?])")


def plain(text: str, facts: Mapping[str, Quote]) -> str:
    """The words, facts filled in, without sources and marks."""
    text = CONTROL.sub("", text)
    text = FACT.sub(partial(fact_text, facts), text)
    for pattern in NOTHING:
        text = pattern.sub(" ", text)
    text = LINK.sub(r"\1", FORCED.sub(r"\1", text))
    return BEFORE_STOP.sub(r"\1", SPACES.sub(" ", unescape(text))).strip()


def fact_text(facts: Mapping[str, Quote], found: "re.Match[str]") -> str:
    quote = facts.get(found[1])
    return quote.text if quote else ""
