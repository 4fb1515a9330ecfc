"""What wraps every response: origin isolation, and limits that hold before any view or form runs."""

from collections.abc import Callable

from django.conf import settings
from django.core.exceptions import MiddlewareNotUsed
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.template.loader import render_to_string

from accounts.addresses import is_staff_path

GetResponse = Callable[[HttpRequest], HttpResponse]
NOT_HERE = "Staff pages are on another machine. Whoever runs the server must send this address there.\n"
METHODS = ("GET", "HEAD", "POST", "OPTIONS")


def isolate_origin(get_response: GetResponse) -> GetResponse:
    """Keep other sites from embedding ours, and staff pages out of caches and search engines."""

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        response.headers["Cross-Origin-Embedder-Policy"] = "require-corp"
        response.headers["Cross-Origin-Resource-Policy"] = "same-origin"
        if is_staff_path(request):
            response.headers["X-Robots-Tag"] = "noindex"
        if is_staff_path(request) or is_personal(request, response):
            response.headers["Cache-Control"] = "no-store, private"
        return response

    return middleware


def keep_staff_away(get_response: GetResponse) -> GetResponse:
    """503 for staff pages on a machine whose database takes no writes: nearly every visit there leaves a trace."""
    if not settings.READ_ONLY_DATABASE:
        raise MiddlewareNotUsed

    def middleware(request: HttpRequest) -> HttpResponse:
        if is_staff_path(request):
            return HttpResponse(NOT_HERE, content_type="text/plain", status=503)
        return get_response(request)

    return middleware


def is_personal(request: HttpRequest, response: HttpResponse) -> bool:
    """Whether a page was made for somebody who is signed in; files that say themselves how long they last are not."""
    return settings.SESSION_COOKIE_NAME in request.COOKIES and not response.has_header("Cache-Control")


def limit_requests(get_response: GetResponse) -> GetResponse:
    """405 for methods nobody needs; 413 for a body over the cap, before it is read."""

    def middleware(request: HttpRequest) -> HttpResponse:
        if request.method not in METHODS:
            return HttpResponseNotAllowed(METHODS)
        if content_length(request) > body_cap(request):
            return HttpResponse(render_to_string("413.html"), status=413)
        return get_response(request)

    return middleware


def body_cap(request: HttpRequest) -> int:
    """The most bytes that may be sent to an address; pictures only by a browser that has a session."""
    if not is_staff_path(request):
        return int(settings.MAX_BODY_BYTES)
    if request.path in settings.UPLOAD_PATHS and settings.SESSION_COOKIE_NAME in request.COOKIES:
        return int(settings.MAX_UPLOAD_BODY_BYTES)
    return int(settings.MAX_STAFF_BODY_BYTES)


def content_length(request: HttpRequest) -> int:
    """Bytes announced by the client; 0 when absent or not a number, as Django reads it."""
    try:
        return int(request.META.get("CONTENT_LENGTH") or 0)
    except ValueError:
        return 0
