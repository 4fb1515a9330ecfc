"""Evidence as data: what can be cited, and what was found."""

import re
from typing import Self

from django.core.validators import RegexValidator
from django.db import models
from django.db.models import F, Q

from content.models.fields import InlineField, LineField
from content.models.pages import Condition, Route
from content.models.treatments import Treatment


class Certainty(models.TextChoices):
    """How sure one can be of a finding; not how large the effect is."""

    HIGH = "high", "High"
    MODERATE = "moderate", "Moderate"
    LOW = "low", "Low"
    VERY_LOW = "very_low", "Very low"
    NONE_FOUND = "none_found", "No studies found"

    @property
    def level(self) -> int:
        """Bars on the gauge: 4 for high, 0 when no study was found."""
        return len(Certainty) - 1 - list(Certainty).index(self)


class SourceQuerySet(models.QuerySet["Source"]):
    def fallen(self) -> "SourceQuerySet":
        """Retracted, or replaced by a newer one: no page rests safely on these any more."""
        return self.filter(Q(is_retracted=True) | Q(superseded_by__isnull=False))


class Source(models.Model):
    """Something that can be cited, with what text of it was read."""

    class Kind(models.TextChoices):
        GUIDELINE = "guideline", "Guideline or consensus"
        SYSTEMATIC_REVIEW = "systematic_review", "Systematic review"
        RANDOMIZED_TRIAL = "randomized_trial", "Randomized trial"
        OBSERVATIONAL = "observational", "Observational study"
        CASE_REPORTS = "case_reports", "Case reports"
        NARRATIVE_REVIEW = "narrative_review", "Narrative review"
        EXPERT_OPINION = "expert_opinion", "Expert opinion"
        LABEL = "label", "Drug label"
        REGULATOR = "regulator", "Regulator or agency"
        LAW = "law", "Law or rule"
        INSURER = "insurer", "Insurer's policy"
        NEWS = "news", "News report"
        DIRECTORY = "directory", "Commercial page"
        SERVICE = "service", "Public service"
        LABORATORY = "laboratory", "Laboratory study"

    class Seen(models.TextChoices):
        FULL_TEXT = "full_text", "The full text"
        ABSTRACT = "abstract", "The abstract"
        EXTRACT = "extract", "Part of the text"
        SUMMARY = "summary", "Only a summary or copy by others"

    # The best certainty a finding may have from a source of each kind; very low for the others.
    CEILINGS = {
        Kind.GUIDELINE: Certainty.HIGH,
        Kind.SYSTEMATIC_REVIEW: Certainty.HIGH,
        Kind.RANDOMIZED_TRIAL: Certainty.MODERATE,
        Kind.OBSERVATIONAL: Certainty.LOW,
        Kind.EXPERT_OPINION: Certainty.LOW,
    }

    key = LineField(
        max_length=60,
        unique=True,
        validators=[RegexValidator(r"\A[a-z0-9]+\Z", "Small letters and digits only.")],
        help_text="What a citation names, like cohen2018.",
    )
    kind = models.CharField(max_length=20, choices=Kind)
    title = LineField(max_length=400)
    authors = LineField(max_length=400, blank=True)
    container = LineField("journal or agency", max_length=200, blank=True)
    year = models.PositiveSmallIntegerField(null=True, blank=True)
    details = LineField("volume, issue, pages", max_length=100, blank=True)
    doi = LineField("DOI", max_length=120, blank=True)
    url = models.URLField("address", max_length=400, blank=True)
    seen = models.CharField("what was read", max_length=10, choices=Seen)
    seen_note = LineField(max_length=300, blank=True)
    seen_on = models.DateField("recorded on", null=True, blank=True)
    superseded_by = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="supersedes")
    is_retracted = models.BooleanField("retracted", default=False)

    objects = SourceQuerySet.as_manager()

    class Meta:
        ordering = ["key"]

    def __str__(self) -> str:
        return self.key

    def label(self) -> str:
        """First author and year, or who published it: how a table names a study."""
        first_author = re.split(r"\s[A-Z]{1,3}\b|,", self.authors)[0].strip()
        name = first_author or self.container or self.title
        return f"{name}, {self.year}" if self.year else name

    def published(self) -> str:
        """Year and place as references have them: 2017;124(2):661-674. Words follow as a sentence: 2024. Revised."""
        between = ";" if self.details[:1].isdigit() else ". "
        return between.join(part for part in (str(self.year or ""), self.details) if part)

    def address(self) -> str:
        """Where a reader can open it; empty when no address is known."""
        return f"https://doi.org/{self.doi}" if self.doi else self.url

    def is_fallen(self) -> bool:
        """Whether it was retracted, or replaced by a newer one."""
        return self.is_retracted or self.superseded_by_id is not None

    def ceiling(self) -> Certainty:
        """The best certainty that a finding may take from this source alone."""
        return self.CEILINGS.get(self.Kind(self.kind), Certainty.VERY_LOW)


