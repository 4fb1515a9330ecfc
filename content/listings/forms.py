"""What readers may choose in the directory: filters of a list, and what is wrong with an entry."""

from typing import Any

from django import forms

from content.answer_forms import AnswerForm
from content.models import Listing, ListingReport, Treatment, UsState

ANY = [("", "Any")]


class StateForm(forms.Form):
    """Which state to look in."""

    state = forms.ChoiceField(choices=[("", "Choose a state"), *UsState.choices], label="State or territory")


class FilterForm(forms.Form):
    """Narrows the list of a state. The address carries the choices; nothing is stored."""

    q = forms.CharField(label="Words in the name or city", required=False, max_length=60)
    city = forms.ChoiceField(required=False)
    gives = forms.ChoiceField(required=False)
    setting = forms.ChoiceField(choices=[*ANY, *Listing.Setting.choices], required=False, label="Kind of place")
    taking = forms.ChoiceField(
        choices=[("", "Any"), ("yes", "Yes, when last asked")], required=False, label="Taking new patients"
    )

    def __init__(self, data: Any, cities: dict[str, int], treatments: list[Treatment]) -> None:
        super().__init__(data)
        places = [(city, f"{city} ({count})") for city, count in cities.items()]
        names = [(treatment.slug, treatment.short_name or treatment.title) for treatment in treatments]
        self.fields["city"] = forms.ChoiceField(choices=[*ANY, *places], required=False)
        self.fields["gives"] = forms.ChoiceField(choices=[*ANY, *names], required=False, label="What it gives")

    def chosen(self) -> dict[str, str]:
        """The filters in use."""
        return {name: value for name, value in self.cleaned_data.items() if value}

    def narrow(self, listings: Any) -> Any:
        chosen = self.chosen()
        listings = listings.matching(chosen.get("q", ""))
        named = {"city": "city", "gives": "treatments__slug", "setting": "setting", "taking": "taking_patients"}
        return listings.filter(**{field: chosen[name] for name, field in named.items() if name in chosen})


class ReportForm(AnswerForm):
    """One choice."""

    problem = forms.ChoiceField(
        choices=ListingReport.Problem.choices,
        widget=forms.RadioSelect,
        label="What is wrong?",
        error_messages={"required": "Select what is wrong", "invalid_choice": "Select what is wrong"},
    )
