"""Ways to pass a page on. What is passed on never holds a benefit, and names a risk with the title."""

from urllib.parse import quote, urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from content.addressed import PublicPage
from content.site import site_of
from content.views.kept import kept
from content.views.listing_reports import no_index
from content.views.page_feedback import named_page

SUBJECT = "A page you may want to read"  # stands in lists of mail and on locked screens, so it names no topic


@kept("page")
@require_safe
def share(request: HttpRequest) -> HttpResponse:
    """The ways to pass on one page, named in the query: with its title, and without the topic."""
    page = named_page(request)
    address = f"{site_of(request).url}{page.address}"
    words = words_about(request, page)
    context = {
        "page": page,
        "address": address,
        "subject": SUBJECT,
        "words": words,
        "mail": mail_address(f"{words}\n{address}"),
        "neutral_mail": mail_address(address),
    }
    return no_index(render(request, "content/share.html", context))


def words_about(request: HttpRequest, page: PublicPage) -> str:
    """The title, and below it the risk of what it is about."""
    if not page.risk_line:
        return page.title
    return f"{page.title}\nRisk: {site_of(request).plain(page.risk_line)}"


def mail_address(body: str) -> str:
    """A link that opens the reader's own mail program. Nothing is sent until they send it."""
    return f"mailto:?{urlencode({'subject': SUBJECT, 'body': body}, quote_via=quote)}"
