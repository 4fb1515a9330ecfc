"""Six digits that change every 30 seconds (RFC 6238), each taken once."""

import base64
import hashlib
import hmac
import secrets
from urllib.parse import quote, urlencode

from django.utils import timezone

from accounts.models import Device, User
from accounts.sealing import CannotOpen, seal, unseal

SECONDS = 30
DIGITS = 6
STEPS_AROUND = (0, -1, 1)  # clocks may differ by half a minute


def new_seed() -> bytes:
    return secrets.token_bytes(20)


def current_step() -> int:
    return int(timezone.now().timestamp()) // SECONDS


def code_at(seed: bytes, step: int) -> str:
    digest = hmac.new(seed, step.to_bytes(8, "big"), hashlib.sha1).digest()
    start = digest[-1] & 15
    number = int.from_bytes(digest[start : start + 4], "big") & 0x7FFFFFFF
    return str(number % 10**DIGITS).zfill(DIGITS)


def step_of(seed: bytes, code: str) -> int | None:
    """The step near now whose code this is; None for a wrong one."""
    now = current_step()
    fitting = [now + near for near in STEPS_AROUND if hmac.compare_digest(code_at(seed, now + near), code)]
    return fitting[0] if fitting else None


def add_app(user: User, seed: bytes, name: str, step: int) -> Device:
    """Keep the app; the code that proved it, of time step `step`, is used up."""
    sealed = seal(seed, owner_of(user))
    return user.devices.create(kind=Device.Kind.APP, name=name, sealed_seed=sealed, last_step=step)


def take_code(user: User, code: str) -> Device | None:
    """The app whose code this is, once: the same code again, or an older one, gives None."""
    for device in user.devices.apps():
        seed = seed_of(device)
        step = step_of(seed, code) if seed else None
        if step is None:
            continue
        newer = Device.objects.filter(pk=device.pk, last_step__lt=step)
        if newer.update(last_step=step, last_used_at=timezone.now()):
            return device
    return None


def seed_of(device: Device) -> bytes | None:
    """None when the key is gone, which the check at the start has said; other devices still work."""
    try:
        return unseal(device.sealed_seed, owner_of(device.user))
    except CannotOpen:
        return None


def owner_of(user: User) -> str:
    return f"totp:{user.pk}"


def as_text(seed: bytes) -> str:
    """The seed as apps want it typed, without the padding."""
    return base64.b32encode(seed).decode().rstrip("=")


def address_of(seed: bytes, user: User, issuer: str) -> str:
    """What the square picture says: apps read the seed and the names from it."""
    label = quote(f"{issuer}:{user.get_username()}", safe="")
    return f"otpauth://totp/{label}?{urlencode({'secret': as_text(seed), 'issuer': issuer})}"
