"""`{{ key }}`: values quoted from the registry of facts."""

import re

from django.utils.html import escape, format_html
from django.utils.safestring import SafeString
from markdown_it.rules_inline import StateInline

from content.rendering.page import PageContext, Quote

FACT = re.compile(r"\{\{\s*([^{}]*?)\s*\}\}")


def fact_rule(state: StateInline, silent: bool) -> bool:
    """Markdown-it rule: make a `fact` token; its key is checked later, with the line."""
    match = FACT.match(state.src, state.pos, state.posMax)
    if not match:
        return False
    if not silent:
        token = state.push("fact", "", 0)
        token.content = match[0]
        token.meta = {"key": match[1]}
    state.pos = match.end()
    return True


def fact_problems(key: str, context: PageContext) -> list[str]:
    return [] if key in context.facts else [f"unknown fact '{key}'"]


def fact_html(quote: Quote, *, is_inside_link: bool) -> SafeString:
    if quote.href and not is_inside_link:
        return format_html('<a class="nowrap" href="{}">{}</a>', quote.href, quote.text)
    return escape(quote.text)
