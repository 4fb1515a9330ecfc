"""Pages that are read one after another: which comes before one of them, and which after it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Q, Subquery
from django.urls import reverse

from content.models import Article, ArticleTopic, Condition, Treatment


@dataclass(frozen=True)
class Stop:
    """A page of a path, by the name that its link shows."""

    title: str
    address: str


@dataclass(frozen=True)
class Neighbors:
    """What stands beside a page on its path; `name` says which path it is."""

    name: str
    before: Stop | None
    after: Stop | None


def neighbors(name: str, stops: Sequence[Stop], address: str) -> Neighbors | None:
    """The stops beside the one at `address`; None where it stands alone or is not on the path."""
    places = [stop.address for stop in stops]
    if address not in places or len(stops) < 2:
        return None
    place = places.index(address)
    after = stops[place + 1] if place + 1 < len(stops) else None
    return Neighbors(name, stops[place - 1] if place else None, after)


def beside_condition(condition: Condition, conditions: Iterable[Condition]) -> Neighbors | None:
    """Of these conditions, in their order, those of the same group."""
    group = [other for other in conditions if other.group == condition.group]
    return beside(f"Conditions: {Condition.Group(condition.group).label}", condition, group)


def beside_treatment(treatment: Treatment, treatments: Iterable[Treatment], *, has_plan: bool) -> Neighbors | None:
    """What the clinic gives is a step towards a decision; other treatments follow each other as in their list."""
    if has_plan:
        return deciding(treatment, treatment.get_absolute_url())
    return beside("Treatments", treatment, [other for other in treatments if other.is_offered == treatment.is_offered])


def beside_article(article: Article, topic: str) -> Neighbors | None:
    """The articles in date before and after it in the list of this topic: one query for any number of them."""
    if article.published_at is None:
        return None
    moment, title = article.published_at, article.title
    # The first half of each says where in the index of the newest to begin: otherwise SQLite begins at one of its ends
    is_newer = Q(published_at__gte=moment) & (Q(published_at__gt=moment) | Q(title__lt=title))
    is_older = Q(published_at__lte=moment) & (Q(published_at__lt=moment) | Q(title__gt=title))
    of_topic = Article.objects.filter(topics__topic=topic)
    before = Subquery(of_topic.filter(is_newer).in_date().reverse().values("pk")[:1])
    after = Subquery(of_topic.filter(is_older).in_date().values("pk")[:1])
    found = list(Article.objects.filter(Q(pk=before) | Q(pk=article.pk) | Q(pk=after)).only("title", "slug"))
    stops = [Stop(one.title, one.get_absolute_url()) for one in found]
    here = stops[[one.pk for one in found].index(article.pk)]
    return neighbors(f"Articles on: {ArticleTopic.Topic(topic).label}", stops, here.address)


def beside(name: str, page: Any, rows: Iterable[Any]) -> Neighbors | None:
    """Pages past their review are passed over, as in every list of related pages."""
    in_date = [row for row in rows if row.pk == page.pk or not row.is_overdue()]
    stops = [Stop(row.title, row.get_absolute_url()) for row in in_date]
    return neighbors(name, stops, page.get_absolute_url())


def main_treatment() -> Treatment | None:
    """The first treatment in date that the clinic gives and has a plan of a visit for."""
    return Treatment.objects.in_date().filter(is_offered=True, visit__isnull=False).distinct().first()


def deciding(treatment: Treatment | None, address: str) -> Neighbors | None:
    """The steps towards a decision about one treatment."""
    of_treatment = []
    if treatment is not None:
        of_treatment = [
            Stop(treatment.title, treatment.get_absolute_url()),
            Stop("Your visit plan", reverse("content:treatment_plan", args=[treatment.slug])),
        ]
    stops = [
        Stop("Is it for me?", reverse("content:suitability")),
        *of_treatment,
        Stop("What it costs", reverse("content:costs")),
        Stop("Ask for a consultation", reverse("consultations:request")),
    ]
    return neighbors("Steps to a decision", stops, address)
