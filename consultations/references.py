"""What a patient may quote: six signs that cannot be mistaken for each other."""

import secrets

SIGNS = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"  # no 0, O, 1, I, L
LENGTH = 6


def random_reference() -> str:
    return "".join(secrets.choice(SIGNS) for _ in range(LENGTH))


def shown(reference: str) -> str:
    """As people read it: K7M4 P2."""
    return f"{reference[:4]} {reference[4:]}"


def typed(text: str) -> str:
    """What somebody typed, as it is stored: blanks, dashes and case do not count."""
    return "".join(sign for sign in text.upper() if sign.isalnum())
