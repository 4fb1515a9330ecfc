"""What is kept about entries of the directory: problems that readers reported, and every change."""

from typing import TYPE_CHECKING, Any

from django.apps import apps
from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import F, Q
from django.template.defaultfilters import pluralize
from django.utils import timezone

if TYPE_CHECKING:
    from content.models.listings import Listing

Values = dict[str, Any]


class ReportManager(models.Manager["ListingReport"]):
    def add_one(self, listing: "Listing", problem: str) -> "ListingReport":
        """One more report of this problem. The same one that still waits is counted, not stored again."""
        report, is_new = self.get_or_create(listing=listing, problem=problem, closed_on=None)
        if not is_new:
            self.filter(pk=report.pk).update(times=F("times") + 1)
        return report

    def waiting(self) -> "models.QuerySet[ListingReport]":
        return self.filter(closed_on=None)


class ListingReport(models.Model):
    """What readers say is wrong with an entry. A choice and a day; nothing about who said it."""

    class Problem(models.TextChoices):
        CLOSED = "closed", "The place has closed"
        NO_ANSWER = "no_answer", "Nobody answers, or the phone number is wrong"
        ADDRESS = "address", "The address is wrong"
        WEBSITE = "website", "The website is wrong or gone"
        NO_INFUSIONS = "no_infusions", "It does not give ketamine infusions"
        NOT_TAKING = "not_taking", "It is not taking new patients"
        DETAILS = "details", "Something else on the page is wrong"

    listing = models.ForeignKey("content.Listing", models.CASCADE, related_name="reports")
    problem = models.CharField(max_length=12, choices=Problem)
    first_on = models.DateField(default=timezone.localdate)
    times = models.PositiveIntegerField(default=1)
    closed_on = models.DateField(null=True, blank=True)

    objects = ReportManager()

    class Meta:
        ordering = ["first_on", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["listing", "problem"], condition=Q(closed_on__isnull=True), name="report_waits_once"
            )
        ]

    def __str__(self) -> str:
        return self.get_problem_display()


class ChangeManager(models.Manager["ListingChange"]):
    def record(self, listing: "Listing", before: Values, after: Values, by: Any = None, what: str = "") -> None:
        """Keep what became different, with who did it; nothing when nothing did."""
        pairs = {name: [before.get(name), new] for name, new in after.items()}
        different = {name: [old, new] for name, (old, new) in pairs.items() if old != new and (old or new)}
        if different or what:
            what = what or (ListingChange.What.CHANGED if before else ListingChange.What.ADDED)
            self.create(listing=listing, name=str(listing), by=by, what=what, values=different)


class ListingChange(models.Model):
    """One line of the history of an entry: field -> [before, after]. It outlives the entry."""

    class What(models.TextChoices):
        ADDED = "added", "Added"
        CHANGED = "changed", "Changed"
        VERIFIED = "verified", "Verified"
        REPORTS_CLOSED = "reports_closed", "Reports closed"
        MERGED = "merged", "Took in a double"
        IMPORTED = "imported", "Changed by an import"
        DELETED = "deleted", "Deleted"

    listing = models.ForeignKey("content.Listing", models.SET_NULL, null=True, related_name="changes")
    name = models.CharField(max_length=160)
    at = models.DateTimeField(default=timezone.now)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    what = models.CharField(max_length=14, choices=What)
    values = models.JSONField(default=dict, encoder=DjangoJSONEncoder)

    objects = ChangeManager()

    class Meta:
        ordering = ["-at", "-pk"]

    def __str__(self) -> str:
        return f"{self.get_what_display()}: {self.name}"

    def lines(self) -> list[tuple[str, Any, Any]]:
        """What changed, by the names and labels of the forms: before and after."""
        if self.what == self.What.REPORTS_CLOSED:
            labels = dict(ListingReport.Problem.choices)
            return [
                (labels.get(problem, problem), f"{times} report{pluralize(times)}", after)
                for problem, (times, after) in self.values.items()
            ]
        fields = {field.attname: field for field in apps.get_model("content", "Listing")._meta.concrete_fields}
        return [line_of(name, fields.get(name), pair) for name, pair in self.values.items()]


def line_of(name: str, field: Any, pair: list[Any]) -> tuple[str, Any, Any]:
    """A changed field and its two values as the form writes them; the name alone where no field has it."""
    labels = dict(field.flatchoices) if field else {}
    before, after = (labels.get(value, value) for value in pair) if labels else pair
    return (str(field.verbose_name) if field else name).replace("_", " "), before, after
