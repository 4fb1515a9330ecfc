"""The site map: every public page but those long past their review, with the time at which its text last changed."""

from collections.abc import Callable
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.sitemaps import Sitemap
from django.db.models import OuterRef, QuerySet, Subquery
from django.urls import reverse
from django.utils import timezone

from content.models import Article, Clinic, Condition, Listing, Person, Policy, Revision, Treatment
from content.syncing.kinds import KIND_OF

PAGES = (  # that stand for no row
    *("home", "condition_list", "treatment_list", "article_list", "evidence", "source_list", "faq_list", "glossary"),
    *("costs", "suitability", "clinic_list", "find_care"),
)


def with_changes(pages: "QuerySet[Any]") -> "QuerySet[Any]":
    """Pages with `changed_at`: since when readers see the text as it is; None for what was never recorded."""
    live = Revision.objects.live().filter(kind=KIND_OF[pages.model].name, row_id=OuterRef("pk"))
    return pages.annotate(changed_at=Subquery(live.values("live_from")[:1]))


class OwnSitemap(Sitemap):
    """At the site's own address, whatever host was asked."""

    def get_protocol(self, protocol: str | None = None) -> str:
        return urlsplit(settings.SITE_URL).scheme

    def get_domain(self, site: Any = None) -> str:
        return urlsplit(settings.SITE_URL).netloc


class PageSitemap(OwnSitemap):
    def items(self) -> list[str]:
        plans = [one for one in Treatment.objects.indexed().order_by("pk") if one.has_plan()]
        return [
            *(reverse(f"content:{name}") for name in PAGES),
            *(reverse("content:treatment_plan", args=[one.slug]) for one in plans),
        ]

    def location(self, item: str) -> str:
        return item


class RowSitemap(OwnSitemap):
    """Rows of one kind, in parts of a size that is made in a moment. No date stands where nobody recorded one."""

    limit = 1_000

    def __init__(self, rows: "Callable[[], QuerySet[Any]]") -> None:
        self.rows = rows

    def items(self) -> "QuerySet[Any]":
        return self.rows().order_by("pk")

    def lastmod(self, item: Any) -> datetime | None:
        return getattr(item, "changed_at", None)

    def get_latest_lastmod(self) -> None:
        """The index names no date: it would be that of the newest page for every part, and read them all to find it."""


SITEMAPS: dict[str, Sitemap] = {
    "pages": PageSitemap(),
    "conditions": RowSitemap(lambda: with_changes(Condition.objects.indexed())),
    "treatments": RowSitemap(lambda: with_changes(Treatment.objects.indexed())),
    "articles": RowSitemap(lambda: with_changes(Article.objects.indexed().only("slug"))),
    "about": RowSitemap(lambda: with_changes(Policy.objects.indexed())),
    "people": RowSitemap(Person.objects.public),
    "clinics": RowSitemap(Clinic.objects.all),
    "directory": RowSitemap(lambda: Listing.objects.listed(timezone.localdate()).only("slug", "region")),
}
