"""A reader says that something is wrong with an entry. No account, and nothing kept about who said it."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from accounts.networks import network_of
from content.listings.forms import ReportForm
from content.models import Listing, ListingReport, RateLimit, UsState

REPORTS_OF_A_NETWORK = 30  # an hour: a waiting room or a hospital stands behind one address
REPORTS_OF_ALL = 600
HOUR = 60 * 60


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def listing_report(request: HttpRequest) -> HttpResponse:
    """The form for one entry, named in the address. A hidden entry has none."""
    listing = named_listing(request)
    if listing is None:
        raise Http404
    form = ReportForm(request.POST if request.method == "POST" else None)
    status = 200
    if request.method == "POST":
        if is_too_often(request, "listing-report"):
            status = 429
        elif form.is_valid():
            ListingReport.objects.add_one(listing, form.cleaned_data["problem"])
            return redirect(f"{reverse('content:report_sent')}?listing={listing.slug}")
        else:
            status = 400
    context = {"listing": listing, "form": form, "stamp": form.stamp(), "is_too_often": status == 429}
    return no_index(render(request, "content/listing_report.html", context, status=status))


def named_listing(request: HttpRequest) -> Listing | None:
    """The entry that readers see and that the address names."""
    slug = request.GET.get("listing", "").replace("\0", "")  # PostgreSQL refuses even to look for it
    return Listing.objects.listed(timezone.localdate()).filter(slug=slug).first()


def is_too_often(request: HttpRequest, what: str) -> bool:
    """Count one more use of a form, and say whether it was one too many for its network or for everybody."""
    network = RateLimit.objects.use(f"{what}:{network_of(request)}", HOUR)
    return network > REPORTS_OF_A_NETWORK or RateLimit.objects.use(what, HOUR) > REPORTS_OF_ALL


@require_safe
def report_sent(request: HttpRequest) -> HttpResponse:
    """Thanks, and the way back to the entry that the address names."""
    listing = named_listing(request)
    context = {"listing": listing, "region": UsState(listing.region) if listing else None}
    return no_index(render(request, "content/report_sent.html", context))


def no_index(response: HttpResponse) -> HttpResponse:
    """Keep a page that is of use to nobody else out of search engines."""
    response.headers["X-Robots-Tag"] = "noindex"
    return response
