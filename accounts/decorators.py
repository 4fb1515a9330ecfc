"""What a view may ask for besides a completed sign-in, which accounts.middleware asks of all."""

from collections.abc import Callable
from datetime import timedelta
from functools import wraps
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils import timezone

from accounts.addresses import leading_to
from accounts.events import record_event
from accounts.kept import give_back
from accounts.models import SecurityEvent
from accounts.requests import StaffRequest

RECENT = timedelta(minutes=10)
View = Callable[..., HttpResponse]


def requires_recent_sign_in(view: View) -> View:
    """Ask again for the second step when the last one is more than ten minutes old.

    A form that was sent is given back, to be sent again afterwards.
    """

    @wraps(view)
    def asking(request: StaffRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if request.staff_session.proved_at + RECENT > timezone.now():
            return view(request, *args, **kwargs)
        if request.method == "POST":
            return give_back(request, "accounts:confirm")
        return redirect(leading_to("accounts:confirm", request.get_full_path()))

    return asking


def owners_only(view: View) -> View:
    """Refuse everybody else, and note that they tried."""

    @wraps(view)
    def asking(request: StaffRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not request.user.is_owner():
            record_event(SecurityEvent.Kind.DENIED, user=request.user, request=request)
            raise PermissionDenied
        return view(request, *args, **kwargs)

    return asking
