"""Every version of a page: what was typed, what was signed, what readers saw and when."""

from collections.abc import Iterable
from datetime import datetime
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from content.models.fields import LineField


class RevisionQuerySet(models.QuerySet["Revision"]):
    def of(self, kind: str, row_id: int) -> Self:
        """All versions of one page; `kind` is the name of its folder of fixtures."""
        return self.filter(kind=kind, row_id=row_id)

    def open(self) -> Self:
        """Changes that readers do not see yet."""
        return self.filter(state__in=Revision.OPEN)

    def holding(self, words: Iterable[str]) -> Self:
        """With every one of these words somewhere in the text."""
        return self.filter(*(Q(text__icontains=word) for word in words))

    def live(self) -> Self:
        return self.filter(state=Revision.State.LIVE)

    def due(self, moment: datetime) -> Self:
        """Scheduled, and their time has come; the oldest first."""
        return self.filter(state=Revision.State.SCHEDULED, scheduled_for__lte=moment).order_by("scheduled_for", "pk")

    def shown_between(self, start: datetime, end: datetime) -> Self:
        """What readers saw at any time from `start` until before `end`."""
        lasted = Q(live_until__isnull=True) | Q(live_until__gt=start)
        return self.filter(lasted, live_from__lt=end)


class Revision(models.Model):
    """One version of a page: the bytes of the file that dump_content writes for it.

    Its text never changes but for what signing and publishing put into it: state, reviewer, dates, reasons.
    """

    class State(models.TextChoices):
        DRAFT = "draft", "Draft"
        IN_REVIEW = "in_review", "In review"
        APPROVED = "approved", "Approved"
        SCHEDULED = "scheduled", "Scheduled"
        LIVE = "live", "Live"
        REPLACED = "replaced", "Replaced"
        WITHDRAWN = "withdrawn", "Withdrawn"

    OPEN = (State.DRAFT, State.IN_REVIEW, State.APPROVED, State.SCHEDULED)

    kind = models.CharField(max_length=20)
    row_id = models.PositiveBigIntegerField()
    slug = models.SlugField(max_length=120)
    title = LineField(max_length=200)
    text = models.TextField()
    words_digest = models.CharField(max_length=64)  # of the text without what signing and publishing put into it
    state = models.CharField(max_length=10, choices=State)
    written_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    written_at = models.DateTimeField(default=timezone.now)
    note = LineField(max_length=400, blank=True)
    signed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    signed_at = models.DateTimeField(null=True)
    signed_digest = models.CharField(max_length=64, blank=True)  # of the words, and the findings and facts they quote
    quoted = models.JSONField(null=True)  # the findings and facts themselves; None: not kept yet
    quotes_changed_on = models.DateField(null=True)  # one of them was changed after this was signed
    scheduled_for = models.DateTimeField(null=True)
    live_from = models.DateTimeField(null=True)
    live_until = models.DateTimeField(null=True)

    objects = RevisionQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        indexes = [
            models.Index(fields=["kind", "row_id", "state"], name="revision_of_page"),
            models.Index(fields=["state", "scheduled_for"], name="revision_due"),
            models.Index(
                fields=["quotes_changed_on"],
                condition=Q(quotes_changed_on__isnull=False),
                name="revision_quotes_changed",
            ),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "row_id"], condition=Q(state="live"), name="revision_one_live_of_a_page"
            ),
            models.UniqueConstraint(
                fields=["kind", "row_id"],
                condition=Q(state__in=["draft", "in_review", "approved", "scheduled"]),
                name="revision_one_open_of_a_page",
            ),
            models.CheckConstraint(
                condition=~Q(state="scheduled") | Q(scheduled_for__isnull=False), name="revision_scheduled_has_time"
            ),
            models.CheckConstraint(
                condition=~Q(state="live") | Q(live_from__isnull=False, live_until__isnull=True),
                name="revision_live_has_begun",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind}/{self.slug}, version {self.pk}"

    def is_open(self) -> bool:
        return self.state in self.OPEN

    def was_shown(self) -> bool:
        """Whether readers have ever seen it."""
        return self.live_from is not None


class Step(models.Model):
    """What somebody did with a version of a page, and why. Never changed afterwards."""

    class Kind(models.TextChoices):
        SAVED = "saved", "Saved as a draft"
        RESTORED = "restored", "Restored as a draft"
        SENT = "sent", "Sent for review"
        TAKEN_BACK = "taken_back", "Taken back"
        CHANGES_ASKED = "changes_asked", "Asked for changes"
        APPROVED = "approved", "Approved"
        STOPPED = "stopped", "Not published at its time"
        SCHEDULED = "scheduled", "Scheduled"
        CANCELLED = "cancelled", "Schedule cancelled"
        PUBLISHED = "published", "Published"
        SIGNED_AGAIN = "signed_again", "Signed again, unchanged"
        SPELLING = "spelling", "Published as spelling only"
        DISCARDED = "discarded", "Changes discarded"
        WITHDRAWN = "withdrawn", "Withdrawn"
        DELETED = "deleted", "Deleted"

    revision = models.ForeignKey(Revision, models.CASCADE, related_name="steps")
    kind = models.CharField(max_length=15, choices=Kind)
    at = models.DateTimeField(default=timezone.now)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    note = models.TextField(blank=True)

    class Meta:
        ordering = ["at", "pk"]

    def __str__(self) -> str:
        return self.get_kind_display()


class OldPath(models.Model):
    """An address that pages had: where it leads now, or why there is nothing any more."""

    path = models.CharField(max_length=200, unique=True)
    target = models.CharField(max_length=200, blank=True)  # a path of this site; empty: gone
    title = LineField(max_length=200, blank=True)
    reason = LineField(max_length=400, blank=True)
    made_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(path=models.F("target")), name="old_path_leads_elsewhere"),
            models.CheckConstraint(condition=~Q(target="") | ~Q(reason=""), name="old_path_gone_says_why"),
        ]

    def __str__(self) -> str:
        return self.path
