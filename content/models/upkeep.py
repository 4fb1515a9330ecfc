"""What nightly commands found: kept, so that no page has to look for it again."""

from datetime import date, datetime
from typing import Self

from django.db import models
from django.db.models import Case, F, Q, Value, When
from django.utils import timezone

from content.models.fields import LineField

BROKEN_AFTER_DAYS = 3  # an address that fails on one day may work on the next


class LiveFault(models.Model):
    """Something to mend in what readers see now, as the last check found it."""

    class Check(models.TextChoices):
        GATE = "gate", "Publish gate"
        LINK = "link", "Links"

    check_name = models.CharField(max_length=4, choices=Check)
    kind = models.CharField(max_length=20)  # the name of the folder of fixtures
    row_id = models.PositiveBigIntegerField()
    title = LineField(max_length=200)
    place = LineField(max_length=120, blank=True)  # field and line
    problem = models.TextField()

    class Meta:
        ordering = ["kind", "title", "pk"]
        indexes = [models.Index(fields=["check_name", "kind", "row_id"], name="live_fault_of_page")]

    def __str__(self) -> str:
        return f"{self.kind}/{self.row_id}: {self.problem}"


class LinkCheckQuerySet(models.QuerySet["LinkCheck"]):
    def broken(self) -> Self:
        """Failed on several days, and never answered in between."""
        return self.filter(failures__gte=BROKEN_AFTER_DAYS)

    def worked(self, addresses: list[str], today: date) -> None:
        self.filter(address__in=addresses).update(checked_on=today, failed_on=None, failures=0, problem="")

    def failed(self, address: str, problem: str, today: date) -> None:
        """Count one more day on which it failed; the same day counts once."""
        counted = Case(When(Q(failed_on=today), then=F("failures")), default=F("failures") + Value(1))
        values = {"checked_on": today, "failed_on": today, "problem": problem[:200]}
        self.filter(address=address).update(failures=counted, **values)


class LinkCheck(models.Model):
    """An address of another site that pages link to, and how it answered. Not being reached is no failure."""

    address = models.CharField(max_length=500, unique=True)
    checked_on = models.DateField(null=True)  # last answered, well or badly
    failed_on = models.DateField(null=True)
    failures = models.PositiveSmallIntegerField(default=0)  # days, since it last worked
    problem = LineField(max_length=200, blank=True)

    objects = LinkCheckQuerySet.as_manager()

    def __str__(self) -> str:
        return self.address


class LastRunQuerySet(models.QuerySet["LastRun"]):
    def note(self, name: str, words: str = "") -> None:
        """It ended just now."""
        self.update_or_create(name=name, defaults={"ended_at": timezone.now(), "words": words[:200]})

    def moments(self) -> dict[str, datetime]:
        """When each of them last ended."""
        return dict(self.values_list("name", "ended_at"))


class LastRun(models.Model):
    """When something that runs by night last ended well, and what it said."""

    name = models.CharField(max_length=40, primary_key=True)
    ended_at = models.DateTimeField()
    words = LineField(max_length=200, blank=True)

    objects = LastRunQuerySet.as_manager()

    def __str__(self) -> str:
        return self.name
