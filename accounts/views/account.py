"""One's own devices and sessions, the time that is left, and the owner's record of events."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST, require_safe

from accounts.decorators import owners_only
from accounts.events import record_event
from accounts.models import SecurityEvent
from accounts.requests import OpenRequest, StaffRequest
from accounts.sessions import oldest_running, seconds_left
from accounts.views.sign_in import sign_out

EVENTS_ON_A_PAGE = 50


@require_safe
def start(request: StaffRequest) -> HttpResponse:
    return redirect("admin:index")


@require_safe
def account(request: StaffRequest) -> HttpResponse:
    context = {
        "devices": request.user.devices.all(),
        "codes_left": request.user.recovery_codes.unused().count(),
        "sessions": request.user.staff_sessions.begun_after(oldest_running()),
        "here": request.staff_session,
        "is_owner": request.user.is_owner(),
    }
    return render(request, "accounts/account.html", context)


@require_POST
def end_session(request: StaffRequest, pk: int) -> HttpResponse:
    """Sign out another browser of one's own."""
    row = get_object_or_404(request.user.staff_sessions, pk=pk)
    if row == request.staff_session:
        return sign_out(request)
    row.delete()
    record_event(SecurityEvent.Kind.SESSIONS_ENDED, user=request.user, request=request)
    messages.success(request, f"Signed out: {row.browser}.")
    return redirect("accounts:account")


@require_POST
def end_all_sessions(request: StaffRequest) -> HttpResponse:
    """Sign out everywhere, here too."""
    request.user.staff_sessions.all().end()
    record_event(SecurityEvent.Kind.SESSIONS_ENDED, user=request.user, request=request)
    return sign_out(request)


@require_safe
def session_status(request: OpenRequest) -> HttpResponse:
    """For the script: how many seconds are left. Asking does not make them more."""
    row = request.staff_session
    return JsonResponse({"seconds": seconds_left(request, row) if row else 0})


@require_POST
def stay(request: StaffRequest) -> HttpResponse:
    """For the script: go on. The answer carries the new time like every other."""
    return JsonResponse({})


@require_safe
def come_back(request: StaffRequest) -> HttpResponse:
    """After signing in for a form that waits in another tab."""
    return render(request, "accounts/come_back.html")


@require_safe
@owners_only
def events(request: StaffRequest) -> HttpResponse:
    rows = SecurityEvent.objects.select_related("user", "actor")
    page = Paginator(rows, EVENTS_ON_A_PAGE).get_page(request.GET.get("page"))
    return render(request, "accounts/events.html", {"page": page})
