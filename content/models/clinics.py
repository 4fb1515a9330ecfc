"""Places where patients are seen, and their hours."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo, available_timezones

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone

from content.models.facts import Fact, dial
from content.models.fields import LineField, LinesField, MarkdownField
from content.models.people import Person

LOOK_AHEAD_DAYS = 60  # a clinic closed for longer has no "next change" worth announcing


def check_time_zone(name: str) -> None:
    if name not in available_timezones():
        raise ValidationError(f"'{name}' is not a time zone. Write it like America/New_York.")


@dataclass(frozen=True)
class HoursStatus:
    """Open or closed at a moment, and when that changes; both moments aware, in the clinic's zone."""

    is_open: bool
    at: datetime
    changes_at: datetime | None

    def changes_today(self) -> bool:
        return self.changes_at is not None and self.changes_at.date() == self.at.date()

    def changes_tomorrow(self) -> bool:
        tomorrow = self.at.date() + timedelta(days=1)
        return self.changes_at is not None and self.changes_at.date() == tomorrow

    def words_key(self) -> tuple[object, ...]:
        """The same for two moments about which the same can be said."""
        return self.is_open, self.changes_at, self.changes_today(), self.changes_tomorrow()


class ClinicQuerySet(models.QuerySet["Clinic"]):
    def with_hours(self) -> "ClinicQuerySet":
        """With regular hours and the exceptions that can still matter."""
        yesterday = timezone.now().date() - timedelta(days=2)
        coming = HoursException.objects.filter(date__gte=yesterday)
        return self.prefetch_related("hours", models.Prefetch("exceptions", coming, to_attr="coming_exceptions"))

    def main(self) -> "Clinic | None":
        """The clinic named in the page header; None before any is entered."""
        return self.order_by("-is_main", "name").first()


class Clinic(models.Model):
    """A place where patients are seen."""

    name = LineField(max_length=120)
    slug = models.SlugField(max_length=120, unique=True)
    is_main = models.BooleanField("main clinic", default=False)
    street = LineField(max_length=160, blank=True)
    city = LineField(max_length=80, blank=True)
    region = LineField("state", max_length=40, blank=True)
    postal_code = LineField("ZIP code", max_length=12, blank=True)
    latitude = models.DecimalField(max_digits=9, decimal_places=6, null=True, blank=True)
    longitude = models.DecimalField(max_digits=9, decimal_places=6, null=True, blank=True)
    time_zone = LineField(max_length=40, validators=[check_time_zone])
    phone = LineField(max_length=40, blank=True)
    email = models.EmailField(blank=True)
    hours_checked_on = models.DateField(null=True, blank=True)
    parking = LineField(max_length=300, blank=True)
    transit = LineField(max_length=300, blank=True)
    access = LineField("step-free access", max_length=300, blank=True)
    languages = LinesField(blank=True, help_text="One language a line.")
    people = models.ManyToManyField(Person, blank=True, related_name="clinics")
    prices = models.ManyToManyField(
        Fact, blank=True, related_name="clinics", limit_choices_to={"kind": Fact.Kind.MONEY}
    )
    body = MarkdownField(blank=True, help_text="Services, monitoring and emergency plan.")

    objects = ClinicQuerySet.as_manager()

    class Meta:
        ordering = ["-is_main", "name"]
        constraints = [
            models.UniqueConstraint(
                fields=["is_main"],
                condition=Q(is_main=True),
                name="clinic_only_one_main",
                violation_error_message="Another clinic is the main one already.",
            )
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("content:clinic_detail", args=[self.slug])

    def phone_href(self) -> str:
        return f"tel:{dial(self.phone)}" if self.phone else ""

    def address_line(self) -> str:
        """The address in one line; empty when unknown."""
        place = " ".join(part for part in (self.region, self.postal_code) if part)
        return ", ".join(part for part in (self.street, self.city, place) if part)

    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.time_zone)

    def local_date(self, moment: datetime) -> date:
        return moment.astimezone(self.zone()).date()

    def exceptions_from(self, day: date) -> "list[HoursException]":
        """Exceptions on or after `day`, in order; from `with_hours()` when that was asked for."""
        known = getattr(self, "coming_exceptions", None)
        rows = self.exceptions.all() if known is None else known
        return sorted((row for row in rows if row.date >= day), key=lambda row: row.date)

    def periods_on(self, day: date) -> list[tuple[time, time]]:
        """Opening periods of one day in the clinic's own wall time, in order."""
        special = [row for row in self.exceptions_from(day) if row.date == day]
        if special:
            return sorted((row.opens, row.closes) for row in special if row.opens and row.closes)
        regular = [row for row in self.hours.all() if row.weekday == day.weekday()]
        return sorted((row.opens, row.closes) for row in regular)

    def is_open_at(self, moment: datetime) -> bool:
        """Whether the clinic is open at `moment`, an aware datetime in any zone."""
        return self.status_at(moment).is_open

    def status_at(self, moment: datetime) -> HoursStatus:
        """Open or closed at `moment` (aware, any zone), and the next change within 60 days."""
        zone = self.zone()
        here = moment.astimezone(zone)
        ends_at: datetime | None = None
        for offset in range(LOOK_AHEAD_DAYS):
            day = here.date() + timedelta(days=offset)
            for opens, closes in self.periods_on(day):
                start, end = at_wall_time(day, opens, zone), at_wall_time(day, closes, zone)
                if ends_at is not None and start != ends_at:
                    return HoursStatus(True, here, ends_at.astimezone(zone))
                if ends_at is not None or start <= moment < end:
                    ends_at = end
                elif start > moment:
                    return HoursStatus(False, here, start.astimezone(zone))
        return HoursStatus(ends_at is not None, here, ends_at and ends_at.astimezone(zone))


