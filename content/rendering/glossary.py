"""Glossary words: explained in place where a page first uses them."""

import re
from collections.abc import Iterator

from django.utils.html import format_html
from django.utils.safestring import SafeString
from markdown_it.rules_inline import StateInline
from markdown_it.token import Token

from content.rendering.page import PageContext, Word

FORCED = re.compile(r"\[\[\s*([^\[\]]*?)\s*\]\]")
BLANK_PREFIX = "fill:"


def forced_rule(state: StateInline, silent: bool) -> bool:
    """Markdown-it rule: `[[word]]` makes a `word` token, `[[fill: what]]` a `blank` token."""
    match = FORCED.match(state.src, state.pos, state.posMax)
    if not match:
        return False
    if not silent:
        is_blank = match[1].startswith(BLANK_PREFIX)
        token = state.push("blank" if is_blank else "word", "", 0)
        token.content = match[1].removeprefix(BLANK_PREFIX).strip()
    state.pos = match.end()
    return True


def word_problems(spelling: str, context: PageContext) -> list[str]:
    return [] if context.glossary.find(spelling) else [f"unknown glossary word '{spelling}'"]


def explain_words(tokens: list[Token], context: PageContext) -> list[Token]:
    """Split text tokens where a word of the glossary stands for the first time on the page."""
    result: list[Token] = []
    depth = 0
    for token in tokens:
        depth += {"link_open": 1, "link_close": -1}.get(token.type, 0)
        if token.type == "text" and depth == 0:
            result.extend(split_at_words(token, context))
        else:
            result.append(token)
    return result


def split_at_words(token: Token, context: PageContext) -> Iterator[Token]:
    pattern = context.glossary.pattern
    end = 0
    for match in pattern.finditer(token.content) if pattern else ():
        word = context.glossary.find(match[0])
        if word is None or word.slug in context.explained:
            continue
        context.explained.add(word.slug)
        yield text_token(token.content[end : match.start()])
        yield Token("word", "", 0, content=match[0], meta={"is_first": True})
        end = match.end()
    yield text_token(token.content[end:]) if end else token


def text_token(content: str) -> Token:
    return Token("text", "", 0, content=content)


def word_html(spelling: str, word: Word, context: PageContext, *, is_first: bool) -> SafeString:
    """The word as a button that opens its meaning; later uses link to the glossary.

    Browsers without popovers show the meaning in place, in parentheses.
    """
    if not is_first:
        address = f"{context.glossary.address}#term-{word.slug}"
        return format_html('<a href="{}">{}</a>', address, spelling)
    name = f"meaning-{word.slug}"
    return format_html(
        '<button type="button" class="term" popovertarget="{}">{}</button>'
        '<span class="term__meaning" id="{}" popover>{}</span>',
        name,
        spelling,
        name,
        word.meaning,
    )


def blank_html(what: str) -> SafeString:
    return format_html('<mark class="blank">To be filled in by the clinic: {}</mark>', what)
