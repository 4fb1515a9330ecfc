"""Pages that readers read: conditions, treatments, articles, policies."""

from datetime import date, timedelta
from typing import TYPE_CHECKING, Any, ClassVar, Self

from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone

from content.models.fields import InlineField, LineField, LinesField, MarkdownField
from content.models.images import Image
from content.models.people import Person
from content.models.reviewing import LONG_DAYS, Stage, stage_of

if TYPE_CHECKING:
    from content.models.evidence import Finding


BLANK = "[[fill:"  # what a template has where the owner must write something


class State(models.TextChoices):
    DRAFT = "draft", "Draft"
    IN_REVIEW = "in_review", "In review"
    PUBLISHED = "published", "Published"
    WITHDRAWN = "withdrawn", "Withdrawn"


class Route(models.TextChoices):
    IV = "iv", "Into a vein (IV)"
    NASAL = "nasal", "Nasal spray"
    INTRAMUSCULAR = "intramuscular", "Into a muscle"
    SUBCUTANEOUS = "subcutaneous", "Under the skin"
    ORAL = "oral", "Swallowed"
    SUBLINGUAL = "sublingual", "Under the tongue"


class PublicQuerySet(models.QuerySet[Any]):
    def published(self) -> Self:
        """Public now: published, and its time has come."""
        return self.filter(state=State.PUBLISHED, published_at__lte=timezone.now())

    def in_date(self) -> Self:
        """Public, and the clinical check has not run out: what may be featured."""
        return self.published().filter(review_due_on__gte=timezone.localdate())

    def indexed(self) -> Self:
        """Public, and not so long overdue that it leaves indexes, feeds and site maps."""
        oldest = timezone.localdate() - timedelta(days=LONG_DAYS)
        return self.published().exclude(review_due_on__lt=oldest)

    def withdrawn(self) -> Self:
        return self.filter(state=State.WITHDRAWN)

    def due_for_review(self, today: date) -> Self:
        return self.filter(review_due_on__lt=today)

    def signed_by_a_sample(self) -> Self:
        """Public texts whose reviewer is no real clinician."""
        return self.published().filter(reviewed_by__is_sample=True)


class ReviewedText(models.Model):
    """A text with a state, an author, a reviewer and the dates of the clinical check."""

    slug = models.SlugField(max_length=120, unique=True)
    state = models.CharField(max_length=10, choices=State, default=State.DRAFT)
    published_at = models.DateTimeField("public from", null=True, blank=True)
    author = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="%(class)ss_written")
    reviewed_by = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="%(class)ss_reviewed")
    reviewed_on = models.DateField(null=True, blank=True)
    review_due_on = models.DateField("next review due on", null=True, blank=True)
    withdrawn_on = models.DateField(null=True, blank=True)
    withdrawn_reason = LineField(max_length=400, blank=True)
    replaced_by = LineField(
        max_length=200, blank=True, help_text="The address to read instead, like /conditions/crps/."
    )
    publish_reason = LineField(
        "reason for publishing",
        max_length=400,
        blank=True,
        help_text="Why this is published although the gate asks for a reason. It is kept.",
    )
    is_about_mood = models.BooleanField(
        "about mood or suicide", default=False, help_text="Shows the full crisis block."
    )

    objects: ClassVar = PublicQuerySet.as_manager()

    class Meta:
        abstract = True
        constraints = [
            models.CheckConstraint(
                condition=~Q(state=State.PUBLISHED) | Q(published_at__isnull=False),
                name="%(class)s_published_has_date",
                violation_error_message="A published page needs the time it is public from.",
            ),
            models.CheckConstraint(
                condition=~Q(state=State.WITHDRAWN) | (Q(withdrawn_on__isnull=False) & ~Q(withdrawn_reason="")),
                name="%(class)s_withdrawn_says_why",
                violation_error_message="A withdrawn page needs a date and a reason for readers.",
            ),
            models.CheckConstraint(
                condition=Q(review_due_on__isnull=True)
                | Q(reviewed_on__isnull=True)
                | Q(review_due_on__gt=F("reviewed_on")),
                name="%(class)s_review_due_after_review",
                violation_error_message="The next review must come after the last one.",
            ),
        ]

    def is_public(self) -> bool:
        return self.state == State.PUBLISHED and self.published_at is not None and self.published_at <= timezone.now()

    def is_overdue(self) -> bool:
        """Whether the clinical check has run out, by today's date in the site's zone."""
        return self.review_due_on is not None and self.review_due_on < timezone.localdate()

    def review_stage(self, today: date | None = None) -> Stage:
        """Past its day (`due` and later) a page says so and leaves the featured lists; long overdue, the indexes."""
        return stage_of(self.review_due_on, today or timezone.localdate())

    def is_long_overdue(self) -> bool:
        return self.review_stage() == Stage.LONG_OVERDUE

    def is_signed_by_a_sample(self) -> bool:
        return self.reviewed_by is not None and self.reviewed_by.is_sample


