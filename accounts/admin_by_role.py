"""What every ModelAdmin and inline does: ask the matrix, for the kind, the row and each field."""

from typing import Any

from django.db import models
from django.http import HttpRequest

from accounts.roles import may, may_change_row, may_give_state, may_write

STATE = "state"


class ByRole:
    """Mixin, first in line. A field that the role may not write is shown, and ignored when it is sent.

    For an inline, `obj` is the parent row: its parts can be changed when the parent can.
    """

    model: type[models.Model]

    def has_module_permission(self, request: HttpRequest) -> bool:
        return may(request.user, "view", self.model)

    def has_view_permission(self, request: HttpRequest, obj: models.Model | None = None) -> bool:
        return may(request.user, "view", self.model)

    def has_add_permission(self, request: HttpRequest, obj: models.Model | None = None) -> bool:
        return may(request.user, "add", self.model) and row_is_open(request, obj)

    def has_change_permission(self, request: HttpRequest, obj: models.Model | None = None) -> bool:
        return may(request.user, "change", self.model) and row_is_open(request, obj)

    def has_delete_permission(self, request: HttpRequest, obj: models.Model | None = None) -> bool:
        return may(request.user, "delete", self.model) and row_is_open(request, obj)

    def get_readonly_fields(self, request: HttpRequest, obj: models.Model | None = None) -> list[str]:
        own = list(super().get_readonly_fields(request, obj))  # type: ignore[misc]
        fields = [*self.model._meta.fields, *self.model._meta.many_to_many]
        closed = [f.name for f in fields if not may_write(request.user, self.model, f.name)]
        return list(dict.fromkeys([*own, *closed]))

    def get_prepopulated_fields(self, request: HttpRequest, obj: models.Model | None = None) -> dict[str, Any]:
        filled = super().get_prepopulated_fields(request, obj)  # type: ignore[misc]
        closed = self.get_readonly_fields(request, obj)
        return {name: sources for name, sources in filled.items() if name not in closed}

    def formfield_for_choice_field(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        if db_field.name == STATE:
            kwargs["choices"] = [
                (value, label) for value, label in db_field.choices if may_give_state(request.user, self.model, value)
            ]
        return super().formfield_for_choice_field(db_field, request, **kwargs)  # type: ignore[misc]


def row_is_open(request: HttpRequest, row: models.Model | None) -> bool:
    """Whether a row is new, or this person may change it in the state it is in."""
    return row is None or row.pk is None or may_change_row(request.user, row)
