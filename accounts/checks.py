"""System checks: the groups are those of the matrix, and the key that opens the stored secrets is there."""

from collections.abc import Iterator, Sequence
from typing import Any

from django.apps import apps
from django.core import checks
from django.db import connections

from accounts.permissions import groups_out_of_line
from accounts.sealing import CannotOpen, unseal

HINT = "Put the key they were sealed with back into FIELD_KEYS, behind the new one."


@checks.register(checks.Tags.database)
def check_stored_secrets_open(databases: Sequence[str] | None = None, **kwargs: Any) -> list[checks.CheckMessage]:
    """Every code app's seed can be read with FIELD_KEYS; otherwise its person could not sign in."""
    if not databases or "accounts_device" not in connections["default"].introspection.table_names():
        return []
    return list(closed_seeds())


def closed_seeds() -> Iterator[checks.CheckMessage]:
    for device in apps.get_model("accounts", "Device").objects.apps():
        try:
            unseal(device.sealed_seed, f"totp:{device.user_id}")
        except CannotOpen:
            message = f"FIELD_KEYS does not open the seed of code app {device.pk}."
            yield checks.Error(message, hint=HINT, id="accounts.E001")


@checks.register(checks.Tags.database)
def check_groups(databases: Sequence[str] | None = None, **kwargs: Any) -> list[checks.CheckMessage]:
    """A warning and not an error: `migrate` puts it right, and must be able to start."""
    if not databases or "auth_group_permissions" not in connections["default"].introspection.table_names():
        return []
    return [
        checks.Warning(f"The role {role} differs from accounts/matrix.yml.", hint="Run migrate.", id="accounts.W001")
        for role in groups_out_of_line()
    ]
