"""By when the clinic answers: the close of the next day on which it is open."""

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.conf import settings

from consultations.holidays import SATURDAY, SUNDAY, holiday_on
from content.models import Clinic
from content.models.clinics import at_wall_time
from content.templatetags.content_tags import clock

LOOK_AHEAD_DAYS = 60
USUAL_CLOSE = time(17, 0)
NOON, THREE = time(12, 0), time(15, 0)


def zone_of(clinic: Clinic | None) -> ZoneInfo:
    return clinic.zone() if clinic else ZoneInfo(settings.TIME_ZONE)


def reply_by(clinic: Clinic | None, moment: datetime) -> datetime:
    """Close of the next business day after `moment` (aware, any zone); aware, in the clinic's zone.

    A business day is one on which the clinic is open. A federal holiday is none, unless the clinic entered hours for
    that very date. Without any hours entered: Monday to Friday until 5 pm. A clinic closed for longer answers on the
    first weekday after 60 days.
    """
    zone = zone_of(clinic)
    today = moment.astimezone(zone).date()
    for offset in range(1, LOOK_AHEAD_DAYS + 1):
        day = today + timedelta(days=offset)
        closes = closing_time(clinic, day)
        if closes is not None:
            return at_wall_time(day, closes, zone).astimezone(zone)
    day = today + timedelta(days=LOOK_AHEAD_DAYS)
    while day.weekday() in (SATURDAY, SUNDAY):
        day += timedelta(days=1)
    return at_wall_time(day, USUAL_CLOSE, zone).astimezone(zone)


def closing_time(clinic: Clinic | None, day: date) -> time | None:
    """When the clinic closes on a business day, in its own wall time; None on other days."""
    if clinic is None or not (clinic.hours.all() or clinic.exceptions_from(day)):
        return None if day.weekday() in (SATURDAY, SUNDAY) or holiday_on(day) else USUAL_CLOSE
    entered = any(row.date == day for row in clinic.exceptions_from(day))
    if holiday_on(day) and not entered:
        return None
    periods = clinic.periods_on(day)
    return max(closes for _, closes in periods) if periods else None


def good_times(clinic: Clinic | None) -> list[tuple[str, str]]:
    """Parts of the day within the regular hours: a value for the form and the words for people."""
    opens, closes = regular_span(clinic)
    parts = [
        ("am", "Morning", opens, min(NOON, closes)),
        ("pm", "Early afternoon", max(NOON, opens), min(THREE, closes)),
        ("late", "Late afternoon", max(THREE, opens), closes),
    ]
    return [(value, f"{name}, {clock(start)} to {clock(end)}") for value, name, start, end in parts if start < end]


def regular_span(clinic: Clinic | None) -> tuple[time, time]:
    """Earliest opening and latest closing of the week; 9 to 5 while no hours are entered."""
    rows = list(clinic.hours.all()) if clinic else []
    if not rows:
        return time(9, 0), USUAL_CLOSE
    return min(row.opens for row in rows), max(row.closes for row in rows)


def days_open(clinic: Clinic | None) -> str:
    """Like "Monday to Friday": the first and last weekday on which the clinic is open."""
    names = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
    days = sorted({row.weekday for row in clinic.hours.all()}) if clinic else []
    days = days or list(range(5))
    if days == list(range(days[0], days[-1] + 1)) and len(days) > 1:
        return f"{names[days[0]]} to {names[days[-1]]}"
    return ", ".join(names[day] for day in days)
