"""System check: the groups in the database are those of the matrix."""

from collections.abc import Sequence
from typing import Any

from django.core import checks
from django.db import connections

from accounts.permissions import groups_out_of_line


@checks.register(checks.Tags.database)
def check_groups(databases: Sequence[str] | None = None, **kwargs: Any) -> list[checks.CheckMessage]:
    """A warning and not an error: `migrate` puts it right, and must be able to start."""
    if not databases or "auth_group_permissions" not in connections["default"].introspection.table_names():
        return []
    return [
        checks.Warning(f"The role {role} differs from accounts/matrix.yml.", hint="Run migrate.", id="accounts.W001")
        for role in groups_out_of_line()
    ]
