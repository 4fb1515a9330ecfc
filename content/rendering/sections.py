"""`## Risks {#risks}`: headings with stable names, and the text cut at the second-level ones."""

import re
from itertools import zip_longest

from django.utils.text import slugify
from markdown_it.token import Token

from content.rendering.page import Heading, PageContext

NAME = re.compile(r"\s*\{#([^{}]*)\}\s*\Z")
ALLOWED_NAME = re.compile(r"\A[a-z][a-z0-9-]*\Z")
SECTION = re.compile(r"^## .*$", re.MULTILINE)
LEVELS = ("h2", "h3", "h4")


def take_name(inline: Token) -> str:
    """Remove `{#name}` from the end of a heading's text and return the name; empty without one."""
    last = inline.children[-1] if inline.children else None
    if last is None or last.type != "text":
        return ""
    match = NAME.search(last.content)
    if not match:
        return ""
    last.content = last.content[: match.start()]
    return match[1]


def name_heading(opening: Token, inline: Token, context: PageContext) -> tuple[Heading, list[str]]:
    """The heading with a name that is unique on the page, and what is wrong with it."""
    problems = []
    given = take_name(inline)
    text = plain(inline)
    if opening.tag not in LEVELS:
        problems.append(f"a heading of level {opening.tag[1]}: use ## to ####")
    if opening.level:
        problems.append("a heading inside a list, a quote or a call-out")
    if given and not ALLOWED_NAME.match(given):
        problems.append(f"section name '{given}' may hold small letters, digits and hyphens only")
    if given and given in context.names:
        problems.append(f"section name '{given}' stands twice on the page")
    if not text.strip():
        problems.append("an empty heading")
    name = context.unique_name(given or slugify(text) or "section")
    return Heading(int(opening.tag[1]), name, text), problems


def source_of(text: str, name: str) -> str:
    """The Markdown below the second-level heading of this name, up to the next such heading; empty without it."""
    headings = list(SECTION.finditer(text))
    for heading, following in zip_longest(headings, headings[1:]):
        match = NAME.search(heading[0])
        if match and match[1] == name:
            return text[heading.end() : following.start() if following else len(text)].strip()
    return ""


def plain(inline: Token) -> str:
    """The words of a heading without marks."""
    return "".join(
        child.content for child in inline.children or [] if child.type in ("text", "code_inline", "word")
    ).strip()
