"""The search page: a plain form, the query in the address, nothing kept of who asked."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from content.models import Treatment
from content.search.kinds import SEARCH_KIND_NAMED
from content.search.misses import note_miss
from content.search.plain import CONTROL
from content.search.searching import search
from content.search.showing import shown_hits

MOST_DIGITS = 3  # of the number of a page


@require_safe
@cache_control(no_store=True)
def search_page(request: HttpRequest) -> HttpResponse:
    """What was found; the ways on where nothing was. Raises Http404 for a kind or page that is none."""
    kind, number = request.GET.get("kind", ""), request.GET.get("page", "1")
    if (kind and kind not in SEARCH_KIND_NAMED) or not number.isdecimal() or len(number) > MOST_DIGITS:
        raise Http404
    typed = CONTROL.sub(" ", request.GET.get("q", ""))
    chosen = [SEARCH_KIND_NAMED[kind]] if kind else []
    results = search(typed, chosen, int(number), as_typed="exact" in request.GET)
    if not 1 <= results.page <= results.pages:
        raise Http404
    if results.typed and not results.everywhere:
        note_miss(results.typed, timezone.localdate())
    context = {
        "results": results,
        "hits": shown_hits(results),
        "kind": chosen[0] if chosen else None,
        "is_exact": "exact" in request.GET,
        "main_treatment": Treatment.objects.published().filter(is_offered=True).first(),
    }
    response = render(request, "content/search.html", context)
    response.headers["X-Robots-Tag"] = "noindex"
    return response
