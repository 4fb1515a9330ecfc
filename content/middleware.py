"""What the site does beside answering: pages go live at their time although nothing but the site runs."""

import logging
from collections.abc import Callable
from time import monotonic

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from content.publishing.schedule import publish_due

logger = logging.getLogger("content")
Handler = Callable[[HttpRequest], HttpResponse]


def publish_what_is_due(get_response: Handler) -> Handler:
    """Look at the schedule before a request, at most once in SCHEDULE_SECONDS for each process; 0 never looks.

    Whatever fails here is no reason to refuse a page, or to lose what somebody sends: the page itself will say what it
    can.
    """
    next_look = 0.0

    def answer(request: HttpRequest) -> HttpResponse:
        nonlocal next_look
        if settings.SCHEDULE_SECONDS and monotonic() >= next_look:
            next_look = monotonic() + settings.SCHEDULE_SECONDS
            look()
        return get_response(request)

    return answer


def look() -> None:
    try:
        publish_due()
    except Exception:  # psycopg's InterfaceError is no DatabaseError, and a text may break a rule in a new way
        logger.exception("The schedule could not be kept.")
