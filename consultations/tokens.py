"""Signed strings that pages carry: one that makes a form one request, one that shows a confirmation."""

import secrets
from dataclasses import asdict, dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.core import signing

FORM_SALT = "consultations.form"
SENT_SALT = "consultations.sent"
FORM_AGE = timedelta(hours=24)
SENT_AGE = timedelta(hours=24)
FASTEST = timedelta(seconds=3)


class NotOurs(Exception):
    """Missing, changed, too old, or not made here."""


class TooFast(Exception):
    """Nobody fills in a form in under three seconds; a program does."""


def new_form_token() -> str:
    """Signed, with the time it was made; 128 random bits that the database keeps unique."""
    return signing.TimestampSigner(salt=FORM_SALT).sign(secrets.token_urlsafe(16))


def read_form_token(token: str) -> str:
    """The random part. Raises NotOurs after 24 hours or for anything forged, TooFast within 3 seconds."""
    signer = signing.TimestampSigner(salt=FORM_SALT)
    try:
        nonce = signer.unsign(token, max_age=FORM_AGE)
    except signing.BadSignature as error:
        raise NotOurs from error
    if made_within(token, FASTEST, signer):
        raise TooFast
    return nonce


def made_within(token: str, age: timedelta, signer: signing.TimestampSigner) -> bool:
    try:
        signer.unsign(token, max_age=age)
    except signing.SignatureExpired:
        return False
    return True


@dataclass(frozen=True)
class Receipt:
    """What the confirmation page shows: nothing about the person. Times are aware, in the clinic's zone."""

    reference: str
    received_at: datetime
    reply_by: datetime
    kept_until: date
    by: str
    may_leave_message: bool
    has_email: bool
    good_times: str
    is_repeat: bool = False

    def token(self) -> str:
        return signing.dumps(asdict(self), salt=SENT_SALT, serializer=ReceiptSerializer)


class ReceiptSerializer(signing.JSONSerializer):
    """JSON with moments and days as ISO text."""

    def dumps(self, obj: Any) -> bytes:
        plain = {name: value.isoformat() if isinstance(value, date) else value for name, value in obj.items()}
        return super().dumps(plain)


def read_receipt(token: str) -> Receipt:
    """Raises NotOurs after 24 hours or for anything forged."""
    try:
        values = signing.loads(token, salt=SENT_SALT, max_age=SENT_AGE)
    except signing.BadSignature as error:
        raise NotOurs from error
    moments = {name: datetime.fromisoformat(values[name]) for name in ("received_at", "reply_by")}
    return Receipt(**values | moments | {"kept_until": date.fromisoformat(values["kept_until"])})
