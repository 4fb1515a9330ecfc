"""The home page."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from content.models import Condition, Treatment, VisitStep
from content.site import site_of
from content.views.kept import kept

MOST_OF_A_GROUP = 3


@kept()
@require_safe
def home(request: HttpRequest) -> HttpResponse:
    site = site_of(request)
    main = next((treatment for treatment in site.treatments if treatment.is_offered), None)
    context = {
        "conditions": first_of_each_group(site.conditions),
        "condition_count": len(site.conditions),
        "treatments": site.treatments,
        "main_treatment": main,
        "visit": plain_visit(request, main),
        "articles": site.featured,
    }
    return render(request, "content/home.html", context)


def first_of_each_group(conditions: list[Condition]) -> list[Condition]:
    """The conditions people ask about most, from each group; the order is the editors'."""
    groups = [[c for c in conditions if c.group == group] for group in Condition.Group]
    return [condition for group in groups for condition in group[:MOST_OF_A_GROUP]]


def plain_visit(request: HttpRequest, treatment: Treatment | None) -> list[tuple[VisitStep, str]]:
    """The steps of a visit without their marks; the treatment's own page carries the sources."""
    steps = treatment.visit.all() if treatment else []
    return [(step, site_of(request).plain(step.text)) for step in steps]
