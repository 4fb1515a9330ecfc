"""Ways a medicine is given: the page, its key facts, and what its figures show."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.urls import reverse

from content.models.fields import InlineField, LineField
from content.models.pages import Page, Route


class Treatment(Page):
    """A way ketamine or a relative of it is given."""

    class LegalStatus(models.TextChoices):
        OFF_LABEL = "off_label", "Off-label"
        APPROVED = "approved", "FDA-approved for a named use"
        NOT_APPROVED = "not_approved", "Not an FDA-approved product"

    SECTIONS: ClassVar = (
        "overview",
        "evidence",
        "preparation",
        "procedure",
        "recovery",
        "risks",
        "who-not",
        "aftercare",
        "alternatives",
        "cost",
        "ask",
    )

    short_name = LineField(max_length=60, blank=True)
    route = models.CharField(max_length=20, choices=Route)
    legal_status = models.CharField(max_length=20, choices=LegalStatus)
    is_offered = models.BooleanField("sold by this clinic", default=False)
    position = models.PositiveSmallIntegerField(default=0)

    class Meta(Page.Meta):
        ordering = ["position", "title"]

    def get_absolute_url(self) -> str:
        return reverse("content:treatment_detail", args=[self.slug])

    def has_plan(self) -> bool:
        """Whether there is a sheet for a visit: the clinic gives this treatment, and its steps are written."""
        return self.is_offered and self.pk is not None and self.visit.exists()


class KeyFact(models.Model):
    """A row of a treatment's key-facts table."""

    treatment = models.ForeignKey(Treatment, models.CASCADE, related_name="key_facts")
    position = models.PositiveSmallIntegerField(default=0)
    label = LineField(max_length=60)
    value = InlineField(max_length=500)

    class Meta:
        ordering = ["position", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["treatment", "label"],
                name="treatment_has_key_fact_once",
                violation_error_message="This key fact is there already.",
            )
        ]

    def __str__(self) -> str:
        return self.label


class VisitStep(models.Model):
    """A step of a visit, in the order it happens."""

    treatment = models.ForeignKey(Treatment, models.CASCADE, related_name="visit")
    position = models.PositiveSmallIntegerField(default=0)
    title = LineField(max_length=80)
    when = LineField("how long", max_length=200, blank=True)
    text = InlineField(max_length=600)
    minutes = models.PositiveSmallIntegerField(
        null=True, blank=True, help_text="Typical length; only where a source gives it."
    )
    is_longest = models.BooleanField("longest part, drawn tall", default=False)

    class Meta:
        ordering = ["position", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["treatment", "title"],
                name="treatment_has_visit_step_once",
                violation_error_message="This step is there already.",
            )
        ]

    def __str__(self) -> str:
        return self.title


class StudyCourse(models.Model):
    """How one study, or studies of one kind, spread the infusions of a course."""

    treatment = models.ForeignKey(Treatment, models.CASCADE, related_name="courses")
    position = models.PositiveSmallIntegerField(default=0)
    label = LineField(max_length=80)
    sessions = models.PositiveSmallIntegerField(
        null=True, blank=True, help_text="How many infusions; empty when it ran without a break."
    )
    days = models.PositiveSmallIntegerField(help_text="From the first day to the last.")
    text = InlineField(max_length=300, help_text="The same in words, with sources.")

    class Meta:
        ordering = ["position", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["treatment", "label"],
                name="treatment_has_course_once",
                violation_error_message="This course is there already.",
            ),
            models.CheckConstraint(
                condition=Q(days__gte=1) & (Q(sessions__isnull=True) | Q(sessions__gte=1)),
                name="course_has_a_day_and_a_session",
                violation_error_message="A course has at least one day and one infusion.",
            ),
        ]

    def __str__(self) -> str:
        return self.label


class MonitoringCheck(models.Model):
    """Something that is checked for safety, and at which part of a visit."""

    treatment = models.ForeignKey(Treatment, models.CASCADE, related_name="monitoring")
    position = models.PositiveSmallIntegerField(default=0)
    label = LineField(max_length=80)
    is_before = models.BooleanField("before the infusion", default=False)
    is_during = models.BooleanField("during the infusion", default=False)
    is_after = models.BooleanField("before you go home", default=False)
    text = InlineField(max_length=300)

    class Meta:
        ordering = ["position", "pk"]
        verbose_name = "check for safety"
        verbose_name_plural = "checks for safety"
        constraints = [
            models.UniqueConstraint(
                fields=["treatment", "label"],
                name="treatment_has_check_once",
                violation_error_message="This check is there already.",
            ),
            models.CheckConstraint(
                condition=Q(is_before=True) | Q(is_during=True) | Q(is_after=True),
                name="check_has_a_time",
                violation_error_message="Say when this is checked.",
            ),
        ]

    def __str__(self) -> str:
        return self.label
