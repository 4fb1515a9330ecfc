from typing import Any

from django.contrib import admin

from content.admin.base import TextAdmin
from content.admin.gated import GatedAdmin, GatedForm
from content.admin.quoted import AskingForm, QuotedAdmin
from content.models import Finding, Source
from content.publishing.signing import pages_showing


@admin.register(Source)
class SourceAdmin(TextAdmin):
    list_display = ["key", "title", "kind", "year", "seen", "is_retracted"]
    list_filter = ["kind", "seen", "is_retracted"]
    search_fields = ["key", "title", "authors"]
    key_field = "key"


class FindingForm(AskingForm, GatedForm):
    """A finding is never graded above its best source, and is saved once the pages that it changes were shown."""

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if "certainty" in cleaned and "sources" in cleaned:
            finding = Finding(certainty=cleaned["certainty"])
            if problem := finding.ceiling_problem(list(cleaned["sources"])):
                self.add_error("certainty", problem)
        if self.has_changed() and not self.errors:
            conditions = {cleaned["condition"].pk, self.initial.get("condition")}
            self.ask(None, pages_showing(conditions), self.everything_typed())
        return cleaned


@admin.register(Finding)
class FindingAdmin(QuotedAdmin, GatedAdmin):
    form = FindingForm
    list_display = ["slug", "condition", "outcome", "direction", "certainty"]
    list_filter = ["condition", "direction", "certainty"]
    list_select_related = ["condition"]
    search_fields = ["slug", "outcome"]
    filter_horizontal = ["sources"]
