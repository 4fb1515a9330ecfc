"""Pages for when something is wrong: plain words, no blame, and where to get help."""

from pathlib import Path
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import get_template
from django.utils.html import escape

from accounts.events import record_event
from accounts.models import SecurityEvent, User
from content.models import Article, Condition, Treatment
from content.search.searching import search
from content.site import Site
from content.views.gone import moved_answer

# Read when the process starts: the page needs no database, template engine or file later on.
SERVER_ERROR = Path(settings.BASE_DIR / "templates" / "500.html").read_text(encoding="utf-8")
PHONE_LINE = "<!-- clinic phone -->"
NEAREST = 3


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Must not read the host: that may be what is wrong."""
    return HttpResponse(get_template("400.html").render(), status=400)


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    if isinstance(request.user, User):
        record_event(SecurityEvent.Kind.DENIED, user=request.user, request=request)
    return render(request, "403.html", status=403)


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """An address that pages had leads on; of others the nearest pages are named."""
    if moved := moved_answer(request):
        return moved
    return render(request, "404.html", {"nearest": nearest_pages(request.path_info)}, status=404)


def server_error(request: HttpRequest) -> HttpResponse:
    phone = f"<p>Clinic: {escape(Site.last_phone)}</p>" if Site.last_phone else ""
    return HttpResponse(SERVER_ERROR.replace(PHONE_LINE, phone), status=500)


def nearest_pages(path: str) -> list[Any]:
    """Public pages whose slug shares most words with the address; or else what a search for its words finds."""
    wanted = set(path.strip("/").lower().replace("/", "-").split("-"))
    found = []
    for model in (Condition, Treatment, Article):
        for page in model.objects.published().only("slug", "title")[:500]:
            shared = len(wanted & set(page.slug.split("-")))
            if shared:
                found.append((-shared, page.title, page))
    if found:
        return [page for _, _, page in sorted(found, key=lambda row: row[:2])[:NEAREST]]
    return [hit.entry for hit in search(path.strip("/").rpartition("/")[2]).hits[:NEAREST]]
