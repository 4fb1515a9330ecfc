"""What wraps every response: origin isolation, and limits that hold before any view or form runs."""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.template.loader import render_to_string

from accounts.addresses import is_staff_path

GetResponse = Callable[[HttpRequest], HttpResponse]
METHODS = ("GET", "HEAD", "POST", "OPTIONS")


def isolate_origin(get_response: GetResponse) -> GetResponse:
    """Keep other sites from embedding ours, and staff pages out of caches and search engines."""

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        response.headers["Cross-Origin-Embedder-Policy"] = "require-corp"
        response.headers["Cross-Origin-Resource-Policy"] = "same-origin"
        if is_staff_path(request):
            response.headers["X-Robots-Tag"] = "noindex"
            response.headers["Cache-Control"] = "no-store, private"
        return response

    return middleware


def limit_requests(get_response: GetResponse) -> GetResponse:
    """405 for methods nobody needs; 413 for a body over the cap, before it is read."""

    def middleware(request: HttpRequest) -> HttpResponse:
        if request.method not in METHODS:
            return HttpResponseNotAllowed(METHODS)
        staff = is_staff_path(request)
        cap = settings.MAX_STAFF_BODY_BYTES if staff else settings.MAX_BODY_BYTES
        if content_length(request) > cap:
            return HttpResponse(render_to_string("413.html"), status=413)
        return get_response(request)

    return middleware


def content_length(request: HttpRequest) -> int:
    """Bytes announced by the client; 0 when absent or not a number, as Django reads it."""
    try:
        return int(request.META.get("CONTENT_LENGTH") or 0)
    except ValueError:
        return 0
