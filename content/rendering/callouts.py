"""`::: urgent Title` ... `:::`: boxed messages that say in words how urgent they are."""

from dataclasses import dataclass

from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.text import slugify
from markdown_it.token import Token

from content.rendering.page import PageContext

FENCE = ":::"


@dataclass(frozen=True)
class CalloutKind:
    classes: str
    title: str
    spoken: str = ""


KINDS = {
    "note": CalloutKind("callout", "Note"),
    "nonurgent": CalloutKind("care care--clinic", "Tell the clinic at your next visit if:", "Not urgent: "),
    "urgent": CalloutKind("care care--urgent", "Call the clinic today if:", "Urgent: "),
    "emergency": CalloutKind("care care--emergency", "Call 911 now if:", "Emergency: "),
    "do": CalloutKind("dos is-do", "Do"),
    "dont": CalloutKind("dos is-dont", "Do not"),
}


def kind_of(token: Token) -> str:
    return (token.info.split(maxsplit=1) or [""])[0]


def title_of(token: Token) -> str:
    words = token.info.split(maxsplit=1)
    return words[1].strip() if len(words) > 1 else KINDS[words[0]].title


def callout_problems(token: Token, lines: list[str]) -> list[str]:
    """Unknown kinds, and call-outs that are never closed."""
    problems = []
    if kind_of(token) not in KINDS:
        problems.append(f"unknown call-out '{kind_of(token)}' (known: {', '.join(KINDS)})")
    start, end = token.map or [0, 0]
    closing = [line.strip() for line in lines[start + 1 : end + 1]][-1:]
    if not closing or not closing[0].startswith(FENCE) or set(closing[0]) != {":"}:
        problems.append("this call-out is not closed with ':::'")
    return problems


def opening_html(token: Token, context: PageContext, heading_level: int) -> SafeString:
    """The start of the box. A heading level of 0 makes the title plain bold text."""
    kind, title = KINDS[kind_of(token)], title_of(token)
    name = context.unique_name(slugify(title) or "note")
    tag = f"h{heading_level}" if heading_level else "p"
    return format_html(
        '<section class="{}" aria-labelledby="{}"><{} class="callout__title" id="{}">{}{}</{}><div>',
        kind.classes,
        name,
        tag,
        name,
        format_html('<span class="visually-hidden">{}</span>', kind.spoken) if kind.spoken else "",
        title,
        tag,
    )


def closing_html() -> SafeString:
    return mark_safe("</div></section>")
