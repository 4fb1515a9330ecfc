"""For staff: the same search, drafts beside it, and what readers looked for in vain."""

from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from accounts.roles import may
from content.models import Revision, SearchHint
from content.publishing.clock import MayView
from content.search.misses import KEPT_DAYS, misses
from content.search.plain import CONTROL
from content.search.query import telling_words
from content.search.searching import search
from content.syncing.kinds import KIND_NAMED

DRAFTS_SHOWN = 20


@never_cache
@require_safe
def staff_search(request: HttpRequest) -> HttpResponse:
    """What readers find, the drafts that hold the words, and what nothing was found for."""
    results = search(CONTROL.sub(" ", request.GET.get("q", "")))
    found, unsaid = misses(timezone.localdate())
    context = {
        **admin.site.each_context(request),
        "results": results,
        "drafts": drafts_with(results.typed, lambda model: may(request.user, "view", model)),
        "shows_misses": may(request.user, "view", SearchHint),
        "misses": found,
        "unsaid": unsaid,
        "kept_days": KEPT_DAYS,
    }
    return render(request, "staff/search.html", context)


def drafts_with(typed: str, may_view: MayView) -> list[tuple[Revision, str]]:
    """Open changes that hold all the words, each with the name of its kind in the addresses of the desk."""
    words = telling_words(typed)
    drafts = Revision.objects.open().holding(words).order_by("title")[:DRAFTS_SHOWN] if words else ()
    named = [(draft, KIND_NAMED[draft.kind].model) for draft in drafts]
    return [(draft, str(model._meta.model_name)) for draft, model in named if may_view(model)]
