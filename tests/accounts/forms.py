"""What a browser would send for the form of a row, with every field in it, allowed or not."""

from datetime import date, datetime
from typing import Any

from django.db import models
from django.forms.models import model_to_dict

INLINES = {
    "article": ("topics",),
    "treatment": ("key_facts", "visit", "courses", "monitoring"),
    "clinic": ("hours", "exceptions"),
}


def sent(row: models.Model, **changes: Any) -> dict[str, Any]:
    """All fields as they are, but for `changes`; no row of any inline."""
    names = [field.name for field in (*row._meta.fields, *row._meta.many_to_many)]
    fields: dict[str, Any] = {}
    for name, value in (model_to_dict(row, names) | changes).items():
        if isinstance(value, datetime):
            fields |= {f"{name}_0": f"{value:%Y-%m-%d}", f"{name}_1": f"{value:%H:%M}"}
        elif isinstance(value, list):
            fields[name] = [getattr(one, "pk", one) for one in value]
        elif isinstance(value, bool):
            fields |= {name: "on"} if value else {}
        elif value is not None:
            fields[name] = str(value) if isinstance(value, date) else value
    for prefix in INLINES.get(row._meta.model_name or "", ()):
        fields |= {f"{prefix}-TOTAL_FORMS": "0", f"{prefix}-INITIAL_FORMS": "0"}
    return fields


def stored(row: models.Model) -> dict[str, Any]:
    """Every field of the row as the database has it now."""
    fresh = type(row)._default_manager.get(pk=row.pk)
    names = [field.name for field in (*row._meta.fields, *row._meta.many_to_many)]
    return {field.attname: getattr(fresh, field.attname) for field in fresh._meta.fields} | {
        name: sorted(getattr(fresh, name).values_list("pk", flat=True))
        for name in names
        if name in {field.name for field in row._meta.many_to_many}
    }


def change_address(row: models.Model) -> str:
    return f"/staff/admin/{row._meta.app_label}/{row._meta.model_name}/{row.pk}/change/"
