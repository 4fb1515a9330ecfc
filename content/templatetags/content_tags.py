"""What templates need beyond Django's own tags."""

from collections.abc import Hashable
from datetime import time
from functools import cache
from typing import Any

from django import template
from django.template import Context, Engine
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from content.models import Condition, Person, Source
from content.page_parts import Answer, CitedSource
from content.site import site_of

register = template.Library()

MENU = (
    ("content:condition_list", "Conditions"),
    ("content:treatment_list", "Treatments"),
    ("content:article_list", "Articles"),
    ("content:faq_list", "Questions"),
    ("content:clinic_list", "Visit us"),
)


@register.simple_tag(takes_context=True)
def plain(context: Context, text: str) -> str:
    """An inline text as words without marks: for cards, titles and descriptions."""
    return site_of(context["request"]).plain(text)


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
def frame(context: Context, name: str) -> SafeString:
    """A part of the frame of every page: made anew for each place of the menu, and when the clinic opens or closes."""
    site, marks = site_of(context["request"]), menu_marks(context["request"].path)
    hours = site.hours
    key = (name, marks, hours and hours.words_key())
    return part(context, key, name, menu=menu_links(marks))


@register.simple_tag(takes_context=True)
def source_line(context: Context, source: Source) -> SafeString:
    return part(context, ("source", source.pk), "includes/source_line.html", source=source)


@register.simple_tag(takes_context=True)
def cited_sources(context: Context, cited: list[CitedSource]) -> SafeString:
    """The items of a page's list of sources."""
    lines = ((one.source.key, source_line(context, one.source), one.ways_back) for one in cited)
    return format_html_join("\n", '  <li id="source-{}">{}Back to text: {}</li>', lines)


@register.simple_tag(takes_context=True)
def answer_foot(context: Context, answer: Answer) -> SafeString:
    values = {"faq": answer.faq, "fallen": answer.fallen}
    return part(context, ("answer", answer.faq.pk), "includes/answer_foot.html", **values)


@register.simple_tag(takes_context=True)
def person_name(context: Context, person: Person) -> SafeString:
    return part(context, ("person", person.pk), "includes/person.html", person=person)


@register.simple_tag(takes_context=True)
def condition_entry(context: Context, condition: Condition) -> SafeString:
    return part(context, ("condition", condition.pk), "includes/condition_entry.html", condition=condition)


def part(context: Context, key: Hashable, name: str, **values: Any) -> SafeString:
    """A part of a page from its template. It sees `site` and these values, and is made once for as long as the site is
    kept: so it may depend on nothing but the content and its key. Elsewhere a request may show two versions of a row.
    """
    site = site_of(context["request"])
    html = site.parts.get(key) if site.is_kept else None
    if html is None:
        seen = values | {"site": site, "request": context["request"]}
        html = site.parts[key] = Engine.get_default().get_template(name).render(context.new(seen))
    return html


def menu_marks(path: str) -> tuple[str, ...]:
    """For each place of the menu how it is marked on the page at this path: `page` there, `true` below it."""
    return tuple("page" if path == one else "true" if path.startswith(one) else "" for one in menu_addresses())


@cache
def menu_addresses() -> list[str]:
    return [reverse(place) for place, _ in MENU]


@cache
def menu_links(marks: tuple[str, ...]) -> list[SafeString]:
    return [
        format_html('<a href="{}"{}>{}</a>', address, format_html(' aria-current="{}"', mark) if mark else "", label)
        for (_, label), address, mark in zip(MENU, menu_addresses(), marks, strict=True)
    ]


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
