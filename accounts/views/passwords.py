"""New passwords: the first one, a forgotten one, a changed one."""

from django.contrib import messages
from django.contrib.auth import update_session_auth_hash
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from accounts.decorators import requires_recent_sign_in
from accounts.events import record_event
from accounts.forms import ChangePasswordForm, ForgotForm, NewPasswordForm
from accounts.links import READY_LINK, is_good, remember_link, remembered_link
from accounts.mail import SendAfterwards, can_send, send_reset
from accounts.models import OneTimeLink, SecurityEvent, User
from accounts.requests import OpenRequest, StaffRequest
from accounts.sessions import sign_out
from accounts.throttle import TooManyTries, count_try
from accounts.views.sign_in import WAIT


@require_safe
def welcome_link(request: OpenRequest, token: str) -> HttpResponse:
    return opened(request, OneTimeLink.Kind.WELCOME, token, "accounts:welcome")


@require_safe
def reset_link(request: OpenRequest, token: str) -> HttpResponse:
    return opened(request, OneTimeLink.Kind.PASSWORD, token, "accounts:reset")


def opened(request: OpenRequest, kind: OneTimeLink.Kind, token: str, page: str) -> HttpResponse:
    """On to the page without the secret in its address. Looking uses nothing up.

    Whoever is signed in here is signed out: the link may be somebody else's.
    """
    if not is_good(kind, token):
        return render(request, "accounts/link_gone.html", status=410)
    if request.staff_session is not None:
        sign_out(request)
    remember_link(request, kind, token)
    return redirect(page)


def welcome(request: OpenRequest) -> HttpResponse:
    """The first password. The link stays good until a device is set up as well."""
    link = remembered_link(request, OneTimeLink.Kind.WELCOME)
    if link is None:
        return render(request, "accounts/link_gone.html", status=410)
    form = NewPasswordForm(link.user, request.POST or None)
    if form.is_valid():
        change_password(request, link.user, form)
        request.session[READY_LINK] = link.digest
        return redirect("accounts:first_device")
    return render(request, "accounts/welcome.html", {"form": form, "person": link.user})


def reset(request: OpenRequest) -> HttpResponse:
    """A new password. It signs nobody in: the second step is still asked for."""
    link = remembered_link(request, OneTimeLink.Kind.PASSWORD)
    if link is None:
        return render(request, "accounts/link_gone.html", status=410)
    form = NewPasswordForm(link.user, request.POST or None)
    if form.is_valid():
        if not link.use():
            return render(request, "accounts/link_gone.html", status=410)
        change_password(request, link.user, form)
        request.session.flush()
        return render(request, "accounts/reset_done.html")
    return render(request, "accounts/reset.html", {"form": form})


@requires_recent_sign_in
def password(request: StaffRequest) -> HttpResponse:
    """Change one's own password; every other session of this person ends."""
    if request.method != "POST":
        return render(request, "accounts/password.html", {"form": ChangePasswordForm(request.user)})
    try:
        count_try(request, "old-password", str(request.user.pk), request.user)
    except TooManyTries:
        messages.error(request, WAIT)
        return redirect("accounts:account")
    form = ChangePasswordForm(request.user, request.POST)
    if not form.is_valid():
        return render(request, "accounts/password.html", {"form": form})
    change_password(request, request.user, form)
    update_session_auth_hash(request, request.user)
    messages.success(request, "Your password is changed. You are signed out everywhere else.")
    return redirect("accounts:account")


def change_password(request: OpenRequest | StaffRequest, user: User, form: NewPasswordForm) -> None:
    with transaction.atomic():
        user.set_password(form.cleaned_data["new_password"])
        user.save(update_fields=["password"])
        user.links.filter(kind=OneTimeLink.Kind.PASSWORD).delete()
        others = user.staff_sessions.all()
        if request.staff_session is not None:
            others = others.exclude(pk=request.staff_session.pk)
        others.end()
    record_event(SecurityEvent.Kind.PASSWORD_CHANGED, user=user, request=request)


def forgot(request: HttpRequest) -> HttpResponse:
    """Send a link to the person, if there is one. The page never tells."""
    form = ForgotForm(request.POST or None)
    status = 200
    if can_send() and form.is_valid():
        try:
            count_try(request, "reset", form.cleaned_data["username"])
        except TooManyTries:
            form.add_error(None, WAIT)
            status = 429
        else:
            return SendAfterwards("accounts:forgot_sent", lambda: send_to(request, form.cleaned_data["username"]))
    return render(request, "accounts/forgot.html", {"form": form, "can_send": can_send()}, status=status)


def send_to(request: HttpRequest, username: str) -> None:
    user = User.objects.filter(username=username, is_active=True, is_staff=True).exclude(email="").first()
    record_event(SecurityEvent.Kind.RESET_ASKED, user=user, request=request)
    if user is not None:
        send_reset(user)


@require_safe
def forgot_sent(request: HttpRequest) -> HttpResponse:
    return render(request, "accounts/forgot_sent.html")
