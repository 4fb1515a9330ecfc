"""Proving the second step: a code of an app, a passkey, or a recovery code."""

from django.http import HttpRequest

from accounts.events import record_event
from accounts.models import SecurityEvent, User
from accounts.passkeys import take_passkey
from accounts.recovery import take_recovery_code
from accounts.throttle import count_code, count_try, forget_tries
from accounts.totp import DIGITS, take_code


def proves_second_step(request: HttpRequest, user: User) -> bool:
    """Whether what was sent proves it; each code and each answer counts once.

    Raises TooManyTries.
    """
    if request.POST.get("credential"):
        count_try(request, "code", str(user.pk), user)
    else:
        count_code(request, user)
    if is_proof(request, user):
        forget_tries(request, "code", str(user.pk))
        return True
    record_event(SecurityEvent.Kind.SECOND_STEP_FAILED, user=user, request=request)
    return False


def is_proof(request: HttpRequest, user: User) -> bool:
    answer = request.POST.get("credential", "")
    if answer:
        return take_passkey(request, user, answer)
    typed = "".join(request.POST.get("code", "").split())
    if len(typed) == DIGITS and typed.isascii() and typed.isdigit():
        return take_code(user, typed) is not None
    if not take_recovery_code(user, typed):
        return False
    record_event(SecurityEvent.Kind.RECOVERY_CODE_USED, user=user, request=request)
    return True
