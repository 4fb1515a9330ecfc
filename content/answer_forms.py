"""Forms of fixed answers that readers send without a name, and what keeps programs out of them."""

from django import forms
from django.core import signing
from django.core.exceptions import ValidationError
from django.utils import timezone

SALT = "content.answer-form"
LEAST_SECONDS, MOST_SECONDS = 3, 24 * 60 * 60  # between the form being shown and being sent


class AnswerForm(forms.Form):
    """No text and nothing about the sender, so that there is nothing to protect."""

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

    def stamp(self) -> str:
        """The stamp that was sent, so that its time runs on; a new one when it has run out."""
        sent = self.data.get("shown_at", "")
        age = age_of(sent)
        return new_stamp() if age is None or age > MOST_SECONDS else str(sent)


def new_stamp() -> str:
    """Says, signed, when a form was shown."""
    return signing.Signer(salt=SALT).sign(str(int(timezone.now().timestamp())))


def age_of(shown_at: str) -> int | None:
    """Seconds since the form with this stamp was shown; None for a stamp that is not ours."""
    try:
        return int(timezone.now().timestamp()) - int(signing.Signer(salt=SALT).unsign(shown_at))
    except signing.BadSignature:
        return None
