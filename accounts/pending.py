"""Between the password and the second step: nobody is signed in yet."""

from django.http import HttpRequest
from django.utils import timezone
from django.utils.crypto import constant_time_compare

from accounts.models import User

KEY = "pending"
SECONDS = 600


def start_pending(request: HttpRequest, user: User, wanted: str) -> None:
    request.session[KEY] = {
        "user": user.pk,
        "hash": user.get_session_auth_hash(),
        "at": int(timezone.now().timestamp()),
        "next": wanted,
    }


def pending_user(request: HttpRequest) -> User | None:
    """Who gave the right password in the last ten minutes and has not changed it since."""
    pending = request.session.get(KEY)
    if pending is None or pending["at"] + SECONDS <= timezone.now().timestamp():
        return None
    user = User.objects.filter(pk=pending["user"]).first()
    if user is None or not user.may_enter():
        return None
    return user if constant_time_compare(user.get_session_auth_hash(), pending["hash"]) else None


def end_pending(request: HttpRequest) -> str:
    """Forget it, and return where the person wanted to go."""
    return str(request.session.pop(KEY)["next"])
