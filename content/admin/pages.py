from typing import Any

from django import forms
from django.contrib import admin
from django.http import HttpRequest

from content.admin.drafts import DraftAdmin, PartInline, TextPartInline
from content.models import (
    Article,
    ArticleTopic,
    Condition,
    KeyFact,
    MonitoringCheck,
    Policy,
    StudyCourse,
    Treatment,
    VisitStep,
)

REVIEW: tuple[str, Any] = (
    "State and review",
    {
        "fields": [
            "state",
            "published_at",
            "author",
            "reviewed_by",
            "reviewed_on",
            "review_due_on",
            "publish_reason",
            "is_about_mood",
        ]
    },
)
WITHDRAWAL: tuple[str, Any] = (
    "Withdrawal",
    {"fields": ["withdrawn_on", "withdrawn_reason", "replaced_by"], "classes": ["collapse"]},
)
TEXT: tuple[str, Any] = ("Text", {"fields": ["summary", "risk_line", "key_points", "body"]})


class PageAdmin(DraftAdmin):
    """For whatever has a title, a state and a reviewer."""

    list_display = ["title", "state", "reviewed_by", "reviewed_on", "review_due_on"]
    list_filter = ["state"]
    list_select_related = ["reviewed_by"]
    search_fields = ["title", "slug"]
    prepopulated_fields = {"slug": ["title"]}


@admin.register(Condition)
class ConditionAdmin(PageAdmin):
    names: list[Any] = ["title", "slug", "short_name", "other_names", "group", "is_caution", "position"]
    fieldsets = [(None, {"fields": names}), TEXT, REVIEW, WITHDRAWAL]


class KeyFactInline(TextPartInline):
    model = KeyFact
    fields = [("position", "label"), "value"]


class VisitStepInline(TextPartInline):
    model = VisitStep
    fields = [("position", "title"), ("when", "minutes", "is_longest"), "text"]


class StudyCourseInline(TextPartInline):
    model = StudyCourse
    fields = [("position", "label"), ("sessions", "days"), "text"]


class MonitoringCheckInline(TextPartInline):
    model = MonitoringCheck
    fields = [("position", "label"), ("is_before", "is_during", "is_after"), "text"]


@admin.register(Treatment)
class TreatmentAdmin(PageAdmin):
    names: list[Any] = ["title", "slug", "short_name", "route", "legal_status", "is_offered", "position"]
    fieldsets = [(None, {"fields": names}), TEXT, REVIEW, WITHDRAWAL]
    inlines = [KeyFactInline, VisitStepInline, StudyCourseInline, MonitoringCheckInline]


class ArticleTopicInline(PartInline):
    model = ArticleTopic
    fields = [("position", "topic")]


class PictureField(forms.ModelChoiceField):
    """Pictures by name and by what they show, as a plain list that works without a script."""

    def label_from_instance(self, obj: Any) -> str:
        shown = obj.alt or "decorative"
        return f"{obj.slug}: {shown}"


@admin.register(Article)
class ArticleAdmin(PageAdmin):
    names: list[Any] = ["title", "slug", "kind", "is_featured", "hero", "conditions"]
    fieldsets = [(None, {"fields": names}), TEXT, REVIEW, WITHDRAWAL]
    filter_horizontal = ["conditions"]
    inlines = [ArticleTopicInline]

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        if db_field.name == "hero":
            kwargs["form_class"] = PictureField
        return super().formfield_for_foreignkey(db_field, request, **kwargs)


@admin.register(Policy)
class PolicyAdmin(PageAdmin):
    names: list[Any] = ["title", "slug", "effective_on", "position"]
    fieldsets = [(None, {"fields": names}), ("Text", {"fields": ["summary", "body"]}), REVIEW, WITHDRAWAL]
