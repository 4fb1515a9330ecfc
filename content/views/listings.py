"""The directory: the states, the list of a state, one entry."""

from datetime import date
from typing import Any

from django.core.paginator import Page, Paginator
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from content.listings.forms import FilterForm, StateForm
from content.models import Faq, Listing, StateRules, Treatment, UsState
from content.page_parts import open_page
from content.site import site_of
from content.standing import answered, with_quotes
from content.views.kept import kept

LISTINGS_A_PAGE = 20
CHECK_ANY_CLINIC = "is-a-clinic-careful"  # the question that stands with every list and entry


@kept("state")
@require_safe
def find_care(request: HttpRequest) -> HttpResponse:
    """All states, with how many verified entries each has."""
    form = StateForm(request.GET if "state" in request.GET else None)
    if form.is_valid():
        return redirect("content:listing_list", UsState(form.cleaned_data["state"]))
    today = timezone.localdate()
    counts = counts_by_region(today)
    context = {
        "form": form,
        "states": [(state, *counts[state]) for state in in_order(counts)],
        "others": [state for state in in_order(UsState.values) if state.value not in counts],
        "verified_count": sum(verified for verified, _ in counts.values()),
    }
    return render(request, "content/find_care.html", context, status=400 if form.errors else 200)


def counts_by_region(today: date) -> dict[str, tuple[int, int]]:
    """How many verified entries, and how many samples, readers see in each state that has any."""
    verified = Listing.objects.verified(today).by_region()
    listed = Listing.objects.listed(today).by_region()
    return {region: (verified.get(region, 0), count - verified.get(region, 0)) for region, count in listed.items()}


def in_order(regions: Any) -> list[UsState]:
    return sorted(map(UsState, regions), key=lambda state: state.label)


@kept("city", "gives", "page", "q", "setting", "taking")
@require_safe
def listing_list(request: HttpRequest, region: UsState) -> HttpResponse:
    """The entries of a state, by name."""
    found = StateRules.objects.published().filter(region=region).select_related("author", "reviewed_by")
    rules = with_quotes(found).first()
    context = state_context(request, region, rules)
    response = render(request, "content/listing_list.html", context)
    # Words that somebody typed are nobody else's business; of those, and of filters that are none, there is no end
    if request.GET.get("q") or context["form"].errors:
        response.headers["Cache-Control"] = "no-store"
    return response


def state_context(request: HttpRequest, region: UsState, rules: StateRules | None) -> dict[str, Any]:
    """What the page of a state needs; its rules may be a draft. Filters that are none find nothing."""
    today = timezone.localdate()
    listed = Listing.objects.listed_in(region, today)
    treatments = list(Treatment.objects.published())
    cities = listed.by_city()
    form = FilterForm(request.GET, cities, treatments)
    is_offered = form.is_valid()
    is_narrowed = bool(form.chosen()) or not is_offered
    answers = list(answered(Faq.objects).filter(slug=CHECK_ANY_CLINIC))
    text = open_page(site_of(request), [*([rules] if rules else []), *answers])
    found = form.narrow(listed) if is_offered else listed.none()
    shown = found.in_order().select_related("clinic").prefetch_related("treatments")
    page = page_of(request.GET, Paginator(shown, LISTINGS_A_PAGE))
    beside = [] if page.paginator.count or is_narrowed else region.neighbors
    counts = counts_by_region(today) if beside else {}
    return {
        "region": region,
        "form": form,
        "has_filters": sum(cities.values()) > 1 or is_narrowed,
        "chosen": is_narrowed,
        "query": query_of(form.chosen()),
        "listings": page,
        "out_of_date": Listing.objects.out_of_date(today).filter(region=region).count(),
        "neighbors": [(state, *counts[state]) for state in beside if state in counts],
        "rules": rules,
        "rules_text": text.block(rules.body) if rules else "",
        "rules_fallen": text.fallen_in(rules.body) if rules else [],
        "answers": [text.answer(faq) for faq in answers],
        "text": text,
        "today": today,
    }


def page_of(query: QueryDict, pages: Paginator) -> Page:
    """The page that the address asks for. Raises Http404."""
    number = query.get("page", "1")
    if not number.isdecimal() or int(number) not in pages.page_range:
        raise Http404
    return pages.page(int(number))


def query_of(chosen: dict[str, str]) -> str:
    """The filters in use as they stand in an address, ready for more."""
    query = QueryDict(mutable=True)
    query.update(chosen)
    return f"{query.urlencode()}&" if chosen else ""


@kept()
@require_safe
def listing_detail(request: HttpRequest, region: UsState, slug: str) -> HttpResponse:
    """What is known of one place, and what is not. One that is out of date says only that."""
    today = timezone.localdate()
    listings = Listing.objects.listed_in(region, today).select_related("clinic").prefetch_related("treatments")
    listing = listings.filter(slug=slug).first()
    if listing is None:
        get_object_or_404(Listing.objects.out_of_date(today), region=region, slug=slug)
        return render(request, "content/listing_hidden.html", {"region": region}, status=404)
    answers = list(answered(Faq.objects).filter(slug=CHECK_ANY_CLINIC))
    text = open_page(site_of(request), answers)
    context = {
        "listing": listing,
        "region": region,
        "answers": [text.answer(faq) for faq in answers],
        "text": text,
    }
    return render(request, "content/listing_detail.html", context)
