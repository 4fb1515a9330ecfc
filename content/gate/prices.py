"""Prices say when they were checked, and a clinic's own what they leave out (8 NYCRR 29.1(b)(12))."""

from collections.abc import Iterator
from datetime import date, timedelta

from content.gate.page import GatePage, plain
from content.gate.rules import Level, Place, Rule
from content.gate.wording import finder, read_words
from content.models import Fact

OLDEST = timedelta(days=365)  # since a price was checked
EXTRAS = finder(read_words("prices.yml")["extras"])


def quoted_prices(page: GatePage) -> Iterator[tuple[Place, Fact]]:
    for key in page.prices:
        if key in page.money:
            yield Place("prices", detail=key), page.money[key]
    for block, sentence in page.sentences():
        for key in sentence.facts:
            if key in page.money:
                yield Place(block.field, block.line, sentence.text, key), page.money[key]


def checked_on(fact: Fact) -> date | None:
    """The day of the price; for one that others printed the day on which that was read."""
    return fact.checked_on or (fact.source.seen_on if fact.source else None)


def undated_prices(page: GatePage) -> Iterator[Place]:
    for place, fact in quoted_prices(page):
        own = place.field == "prices"
        day = fact.checked_on if own else checked_on(fact)
        if day is None or page.today - day > OLDEST:
            yield place


def prices_without_extras(page: GatePage) -> Iterator[Place]:
    for place, fact in quoted_prices(page):
        if place.field == "prices" and not EXTRAS.search(plain(f"{fact.label} {fact.value}")):
            yield place


PRICE_RULES = [
    Rule(
        "price-undated",
        Level.BLOCK,
        f"This price was not checked in the last {OLDEST.days} days",
        "A patient plans with it, and prices change.",
        "Ask for the price again and record the day in its fact (“checked on”).",
        undated_prices,
    ),
    Rule(
        "price-without-extras",
        Level.BLOCK,
        "This price of a clinic does not say what it includes or what is extra",
        "The bill is larger than the price, and nobody was told.",
        "Add to the fact: “includes monitoring; the first visit is extra”.",
        prices_without_extras,
    ),
]
