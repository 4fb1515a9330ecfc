"""Rows that pages quote: a change shows on all of those pages at once, so it is asked about first, and noted."""

import hashlib
from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest

from content.admin.base import TextAdmin
from content.publishing.quoting import note_changes


class AskingForm:
    """For a ModelForm: what pages quote is saved once the pages that it changes were shown."""

    data: Any
    fields: Any
    add_error: Any
    changed_pages: list[str] = []
    seen = ""  # stands for what was typed when they were shown

    def ask(self, field: str | None, pages: list[str], seen: str) -> None:
        """Refuse once, with the list of `pages`, unless the answer to that list is what was sent."""
        if pages and self.data.get("seen_value") != seen:
            self.changed_pages, self.seen = pages, seen
            self.add_error(field, f"This changes {len(pages)} text(s), listed above. Save again to change them.")

    def everything_typed(self) -> str:
        values = [(name, self.data.getlist(name)) for name in self.fields]
        return hashlib.sha256(str(values).encode()).hexdigest()


class QuotedAdmin(TextAdmin):
    """Notes which live pages quote something else than they were signed with."""

    change_form_template = "admin/content/quoted_form.html"

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        note_changes()  # what pages quote now is kept, where it was not yet
        super().save_model(request, obj, form, change)

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        super().save_related(request, form, formsets, change)
        note_changes()

    def delete_model(self, request: HttpRequest, obj: Any) -> None:
        note_changes()
        super().delete_model(request, obj)
        note_changes()

    def delete_queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> None:
        note_changes()
        super().delete_queryset(request, queryset)
        note_changes()
