"""Who writes, reviews and treats."""

from django.db import models
from django.urls import reverse

from content.models.fields import LineField, MarkdownField


class PersonQuerySet(models.QuerySet["Person"]):
    def public(self) -> "PersonQuerySet":
        return self.filter(is_public=True)

    def samples(self) -> "PersonQuerySet":
        """People who do not exist and stand where real ones will."""
        return self.filter(is_sample=True)


class Person(models.Model):
    """Somebody who writes, reviews or treats."""

    name = LineField(max_length=120)
    slug = models.SlugField(max_length=120, unique=True)
    credentials = LineField(max_length=120, blank=True, help_text="License and degrees, as they may be shown.")
    job_title = LineField(max_length=120)
    biography = MarkdownField(blank=True)
    interests = LineField(
        "declared interests",
        max_length=400,
        blank=True,
        help_text="Payments, ownership or other interests a reader should know of.",
    )
    is_sample = models.BooleanField(
        "sample, not a real person",
        default=False,
        help_text="A production site does not start while a sample is public.",
    )
    is_public = models.BooleanField("has a public page", default=True)

    objects = PersonQuerySet.as_manager()

    class Meta:
        ordering = ["name"]
        verbose_name_plural = "people"

    def __str__(self) -> str:
        return f"{self.name}, {self.credentials}" if self.credentials else self.name

    def get_absolute_url(self) -> str:
        return reverse("content:person_detail", args=[self.slug])
