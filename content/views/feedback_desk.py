"""For staff: which pages do not help, and what readers miss in them."""

from collections import Counter
from dataclasses import dataclass, field
from datetime import timedelta

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from accounts.roles import may
from content.attention import REVIEWED
from content.models import PageFeedback
from content.models.feedback import KEPT_DAYS

Answer, Missing = PageFeedback.Answer, PageFeedback.Missing


@dataclass
class PageCount:
    """The answers about one page in the time that they are kept."""

    page: str
    answers: Counter[str] = field(default_factory=Counter)
    missing: Counter[str] = field(default_factory=Counter)

    @property
    def not_helped(self) -> int:
        return self.answers[Answer.PARTLY] + self.answers[Answer.NO]

    @property
    def by_answer(self) -> list[int]:
        return [self.answers[answer] for answer in Answer]

    @property
    def most_missed(self) -> list[tuple[str, int]]:
        return [(Missing(value).label, times) for value, times in self.missing.most_common()]


@never_cache
@require_safe
def staff_feedback(request: HttpRequest) -> HttpResponse:
    """For everybody who may see the pages that readers speak of."""
    if not any(may(request.user, "view", model) for model in REVIEWED):
        raise PermissionDenied
    context = {"pages": page_counts(), "answers": Answer.labels, "kept_days": KEPT_DAYS}
    return render(request, "staff/feedback.html", admin.site.each_context(request) | context)


def page_counts() -> list[PageCount]:
    """One line for each page that was spoken of; first those that helped the fewest readers. One query."""
    counts: dict[str, PageCount] = {}
    rows = PageFeedback.objects.filter(day__gte=timezone.localdate() - timedelta(days=KEPT_DAYS))
    for row in rows:
        count = counts.setdefault(row.page, PageCount(row.page))
        count.answers[row.answer] += row.times
        if row.missing:
            count.missing[row.missing] += row.times
    return sorted(counts.values(), key=lambda count: (-count.not_helped, count.page))
