"""What an owner does for somebody else's way in."""

from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_POST

from accounts.decorators import owners_only, requires_recent_sign_in
from accounts.invitations import start_again
from accounts.models import User
from accounts.requests import StaffRequest


@require_POST
@owners_only
@requires_recent_sign_in
def new_link(request: StaffRequest, pk: int) -> HttpResponse:
    """For somebody who has lost device and codes: a new link, shown once."""
    person = get_object_or_404(User, pk=pk)
    if person == request.user or not person.may_enter():
        raise PermissionDenied
    return render(request, "accounts/invited.html", {"person": person, "link": start_again(person, request.user)})
