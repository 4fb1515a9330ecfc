from django import forms
from django.contrib import admin

from accounts.admin_by_role import ByRole
from content.models import SearchEntry, SearchHint


class SearchHintForm(forms.ModelForm):
    """Refuses a page that readers cannot find."""

    def clean_first(self) -> str:
        first: str = self.cleaned_data["first"]
        if first and not SearchEntry.objects.filter(address=first).exists():
            raise forms.ValidationError("No public page has this address.")
        return first


@admin.register(SearchHint)
class SearchHintAdmin(ByRole, admin.ModelAdmin):
    """Takes effect with the next search."""

    form = SearchHintForm
    list_display = ["slug", "line", "first"]
    search_fields = ["words", "first"]

    @admin.display(description="words")
    def line(self, hint: SearchHint) -> str:
        return ", ".join(hint.words.splitlines())
