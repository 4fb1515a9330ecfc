"""Pages that are read one after another: which comes before one of them, and which after it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Q
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


def beside_condition(condition: Condition) -> Neighbors | None:
    """Conditions of the same group, in the order of their list."""
    group = Condition.objects.published().filter(group=condition.group)
    return beside(
        f"Conditions: {Condition.Group(condition.group).label}", condition, group.only("title", "slug", "review_due_on")
    )


def beside_treatment(treatment: Treatment, *, has_plan: bool) -> Neighbors | None:
    """What the clinic gives is a step towards a decision; other treatments follow each other as in their list."""
    if has_plan:
        return deciding(treatment, treatment.get_absolute_url())
    rows = Treatment.objects.published().filter(is_offered=treatment.is_offered)
    return beside("Treatments", treatment, rows.only("title", "slug", "review_due_on"))


def beside_article(article: Article) -> Neighbors | None:
    """The articles in date before and after it in the list of its first topic: three queries for any number."""
    first = article.topics.first()
    if first is None or article.published_at is None:
        return None
    topic = ArticleTopic.Topic(first.topic)
    rows = Article.objects.in_date().about(topic).only("title", "slug")  # the newest first, then by title
    at_once = Q(published_at=article.published_at)
    before = rows.filter(Q(published_at__gt=article.published_at) | at_once & Q(title__lt=article.title)).last()
    after = rows.filter(Q(published_at__lt=article.published_at) | at_once & Q(title__gt=article.title)).first()
    return Neighbors(f"Articles on: {topic.label}", stop_at(before), stop_at(after)) if before or after else None


def stop_at(page: Any) -> Stop | None:
    return Stop(page.title, page.get_absolute_url()) if page else None


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
