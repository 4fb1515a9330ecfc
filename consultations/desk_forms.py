"""What the front desk types. Reasons are chosen, not typed: they go into the record, which holds nobody's words."""

from datetime import date
from typing import Any

from django import forms
from django.core.validators import EmailValidator

from accounts.matrix import ROLES, line_of
from accounts.models import User
from consultations.contact import can_be_phone
from consultations.forms import (
    ACCESS_LENGTH,
    EMAIL_LENGTH,
    NAME_LENGTH,
    NEED_NAME,
    PHONE_LENGTH,
    WRONG_EMAIL,
    WRONG_PHONE,
    OneLine,
)
from consultations.models import ConsultationRequest

NOTE_LENGTH = 500
LABELS = {"name": "Full name", "phone": "Phone number", "email": "Email address", "access": "Interpreter or other help"}
WHY_EXPORT = [
    ("The person asked for it", "The person asked for it"),
    ("Into the patient's chart", "It goes into the patient's chart"),
    ("Report to management", "A report to the clinic's management"),
    ("Legal or regulatory duty", "A legal or regulatory duty"),
]
WHY_DELETE = [
    ("The person asked for it", "The person asked for it"),
    ("Now in the patient's chart", "It is in the patient's chart now"),
    ("Sent by mistake", "It was sent by mistake, or as a test"),
]
WHY_HOLD = [
    ("Legal claim or court order", "A legal claim or a court order"),
    ("Inquiry by an authority", "An inquiry by an authority"),
    ("Complaint or dispute", "A complaint or a dispute"),
]


class Version(forms.Form):
    """The version of the request that the form was made from. Anything else than a number is no version."""

    version = forms.IntegerField(min_value=1)

    def number(self) -> int:
        self.is_valid()
        return int(self.cleaned_data.get("version") or 0)


class Search(forms.Form):
    text = OneLine("What you search for", EMAIL_LENGTH, "Enter a reference, phone number, email address or full name")


class NoteText(forms.Form):
    body = forms.CharField(
        max_length=NOTE_LENGTH,
        error_messages={"required": "Write the note", "max_length": f"A note has at most {NOTE_LENGTH} characters"},
    )


class Correction(forms.Form):
    """Checked like the visitor's own form."""

    name = OneLine("Full name", NAME_LENGTH, NEED_NAME)
    phone = OneLine("Phone number", PHONE_LENGTH)
    email = OneLine("Email address", EMAIL_LENGTH)
    access = OneLine("Interpreter or other help", ACCESS_LENGTH)
    may_leave_message = forms.BooleanField(required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, label in LABELS.items():
            self.fields[name].label = label

    def clean_phone(self) -> str:
        phone = str(self.cleaned_data["phone"])
        if phone and not can_be_phone(phone):
            raise forms.ValidationError(WRONG_PHONE)
        return phone

    def clean_email(self) -> str:
        email = str(self.cleaned_data["email"])
        if email:
            EmailValidator(WRONG_EMAIL)(email)
        return email

    def clean(self) -> dict[str, Any]:
        values = super().clean() or self.cleaned_data
        if not self.errors and not (values["phone"] or values["email"]):
            self.add_error("phone", "Enter a phone number or an email address")
        return values


class Reason(forms.Form):
    reason = forms.ChoiceField(error_messages={"required": "Select a reason", "invalid_choice": "Select a reason"})

    def __init__(self, data: Any = None, *, choices: list[tuple[str, str]]) -> None:
        super().__init__(data)
        self.fields["reason"].choices = choices  # type: ignore[attr-defined]


class Export(Reason):
    """Days on which requests were received, in the site's time zone; both count."""

    since = forms.DateField(error_messages={"required": "Enter the first day", "invalid": "Enter the first day"})
    until = forms.DateField(error_messages={"required": "Enter the last day", "invalid": "Enter the last day"})
    notes = forms.BooleanField(required=False)
    field_order = ("since", "until")

    def clean_until(self) -> date:
        until: date = self.cleaned_data["until"]
        if until < self.cleaned_data.get("since", until):
            raise forms.ValidationError("The last day must not be before the first")
        return until


def desk_people() -> list[User]:
    """Who may be given a request: active staff whose role opens requests."""
    roles = [role for role in ROLES if line_of(ConsultationRequest._meta.label_lower).allows(role, "change")]
    people = User.objects.filter(is_active=True, is_staff=True, groups__name__in=roles)
    return list(people.distinct().order_by("first_name", "username"))
