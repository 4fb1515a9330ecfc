"""Completed sign-ins: how they start, how long they last, how they end.

The time of the last activity is in a signed cookie of its own, so reading a page writes nothing.
"""

from datetime import datetime, timedelta

from django.conf import settings
from django.contrib.auth import SESSION_KEY, login, logout
from django.core.signing import BadSignature, Signer
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from accounts.events import record_event
from accounts.models import SecurityEvent, StaffSession, User
from accounts.requests import OpenRequest, StaffRequest

ROW = "staff_session"
SEEN_COOKIE = "__Host-seen"
BACKEND = "django.contrib.auth.backends.ModelBackend"
BROWSERS = ("Edg", "Firefox", "Chrome", "Safari")
SYSTEMS = ("Windows", "Android", "iPhone", "iPad", "Mac OS", "Linux")
signer = Signer(salt="accounts.seen")


def sign_in(request: OpenRequest, user: User) -> None:
    """After password and second step: a new session with a new key.

    The form token stays when the same person comes back in the same browser, so that a form that was
    open in another tab can still be sent.
    """
    is_same_person = request.session.get(SESSION_KEY) == str(user.pk)
    token = request.META.get("CSRF_COOKIE")
    login(request, user, backend=BACKEND)
    if is_same_person and token:
        request.META["CSRF_COOKIE"] = token
    StaffSession.objects.begun_before(oldest_running()).delete()
    row = StaffSession.objects.create(user=user, browser=browser_of(request))
    request.session[ROW] = row.pk
    request.staff_session = row
    record_event(SecurityEvent.Kind.SIGNED_IN, user=user, request=request)


def sign_out(request: OpenRequest | StaffRequest) -> None:
    """End this session here and in the database."""
    if request.staff_session is not None:
        request.staff_session.delete()
    del request.staff_session
    logout(request)


def current_session(request: HttpRequest) -> StaffSession | None:
    """The completed sign-in that this request belongs to, if it may still be used."""
    key = request.session.get(ROW)
    if key is None or not request.user.is_authenticated or not request.user.may_enter():
        return None
    row = StaffSession.objects.filter(pk=key, user=request.user).first()
    if row is None or ends_at(request, row) <= timezone.now():
        return None
    return row


def oldest_running() -> datetime:
    """Sessions that began before this are over."""
    return timezone.now() - timedelta(seconds=settings.STAFF_SESSION_SECONDS)


def ends_at(request: HttpRequest, row: StaffSession) -> datetime:
    """When this session ends if nothing more is done."""
    idle_end = last_seen(request, row) + timedelta(seconds=settings.STAFF_IDLE_SECONDS)
    return min(idle_end, row.signed_in_at + timedelta(seconds=settings.STAFF_SESSION_SECONDS))


def last_seen(request: HttpRequest, row: StaffSession) -> datetime:
    """When this session last did something, as its cookie says; long ago without a good cookie."""
    try:
        key, _, moment = signer.unsign(request.COOKIES.get(SEEN_COOKIE, "")).partition(":")
    except BadSignature:
        key, moment = "", "0"
    seen = int(moment) if key == str(row.pk) else 0
    return datetime.fromtimestamp(seen, tz=timezone.get_default_timezone())


def mark_seen(response: HttpResponse, row: StaffSession) -> None:
    response.set_cookie(
        SEEN_COOKIE,
        seen_value(row),
        secure=True,
        httponly=True,
        samesite="Lax",
    )


def seen_value(row: StaffSession) -> str:
    return signer.sign(f"{row.pk}:{int(timezone.now().timestamp())}")


def seconds_left(request: HttpRequest, row: StaffSession) -> int:
    return max(0, int((ends_at(request, row) - timezone.now()).total_seconds()))


def browser_of(request: HttpRequest) -> str:
    """The kind of browser and system, as far as a person needs it to know their own."""
    agent = request.headers.get("User-Agent", "")
    browser = next((name for name in BROWSERS if name in agent), "A browser")
    system = next((name for name in SYSTEMS if name in agent), "an unknown system")
    return f"{browser.replace('Edg', 'Edge')} on {system}"
