"""What staff should look at: pages past their review, waiting for one, unfinished."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db import models
from django.db.models import Q

from content.models import Article, Condition, Faq, Policy, State, StateRules, SuitabilityQuestion, Treatment
from content.models.reviewing import SOON_DAYS

REVIEWED = (Condition, Treatment, Article, Faq, StateRules, SuitabilityQuestion, Policy)
SHOWN = 10
Model = type[models.Model]


@dataclass(frozen=True)
class Tile:
    """A number, what it counts, and where it leads."""

    number: int | str
    words: str
    address: str
    is_urgent: bool = False


@dataclass(frozen=True)
class Task:
    """Pages that need the same thing, the most urgent first."""

    key: str
    title: str
    nothing: str
    rows: list[Any]

    @property
    def first_rows(self) -> list[Any]:
        return self.rows[:SHOWN]

    @property
    def hidden(self) -> int:
        return max(len(self.rows) - SHOWN, 0)


def tasks(today: date, may_view: Callable[[Model], bool], may_change: Callable[[Model], bool]) -> list[Task]:
    """What somebody should look at who may view and change these kinds; nothing of other kinds."""
    visible = [model for model in REVIEWED if may_view(model)]
    rows = [row for model in visible for row in unfinished(model, today)]
    found = []
    if visible:
        late, soon = reviews_due(rows, today)
        waiting = [row for row in rows if row.state == State.IN_REVIEW]
        found += [
            Task("overdue", "Past their review date", "No page is past its review date.", late),
            Task("soon", "Review due within 30 days", "No review is due within 30 days.", soon),
            Task("waiting", "New pages waiting for a reviewer", "No new page is waiting for a reviewer.", waiting),
        ]
    if any(may_change(model) for model in visible):
        drafts = [row for row in rows if row.state == State.DRAFT and may_change(type(row))]
        found.append(Task("drafts", "Drafts", "There are no drafts.", drafts))
    if may_change(Policy):
        blanks = list(Policy.objects.with_blanks().exclude(state=State.WITHDRAWN).defer("body"))
        found.append(Task("blanks", "Templates with blanks", "No template has blanks left.", blanks))
    return found


def unfinished(model: Model, today: date) -> Iterable[Any]:
    """Public pages with a review due by the end of the window, and everything not public yet."""
    due = Q(state=State.PUBLISHED, review_due_on__lte=today + timedelta(days=SOON_DAYS))
    text = "answer" if model is Faq else "body"
    return model._default_manager.filter(due | Q(state__in=[State.DRAFT, State.IN_REVIEW])).defer(text)


def reviews_due(rows: list[Any], today: date) -> tuple[list[Any], list[Any]]:
    """Public pages past their date, and those within the window; the earliest first."""
    public = sorted((row for row in rows if row.state == State.PUBLISHED), key=lambda row: row.review_due_on)
    return [row for row in public if row.review_due_on < today], [row for row in public if row.review_due_on >= today]
