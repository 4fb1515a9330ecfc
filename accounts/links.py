"""One-time links: made here, opened here. The secret leaves the address at the first click."""

from datetime import timedelta

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse

from accounts.models import OneTimeLink, User
from accounts.models.links import digest_of

LASTS = {OneTimeLink.Kind.WELCOME: timedelta(days=3), OneTimeLink.Kind.PASSWORD: timedelta(hours=1)}
ADDRESS = {OneTimeLink.Kind.WELCOME: "accounts:welcome_link", OneTimeLink.Kind.PASSWORD: "accounts:reset_link"}
READY_LINK = "link_ready_for_device"


def make_link(user: User, kind: OneTimeLink.Kind) -> str:
    """The whole address of a new one-time link, on the site's own host."""
    token = OneTimeLink.objects.make(user, kind, LASTS[kind])
    return settings.SITE_URL + reverse(ADDRESS[kind], args=[token])


def is_good(kind: OneTimeLink.Kind, token: str) -> bool:
    return OneTimeLink.objects.open(kind, digest_of(token)) is not None


def remember_link(request: HttpRequest, kind: OneTimeLink.Kind, token: str) -> None:
    """From now on the link is in the session of this browser."""
    request.session[f"link_{kind}"] = digest_of(token)


def remembered_link(request: HttpRequest, kind: OneTimeLink.Kind) -> OneTimeLink | None:
    """The link that this browser has opened, while it is good."""
    return OneTimeLink.objects.open(kind, request.session.get(f"link_{kind}", ""))


def enrolling_link(request: HttpRequest) -> OneTimeLink | None:
    """The welcome link whose person has just chosen a password in this browser."""
    link = remembered_link(request, OneTimeLink.Kind.WELCOME)
    return link if link is not None and request.session.get(READY_LINK) == link.digest else None
