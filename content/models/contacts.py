"""Fields for how a place is reached. Each stores one form, however it was typed or imported."""

import re
import unicodedata
from typing import Any
from urllib.parse import urlsplit, urlunsplit

import phonenumbers
from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator, URLValidator
from phonenumbers import PhoneNumberFormat, ValidationResult

from content.models.fields import LineField

TEN_DIGITS = re.compile(r"[2-9][0-9]{9}")
STORED = re.compile(r"\+1[2-9][0-9]{9}")
NINE_DIGITS = re.compile(r"([0-9]{5})([0-9]{4})")
INVISIBLE = ("Cc", "Cf", "Co", "Cs")  # Unicode categories: control, format (turns text around), private, broken
NPI_PREFIX_SUM = 24  # what the prefix 80840 of a card number adds to the sum of an NPI
check_http = URLValidator(schemes=["http", "https"])


def check_plain(text: str) -> None:
    """Plain text that looks like what it is: no control signs, and none that hide or turn other signs."""
    if any(unicodedata.category(sign) in INVISIBLE for sign in text):
        raise ValidationError("Has signs that cannot be seen.")


def check_npi(number: str) -> None:
    """An NPI: ten digits that start with 1 or 2 and end in their check digit (45 CFR 162.406, ISO 7812 Luhn)."""
    if not re.fullmatch(r"[12][0-9]{9}", number):
        raise ValidationError("An NPI has ten digits and starts with 1 or 2.")
    doubled = [int(digit) * 2 for digit in number[-2::-2]]
    total = NPI_PREFIX_SUM + sum(two - 9 if two > 9 else two for two in doubled) + sum(map(int, number[-1::-2]))
    if total % 10:
        raise ValidationError("This is no NPI: its last digit does not fit the others.")


def tidy_phone(text: str) -> str:
    """A US number as `+1` and ten digits, with ` x12` for an extension. Raises ValidationError."""
    text = text.strip()
    if not text or STORED.fullmatch(text):
        return text
    if TEN_DIGITS.fullmatch(text):  # what nearly every row of an import holds: the library would say the same
        return f"+1{text}"
    try:
        number = phonenumbers.parse(text, "US")
    except phonenumbers.NumberParseException as error:
        raise ValidationError("This is not a phone number.") from error
    possible = phonenumbers.is_possible_number_with_reason(number)
    if number.country_code != 1 or possible != ValidationResult.IS_POSSIBLE:
        raise ValidationError("Enter a US phone number with its area code: ten digits.")
    plain = str(phonenumbers.format_number(number, PhoneNumberFormat.E164))
    extension = number.extension
    number.extension = None
    return f"{plain} x{extension}" if extension else plain


def tidy_zip(text: str) -> str:
    """Five digits, or nine with a hyphen."""
    return NINE_DIGITS.sub(r"\1-\2", text.strip())


def tidy_web(text: str) -> str:
    """A web address in one form: https where no scheme is named, small letters in the host, no fragment, no password.

    Raises ValidationError.
    """
    text = text.strip()
    if not text:
        return ""
    address = text if "://" in text else f"https://{text}"
    check_http(address)
    parts = urlsplit(address)
    if parts.username is not None or parts.password is not None:
        raise ValidationError("A web address must not hold a user name or password.")
    return urlunsplit((parts.scheme.lower(), parts.netloc.lower(), parts.path or "/", parts.query, ""))


class TidyField(LineField):
    """One line, brought into its one form wherever it comes from; the database asks for that form too."""

    def tidy(self, text: str) -> str:
        raise NotImplementedError

    def to_python(self, value: Any) -> Any:
        value = super().to_python(value)
        return self.tidy(value) if isinstance(value, str) else value


class PhoneField(TidyField):
    def tidy(self, text: str) -> str:
        return tidy_phone(text)


class ZipField(TidyField):
    default_validators = [
        *TidyField.default_validators,
        RegexValidator(r"\A[0-9]{5}(-[0-9]{4})?\Z", "Enter a ZIP code: five digits, or nine with a hyphen."),
    ]

    def tidy(self, text: str) -> str:
        return tidy_zip(text)


class WebField(TidyField):
    def tidy(self, text: str) -> str:
        return tidy_web(text)


def spoken_phone(number: str) -> str:
    """A stored number as people write it: (518) 555-0123 x4."""
    plain, _, extension = number.partition(" x")
    if not plain:
        return ""
    local = f"({plain[2:5]}) {plain[5:8]}-{plain[8:]}"
    return f"{local} x{extension}" if extension else local
