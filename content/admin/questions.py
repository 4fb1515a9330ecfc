from typing import Any

from django import forms
from django.contrib import admin

from content.admin.drafts import DraftAdmin
from content.admin.gated import GatedAdmin, GatedForm
from content.admin.pages import REVIEW, WITHDRAWAL
from content.models import Faq, SuitabilityQuestion, Term
from content.publishing.moving import MOST_OFFERED
from content.texts import texts_forcing


@admin.register(Faq)
class FaqAdmin(DraftAdmin):
    list_display = ["question", "topic", "state", "reviewed_by", "review_due_on"]
    list_filter = ["topic", "state"]
    list_select_related = ["reviewed_by"]
    search_fields = ["question", "slug"]
    prepopulated_fields = {"slug": ["question"]}
    filter_horizontal = ["conditions", "treatments", "articles"]
    belongs: tuple[str, Any] = (
        "Shown on",
        {
            "fields": ["conditions", "treatments", "articles"],
            "description": f"Of articles, the {MOST_OFFERED} newest and those that are chosen already are offered.",
        },
    )
    fieldsets = [
        (None, {"fields": ["question", "slug", "topic", "position", "answer"]}),
        belongs,
        REVIEW,
        WITHDRAWAL,
    ]


@admin.register(SuitabilityQuestion)
class SuitabilityQuestionAdmin(DraftAdmin):
    list_display = ["question", "group", "is_urgent", "state", "reviewed_by", "review_due_on"]
    list_filter = ["group", "is_urgent", "state"]
    list_select_related = ["reviewed_by"]
    search_fields = ["question", "slug"]
    prepopulated_fields = {"slug": ["subject"]}
    fieldsets = [
        (None, {"fields": ["question", "slug", "hint", "group", "subject", "is_urgent", "position", "body"]}),
        REVIEW,
        WITHDRAWAL,
    ]


class TermForm(GatedForm):
    """Keeps every spelling that a text forces a link to."""

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if self.instance.pk:
            before = set(Term.objects.get(pk=self.instance.pk).spellings())
            after = {cleaned.get("word", ""), *cleaned.get("other_spellings", "").splitlines()}
            for user in texts_forcing(before - after):
                raise forms.ValidationError(f"{user} links to a spelling that would be gone.")
        return cleaned


@admin.register(Term)
class TermAdmin(GatedAdmin):
    form = TermForm
    list_display = ["word", "slug"]
    search_fields = ["word", "other_spellings"]
    prepopulated_fields = {"slug": ["word"]}
