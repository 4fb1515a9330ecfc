"""An address of this site -> the public page that stands there: what readers may share or speak of."""

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.urls import Resolver404, resolve, reverse

from content.models import Article, Condition, Policy, Treatment

KINDS: dict[str, Any] = {
    "condition_detail": Condition,
    "treatment_detail": Treatment,
    "treatment_plan": Treatment,
    "article_detail": Article,
    "policy_detail": Policy,
}
TITLES = {  # of pages that stand for no row
    "home": "Home page",
    "costs": "What it costs",
    "evidence": "What studies found",
    "faq_list": "Questions people ask",
    "glossary": "Words explained",
}


@dataclass(frozen=True)
class PublicPage:
    """A page as it may be named elsewhere. `risk_line` is in the dialect; empty where the title promises nothing."""

    address: str
    title: str
    risk_line: str = ""


def page_at(address: str) -> PublicPage | None:
    """The public page at an address without a host; None when there is none that can be shared."""
    try:
        match = resolve(address)
    except Resolver404:
        return None
    if match.namespace != "content":
        return None
    if match.url_name in TITLES:
        return PublicPage(reverse(match.view_name), TITLES[match.url_name])
    return page_of_a_row(str(match.url_name), **match.kwargs) if match.url_name in KINDS else None


def page_of_a_row(name: str, slug: str) -> PublicPage | None:
    row = KINDS[name].objects.published().filter(slug=slug).first()
    is_plan = name == "treatment_plan"
    if row is None or (is_plan and not row.has_plan()):
        return None
    title = f"Visit plan: {row.short_name or row.title}" if is_plan else row.title
    return PublicPage(reverse(f"content:{name}", args=[slug]), title, getattr(row, "risk_line", ""))


def address_about(name: str, page: str) -> str:
    """The address of a page of ours that speaks of another one, named in its query."""
    return f"{reverse(name)}?{urlencode({'page': page})}"
