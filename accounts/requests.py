"""What accounts.middleware adds to a request for a staff page."""

from django.http import HttpRequest

from accounts.models import StaffSession, User


class OpenRequest(HttpRequest):
    """For a page that needs no sign-in; there may be one."""

    staff_session: StaffSession | None


class StaffRequest(HttpRequest):
    """Of somebody who has passed both steps."""

    user: User
    staff_session: StaffSession
