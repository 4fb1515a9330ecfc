"""What templates need beyond Django's own tags."""

from datetime import time
from typing import Any

from django import template
from django.template import Context
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString

from content.rendering.markdown import plain_text
from content.site import site_of

register = template.Library()


@register.simple_tag(takes_context=True)
def plain(context: Context, text: str) -> str:
    """An inline text as words without marks: for cards, titles and descriptions."""
    page_context = site_of(context["request"]).page_context(explains_words=False)
    return plain_text(text, page_context)


@register.simple_tag(takes_context=True)
def quote(context: Context, key: str) -> str | SafeString:
    """A fact by its key, as a link where it is a number; empty when the registry lacks it."""
    fact = site_of(context["request"]).facts.get(key)
    if fact is None:
        return ""
    if not fact.href:
        return fact.text
    return format_html('<a class="nowrap" href="{}">{}</a>', fact.href, fact.text)


@register.simple_tag(takes_context=True)
def nav_link(context: Context, name: str, label: str) -> SafeString:
    """A link of the main menu; marked when the page lies below it."""
    address = reverse(name)
    path = context["request"].path
    current = "page" if path == address else "true" if path.startswith(address) else ""
    if current:
        return format_html('<a href="{}" aria-current="{}">{}</a>', address, current, label)
    return format_html('<a href="{}">{}</a>', address, label)


@register.filter
def clock(value: time) -> str:
    """9:00 am, 5:30 pm, noon, midnight."""
    if (value.hour, value.minute) in ((12, 0), (0, 0)):
        return "noon" if value.hour else "midnight"
    return f"{value.hour % 12 or 12}:{value.minute:02} {'am' if value.hour < 12 else 'pm'}"


@register.filter
def full_stop(text: str) -> str:
    """The text with a full stop, unless it ends a sentence already ("et al.")."""
    return text if text.endswith((".", "?", "!")) else f"{text}."


@register.filter
def evidence_level(finding: Any) -> int:
    """Bars of the evidence mark, 0 to 4; 0 when there is no finding."""
    return finding.level() if finding else 0
