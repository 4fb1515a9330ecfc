from typing import Any

from django import forms
from django.contrib import admin

from content.admin.base import RowInline, TextForm
from content.admin.gated import GatedAdmin
from content.admin.quoted import AskingForm, QuotedAdmin
from content.gate.links import is_open
from content.gate.runner import Gate
from content.models import Clinic, Fact, HoursException, OpeningHours
from content.models.clinics import overlap_problem
from content.texts import texts_naming


class FactForm(AskingForm, TextForm):
    """A new value is saved once the pages that it changes were shown, and no price that a clinic could not show."""

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        value = cleaned.get("value")
        if self.instance.pk and value is not None and "value" in self.changed_data:
            self.ask("value", texts_naming(self.instance), value)
        return cleaned

    def _post_clean(self) -> None:
        super()._post_clean()
        fact = self.instance
        if self.errors or not fact.pk or fact.kind != Fact.Kind.MONEY:
            return
        gate = Gate()
        gate.money[fact.key] = fact
        for clinic in filter(is_open, Clinic.objects.filter(prices=fact)):
            for fault in gate.check_row(clinic):
                if fault.stops and fault.place.field == "prices" and fault.place.detail == fact.key:
                    self.add_error(None, f"{clinic}: {fault} [{fault.rule.id}]")


@admin.register(Fact)
class FactAdmin(QuotedAdmin):
    form = FactForm
    list_display = ["key", "label", "value", "kind", "checked_on"]
    list_filter = ["kind"]
    search_fields = ["key", "label", "value"]
    key_field = "key"


class PeriodFormSet(forms.BaseInlineFormSet):
    """Periods of one day must not overlap, and a day cannot be both open and closed."""

    of_day = ""

    def clean(self) -> None:
        super().clean()
        kept = [f.cleaned_data for f in self.forms if f.is_valid() and not f.cleaned_data.get("DELETE")]
        rows: list[dict[str, Any]] = [row for row in kept if row.get(self.of_day) is not None]
        for day in {row[self.of_day] for row in rows}:
            same_day = [row for row in rows if row[self.of_day] == day]
            times = [(r["opens"], r["closes"]) for r in same_day if r.get("opens") and r.get("closes")]
            if problem := overlap_problem(times):
                raise forms.ValidationError(problem)
            if times and len(times) < len(same_day):
                raise forms.ValidationError("A date cannot be both open and closed.")


class HoursFormSet(PeriodFormSet):
    of_day = "weekday"


class ExceptionFormSet(PeriodFormSet):
    of_day = "date"


class OpeningHoursInline(RowInline):
    model = OpeningHours
    formset = HoursFormSet
    fields = [("weekday", "opens", "closes")]


class HoursExceptionInline(RowInline):
    model = HoursException
    formset = ExceptionFormSet
    fields = [("date", "opens", "closes"), "note"]


@admin.register(Clinic)
class ClinicAdmin(GatedAdmin):
    has_page_preview = True
    list_display = ["name", "is_main", "city", "phone", "hours_checked_on"]
    search_fields = ["name"]
    prepopulated_fields = {"slug": ["name"]}
    filter_horizontal = ["people", "prices"]
    inlines = [OpeningHoursInline, HoursExceptionInline]
