"""The record of what happened around signing in: a row for the owner's page and a line in the log."""

import json
import logging

from django.http import HttpRequest
from django.utils import timezone

from accounts.models import SecurityEvent, User
from accounts.networks import network_of

logger = logging.getLogger("security")


def record_event(
    kind: str, *, user: User | None = None, request: HttpRequest | None = None, actor: User | None = None
) -> None:
    """Note that `kind` (of SecurityEvent.Kind) happened to `user`, done by `actor`: themselves, unless named.

    The log line holds keys of rows and a keyed hash of the network, nothing that a person typed.
    """
    network = network_of(request) if request else ""
    event = SecurityEvent.objects.create(
        kind=SecurityEvent.Kind(kind), at=timezone.now(), user=user, actor=actor or user, network=network
    )
    line = {
        "at": event.at.isoformat(timespec="seconds"),
        "event": str(event.kind),
        "user": event.user_id,
        "actor": event.actor_id,
        "network": network,
    }
    logger.info(json.dumps(line))
