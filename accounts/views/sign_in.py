"""Signing in and out, and confirming who one is."""

from django.contrib.auth import authenticate
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from accounts.addresses import leading_to, safe_next
from accounts.events import record_event
from accounts.forms import CodeForm, SignInForm
from accounts.models import SecurityEvent, User
from accounts.pending import end_pending, pending_user, start_pending
from accounts.requests import OpenRequest, StaffRequest
from accounts.second_step import proves_second_step
from accounts.sessions import sign_in as start_session
from accounts.sessions import sign_out as end_session
from accounts.throttle import TooManyTries, count_try, forget_tries

WAIT = "Too many tries. Wait a few minutes, then try again. Somebody else's tries elsewhere do not count."
DO_NOT_FIT = "User name and password do not fit together. Check both and try again."
DID_NOT_WORK = "That did not work. A code is good once and only for a moment: wait for the next one."
NOT_SET_UP = "Your second step is not set up. Ask the owner of the site for a new sign-in link."


def sign_in(request: OpenRequest) -> HttpResponse:
    """The first step: user name and password."""
    form = SignInForm(request.POST or None)
    wanted = safe_next(request)
    if request.staff_session is not None:
        return redirect(wanted)
    status = 200
    if form.is_valid():
        try:
            user = person_with_password(request, form)
        except TooManyTries:
            form.add_error(None, WAIT)
            status = 429
        else:
            if user is not None and user.devices.exists():
                start_pending(request, user, wanted)
                return redirect("accounts:second_step")
            form.add_error(None, NOT_SET_UP if user is not None else DO_NOT_FIT)
    return render(request, "accounts/sign_in.html", {"form": form, "next": wanted}, status=status)


def person_with_password(request: HttpRequest, form: SignInForm) -> User | None:
    """Whose name and password these are. Unknown names cost the same work. Raises TooManyTries."""
    name = form.cleaned_data["username"]
    count_try(request, "password", name)
    user = authenticate(request, username=name, password=form.cleaned_data["password"])
    if not isinstance(user, User) or not user.may_enter():
        known = User.objects.filter(username=name).first()
        record_event(SecurityEvent.Kind.SIGN_IN_FAILED, user=known, request=request)
        return None
    forget_tries(request, "password", name)
    return user


def second_step(request: OpenRequest) -> HttpResponse:
    """The second step of signing in."""
    user = pending_user(request)
    if user is None:
        return redirect("accounts:sign_in")
    page = ask_second_step(request, user)
    if page is not None:
        return page
    wanted = end_pending(request)
    start_session(request, user)
    return redirect(wanted)


def confirm(request: StaffRequest) -> HttpResponse:
    """The second step again, before something that matters."""
    page = ask_second_step(request, request.user, wanted=safe_next(request))
    if page is not None:
        return page
    request.staff_session.prove()
    request.session.cycle_key()
    record_event(SecurityEvent.Kind.CONFIRMED, user=request.user, request=request)
    return redirect(safe_next(request))


def ask_second_step(request: HttpRequest, user: User, wanted: str = "") -> HttpResponse | None:
    """The page that asks for the second step; None once it has been proved."""
    form = CodeForm(request.POST or None)
    status = 200
    if request.method == "POST" and form.is_valid():
        try:
            if proves_second_step(request, user):
                return None
            form.add_error("code", DID_NOT_WORK)
        except TooManyTries:
            form.add_error("code", WAIT)
            status = 429
    context = {
        "form": form,
        "next": wanted,
        "is_confirming": bool(wanted),
        "has_app": user.devices.apps().exists(),
        "has_passkey": user.devices.passkeys().exists(),
    }
    return render(request, "accounts/second_step.html", context, status=status)


@require_POST
def sign_out(request: StaffRequest) -> HttpResponse:
    record_event(SecurityEvent.Kind.SIGNED_OUT, user=request.user, request=request)
    end_session(request)
    response = redirect("accounts:signed_out")
    response.headers["Clear-Site-Data"] = '"cache", "cookies", "storage"'
    return response


@require_safe
def signed_out(request: HttpRequest) -> HttpResponse:
    return render(request, "accounts/signed_out.html")


@require_safe
def old_sign_in(request: HttpRequest) -> HttpResponse:
    """The admin's own sign-in page leads to ours."""
    return redirect(leading_to("accounts:sign_in", safe_next(request)))
