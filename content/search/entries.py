"""What readers can find of each kind of row. Nothing of a row that is not public."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

from django.conf import settings
from django.db import models
from django.urls import reverse

from content.models import (
    Article,
    Clinic,
    Condition,
    Faq,
    Listing,
    Person,
    Policy,
    SearchEntry,
    State,
    StateRules,
    Term,
    Treatment,
    UsState,
)
from content.models.pages import ReviewedText
from content.rendering.page import Quote
from content.search.kinds import SEARCH_KIND_OF, STATE, state_number
from content.search.plain import plain

ALWAYS = datetime(2000, 1, 1, tzinfo=UTC)
Facts = Mapping[str, Quote]
PARTS: dict[type[models.Model], tuple[str, ...]] = {Treatment: ("key_facts", "visit"), Article: ("topics",)}


@dataclass(frozen=True)
class Words:
    """The texts of a row, in its own marks. `names` are plain lines."""

    title: str
    names: str = ""
    summary: str = ""
    body: str = ""


def entries_of(row: Any, facts: Facts) -> list[SearchEntry]:
    """The entry of a row that readers may see, now or later; none for any other."""
    if isinstance(row, StateRules):
        return [state_entry(UsState(row.region), row if is_open(row) else None, facts)]
    if not is_open(row):
        return []
    words = WORDS_OF[type(row)](row)
    reviewed = isinstance(row, ReviewedText)
    return [
        SearchEntry(
            id=SEARCH_KIND_OF[type(row)].id_of(row),
            address=row.get_absolute_url(),
            title=plain(words.title, facts),
            names="\n".join(line.strip() for line in words.names.splitlines() if line.strip()),
            summary=plain(words.summary, facts),
            body=plain(words.body, facts),
            shown_from=row.published_at if reviewed else ALWAYS,
            shown_until=hidden_from(row) if isinstance(row, Listing) else None,
            review_due_on=row.review_due_on if reviewed else None,
        )
    ]


def is_open(row: Any) -> bool:
    """Whether readers may see the row, now or at a time that it names itself."""
    if isinstance(row, ReviewedText):
        return row.state == State.PUBLISHED and row.published_at is not None
    if isinstance(row, Person):
        return row.is_public
    if isinstance(row, Listing):
        is_shown = row.verified_on is not None or (row.is_sample and not settings.IS_PRODUCTION)
        return is_shown and not row.taken_out
    return True


def hidden_from(listing: Listing) -> date | None:
    """The first day on which nobody has checked the entry for 12 months; none for a sample."""
    checked = listing.verified_on
    if checked is None:
        return None
    try:
        return checked.replace(year=checked.year + 1)
    except ValueError:  # 29 February
        return date(checked.year + 1, 3, 1)


def state_entry(state: UsState, rules: StateRules | None, facts: Facts) -> SearchEntry:
    """The page of a state in the directory. It is there without rules or entries too."""
    return SearchEntry(
        id=STATE.first_id | state_number(state.value),
        address=reverse("content:listing_list", args=[state]),
        title=f"Find care in {state.label}",
        names=state.value,
        summary=f"Places in {state.label} that give ketamine infusions, and what is known of the rules there.",
        body=plain(rules.body, facts) if rules else "",
        shown_from=ALWAYS,
        review_due_on=rules.review_due_on if rules else None,
    )


def condition_words(row: Condition) -> Words:
    names = f"{row.short_name}\n{row.other_names}"
    return Words(row.title, names, row.summary, f"{row.key_points}\n{row.body}")


def treatment_words(row: Treatment) -> Words:
    facts = "\n".join(f"{fact.label}: {fact.value}" for fact in row.key_facts.all())
    visit = "\n".join(f"{step.title}: {step.text}" for step in row.visit.all())
    names = f"{row.short_name}\n{row.get_route_display()}\n{row.get_legal_status_display()}"
    return Words(row.title, names, row.summary, f"{row.key_points}\n{row.body}\n{facts}\n{visit}")


def article_words(row: Article) -> Words:
    topics = "\n".join(str(topic) for topic in row.topics.all())
    return Words(row.title, topics, row.summary, f"{row.key_points}\n{row.body}")


def listing_words(row: Listing) -> Words:
    place = f"{row.city}, {UsState(row.region).label}"
    return Words(row.name, place, body=f"{row.get_setting_display()}\n{row.street} {row.postal_code}")


def clinic_words(row: Clinic) -> Words:
    more = "\n".join((row.parking, row.transit, row.access, row.languages, row.body))
    return Words(row.name, "Hours, address and directions", row.address_line(), more)


WORDS_OF: dict[type[models.Model], Callable[[Any], Words]] = {
    Condition: condition_words,
    Treatment: treatment_words,
    Article: article_words,
    Faq: lambda row: Words(row.question, row.get_topic_display(), row.answer),
    Term: lambda row: Words(row.word, row.other_spellings, row.meaning),
    Person: lambda row: Words(str(row), row.job_title, body=row.biography),
    Clinic: clinic_words,
    Listing: listing_words,
    Policy: lambda row: Words(row.title, "", row.summary, row.body),
}
