"""For staff: which entries of the directory to check next, and the one step that says they were checked."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from accounts.roles import may, role_of
from content.listings.merging import CannotMerge, merge, seen_by_readers, why_not
from content.models import Clinic, Listing
from content.search.indexing import index
from content.views.listings import page_of

LINES_A_PAGE = 25
DOUBLES_SHOWN = 10
CHANGES_SHOWN = 50

View = Callable[..., HttpResponse]


def for_those_who(action: str) -> Callable[[View], View]:
    """Only for staff whose role may do this with entries of the directory."""

    def decorate(view: View) -> View:
        @wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            if not may(request.user, action, Listing):
                raise PermissionDenied
            return view(request, *args, **kwargs)

        return guarded

    return decorate


def queues() -> dict[str, tuple[str, Any]]:
    """What to check, by the word in the address: the name of the queue, and its entries in order."""
    today = timezone.localdate()
    return {
        "reported": ("Reported", Listing.objects.reported()),
        "out-of-date": ("Hidden as out of date", Listing.objects.out_of_date(today).order_by("verified_on", "pk")),
        "oldest": ("Shown, the oldest check first", Listing.objects.verified(today).order_by("verified_on", "pk")),
        "never": ("Never verified", Listing.objects.never_verified().order_by("pk")),
    }


@require_safe
@for_those_who("view")
def listing_queue(request: HttpRequest) -> HttpResponse:
    """One queue of entries; the others with their counts."""
    found = queues()
    shown = request.GET.get("show", "reported")
    if shown not in found:
        raise Http404
    counts = {word: listings.count() for word, (_, listings) in found.items()}
    title, listings = found[shown]
    page = page_of(request.GET, Paginator(listings.prefetch_related("reports"), LINES_A_PAGE))
    context = {
        **admin.site.each_context(request),
        "queues": [(word, name, counts[word]) for word, (name, _) in found.items()],
        "shown": shown,
        "queue_title": title,
        "listings": page,
        "hows": Listing.How,
        "may_change": may(request.user, "change", Listing),
    }
    return render(request, "staff/listing_queue.html", context)


@require_safe
@for_those_who("view")
def listing_desk(request: HttpRequest, pk: int) -> HttpResponse:
    """One entry: what readers said, what may be the same place, what was changed and by whom."""
    listing = get_object_or_404(Listing.objects.select_related("clinic"), pk=pk)
    doubles = list(listing.doubles().select_related("clinic")[:DOUBLES_SHOWN])
    seen = seen_by_readers(listing, *doubles)
    context = {
        **admin.site.each_context(request),
        "listing": listing,
        "reports": listing.reports.filter(closed_on=None),
        "doubles": [
            (double, double.pk in seen, why_not(listing, double, seen), not why_not(double, listing, seen))
            for double in doubles
        ],
        "changes": listing.changes.select_related("by")[:CHANGES_SHOWN],
        "hows": Listing.How,
        "may_change": may(request.user, "change", Listing),
        "is_listed": pk in seen,
    }
    return render(request, "staff/listing_desk.html", context)


@require_POST
@for_those_who("change")
def listing_verify(request: HttpRequest, pk: int) -> HttpResponse:
    """Somebody has just checked the entry, by phone, on the website or by letter."""
    listing = get_object_or_404(Listing, pk=pk)
    how = request.POST.get("how", "")
    if how not in Listing.How or listing.is_sample:
        messages.error(request, "Nothing was noted. Say how you checked it; a sample cannot be checked.")
    elif listing.taken_out:
        messages.error(request, f"Nothing was noted: {listing} is taken out. First empty “Why it is not listed”.")
    else:
        with transaction.atomic():
            listing.verify(how, checker(request), timezone.localdate(), by=request.user)
            index(listing)
        messages.success(request, f"Verified today {Listing.How(how).label}: {listing}.")
    return redirect("listing_queue") if "queue" in request.POST else redirect("listing_desk", pk)


def checker(request: HttpRequest) -> str:
    """Who checked, as readers see it: a role, for names of staff are not the public's. The history has the name."""
    clinic = Clinic.objects.main()
    return f"the {role_of(request.user).lower()} of {clinic}" if clinic else f"our {role_of(request.user).lower()}"


@require_POST
@for_those_who("change")
def listing_reports_close(request: HttpRequest, pk: int) -> HttpResponse:
    """The reports were looked into and nothing had to be verified."""
    listing = get_object_or_404(Listing, pk=pk)
    listing.close_reports(timezone.localdate(), by=request.user)
    messages.success(request, f"The reports about {listing} are closed.")
    return redirect("listing_desk", pk)


@require_POST
@for_those_who("change")
def listing_merge(request: HttpRequest, pk: int) -> HttpResponse:
    """The entry takes in a double, which is then gone."""
    kept = get_object_or_404(Listing, pk=pk)
    other = request.POST.get("double", "")
    double = get_object_or_404(Listing, pk=other) if other.isdecimal() else None
    try:
        if double is None:
            raise CannotMerge("There is no such entry.")
        name = str(double)
        merge(kept, double, by=request.user)
        messages.success(request, f"“{name}” was put into this entry.")
    except CannotMerge as why:
        messages.error(request, f"Nothing was changed. {why}")
    return redirect("listing_desk", pk)
