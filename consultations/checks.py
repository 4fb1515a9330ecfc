"""System checks: stored requests can be read, and what is acknowledged survives a power cut."""

from collections.abc import Iterator, Sequence
from typing import Any

from django.apps import apps
from django.conf import settings
from django.core import checks
from django.db import connection, connections
from django.db.models.functions import Substr

from accounts.sealing import CannotOpen

NAME_LENGTH = 8  # of a key, before the full stop
KEYS_HINT = "Put the key they were sealed with back into FIELD_KEYS, behind the new one."
SAFE_HINT = "Requests that people were told had arrived could be lost. Switch it on."
NOTICE_HINT = "Set EMAIL_HOST and STAFF_NOTICE_TO. Until then the queue at the desk is the only place that tells."


@checks.register(checks.Tags.database)
def check_requests_open(databases: Sequence[str] | None = None, **kwargs: Any) -> list[checks.CheckMessage]:
    """Every key that any stored request was sealed with is in FIELD_KEYS, and opens one."""
    if not has_tables(databases):
        return []
    return list(closed_requests())


def has_tables(databases: Sequence[str] | None) -> bool:
    return bool(databases) and "consultations_outgoingmail" in connections["default"].introspection.table_names()


def closed_requests() -> Iterator[checks.CheckMessage]:
    model = apps.get_model("consultations", "ConsultationRequest")
    names = model.objects.annotate(key_name=Substr("sealed_name", 1, NAME_LENGTH)).order_by()
    for key_name in names.values_list("key_name", flat=True).distinct():
        rows = names.filter(key_name=key_name)
        try:
            _ = rows[0].name
        except CannotOpen:
            message = f"FIELD_KEYS does not open {rows.count()} stored request(s)."
            yield checks.Error(message, hint=KEYS_HINT, id="consultations.E001")


@checks.register(checks.Tags.database)
def check_database_keeps_its_word(databases: Sequence[str] | None = None, **kwargs: Any) -> list[checks.CheckMessage]:
    """SQLite with synchronous=FULL and a write-ahead log; PostgreSQL with fsync and synchronous_commit."""
    if not has_tables(databases):
        return []
    wanted = (
        {
            "PRAGMA synchronous": ("2", "3"),
            "PRAGMA journal_mode": ("memory" if is_in_memory() else "wal",),
            "PRAGMA secure_delete": ("1",),
        }
        if connection.vendor == "sqlite"
        else {"SHOW fsync": ("on",), "SHOW synchronous_commit": ("on", "remote_write", "remote_apply", "local")}
    )
    return [
        checks.Error(f"The database answers {value!r} to '{ask}'.", hint=SAFE_HINT, id="consultations.E002")
        for ask, good in wanted.items()
        if (value := asked(ask)) not in good
    ]


def is_in_memory() -> bool:
    """A database of tests; SQLite keeps no log on disk for it."""
    return "memory" in str(connection.settings_dict["NAME"])


def asked(statement: str) -> str:
    with connection.cursor() as cursor:
        cursor.execute(statement)
        return str(cursor.fetchone()[0])


@checks.register(deploy=True)
def check_somebody_is_told(**kwargs: Any) -> list[checks.CheckMessage]:
    if settings.EMAIL_HOST and settings.STAFF_NOTICE_TO:
        return []
    return [checks.Warning("Nobody is told by mail of a new request.", hint=NOTICE_HINT, id="consultations.W001")]