class ClinicalText(ReviewedText):
    """What may be public only with an author, a reviewer and both review dates (PRODUCT rule 3)."""

    class Meta(ReviewedText.Meta):
        abstract = True
        constraints = [
            *ReviewedText.Meta.constraints,
            models.CheckConstraint(
                condition=~Q(state=State.PUBLISHED)
                | Q(
                    author__isnull=False,
                    reviewed_by__isnull=False,
                    reviewed_on__isnull=False,
                    review_due_on__isnull=False,
                ),
                name="%(class)s_published_is_reviewed",
                violation_error_message=(
                    "A published page needs an author, a reviewer, the date of the review and the date of the next one."
                ),
            ),
        ]


class PageFields(models.Model):
    """What every page with a body has."""

    title = LineField(max_length=160)
    summary = InlineField(max_length=500, help_text="One or two sentences.")
    body = MarkdownField()

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.title


class Page(PageFields, ClinicalText):
    """A clinical page: its risk stands wherever its benefit does."""

    risk_line = InlineField(max_length=400, help_text="The main risks in one sentence; shown beside every summary.")
    key_points = LinesField(blank=True, is_inline=True, help_text="One point a line, at most five.")

    class Meta(ClinicalText.Meta):
        abstract = True


class Condition(Page):
    """A condition people ask about, with what is known of ketamine for it."""

    class Group(models.TextChoices):
        PAIN = "pain", "Pain"
        MENTAL_HEALTH = "mental_health", "Mental health"

    SECTIONS: ClassVar = ("what", "signs", "help", "first", "fit", "risks", "who-not", "unknown", "ask")

    short_name = LineField(max_length=60, blank=True)
    other_names = LinesField(blank=True, help_text="One name a line.")
    group = models.CharField(max_length=20, choices=Group)
    is_caution = models.BooleanField(
        "a caution, not an offer", default=False, help_text="Help comes first; no gauge, no evidence mark."
    )
    position = models.PositiveSmallIntegerField(default=0)

    class Meta(Page.Meta):
        ordering = ["-group", "position", "title"]  # pain first

    def get_absolute_url(self) -> str:
        return reverse("content:condition_detail", args=[self.slug])

    def strongest_benefit(self) -> "Finding | None":
        """The finding of a benefit that one can be surest of; None when none was found."""
        benefits = [finding for finding in self.findings.all() if finding.direction == "better"]
        return max(benefits, key=lambda finding: finding.level(), default=None)


class ArticleQuerySet(PublicQuerySet):
    def featured(self) -> Self:
        """Shown on the home page: public, chosen by staff, and still in date."""
        return self.in_date().filter(is_featured=True)

    def about(self, topic: str) -> Self:
        return self.filter(topics__topic=topic)


class Article(Page):
    """A page that explains one matter, reports research, or warns."""

    class Kind(models.TextChoices):
        EXPLAINER = "explainer", "Explainer"
        RESEARCH_NEWS = "research_news", "Research news"
        SAFETY_NOTICE = "safety_notice", "Safety notice"

    SECTIONS: ClassVar = ("limits",)

    kind = models.CharField(max_length=20, choices=Kind)
    is_featured = models.BooleanField("on the home page", default=False)
    hero = models.ForeignKey(
        Image,
        models.PROTECT,
        verbose_name="picture at the top",
        null=True,
        blank=True,
        related_name="articles",
        help_text="A wide one does best. Who cannot see it hears the words on its own page. Lists do not show it.",
    )
    conditions = models.ManyToManyField(Condition, blank=True, related_name="articles")

    objects: ClassVar = ArticleQuerySet.as_manager()

    class Meta(Page.Meta):
        ordering = ["-published_at", "title"]
        indexes = [
            models.Index(fields=["state", "-published_at", "title", "review_due_on"], name="article_newest_by_state"),
            models.Index(
                fields=["state", "-published_at", "title"], condition=Q(is_featured=True), name="article_featured"
            ),
        ]

    def get_absolute_url(self) -> str:
        return reverse("content:article_detail", args=[self.slug])


class ArticleTopic(models.Model):
    """One of the topics an article is filed under."""

    class Topic(models.TextChoices):
        BASICS = "basics", "The basics"
        EVIDENCE = "evidence", "Evidence"
        SAFETY = "safety", "Safety"
        THE_VISIT = "the_visit", "The visit"
        COST = "cost", "Cost"
        CHOICES = "choices", "Choices"

    article = models.ForeignKey(Article, models.CASCADE, related_name="topics")
    position = models.PositiveSmallIntegerField(default=0)
    topic = models.CharField(max_length=20, choices=Topic)

    class Meta:
        ordering = ["position", "pk"]
        constraints = [models.UniqueConstraint(fields=["article", "topic"], name="article_has_topic_once")]

    def __str__(self) -> str:
        return self.get_topic_display()


class PolicyQuerySet(PublicQuerySet):
    def with_blanks(self) -> Self:
        """Templates whose owner still has something to fill in."""
        return self.filter(body__contains=BLANK)


class Policy(PageFields, ReviewedText):
    """What the site and the clinic promise: privacy, corrections, how pages are made."""

    effective_on = models.DateField(null=True, blank=True)
    position = models.PositiveSmallIntegerField(default=0)

    objects: ClassVar = PolicyQuerySet.as_manager()

    class Meta(ReviewedText.Meta):
        ordering = ["position", "title"]
        verbose_name_plural = "policies"

    def get_absolute_url(self) -> str:
        return reverse("content:policy_detail", args=[self.slug])

    def has_blanks(self) -> bool:
        return BLANK in self.body
