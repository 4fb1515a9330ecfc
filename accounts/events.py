"""Security events as one line each, without personal data."""

import json
import logging

LOGGER = logging.getLogger("clinic.security")


def record_event(kind: str, *, user_id: int | None = None, **details: str | int | None) -> None:
    """Write one line of JSON: what happened, to which account (primary key only), and details."""
    LOGGER.info(json.dumps({"event": kind, "user": user_id} | details, sort_keys=True))
