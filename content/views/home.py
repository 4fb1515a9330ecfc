"""The home page."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from content.models import Article, Condition, Treatment
from content.page_parts import open_page
from content.site import site_of

MOST_FEATURED = 3


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    conditions = list(Condition.objects.published().prefetch_related("findings__sources"))
    treatments = list(Treatment.objects.published().prefetch_related("visit"))
    main = next((treatment for treatment in treatments if treatment.is_offered), None)
    steps = list(main.visit.all()) if main else []
    text = open_page(site_of(request), [*steps])
    context = {
        "conditions": conditions,
        "treatments": treatments,
        "main_treatment": main,
        "visit": [(step, text.inline(step.text)) for step in steps],
        "sources": text,
        "articles": Article.objects.featured()[:MOST_FEATURED],
    }
    return render(request, "content/home.html", context)
