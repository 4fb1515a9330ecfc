"""Pages that are read one after another: which comes before one of them, and which after it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import BooleanField, ExpressionWrapper, Q, Subquery
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


def beside_article(article: Article) -> Neighbors | None:
    """The articles in date before and after it in the list of its first topic: one query for any number."""
    if article.published_at is None:
        return None
    topic = Subquery(article.topics.values("topic")[:1])
    rows = Article.objects.in_date().filter(topics__topic=topic)  # the newest first, then by title
    at_once = Q(published_at=article.published_at)
    is_newer = Q(published_at__gt=article.published_at) | at_once & Q(title__lt=article.title)
    is_older = Q(published_at__lt=article.published_at) | at_once & Q(title__gt=article.title)
    before = Subquery(rows.filter(is_newer).reverse().values("pk")[:1])
    after = Subquery(rows.filter(is_older).values("pk")[:1])
    found = Article.objects.filter(Q(pk=before) | Q(pk=after)).only("title", "slug").order_by()
    found = found.annotate(topic=topic, is_newer=ExpressionWrapper(is_newer, output_field=BooleanField()))
    stops = {one.is_newer: Stop(one.title, one.get_absolute_url()) for one in found}
    labels = [ArticleTopic.Topic(one.topic).label for one in found]
    return Neighbors(f"Articles on: {labels[0]}", stops.get(True), stops.get(False)) if labels else None


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
