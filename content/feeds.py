"""The newest articles as an Atom feed: those in date and on sources that stand, the risk beside each summary."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.conf import settings
from django.contrib.syndication.views import Feed
from django.http import HttpRequest
from django.urls import reverse
from django.utils.feedgenerator import Atom1Feed
from django.utils.html import escape

from content.models import Article
from content.site import Site, site_of
from content.sitemaps import with_changes
from content.standing import standing

MOST = 20


@dataclass(frozen=True)
class Entry:
    title: str
    words: str
    address: str
    published_at: datetime
    changed_at: datetime


class ArticleFeed(Feed):
    feed_type = Atom1Feed
    title = "Articles about ketamine infusions"
    subtitle = "Each with its risks. General information, no advice for one person."

    def get_object(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Site:
        return site_of(request)

    def link(self) -> str:
        return f"{settings.SITE_URL}{reverse('content:article_list')}"

    def feed_url(self) -> str:
        return f"{settings.SITE_URL}{reverse('content:article_feed')}"

    def items(self, site: Site) -> list[Entry]:
        articles = with_changes(standing(Article.objects.in_date())).order_by("-published_at", "title")[:MOST]
        return [entry_of(article, site) for article in articles]

    def item_title(self, item: Entry) -> str:
        return item.title

    def item_description(self, item: Entry) -> str:
        return escape(item.words)  # readers of feeds take it for HTML

    def item_link(self, item: Entry) -> str:
        return item.address

    def item_pubdate(self, item: Entry) -> datetime:
        return item.published_at

    def item_updateddate(self, item: Entry) -> datetime:
        return item.changed_at


def entry_of(article: Any, site: Site) -> Entry:
    words = site.plain(article.summary)
    if article.risk_line:
        words = f"{words} Risk: {site.plain(article.risk_line)}"
    return Entry(
        article.title,
        words,
        f"{settings.SITE_URL}{article.get_absolute_url()}",
        article.published_at,
        article.changed_at or article.published_at,
    )
