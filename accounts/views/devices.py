"""Passkeys and code apps: the first one, more of them, taking them away."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST

from accounts.decorators import requires_recent_sign_in
from accounts.enrolment import Refused, add_device, device_page_context
from accounts.events import record_event
from accounts.forms import DeviceForm
from accounts.links import enrolling_link
from accounts.models import Device, OneTimeLink, SecurityEvent, User
from accounts.passkeys import ask_for_known, ask_for_new
from accounts.pending import pending_user
from accounts.recovery import make_codes
from accounts.requests import OpenRequest, StaffRequest
from accounts.sessions import sign_in


def first_device(request: OpenRequest) -> HttpResponse:
    """The last page of the first sign-in; from here the person is signed in, with recovery codes at hand."""
    link = enrolling_link(request)
    if link is None:
        return render(request, "accounts/link_gone.html", status=410)
    form = DeviceForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            codes = enroll(request, link, form)
        except Refused as error:
            form.add_error(None, str(error))
        else:
            return render(request, "accounts/recovery_codes.html", {"codes": codes, "is_new_here": True})
    return device_page(request, link.user, form, is_first=True)


def enroll(request: OpenRequest, link: OneTimeLink, form: DeviceForm) -> list[str]:
    """Use the link up, keep the device, sign in. Returns the recovery codes. Raises Refused."""
    with transaction.atomic():
        add_device(request, link.user, form)
        if not link.use():
            raise Refused("This link was used in another window. Sign in there.")
        codes = make_codes(link.user)
    sign_in(request, link.user)
    return codes


@requires_recent_sign_in
def new_device(request: StaffRequest) -> HttpResponse:
    form = DeviceForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            device = add_device(request, request.user, form)
        except Refused as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, f"Added: {device.name}.")
            return redirect("accounts:account")
    return device_page(request, request.user, form, is_first=False)


def device_page(request: HttpRequest, user: User, form: DeviceForm, *, is_first: bool) -> HttpResponse:
    context = device_page_context(request, user)
    return render(request, "accounts/device.html", context | {"form": form, "is_first": is_first})


@require_POST
@requires_recent_sign_in
def remove_device(request: StaffRequest, pk: int) -> HttpResponse:
    """Take a device away; the last one stays, since without it nobody gets in."""
    with transaction.atomic():
        devices = Device.objects.select_for_update().filter(user=request.user)
        device = get_object_or_404(devices, pk=pk)
        if len(devices) == 1:
            messages.error(request, "This is your only device. Add another one first.")
            return redirect("accounts:account")
        device.delete()
    record_event(SecurityEvent.Kind.DEVICE_REMOVED, user=request.user, request=request)
    messages.success(request, f"Removed: {device.name}. It can no longer be used to sign in.")
    return redirect("accounts:account")


@require_POST
@requires_recent_sign_in
def new_codes(request: StaffRequest) -> HttpResponse:
    codes = make_codes(request.user)
    record_event(SecurityEvent.Kind.RECOVERY_CODES_MADE, user=request.user, request=request)
    return render(request, "accounts/recovery_codes.html", {"codes": codes, "is_new_here": False})


@require_POST
def passkey_ask(request: OpenRequest) -> HttpResponse:
    """For the script: what to prove with a passkey, in the second step or when confirming."""
    row = request.staff_session
    user = row.user if row is not None else pending_user(request)
    if user is None:
        raise PermissionDenied
    return JsonResponse(ask_for_known(request, user))


@require_POST
def passkey_new(request: OpenRequest) -> HttpResponse:
    """For the script: what to make a passkey for, at the first sign-in or for one more device."""
    link = enrolling_link(request)
    if link is not None:
        return JsonResponse(ask_for_new(request, link.user))
    if request.staff_session is None:
        raise PermissionDenied
    return new_for_signed_in(request)


@requires_recent_sign_in
def new_for_signed_in(request: StaffRequest) -> HttpResponse:
    return JsonResponse(ask_for_new(request, request.user))
