"""Seal everything again with the newest key. Can be stopped and started at any moment."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.db import models, transaction
from django.db.models import Q

from accounts.models import Device
from accounts.sealing import CannotOpen, name_of, seal, unseal
from consultations.models import ConsultationRequest, Note, OutgoingMail, plain_texts, sealed_columns

BATCH = 200


@dataclass(frozen=True)
class Progress:
    """Rows of one kind: sealed again so far, and those that no key opens. Those are left as they are."""

    kind: str
    done: int
    closed: int


def rotate() -> Iterator[Progress]:
    """Every row whose key is not the first of FIELD_KEYS, in transactions of 200 rows. Reports after each."""
    for model in (ConsultationRequest, Note, OutgoingMail):
        yield from rotate_rows(model, sealed_columns(model), seal_texts_again)
    yield from rotate_rows(Device, ["sealed_seed"], seal_seed_again)


def rotate_rows(model: type[models.Model], columns: list[str], seal_again: Callable[[Any], None]) -> Iterator[Progress]:
    done, closed, last = 0, 0, None
    while True:
        with transaction.atomic():
            rows = list(stale_rows(model, columns, last).select_for_update()[:BATCH])
            for row in rows:
                try:
                    seal_again(row)
                    row.save(update_fields=columns)
                    done += 1
                except CannotOpen:
                    closed += 1
        if not rows:
            return
        last = rows[-1].pk
        yield Progress(str(model._meta.verbose_name_plural), done, closed)


def stale_rows(model: type[models.Model], columns: list[str], after: Any) -> models.QuerySet[Any]:
    """Rows with a value that another key than the first sealed, in the order of their keys."""
    newest = f"{name_of(settings.FIELD_KEYS[0])}."
    stale = Q()
    for column in columns:
        stale |= ~Q(**{column: ""}) & ~Q(**{f"{column}__startswith": newest})
    rows = model._default_manager.filter(stale).order_by("pk")
    return rows if after is None else rows.filter(pk__gt=after)


def seal_texts_again(row: Any) -> None:
    for name, text in plain_texts(row).items():
        setattr(row, name, text)


def seal_seed_again(device: Device) -> None:
    owner = f"totp:{device.user_id}"
    if device.sealed_seed:
        device.sealed_seed = seal(unseal(device.sealed_seed, owner), owner)


def hash_again() -> int:
    """Compute the lookup hashes anew, after LOOKUP_KEY has changed; how many rows. Closed rows keep theirs."""
    count = 0
    for row in ConsultationRequest.objects.order_by("pk").iterator(chunk_size=BATCH):
        try:
            row.set_hashes()
        except CannotOpen:
            continue
        row.save(update_fields=["name_hash", "phone_hash", "email_hash"])
        count += 1
    return count
