"""What every admin form of a text does: check the dialect, and refuse to break other texts."""

from typing import Any

from django import forms
from django.contrib import admin
from django.db import models
from django.http import HttpRequest, HttpResponse
from django.utils.text import capfirst

from accounts.admin_by_role import ByRole
from content.models.fields import MarkdownField
from content.search.indexing import follow, forget
from content.texts import full_context, is_in_the_dialect, problems_in, texts_naming


class TextForm(forms.ModelForm):
    """Refuses a text that could not be shown, and names the line."""

    def _post_clean(self) -> None:
        super()._post_clean()  # type: ignore[misc]
        for text, problem in problems_in([self.instance], full_context()):
            place = f"Line {text.entry or problem.line}"
            if text.field in self.fields:
                self.add_error(text.field, f"{place}: {problem.message}")


def marked(field: Any, db_field: Any) -> Any:
    """A form field, known to the editor's scripts where its text is written in the dialect."""
    if field is not None and is_in_the_dialect(db_field):
        field.widget.attrs["data-dialect"] = "block" if isinstance(db_field, MarkdownField) else "inline"
    return field


class TextAdmin(ByRole, admin.ModelAdmin):
    """For models whose rows hold texts in the dialect."""

    form = TextForm
    change_form_template = "admin/content/change_form.html"
    formfield_overrides = {models.URLField: {"assume_scheme": "https"}}
    has_page_preview = False  # whether the site has a page that shows one row
    key_field = ""  # a key that texts quote: fixed once it is there

    class Media:
        css = {"all": ["css/staff.css", "css/editing.css"]}
        js = ["js/markdown-editor.js", "js/insert.js", "js/pictures.js", "js/pickers.js", "js/live-preview.js"]

    def formfield_for_dbfield(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        """Mark the texts in the dialect, and give the two inputs of a moment a name each."""
        field = marked(super().formfield_for_dbfield(db_field, request, **kwargs), db_field)
        if isinstance(field, forms.SplitDateTimeField):
            for widget, part in zip(field.widget.widgets, ("date", "time"), strict=True):
                widget.attrs["aria-label"] = f"{capfirst(field.label)}: {part}"
        return field

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> list[str]:
        fixed = [self.key_field] if self.key_field and obj else []
        return [*super().get_readonly_fields(request, obj), *fixed]

    def get_deleted_objects(self, objs: Any, request: HttpRequest) -> Any:
        """Add the texts that still name what is to be deleted to what stands in the way."""
        deleted, counts, permissions, protected = super().get_deleted_objects(objs, request)
        users = [f"{user} names it" for obj in objs for user in texts_naming(obj)]
        return deleted, counts, permissions, [*protected, *users]

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        super().save_related(request, form, formsets, change)
        follow(form.instance)

    def delete_model(self, request: HttpRequest, obj: Any) -> None:
        gone = obj.pk
        super().delete_model(request, obj)
        forget(type(obj), gone)

    def delete_queryset(self, request: HttpRequest, queryset: Any) -> None:
        for row in queryset:
            self.delete_model(request, row)

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any
    ) -> HttpResponse:
        row = kwargs.get("obj")
        may_write = self.has_change_permission(request, row) if row else self.has_add_permission(request)
        context["has_page_preview"] = self.has_page_preview and may_write
        context["has_dialect"] = may_write and any(map(is_in_the_dialect, self.model._meta.fields))
        return super().render_change_form(request, context, *args, **kwargs)

    def typed(self, request: HttpRequest, row: Any) -> tuple[Any, list[Any]]:
        """The form of a row as it was sent, and the forms of its parts. Nothing is saved."""
        form = self.get_form(request, row, change=row is not None)(request.POST, instance=row or self.model())
        return form, []


class RowInline(ByRole, admin.StackedInline):
    """Rows of a parent, with a label at every field: the tabular kind has none."""

    extra = 1

    def formfield_for_dbfield(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        return marked(super().formfield_for_dbfield(db_field, request, **kwargs), db_field)
