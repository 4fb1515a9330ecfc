"""A reader says that something is wrong with an entry. No account, and nothing kept about who said it."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from accounts.networks import network_of
from content.listings.forms import MOST_SECONDS, ReportForm, age_of, stamp
from content.models import Listing, ListingReport, RateLimit

REPORTS_OF_A_NETWORK = 30  # an hour: a waiting room or a hospital stands behind one address
REPORTS_OF_ALL = 600
HOUR = 60 * 60


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def listing_report(request: HttpRequest) -> HttpResponse:
    """The form for one entry, named in the address. A hidden entry has none."""
    listings = Listing.objects.listed(timezone.localdate())
    listing = get_object_or_404(listings, slug=request.GET.get("listing", ""))
    form = ReportForm(request.POST if request.method == "POST" else None)
    status = 200
    if request.method == "POST":
        if is_too_often(request):
            status = 429
        elif form.is_valid():
            ListingReport.objects.add_one(listing, form.cleaned_data["problem"])
            return redirect("content:report_sent")
        else:
            status = 400
    context = {"listing": listing, "form": form, "stamp": kept_stamp(form), "is_too_often": status == 429}
    return no_index(render(request, "content/listing_report.html", context, status=status))


def kept_stamp(form: ReportForm) -> str:
    """The stamp that was sent, so that its time runs on; a new one when it has run out."""
    sent = form.data.get("shown_at", "")
    age = age_of(sent)
    return stamp() if age is None or age > MOST_SECONDS else sent


def is_too_often(request: HttpRequest) -> bool:
    network = RateLimit.objects.use(f"listing-report:{network_of(request)}", HOUR)
    return network > REPORTS_OF_A_NETWORK or RateLimit.objects.use("listing-report", HOUR) > REPORTS_OF_ALL


@require_safe
def report_sent(request: HttpRequest) -> HttpResponse:
    return no_index(render(request, "content/report_sent.html"))


def no_index(response: HttpResponse) -> HttpResponse:
    """Keep a page that is of use to nobody else out of search engines."""
    response.headers["X-Robots-Tag"] = "noindex"
    return response
