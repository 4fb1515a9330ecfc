"""What readers can find, the words it is found by, and the words that staff say mean the same."""

from datetime import date, datetime
from typing import Self

from django.core.validators import RegexValidator
from django.db import models
from django.db.models import Q

from content.models.fields import LineField, LinesField


class SearchEntryQuerySet(models.QuerySet["SearchEntry"]):
    def shown(self, now: datetime, today: date) -> Self:
        """What readers may find at this moment; `today` in the site's zone."""
        ends_later = Q(shown_until__isnull=True) | Q(shown_until__gt=today)
        return self.filter(ends_later, shown_from__lte=now)


class SearchEntry(models.Model):
    """One page or part of a page as readers can find it: its plain words, never those of a draft.

    The number says which row it stands for (content/search/kinds.py). The database keeps its own index of the four
    texts by triggers (migration search_index).
    """

    id = models.BigIntegerField(primary_key=True)
    address = models.CharField(max_length=300)
    title = models.TextField()
    names = models.TextField(blank=True)
    summary = models.TextField(blank=True)
    body = models.TextField(blank=True)
    shown_from = models.DateTimeField()
    shown_until = models.DateField("first day on which it is hidden", null=True, blank=True)
    review_due_on = models.DateField(null=True, blank=True)

    objects = SearchEntryQuerySet.as_manager()

    class Meta:
        verbose_name_plural = "search entries"
        indexes = [models.Index(fields=["address"], name="search_entry_address")]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return self.address


class SearchWord(models.Model):
    """A word of the entries, in small letters without accents: what a typing error may have meant."""

    word = models.CharField(max_length=40, unique=True)
    grams = models.CharField(max_length=200)
    entries = models.PositiveIntegerField()

    def __str__(self) -> str:
        return self.word


class SearchHint(models.Model):
    """Words that mean the same to readers, and the page to show first for them."""

    slug = models.SlugField(max_length=120, unique=True)
    words = LinesField(help_text="One word or name a line. Whoever searches for one finds the others too.")
    first = LineField(
        "show first",
        max_length=200,
        blank=True,
        validators=[RegexValidator(r"\A/[\w/#-]*\Z", "Write the address from the root, like /conditions/crps/.")],
        help_text="The address of the page for exactly these words, like /conditions/crps/. May be empty.",
    )

    class Meta:
        ordering = ["slug"]
        verbose_name = "search hint"

    def __str__(self) -> str:
        return self.slug


class SearchMiss(models.Model):
    """How often in one day nothing was found for some words. They are kept only when they can name nobody."""

    day = models.DateField()
    digest = models.CharField(max_length=64)
    words = models.CharField(max_length=200, blank=True)
    times = models.PositiveIntegerField(default=1)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["day", "digest"], name="search_miss_once_a_day")]

    def __str__(self) -> str:
        return self.words or "words that are not kept"
