"""What a password may not be, besides what Django's own validators refuse."""

import re

from django.apps import apps
from django.contrib.auth.models import AbstractBaseUser
from django.core.exceptions import ValidationError

LOOKALIKES = str.maketrans("013457@$!", "oieastasi")
CLINIC_WORDS = {"ketamine", "esketamine", "spravato", "infusion", "clinic", "therapy", "treatment", "patient", "doctor"}
LEAST_OWN_LETTERS = 6
SHORTEST_WORD = 4


class MaximumLengthValidator:
    """Hashing costs time by length; nobody needs more."""

    def __init__(self, max_length: int = 128) -> None:
        self.max_length = max_length

    def validate(self, password: str, user: AbstractBaseUser | None = None) -> None:
        if len(password) > self.max_length:
            raise ValidationError(f"This password is too long. Use at most {self.max_length} characters.")

    def get_help_text(self) -> str:
        return f"At most {self.max_length} characters."


class ClinicWordsValidator:
    """Refuses passwords that are little more than the clinic's own words."""

    def validate(self, password: str, user: AbstractBaseUser | None = None) -> None:
        words = clinic_words()
        if any(is_mostly(words, text) for text in (letters_of(password), letters_of(password.translate(LOOKALIKES)))):
            raise ValidationError(
                "This password is easy to guess: it is made of words about this clinic. Add words of your own."
            )

    def get_help_text(self) -> str:
        return "Not the clinic's name or words about its work."


def clinic_words() -> set[str]:
    """Words about the work, and those in the names and places of the clinics."""
    clinics = apps.get_model("content", "Clinic").objects.values_list("name", "city")
    found = {letters_of(word) for clinic in clinics for text in clinic for word in text.split()}
    return CLINIC_WORDS | {word for word in found if len(word) >= SHORTEST_WORD}


def letters_of(text: str) -> str:
    return re.sub(r"[^a-z]", "", text.lower())


def is_mostly(words: set[str], text: str) -> bool:
    """Whether little is left of `text` without these words, of which it has at least one."""
    rest = text
    for word in sorted(words, key=len, reverse=True):
        rest = rest.replace(word, "")
    return rest != text and len(rest) < LEAST_OWN_LETTERS