def at_wall_time(day: date, wall: time, zone: ZoneInfo) -> datetime:
    """The moment, in UTC, at which clocks in `zone` first show `wall` on `day`.

    A time that the clocks skip in spring counts as the moment they jump past it.
    """
    here = datetime.combine(day, wall, tzinfo=zone)
    moment = here.astimezone(UTC)
    if moment.astimezone(zone).time() == wall:
        return moment
    before = here.replace(fold=1).astimezone(UTC)
    minutes = (before + timedelta(minutes=number) for number in range(24 * 60))
    return next(
        minute for minute in minutes if minute.astimezone(zone).utcoffset() != before.astimezone(zone).utcoffset()
    )


class Weekday(models.IntegerChoices):
    MONDAY = 0, "Monday"
    TUESDAY = 1, "Tuesday"
    WEDNESDAY = 2, "Wednesday"
    THURSDAY = 3, "Thursday"
    FRIDAY = 4, "Friday"
    SATURDAY = 5, "Saturday"
    SUNDAY = 6, "Sunday"


PAST_MIDNIGHT = (
    "Closing time must be after opening time on the same day. For hours past midnight, enter the rest on the next day."
)


class OpeningHours(models.Model):
    """One regular opening period; a weekday without any is closed."""

    clinic = models.ForeignKey(Clinic, models.CASCADE, related_name="hours")
    weekday = models.PositiveSmallIntegerField(choices=Weekday)
    opens = models.TimeField()
    closes = models.TimeField()

    class Meta:
        ordering = ["weekday", "opens"]
        verbose_name_plural = "opening hours"
        constraints = [
            models.CheckConstraint(
                condition=Q(closes__gt=F("opens")),
                name="hours_close_after_open",
                violation_error_message=PAST_MIDNIGHT,
            ),
            models.UniqueConstraint(
                fields=["clinic", "weekday", "opens"],
                name="hours_once_a_day",
                violation_error_message="This period is there already.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_weekday_display()} {self.opens:%H:%M}-{self.closes:%H:%M}"


class HoursException(models.Model):
    """Other hours on one date, or closed; replaces the regular hours of that date."""

    clinic = models.ForeignKey(Clinic, models.CASCADE, related_name="exceptions")
    date = models.DateField()
    opens = models.TimeField(null=True, blank=True)
    closes = models.TimeField(null=True, blank=True)
    note = LineField(max_length=120, blank=True, help_text="For readers: the reason.")

    class Meta:
        ordering = ["date", "opens"]
        verbose_name = "exception to the hours"
        verbose_name_plural = "exceptions to the hours"
        constraints = [
            models.CheckConstraint(
                condition=Q(opens__isnull=True, closes__isnull=True)
                | Q(opens__isnull=False, closes__isnull=False, closes__gt=F("opens")),
                name="exception_close_after_open",
                violation_error_message=PAST_MIDNIGHT,
            ),
            models.UniqueConstraint(
                fields=["clinic", "date", "opens"],
                name="exception_once",
                violation_error_message="This exception is there already.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.date:%Y-%m-%d} {'open' if self.opens else 'closed'}"


def overlap_problem(periods: list[tuple[time, time]]) -> str:
    """Why these periods of one day cannot stand together; empty when they can."""
    ordered = sorted(periods)
    for (_, closes), (opens, _) in pairwise(ordered):
        if opens < closes:
            return f"Opening hours overlap: one period ends at {closes:%H:%M}, the next starts at {opens:%H:%M}."
    return ""
