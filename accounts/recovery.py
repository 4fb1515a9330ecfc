"""Ten codes for paper, each good once, for a day without the device."""

import secrets

from django.contrib.auth.hashers import check_password, make_password
from django.db import transaction
from django.utils import timezone

from accounts.models import RecoveryCode, User

HOW_MANY = 10
SIGNS = "abcdefghjkmnpqrstuvwxyz23456789"  # nothing that looks like something else


def make_codes(user: User) -> list[str]:
    """Ten new codes in place of all old ones. They are shown now or never."""
    codes = [f"{number}-{some_signs()}-{some_signs()}" for number in range(HOW_MANY)]
    rows = [
        RecoveryCode(user=user, number=number, digest=make_password(plain(code))) for number, code in enumerate(codes)
    ]
    with transaction.atomic():
        user.recovery_codes.all().delete()
        RecoveryCode.objects.bulk_create(rows)
    return codes


def some_signs() -> str:
    return "".join(secrets.choice(SIGNS) for _ in range(5))


def plain(code: str) -> str:
    """As typed: blanks, hyphens and capitals do not count."""
    return "".join(sign for sign in code.lower() if sign.isalnum())


def take_recovery_code(user: User, typed: str) -> bool:
    """Whether this is an unused code of `user`; it is used up by that."""
    code = plain(typed)
    if not code[:1].isdecimal():
        return False
    row = user.recovery_codes.unused().filter(number=int(code[0])).first()
    if row is None or not check_password(code, row.digest):
        return False
    return RecoveryCode.objects.unused().filter(pk=row.pk).update(used_at=timezone.now()) == 1
