"""The one place that lets people into the staff pages."""

from collections.abc import Callable
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from accounts.addresses import is_staff_path, leading_to
from accounts.kept import give_back
from accounts.requests import OpenRequest
from accounts.sessions import current_session, mark_seen

# Everything else below the staff prefix needs a completed sign-in: password and second step.
OPEN = {
    "accounts:sign_in",
    "accounts:second_step",
    "accounts:signed_out",
    "accounts:welcome_link",
    "accounts:welcome",
    "accounts:first_device",
    "accounts:forgot",
    "accounts:forgot_sent",
    "accounts:reset_link",
    "accounts:reset",
    "accounts:passkey_ask",
    "accounts:passkey_new",
    "accounts:session_status",
}
# Looking at the time that is left does not make it longer.
NO_ACTIVITY = {"accounts:session_status"}


class StaffGuard:
    """Stops every request for a staff page without a completed sign-in.

    It runs after the check of form tokens, so that a form is only given back to who filled it in.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        row = getattr(request, "staff_session", None)
        if row is not None and name_of(request) not in NO_ACTIVITY:
            mark_seen(response, row)
        return response

    def process_view(self, request: OpenRequest, *view: Any) -> HttpResponse | None:
        if not is_staff_path(request):
            return None
        row = current_session(request)
        request.staff_session = row
        if row is not None:
            return None
        request.user = AnonymousUser()
        if name_of(request) in OPEN:
            return None
        if request.method == "POST":
            return give_back(request, "accounts:sign_in")
        return redirect(leading_to("accounts:sign_in", request.get_full_path()))


def name_of(request: HttpRequest) -> str:
    return request.resolver_match.view_name if request.resolver_match else ""
