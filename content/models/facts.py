"""The registry of facts: what is stored once and quoted everywhere."""

import re
from decimal import Decimal

from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator, URLValidator
from django.db import models
from django.db.models import Q

from content.models.evidence import Source
from content.models.fields import LineField

PRICE = re.compile(r"\$([\d,]*\d(?:\.\d\d)?)(?: to \$([\d,]*\d(?:\.\d\d)?))?(?=$|[,;:] | \()")
LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
LETTER_KEYS = str.maketrans(LETTERS, "22233344455566677778889999")


def dial(number: str) -> str:
    """What a phone dials: `+` and digits, letters as on the keys; short numbers stay as they are."""
    digits = "".join(sign for sign in number.upper().translate(LETTER_KEYS) if sign.isdigit())
    if number.strip().startswith("+") or len(digits) < 10:
        return f"+{digits}" if number.strip().startswith("+") else digits
    return f"+{digits}" if len(digits) > 10 else f"+1{digits}"


class Fact(models.Model):
    """A value stored once and quoted everywhere as `{{ key }}`."""

    class Kind(models.TextChoices):
        PHONE = "phone", "Phone number"
        TEXT_LINE = "text_line", "Number to text"
        MONEY = "money", "Money"
        DURATION = "duration", "Duration"
        WEBSITE = "website", "Website"
        TEXT = "text", "Text"

    class Charged(models.TextChoices):
        EACH = "each", "For each infusion"
        ONCE = "once", "Once in a course"

    key = LineField(
        max_length=60,
        unique=True,
        validators=[RegexValidator(r"\A[a-z][a-z0-9_]*\Z", "Small letters, digits and _ only.")],
    )
    label = LineField(max_length=120)
    kind = models.CharField(max_length=10, choices=Kind)
    value = LineField(max_length=400)
    charged = models.CharField(
        max_length=10,
        choices=Charged,
        blank=True,
        help_text="Prices only: how often it is paid. The price of a whole course is worked out from this.",
    )
    checked_on = models.DateField(null=True, blank=True)
    source = models.ForeignKey(Source, models.PROTECT, null=True, blank=True, related_name="facts")

    class Meta:
        ordering = ["key"]
        constraints = [
            models.CheckConstraint(
                condition=Q(charged="") | Q(kind="money"),
                name="fact_charged_is_a_price",
                violation_error_message="Only a price is charged. Choose the kind Money, or leave this empty.",
            )
        ]

    def __str__(self) -> str:
        return self.key

    def clean(self) -> None:
        if self.charged and self.amounts() is None:
            raise ValidationError(
                {"value": "Begin with the price, like $450 or $450 to $900, then a comma and what it includes."}
            )
        if self.kind == self.Kind.WEBSITE:
            try:
                URLValidator(["https"])(self.href())
            except ValidationError as error:
                raise ValidationError({"value": "Enter it without https://, like 988lifeline.org."}) from error

    def href(self) -> str:
        """`tel:` or `sms:` address for numbers, `https:` for websites; empty for other facts."""
        if self.kind == self.Kind.WEBSITE:
            return f"https://{self.value}"
        schemes = {self.Kind.PHONE: "tel", self.Kind.TEXT_LINE: "sms"}
        scheme = schemes.get(self.Kind(self.kind))
        return f"{scheme}:{dial(self.value)}" if scheme else ""

    def amounts(self) -> tuple[Decimal, Decimal] | None:
        """Least and most of a price in dollars, the same where it is one; None for what begins with no price."""
        match = PRICE.match(self.value)
        if match is None:
            return None
        least, most = (Decimal(part.replace(",", "")) for part in (match[1], match[2] or match[1]))
        return (least, most) if least <= most else None
