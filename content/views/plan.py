"""The plan of a visit: one sheet to print, made of the treatment's own text."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from content.models import Article, Treatment
from content.page_parts import open_page
from content.paths import deciding
from content.rendering.sections import source_of
from content.site import site_of
from content.standing import with_quotes
from content.views.gone import public_or_gone
from content.views.kept import kept

FOR_THE_COMPANION = "for-the-companion"  # the article whose key points stand on the sheet


@kept()
@require_safe
@public_or_gone(Treatment)
def treatment_plan(request: HttpRequest, treatment: Treatment) -> HttpResponse:
    if not treatment.has_plan():
        raise Http404
    return render(request, "content/treatment_plan.html", plan_context(request, treatment))


def plan_context(request: HttpRequest, treatment: Treatment) -> dict[str, Any]:
    """The parts of the sheet, rendered in the order of reading, so that their sources are numbered in it."""
    steps = list(treatment.visit.all())
    companion = with_quotes(Article.objects.published()).filter(slug=FOR_THE_COMPANION).first()
    text = open_page(site_of(request), [treatment, *steps, *([companion] if companion else [])], explains_words=False)
    points = companion.key_points.splitlines() if companion else []
    return {
        "page": treatment,
        "text": text,
        "risk_line": text.inline(treatment.risk_line),
        "before": text.block(source_of(treatment.body, "preparation")),
        "visit": [(step, text.inline(step.text)) for step in steps],
        "after": text.block(source_of(treatment.body, "aftercare")),
        "ask": text.block(source_of(treatment.body, "ask")),
        "companion": companion,
        "companion_points": [text.inline(point) for point in points],
        "neighbors": deciding(treatment, reverse("content:treatment_plan", args=[treatment.slug])),
    }
