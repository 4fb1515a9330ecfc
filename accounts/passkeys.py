"""Passkeys (WebAuthn). The challenge waits in the session and is good for one answer."""

import json
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.http import HttpRequest
from django.utils import timezone
from django.utils.crypto import salted_hmac
from fido2.server import Fido2Server
from fido2.webauthn import (
    AttestedCredentialData,
    PublicKeyCredentialRpEntity,
    PublicKeyCredentialUserEntity,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)

from accounts.models import Device, User

STATE = "passkey_state"
VERIFY = UserVerificationRequirement.PREFERRED


class BadPasskey(Exception):
    """The browser's answer does not fit what was asked."""


def server() -> Fido2Server:
    rp = PublicKeyCredentialRpEntity(id=settings.PASSKEY_DOMAIN, name=settings.STAFF_SITE_NAME)
    return Fido2Server(rp, verify_origin=is_our_origin)


def is_our_origin(origin: str) -> bool:
    """The site's own address; in development, any port of the machine itself will do."""
    if settings.IS_PRODUCTION:
        return origin == settings.SITE_URL
    return urlsplit(origin).hostname == settings.PASSKEY_DOMAIN


def ask_for_new(request: HttpRequest, user: User) -> dict[str, Any]:
    """What the browser needs to make a passkey for this person."""
    who = PublicKeyCredentialUserEntity(
        id=salted_hmac("accounts.passkey", str(user.pk), algorithm="sha256").digest(),
        name=user.get_username(),
        display_name=user.get_username(),
    )
    options, state = server().register_begin(
        who, known(user), resident_key_requirement=ResidentKeyRequirement.PREFERRED, user_verification=VERIFY
    )
    request.session[STATE] = state
    return dict(options)["publicKey"]


def add_passkey(request: HttpRequest, user: User, answer: str, name: str) -> Device:
    """Keep the passkey that the browser made. Raises BadPasskey."""
    try:
        made = server().register_complete(request.session.pop(STATE, None), json.loads(answer)).credential_data
    except (ValueError, TypeError, KeyError, AttributeError) as error:
        raise BadPasskey from error
    if made is None or Device.objects.filter(credential_id=made.credential_id).exists():
        raise BadPasskey
    return user.devices.create(
        kind=Device.Kind.PASSKEY, name=name, credential_id=made.credential_id, credential=bytes(made)
    )


def ask_for_known(request: HttpRequest, user: User) -> dict[str, Any]:
    """What the browser needs to prove one of this person's passkeys."""
    options, state = server().authenticate_begin(known(user), user_verification=VERIFY)
    request.session[STATE] = state
    return dict(options)["publicKey"]


def take_passkey(request: HttpRequest, user: User, answer: str) -> bool:
    """Whether the browser's answer proves a passkey of this person, for the challenge asked last."""
    try:
        used = server().authenticate_complete(request.session.pop(STATE, None), known(user), json.loads(answer))
    except (ValueError, TypeError, KeyError, AttributeError):
        return False
    device = user.devices.passkeys().filter(credential_id=used.credential_id)
    return device.update(last_used_at=timezone.now()) == 1


def known(user: User) -> list[AttestedCredentialData]:
    return [AttestedCredentialData(bytes(device.credential or b"")) for device in user.devices.passkeys()]
