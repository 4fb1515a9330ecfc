"""Secrets at rest: encrypted with a key that is not in the database, and bound to what they belong to."""

import base64
import hashlib
import secrets

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings

NONCE_BYTES = 12


class CannotOpen(Exception):
    """The key is missing, or this value belongs somewhere else."""


def seal(secret: bytes, owner: str) -> str:
    """Encrypt with the first of FIELD_KEYS; only `unseal` with the same `owner` gives it back."""
    key = settings.FIELD_KEYS[0]
    nonce = secrets.token_bytes(NONCE_BYTES)
    sealed = AESGCM(key).encrypt(nonce, secret, owner.encode())
    return f"{name_of(key)}.{base64.b64encode(nonce + sealed).decode()}"


def unseal(sealed: str, owner: str) -> bytes:
    """Raises CannotOpen when no key fits, or when the value was sealed for another owner."""
    name, _, text = sealed.partition(".")
    key = next((key for key in settings.FIELD_KEYS if name_of(key) == name), None)
    if key is None:
        raise CannotOpen("No key in FIELD_KEYS opens this value.")
    try:
        value = base64.b64decode(text)
        return AESGCM(key).decrypt(value[:NONCE_BYTES], value[NONCE_BYTES:], owner.encode())
    except (InvalidTag, ValueError) as error:
        raise CannotOpen("This value was changed, or belongs to another row.") from error


def name_of(key: bytes) -> str:
    """Tells keys apart without giving them away."""
    return hashlib.sha256(b"name of a key" + key).hexdigest()[:8]
