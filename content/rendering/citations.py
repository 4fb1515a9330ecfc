"""`[@key; @other]`: numbered links to the sources at the foot of the page."""

import re
from collections.abc import Sequence
from functools import lru_cache
from itertools import pairwise

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from markdown_it.rules_inline import StateInline
from markdown_it.token import Token

from content.rendering.page import PageContext

CITATION = re.compile(r"\[@([^\[\]]*)\]")
KEY = re.compile(r"\A@?([a-z0-9]+)\Z")


def citation_rule(state: StateInline, silent: bool) -> bool:
    """Markdown-it rule: make a `citation` token; its keys are checked later, with the line."""
    match = CITATION.match(state.src, state.pos, state.posMax)
    if not match:
        return False
    if not silent:
        token = state.push("citation", "", 0)
        token.content = match[0]
        token.meta = {"keys": keys_in(match[0])}
    state.pos = match.end()
    return True


def close_up(tokens: Sequence[Token]) -> None:
    """Take away the blank between a word and the mark that follows it."""
    for before, token in pairwise(tokens):
        if token.type == "citation" and before.type == "text":
            before.content = before.content.rstrip(" ")


def keys_in(text: str) -> list[str]:
    """The keys of all citations in `text`, in order, as written (also malformed ones)."""
    parts = (part.strip() for found in CITATION.findall(text) for part in f"@{found}".split(";"))
    return [match[1] if (match := KEY.match(part)) else part for part in parts]


def citation_problems(keys: list[str], context: PageContext) -> list[str]:
    return [f"unknown source '{key}'" for key in keys if key not in context.sources]


def citation_html(keys: list[str], context: PageContext) -> SafeString:
    marks = []
    for key in keys:
        number, use = context.cite(key)
        marks.append((anchor(number, use), key, number, number))
    links = format_html_join(" ", '<a class="cite" id="{}" href="#source-{}" aria-label="Source {}">[{}]</a>', marks)
    return format_html("<sup>{}</sup>", links)


@lru_cache(maxsize=1000)
def ways_back_html(number: int, uses: int) -> SafeString:
    """Links from a line of the list of sources to every use of it in the text."""
    links = ((anchor(number, use), use, use) for use in range(1, uses + 1))
    return format_html_join(", ", '<a href="#{}" aria-label="Back to use {}">{}</a>', links)


def anchor(number: int, use: int) -> str:
    """The name of one use of a source on a page, for the way back from the list. Short: pages hold hundreds."""
    return f"c{number}-{use}"
