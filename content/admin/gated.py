"""Rows without drafts: readers see them once they are saved, so the publish gate judges the form itself."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse

from content.admin.base import TextAdmin, TextForm
from content.gate.found import found_in
from content.gate.links import is_open
from content.gate.page import Part
from content.gate.rules import Fault
from content.gate.runner import Gate, check
from content.models import Clinic
from content.syncing.kinds import KIND_OF


class GatedForm(TextForm):
    """Saves what readers will see only when the gate lets it through."""

    formsets: tuple[type[forms.BaseInlineFormSet], ...] = ()  # of the child rows on the same page; GatedAdmin sets it
    faults: list[Fault] | None = None  # None: not asked, since something else is wrong

    def _post_clean(self) -> None:
        super()._post_clean()
        if self.errors or not is_open(self.instance):
            return
        children = self.typed_children()
        if children is not None:
            self.faults = check(Gate().page(KIND_OF[type(self.instance)], self.instance, children, self.typed_prices()))
            for fault in self.faults:
                if fault.stops:
                    self.refuse(fault)

    def typed_children(self) -> list[Part] | None:
        """The child rows as typed; None when one of them is wrong in itself, which the admin says."""
        found: list[Part] = []
        for factory in self.formsets:
            key = factory.get_default_prefix()
            formset = factory(self.data, instance=self.instance, prefix=key)
            if not formset.is_valid():
                return None
            found.extend((f"{key}.{number}", row) for number, row in typed_rows(formset))
        return found

    def typed_prices(self) -> list[str]:
        return [fact.key for fact in self.cleaned_data.get("prices", ())] if isinstance(self.instance, Clinic) else []

    def refuse(self, fault: Fault) -> None:
        line = f"Line {fault.place.line}: " if fault.place.line else ""
        field = fault.place.field if fault.place.field in self.fields else None
        self.add_error(field, f"{line}{fault} [{fault.rule.id}]")


def typed_rows(formset: forms.BaseInlineFormSet) -> Iterable[tuple[int, Any]]:
    """The rows of a formset that stay, with their numbers from 0; empty extra forms are none."""
    gone = formset.deleted_forms
    for number, form in enumerate(formset.forms):
        if form not in gone and (form.instance.pk or form.has_changed()):
            yield number, form.instance


class GatedAdmin(TextAdmin):
    """For rows that the gate must let through before readers see them."""

    form = GatedForm

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:
        form: Any = super().get_form(request, obj, change, **kwargs)
        checked = [formset for formset, inline in self.get_formsets_with_inlines(request, obj) if is_listed(inline)]
        form.formsets = tuple(checked)
        return form

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any
    ) -> HttpResponse:
        form, row = context["adminform"].form, kwargs.get("obj")
        faults = form.faults if form.is_bound else Gate().check_row(row) if row else []
        context["found"] = found_in(self.model, form.fields, faults or [])
        return super().render_change_form(request, context, *args, **kwargs)


def is_listed(inline: Any) -> bool:
    """Whether the rows of an inline are child rows of their parent's file."""
    kind = KIND_OF.get(inline.parent_model)
    return kind is not None and any(rows.model is inline.model for rows in kind.rows.values())
