"""The form that visitors fill in. It asks what is needed to call back, and nothing about health."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.core.validators import EmailValidator

from consultations.contact import can_be_phone, has_web_address
from consultations.models import ConsultationRequest
from consultations.reply_times import good_times
from content.models import Clinic

Before, By, Reason = ConsultationRequest.Before, ConsultationRequest.By, ConsultationRequest.Reason
NAME_LENGTH, EMAIL_LENGTH, ACCESS_LENGTH, PHONE_LENGTH = 120, 254, 60, 40
NEED_NAME = "Enter your full name"
NEED_BEFORE = "Select whether you have been to this clinic before"
NEED_BY = "Select how we should contact you"
NEED_PHONE = "Enter a phone number so that we can call you"
WRONG_PHONE = "Enter a phone number with 10 digits, including the area code"
NEED_EMAIL = "Enter an email address so that we can email you"
WRONG_EMAIL = "Enter an email address in the correct format, like name@example.com"
NEED_REASON = "Select what your request is about"
NEED_CONSENT = "Select the box to agree that we may contact you"
NEED_CLINIC = "Select which clinic you want to contact"
# Where the error summary and "Change" lead: the first control of a group
TARGETS = {name: f"{name}-1" for name in ("before", "by", "reason", "clinic", "time")}


def too_long(what: str, length: int) -> str:
    return f"{what} must be {length} characters or less"


class OneLine(forms.CharField):
    """One line of text without control characters; nothing that is typed is refused for a stray blank."""

    def __init__(self, label: str, length: int, missing: str = "") -> None:
        super().__init__(required=bool(missing), error_messages={"required": missing})
        self.most = too_long(label, length)
        self.length = length

    def to_python(self, value: Any) -> str:
        text = "".join(sign if sign.isprintable() else " " for sign in str(value or ""))
        return " ".join(text.split())

    def validate(self, value: str) -> None:
        super().validate(value)
        if len(value) > self.length:
            raise forms.ValidationError(self.most)


class Choice(forms.ChoiceField):
    """An unknown value counts as no answer."""

    def __init__(self, choices: Any, missing: str) -> None:
        super().__init__(choices=choices, error_messages={"required": missing, "invalid_choice": missing})


class Times(forms.MultipleChoiceField):
    """Unknown values count as not chosen."""

    def validate(self, value: list[str]) -> None:
        """Nothing is refused: `chosen_times()` reads what it knows."""


class ConsultationForm(forms.Form):
    name = OneLine("Full name", NAME_LENGTH, NEED_NAME)
    before = Choice(Before.choices, NEED_BEFORE)
    by = Choice(By.choices, NEED_BY)
    phone = OneLine("Phone number", PHONE_LENGTH)
    voicemail = forms.BooleanField(required=False)
    email = OneLine("Email address", EMAIL_LENGTH)
    time = Times(required=False)
    access = OneLine("Interpreter or other help", ACCESS_LENGTH)
    reason = Choice(Reason.choices, NEED_REASON)
    consent = forms.BooleanField(error_messages={"required": NEED_CONSENT})

    def __init__(self, data: Any = None, *, clinics: Iterable[Clinic], **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        self.clinics = list(clinics)
        if len(self.clinics) > 1:
            self.fields["clinic"] = Choice([(clinic.slug, clinic.name) for clinic in self.clinics], NEED_CLINIC)
        self.times = good_times(self.clinics[0] if self.clinics else None)

    def clean_name(self) -> str:
        name = self.cleaned_data["name"]
        if has_web_address(name):
            raise forms.ValidationError("Full name must not include a web address")
        return name

    def clean_phone(self) -> str:
        phone = self.cleaned_data["phone"]
        if phone and not can_be_phone(phone):
            raise forms.ValidationError(WRONG_PHONE)
        if not phone and self.cleaned_data.get("by") == By.PHONE:
            raise forms.ValidationError(NEED_PHONE)
        return phone

    def clean_email(self) -> str:
        email = self.cleaned_data["email"]
        if email:
            EmailValidator(WRONG_EMAIL)(email)
        elif self.cleaned_data.get("by") == By.EMAIL:
            raise forms.ValidationError(NEED_EMAIL)
        return email

    def problems(self) -> dict[str, str]:
        """What is wrong, by field, in the order of the page."""
        return {name: str(errors[0]) for name in self.fields if (errors := self.errors.get(name))}

    def chosen_clinic(self) -> Clinic | None:
        """The clinic that was chosen, or the only one; None where none is entered."""
        chosen = self.cleaned_data.get("clinic", "")
        named = [clinic for clinic in self.clinics if clinic.slug == chosen]
        return next(iter(named or self.clinics), None)

    def chosen_times(self) -> list[str]:
        """The good times in words."""
        return [words for value, words in self.times if value in self.cleaned_data["time"]]
