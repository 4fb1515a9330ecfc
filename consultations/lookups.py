"""Find a person's requests without storing who they are in the clear: keyed hashes of name, phone and email."""

import hashlib
import hmac
import unicodedata

import phonenumbers
from django.conf import settings

US = "US"


def lookup_hash(kind: str, value: str) -> str:
    """Empty for nothing. The key is LOOKUP_KEY, which is not in the database."""
    if not value:
        return ""
    return hmac.new(settings.LOOKUP_KEY, f"{kind}:{value}".encode(), hashlib.sha256).hexdigest()


def name_hash(name: str) -> str:
    """The same for any case, accents, punctuation and order of the words."""
    plain = unicodedata.normalize("NFKD", name.casefold())
    letters = "".join(sign if sign.isalnum() else " " for sign in plain if not unicodedata.combining(sign))
    return lookup_hash("name", " ".join(sorted(letters.split())))


def phone_hash(phone: str) -> str:
    """The same however the number was written; an extension does not count."""
    return lookup_hash("phone", e164(phone))


def email_hash(email: str) -> str:
    return lookup_hash("email", email.strip().casefold())


def e164(phone: str) -> str:
    """Like +15185550123; empty when it cannot be a number."""
    try:
        number = phonenumbers.parse(phone, US)
    except phonenumbers.NumberParseException:
        return ""
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
