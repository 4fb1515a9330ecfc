"""The kinds of content: which folder holds which model, and which keys its files have."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

from django.db import models

from content.models import (
    Article,
    ArticleTopic,
    Clinic,
    Condition,
    Fact,
    Faq,
    Finding,
    HoursException,
    Image,
    KeyFact,
    Listing,
    MonitoringCheck,
    OpeningHours,
    Person,
    Policy,
    SearchHint,
    Source,
    StateRules,
    StudyCourse,
    SuitabilityQuestion,
    Term,
    Treatment,
    VisitStep,
)
from content.models.pages import ReviewedText

REVIEW = (
    "state",
    "published_at",
    "author",
    "reviewed_by",
    "reviewed_on",
    "review_due_on",
    "publish_reason",
    "withdrawn_on",
    "withdrawn_reason",
    "replaced_by",
    "is_about_mood",
)
# What sending, signing, publishing and withdrawing put into a text. The rest of it are its words: what is signed.
SIGNING = frozenset(REVIEW) - {"author", "is_about_mood"}


def needs_value(model_field: Any) -> bool:
    return not (model_field.blank or model_field.has_default())


@dataclass(frozen=True)
class Rows:
    """Child rows written inside their parent's file: a list of mappings, or of words for one field."""

    model: type[models.Model]
    fields: tuple[str, ...]

    @cached_property
    def has_position(self) -> bool:
        return any(f.name == "position" for f in self.model._meta.get_fields())


@dataclass(frozen=True)
class Kind:
    """One folder of fixtures and the model its files become."""

    name: str
    model: type[models.Model]
    keys: tuple[str, ...]
    body: str = ""
    slug: str = "slug"
    rows: dict[str, Rows] = field(default_factory=dict)
    has_file: bool = False  # beside each text file stands another one of the same name
    where: dict[str, bool] = field(default_factory=dict)  # which rows files hold, where that is not all of them

    def field(self, key: str) -> Any:
        return self.model._meta.get_field(key)

    @property
    def is_signed(self) -> bool:
        """Whether these are pages with a state and a reviewer, of which every version is kept."""
        return issubclass(self.model, ReviewedText)

    def is_required(self, key: str) -> bool:
        if key in self.rows:
            return key == "topics"
        return key == "state" or needs_value(self.field(key))

    def link_keys(self) -> Iterator[str]:
        """Keys whose values name rows of other kinds, several at a time."""
        return (key for key in self.keys if key not in self.rows and self.field(key).many_to_many)

    @property
    def is_named_by_none(self) -> bool:
        """Whether no file of another kind can name a row of this one."""
        named = {kind.field(key).related_model for kind in KINDS for key in kind.keys if key not in kind.rows}
        return self.model not in named

    def folder(self, root: Path) -> Path:
        return root / self.name

    def path(self, root: Path, slug: str) -> Path:
        return self.folder(root) / f"{slug}.md"

    def rows_in_full(self) -> Any:
        """All rows with everything a file of theirs names, in the order of their slugs."""
        single = [k for k in self.keys if k not in self.rows and self.field(k).many_to_one]
        several = [*self.link_keys(), *self.rows]
        return self.in_files().select_related(*single).prefetch_related(*several).order_by(self.slug)

    def in_files(self) -> "models.QuerySet[Any]":
        """The rows that files hold."""
        return self.model._default_manager.filter(**self.where)


# In the order in which they can be loaded: what is named comes before what names it.
KINDS = (
    Kind(
        "people",
        Person,
        ("name", "credentials", "job_title", "interests", "is_sample", "is_public"),
        body="biography",
    ),
    Kind(
        "sources",
        Source,
        (
            "kind",
            "title",
            "authors",
            "container",
            "year",
            "details",
            "doi",
            "url",
            "seen",
            "seen_note",
            "seen_on",
            "superseded_by",
            "is_retracted",
        ),
        slug="key",
    ),
    Kind("facts", Fact, ("label", "kind", "value", "charged", "checked_on", "source"), slug="key"),
    Kind("terms", Term, ("word", "other_spellings"), body="meaning"),
    Kind("images", Image, ("alt", "is_decorative", "credit", "licence", "people"), has_file=True),
    Kind(
        "conditions",
        Condition,
        (
            "title",
            "short_name",
            "other_names",
            "group",
            "is_caution",
            "position",
            *REVIEW,
            "summary",
            "risk_line",
            "key_points",
        ),
        body="body",
    ),
    Kind(
        "treatments",
        Treatment,
        (
            "title",
            "short_name",
            "route",
            "legal_status",
            "is_offered",
            "position",
            *REVIEW,
            "summary",
            "risk_line",
            "key_points",
            "key_facts",
            "visit",
            "courses",
            "monitoring",
        ),
        body="body",
        rows={
            "key_facts": Rows(KeyFact, ("label", "value")),
            "visit": Rows(VisitStep, ("title", "when", "text", "minutes", "is_longest")),
            "courses": Rows(StudyCourse, ("label", "sessions", "days", "text")),
            "monitoring": Rows(MonitoringCheck, ("label", "is_before", "is_during", "is_after", "text")),
        },
    ),
    Kind(
        "articles",
        Article,
        (
            "title",
            "kind",
            "topics",
            "is_featured",
            "hero",
            *REVIEW,
            "conditions",
            "summary",
            "risk_line",
            "key_points",
        ),
        body="body",
        rows={"topics": Rows(ArticleTopic, ("topic",))},
    ),
    Kind(
        "questions",
        Faq,
        ("question", "topic", "position", *REVIEW, "conditions", "treatments", "articles"),
        body="answer",
    ),
    Kind(
        "findings",
        Finding,
        (
            "condition",
            "treatment",
            "route",
            "position",
            "outcome",
            "outcome_kind",
            "timing",
            "direction",
            "certainty",
            "comparison",
            "people",
            "least_days",
            "most_days",
            "result",
            "harms",
            "sources",
        ),
    ),
    Kind(
        "clinics",
        Clinic,
        (
            "name",
            "is_main",
            "street",
            "city",
            "region",
            "postal_code",
            "latitude",
            "longitude",
            "time_zone",
            "phone",
            "email",
            "hours",
            "hours_checked_on",
            "exceptions",
            "parking",
            "transit",
            "access",
            "languages",
            "people",
            "prices",
        ),
        body="body",
        rows={
            "hours": Rows(OpeningHours, ("weekday", "opens", "closes")),
            "exceptions": Rows(HoursException, ("date", "opens", "closes", "note")),
        },
    ),
    Kind("state_rules", StateRules, ("region", *REVIEW), body="body"),
    Kind(
        "suitability",
        SuitabilityQuestion,
        ("question", "hint", "group", "subject", "is_urgent", "position", *REVIEW),
        body="body",
    ),
    Kind(
        "listings",
        Listing,
        (
            "name",
            "region",
            "city",
            "street",
            "postal_code",
            "phone",
            "website",
            "npi",
            "other_npis",
            "clinic",
            "treatments",
            "setting",
            "in_the_room",
            "training",
            "monitoring",
            "rescue",
            "transfer",
            "license_lookup",
            "taking_patients",
            "verified_on",
            "verified_by",
            "verified_how",
            "taken_out",
            "is_sample",
        ),
        where={"is_imported": False},
    ),
    Kind("search_hints", SearchHint, ("words", "first")),
    Kind("policies", Policy, ("title", "summary", "effective_on", "position", *REVIEW), body="body"),
)
KIND_OF = {kind.model: kind for kind in KINDS}
KIND_NAMED = {kind.name: kind for kind in KINDS}
