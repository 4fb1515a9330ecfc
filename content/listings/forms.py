"""What readers may choose in the directory: filters of a list, and what is wrong with an entry."""

from typing import Any

from django import forms
from django.core import signing
from django.core.exceptions import ValidationError
from django.utils import timezone

from content.models import Listing, ListingReport, Treatment, UsState

SALT = "content.listing-report"
LEAST_SECONDS, MOST_SECONDS = 3, 24 * 60 * 60  # between the form being shown and being sent
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


class ReportForm(forms.Form):
    """One choice. No text and nothing about the sender, so that there is nothing to protect."""

    problem = forms.ChoiceField(
        choices=ListingReport.Problem.choices,
        widget=forms.RadioSelect,
        label="What is wrong?",
        error_messages={"required": "Select what is wrong", "invalid_choice": "Select what is wrong"},
    )
    shown_at = forms.CharField(widget=forms.HiddenInput, required=False)
    # No name that a browser fills in by itself
    leave_this = forms.CharField(required=False, label="Leave this empty")

    def clean_leave_this(self) -> None:
        if self.cleaned_data["leave_this"]:
            raise ValidationError("We could not take this. Empty the box named “Leave this empty” and send again.")

    def clean_shown_at(self) -> None:
        """The form was shown by us, neither a moment nor a day ago."""
        age = age_of(self.cleaned_data["shown_at"])
        if age is None or age > MOST_SECONDS:
            raise ValidationError("This page was open for a long time. Your answer is still here: send it again.")
        if age < LEAST_SECONDS:
            raise ValidationError("That was very quick. Look at your answer, then send it again.")


def stamp() -> str:
    """Says, signed, when a form was shown."""
    return signing.Signer(salt=SALT).sign(str(int(timezone.now().timestamp())))


def age_of(shown_at: str) -> int | None:
    """Seconds since the form with this stamp was shown; None for a stamp that is not ours."""
    try:
        return int(timezone.now().timestamp()) - int(signing.Signer(salt=SALT).unsign(shown_at))
    except signing.BadSignature:
        return None
