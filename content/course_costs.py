"""What a whole course costs at a clinic's own prices. It is added up from the registry of facts, never guessed."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from content.gate.prices import OLDEST
from content.models import Fact


@dataclass(frozen=True)
class Amount:
    """Dollars, from the least to the most."""

    least: Decimal
    most: Decimal

    def __str__(self) -> str:
        if self.least == self.most:
            return dollars(self.least)
        return f"{dollars(self.least)} to {dollars(self.most)}"

    def __add__(self, other: "Amount") -> "Amount":
        return Amount(self.least + other.least, self.most + other.most)

    def times(self, count: int) -> "Amount":
        return Amount(self.least * count, self.most * count)


def dollars(value: Decimal) -> str:
    """Like $1,250, with cents only where there are any."""
    return f"${value:,.2f}".removesuffix(".00")


@dataclass(frozen=True)
class CoursePrices:
    """What is paid for each infusion, what once in a course, and the day on which the oldest price was checked."""

    each: Amount
    once: Amount
    checked_on: date

    def of(self, infusions: int) -> Amount:
        return self.each.times(infusions) + self.once


def course_prices(prices: Iterable[Fact], today: date) -> CoursePrices | None:
    """What can be added up; None without a price for an infusion, or where one of the prices is not up to date.

    Of several prices for an infusion a patient pays one, so they make a range; what is paid once is paid besides.
    """
    charged = [price for price in prices if price.charged]
    each = [amount for price in charged if price.charged == Fact.Charged.EACH and (amount := amount_of(price))]
    once = [amount for price in charged if price.charged == Fact.Charged.ONCE and (amount := amount_of(price))]
    days = [price.checked_on for price in charged if price.checked_on and today - price.checked_on <= OLDEST]
    if not each or len(each) + len(once) < len(charged) or len(days) < len(charged):
        return None
    infusion = Amount(min(amount.least for amount in each), max(amount.most for amount in each))
    return CoursePrices(infusion, sum(once, Amount(Decimal(0), Decimal(0))), min(days))


def amount_of(price: Fact) -> Amount | None:
    amounts = price.amounts()
    return Amount(*amounts) if amounts else None
