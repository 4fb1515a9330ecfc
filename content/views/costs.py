"""What it costs: the clinic's own prices, a whole course at them, and what is known of insurance."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from content.course_costs import course_prices
from content.models import Article, Faq, StudyCourse, Treatment
from content.page_parts import open_page
from content.paths import deciding, main_treatment
from content.site import site_of
from content.standing import answered
from content.views.kept import kept
from content.views.suitability import weakest_review

MORE_ABOUT_COST = "cost-and-insurance"  # the article with the prices that others print


@kept()
@require_safe
def costs(request: HttpRequest) -> HttpResponse:
    return render(request, "content/costs.html", costs_context(request))


def costs_context(request: HttpRequest) -> dict[str, Any]:
    site = site_of(request)
    prices = list(site.clinic.prices.all()) if site.clinic else []
    course = course_prices(prices, timezone.localdate())
    studied = list(studied_courses()) if course else []
    faqs = list(answered(Faq.objects).select_related("author").filter(topic=Faq.Topic.COST))
    text = open_page(site, [*studied, *faqs])
    return {
        "prices": prices,
        "course": course,
        "courses": [(one, course.of(one.sessions), text.inline(one.text)) for one in studied] if course else [],
        "answers": [text.answer(faq) for faq in faqs],
        "is_about_mood": any(faq.is_about_mood for faq in faqs),
        "weakest": weakest_review(faqs),
        "article": Article.objects.published().filter(slug=MORE_ABOUT_COST).first(),
        "text": text,
        "neighbors": deciding(main_treatment(), reverse("content:costs")),
    }


def studied_courses() -> Any:
    """The courses of studies that count their infusions, of what the clinic sells."""
    sold = Treatment.objects.published().filter(is_offered=True)
    return StudyCourse.objects.filter(treatment__in=sold, sessions__isnull=False)
