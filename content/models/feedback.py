"""What readers say of a page: whether it helped, and what was missing. Counted, never told apart."""

from datetime import timedelta

from django.db import models
from django.db.models import F
from django.utils import timezone

KEPT_DAYS = 365


class FeedbackManager(models.Manager["PageFeedback"]):
    def add_one(self, page: str, answer: str, missing: str = "") -> None:
        """Count one more such answer today. What is older than KEPT_DAYS goes."""
        today = timezone.localdate()
        self.filter(day__lt=today - timedelta(days=KEPT_DAYS)).delete()
        row, is_new = self.get_or_create(page=page, day=today, answer=answer, missing=missing)
        if not is_new:
            self.filter(pk=row.pk).update(times=F("times") + 1)


class PageFeedback(models.Model):
    """How often on one day one answer was given about one page. Nothing about who gave it."""

    class Answer(models.TextChoices):
        YES = "yes", "Yes"
        PARTLY = "partly", "Partly"
        NO = "no", "No"

    class Missing(models.TextChoices):
        ANSWER = "answer", "The answer to my question"
        WORDS = "words", "Words that I understand"
        RISKS = "risks", "What could go wrong"
        VISIT = "visit", "How a visit goes"
        COST = "cost", "What it costs, or what insurance pays"
        SHORTER = "shorter", "It was too long, or I could not find the place"
        WRONG = "wrong", "Something seems wrong or out of date"
        DEVICE = "device", "It did not work well on my phone or computer"

    page = models.CharField("address of the page", max_length=200)
    day = models.DateField()
    answer = models.CharField(max_length=6, choices=Answer)
    missing = models.CharField("what was missing", max_length=7, choices=Missing, blank=True)
    times = models.PositiveIntegerField(default=1)

    objects = FeedbackManager()

    class Meta:
        verbose_name_plural = "page feedback"
        constraints = [
            models.UniqueConstraint(fields=["page", "day", "answer", "missing"], name="feedback_counted_once_a_day")
        ]

    def __str__(self) -> str:
        return f"{self.page}: {self.get_answer_display()}"