class FindingQuerySet(models.QuerySet["Finding"]):
    def public(self) -> Self:
        """Findings that a reader can look up on the page of their condition."""
        return self.filter(condition__in=Condition.objects.published())


class Finding(models.Model):
    """What one study or review found: a row of evidence, never an adjective."""

    class Direction(models.TextChoices):
        BETTER = "better", "Better than the comparison"
        NO_CLEAR_DIFFERENCE = "no_clear_difference", "No clear difference"
        MIXED = "mixed", "Mixed results"
        WORSE = "worse", "Worse than the comparison"

    class OutcomeKind(models.TextChoices):
        SYMPTOMS = "symptoms", "Pain, mood and other symptoms"
        FUNCTION = "function", "What people can do"
        OTHER_TREATMENT = "other_treatment", "Compared with another treatment"
        OTHER = "other", "Other results"

    class Timing(models.TextChoices):
        FIRST_WEEK = "first_week", "Up to a week"
        LATER = "later", "Beyond a week"

    slug = models.SlugField(max_length=120, unique=True)
    condition = models.ForeignKey(Condition, models.PROTECT, related_name="findings")
    treatment = models.ForeignKey(Treatment, models.PROTECT, null=True, blank=True, related_name="findings")
    route = models.CharField(
        max_length=20, choices=Route, blank=True, help_text="Empty where the text read does not name one."
    )
    outcome = LineField("what was measured", max_length=160)
    outcome_kind = models.CharField("kind of outcome", max_length=20, choices=OutcomeKind, default=OutcomeKind.SYMPTOMS)
    timing = models.CharField(
        "measured when",
        max_length=20,
        choices=Timing,
        blank=True,
        help_text="The latest time after the first dose that the result speaks of; empty where none was read.",
    )
    direction = models.CharField(max_length=20, choices=Direction)
    certainty = models.CharField(max_length=10, choices=Certainty)
    result = InlineField(max_length=600, help_text="What was found, in one or two sentences.")
    comparison = LineField("compared with", max_length=160, blank=True)
    people = models.PositiveIntegerField("people studied", null=True, blank=True)
    least_days = models.PositiveIntegerField("least days of relief", null=True, blank=True)
    most_days = models.PositiveIntegerField("most days of relief", null=True, blank=True)
    harms = InlineField("harms in the same study", max_length=500, blank=True)
    sources = models.ManyToManyField(Source, related_name="findings")
    position = models.PositiveSmallIntegerField(default=0)

    objects = FindingQuerySet.as_manager()

    class Meta:
        ordering = ["position", "slug"]
        constraints = [
            models.CheckConstraint(
                condition=Q(least_days__isnull=True, most_days__isnull=True)
                | Q(least_days__isnull=False, most_days__isnull=False, most_days__gte=F("least_days")),
                name="finding_most_days_not_below_least",
                violation_error_message=(
                    "Give both the least and the most days of relief, or neither; "
                    "the most cannot be less than the least."
                ),
            ),
        ]

    def __str__(self) -> str:
        return self.slug

    def relief_length(self) -> str:
        """How long a difference was measured, in words for readers."""
        if self.most_days is None:
            return "no clear difference shown"
        if self.least_days == self.most_days:
            return f"{self.most_days} day{'' if self.most_days == 1 else 's'}"
        return f"{self.least_days} to {self.most_days} days"

    def level(self) -> int:
        return Certainty(self.certainty).level

    def ceiling_problem(self, sources: "list[Source]") -> str:
        """Why this certainty is more than its sources bear; empty when it is not."""
        best = max((source.ceiling().level for source in sources), default=0)
        if self.level() <= best:
            return ""
        return f"Certainty '{self.certainty}' is above what its best source can bear."
