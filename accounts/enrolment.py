"""Adding a device: a code app that has shown its first code, or a passkey."""

from typing import Any

import segno
from django.conf import settings
from django.http import HttpRequest

from accounts.events import record_event
from accounts.forms import DeviceForm
from accounts.models import Device, SecurityEvent, User
from accounts.passkeys import BadPasskey, add_passkey
from accounts.sealing import CannotOpen, seal, unseal
from accounts.totp import add_app, address_of, as_text, new_seed, owner_of, step_of

SEED = "new_seed"


class Refused(Exception):
    """What to tell the person."""


def add_device(request: HttpRequest, user: User, form: DeviceForm) -> Device:
    """The device that the form proves, stored. Raises Refused."""
    name, answer = form.cleaned_data["name"], request.POST.get("credential", "")
    device = passkey_of(request, user, answer, name) if answer else app_of(request, user, form, name)
    record_event(SecurityEvent.Kind.DEVICE_ADDED, user=user, request=request)
    return device


def passkey_of(request: HttpRequest, user: User, answer: str, name: str) -> Device:
    try:
        return add_passkey(request, user, answer, name or "Passkey")
    except BadPasskey as error:
        raise Refused("The passkey could not be added. Try again, or use a code app.") from error


def app_of(request: HttpRequest, user: User, form: DeviceForm, name: str) -> Device:
    seed = seed_in_hand(request, user)
    typed = "".join(form.cleaned_data["code"].split())
    step = step_of(seed, typed) if seed else None
    if seed is None or step is None:
        raise Refused("That code does not fit. Wait for the next one and type it as soon as it appears.")
    del request.session[SEED]
    return add_app(user, seed, name or "Code app", step)


def seed_in_hand(request: HttpRequest, user: User) -> bytes | None:
    """The seed that the page showed, which waits encrypted in the session."""
    try:
        return unseal(request.session.get(SEED, ""), owner_of(user))
    except CannotOpen:
        return None


def device_page_context(request: HttpRequest, user: User) -> dict[str, Any]:
    """The seed as picture and as text; the same one until it was used."""
    seed = seed_in_hand(request, user)
    if seed is None:
        seed = new_seed()
        request.session[SEED] = seal(seed, owner_of(user))
    text = as_text(seed)
    return {
        "seed": " ".join(text[start : start + 4] for start in range(0, len(text), 4)),
        "picture": picture_of(address_of(seed, user, settings.STAFF_SITE_NAME)),
        "passkey_domain": settings.PASSKEY_DOMAIN,
        "can_have_passkey": request.get_host().partition(":")[0] == settings.PASSKEY_DOMAIN,
    }


def picture_of(address: str) -> dict[str, Any]:
    """A QR code as one SVG path, with its width."""
    rows = [list(row) for row in segno.make(address, error="m", boost_error=False).matrix_iter(border=4)]
    dark = [f"M{x} {y}h1v1h-1z" for y, row in enumerate(rows) for x, bit in enumerate(row) if bit]
    return {"width": len(rows), "path": "".join(dark)}
