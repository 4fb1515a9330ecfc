"""The home page."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from content.models import Article, Condition, Treatment, VisitStep
from content.rendering.markdown import plain_text
from content.site import site_of

MOST_FEATURED = 3


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    conditions = list(Condition.objects.published().prefetch_related("findings__sources"))
    treatments = list(Treatment.objects.published().prefetch_related("visit"))
    main = next((treatment for treatment in treatments if treatment.is_offered), None)
    context = {
        "conditions": conditions,
        "treatments": treatments,
        "main_treatment": main,
        "visit": plain_visit(request, main),
        "articles": Article.objects.featured()[:MOST_FEATURED],
    }
    return render(request, "content/home.html", context)


def plain_visit(request: HttpRequest, treatment: Treatment | None) -> list[tuple[VisitStep, str]]:
    """The steps of a visit without their marks; the treatment's own page carries the sources."""
    steps = treatment.visit.all() if treatment else []
    context = site_of(request).page_context(explains_words=False)
    return [(step, plain_text(step.text, context)) for step in steps]
