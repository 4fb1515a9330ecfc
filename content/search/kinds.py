"""The kinds of things that can be found, and the number by which an entry stands for its row."""

from dataclasses import dataclass
from typing import Any

from django.db import models

from content.models import (
    Article,
    Clinic,
    Condition,
    Faq,
    Listing,
    Person,
    Policy,
    StateRules,
    Term,
    Treatment,
    UsState,
)

BITS = 40  # of an entry's number that say which row; the ones above say which kind
LETTERS = 26


@dataclass(frozen=True)
class SearchKind:
    """`weight` moves its entries up or down among others that fit as well."""

    name: str
    number: int
    label: str
    labels: str
    model: type[models.Model]
    weight: float = 1.0

    @property
    def first_id(self) -> int:
        return self.number << BITS

    @property
    def span(self) -> tuple[int, int]:
        return self.first_id, self.first_id + (1 << BITS) - 1

    def id_of(self, row: Any) -> int:
        """The entry's number of a row; the rules of a state are part of that state's page."""
        return self.first_id | (state_number(row.region) if isinstance(row, StateRules) else row.pk)


SEARCH_KINDS = (
    SearchKind("condition", 1, "Condition", "Conditions", Condition, 1.2),
    SearchKind("treatment", 2, "Treatment", "Treatments", Treatment, 1.2),
    SearchKind("article", 3, "Article", "Articles", Article, 1.1),
    SearchKind("question", 4, "Question", "Questions", Faq),
    SearchKind("term", 5, "Glossary word", "Glossary words", Term, 0.9),
    SearchKind("person", 6, "Person", "People", Person),
    SearchKind("clinic", 7, "Clinic", "Clinics", Clinic, 1.1),
    SearchKind("listing", 8, "Directory entry", "Directory entries", Listing, 0.6),
    SearchKind("policy", 9, "About this site", "About this site", Policy, 0.8),
    SearchKind("state", 10, "Find care", "Find care by state", StateRules),
)
SEARCH_KIND_OF = {kind.model: kind for kind in SEARCH_KINDS}
SEARCH_KIND_NAMED = {kind.name: kind for kind in SEARCH_KINDS}
NUMBERED = {kind.number: kind for kind in SEARCH_KINDS}
STATE = SEARCH_KIND_NAMED["state"]


def kind_of_id(entry_id: int) -> SearchKind:
    return NUMBERED[entry_id >> BITS]


def row_id_of(entry_id: int) -> int:
    return entry_id & ((1 << BITS) - 1)


def state_number(region: str) -> int:
    """The two letters of a state as a number."""
    high, low = (ord(letter) - ord("A") for letter in region)
    return high * LETTERS + low


def state_of_id(entry_id: int) -> UsState:
    high, low = divmod(row_id_of(entry_id), LETTERS)
    return UsState(chr(ord("A") + high) + chr(ord("A") + low))
