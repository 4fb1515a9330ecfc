"""The questions of "Is it for me?", and why each answer is worth a talk with a clinician."""

from django.db import models
from django.urls import reverse

from content.models.fields import LineField, MarkdownField
from content.models.pages import ClinicalText


class SuitabilityQuestion(ClinicalText):
    """A question with yes, no and not sure. It is never scored, and nothing of an answer is kept."""

    class Group(models.TextChoices):
        NOW = "now", "Right now"
        BODY = "body", "Your body"
        MIND = "mind", "Your mental health"
        SUBSTANCES = "substances", "Medicines, alcohol and drugs"
        LIFE = "life", "Your life"

    question = LineField(max_length=200, help_text="Answered by yes, no or not sure; yes is what is worth a talk.")
    hint = LineField(max_length=200, blank=True, help_text="One short sentence below the question.")
    group = models.CharField(max_length=20, choices=Group)
    subject = LineField("what to talk about", max_length=80, help_text="A few words, as a heading of the answer.")
    is_urgent = models.BooleanField(
        "help comes first", default=False, help_text="A yes leads to the numbers for emergencies before all else."
    )
    body = MarkdownField("reason", help_text="Why to talk about it, with sources. Never a verdict.")
    position = models.PositiveSmallIntegerField(default=0)

    class Meta(ClinicalText.Meta):
        ordering = ["position", "question"]
        verbose_name = "question of the suitability check"
        verbose_name_plural = "questions of the suitability check"

    def __str__(self) -> str:
        return self.question

    def get_absolute_url(self) -> str:
        return f"{reverse('content:suitability')}#q-{self.slug}"
