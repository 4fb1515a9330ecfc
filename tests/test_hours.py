"""Open or closed, and when that changes: in the clinic's own wall time, on every day of the year."""

from datetime import UTC, date, datetime, time, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from content.models import Clinic, HoursException, OpeningHours
from content.models.clinics import PAST_MIDNIGHT, HoursStatus, overlap_problem
from tests.factories import make_clinic, make_hours, wall

pytestmark = pytest.mark.django_db

MONDAY, FRIDAY, SATURDAY, SUNDAY = 0, 4, 5, 6
THE_MONDAY = "2026-06-08"  # far from clock changes; New York is 4 hours behind UTC
SPRING = "2026-03-08"  # a Sunday; New York's clocks jump from 2:00 to 3:00 at 7:00 UTC
AUTUMN = "2026-11-01"  # a Sunday; New York's clocks go from 2:00 back to 1:00 at 6:00 UTC


def utc(day: str, clock: str) -> datetime:
    return datetime.combine(date.fromisoformat(day), wall(clock), tzinfo=UTC)


def make_open(*periods: str, weekdays: tuple[int, ...] = (MONDAY,), **values: object) -> Clinic:
    """A clinic with the same periods, like 9:00-17:00, on each of these weekdays."""
    clinic = make_clinic(**values)
    for weekday in weekdays:
        for period in periods:
            make_hours(clinic, weekday, *period.split("-"))
    return clinic


def make_exception(clinic: Clinic, day: str, period: str = "") -> None:
    opens, closes = map(wall, period.split("-")) if period else (None, None)
    HoursException.objects.create(clinic=clinic, date=date.fromisoformat(day), opens=opens, closes=closes)


def change_after(clinic: Clinic, day: str, clock: str) -> tuple[bool, datetime | None]:
    """Whether the clinic is open at a moment given in UTC, and the next change, in UTC."""
    status = clinic.status_at(utc(day, clock))
    return status.is_open, status.changes_at and status.changes_at.astimezone(UTC)


@pytest.mark.parametrize(
    ("clock", "is_open", "next_day", "next_clock"),
    [
        ("12:59", False, "2026-06-08", "13:00"),
        ("13:00", True, "2026-06-08", "21:00"),  # 9:00 in New York: the first minute counts
        ("13:01", True, "2026-06-08", "21:00"),
        ("20:59", True, "2026-06-08", "21:00"),
        ("21:00", False, "2026-06-15", "13:00"),  # 17:00 in New York: closed on the stroke, for a week
    ],
)
def test_opens_and_closes_on_the_minute(clock, is_open, next_day, next_clock):
    clinic = make_open("9:00-17:00")

    assert change_after(clinic, THE_MONDAY, clock) == (is_open, utc(next_day, next_clock))
    assert clinic.is_open_at(utc(THE_MONDAY, clock)) is is_open


def test_the_last_moment_before_closing_is_open():
    clinic = make_open("9:00-17:00")

    assert clinic.is_open_at(utc(THE_MONDAY, "21:00") - timedelta(microseconds=1))


@pytest.mark.parametrize(
    ("clock", "is_open", "next_clock"),
    [("12:00", False, "12:30"), ("12:30", True, "16:00"), ("16:00", False, "17:00"), ("18:00", True, "22:15")],
)
def test_several_periods_a_day_are_kept_apart(clock, is_open, next_clock):
    clinic = make_open("13:00-18:15", "8:30-12:00")  # stored in this order; the day has another

    assert change_after(clinic, THE_MONDAY, clock) == (is_open, utc(THE_MONDAY, next_clock))


def test_periods_that_touch_are_one():
    clinic = make_open("9:00-12:00", "12:00-15:00", "15:00-17:00")

    assert change_after(clinic, THE_MONDAY, "13:30") == (True, utc(THE_MONDAY, "21:00"))
    assert clinic.is_open_at(utc(THE_MONDAY, "16:00"))  # noon in New York


def test_a_day_without_hours_is_closed():
    clinic = make_open("9:00-17:00")

    assert clinic.periods_on(date(2026, 6, 9)) == []
    assert change_after(clinic, "2026-06-09", "15:00") == (False, utc("2026-06-15", "13:00"))


def test_a_clinic_without_hours_is_closed_and_never_changes():
    assert change_after(make_clinic(), THE_MONDAY, "15:00") == (False, None)


def test_the_answer_does_not_depend_on_the_zone_of_the_question():
    clinic = make_open("9:00-17:00")
    moment = utc(THE_MONDAY, "13:00")

    assert clinic.status_at(moment.astimezone(clinic.zone())) == clinic.status_at(moment)


def test_answers_are_in_the_clinics_own_time():
    status = make_open("9:00-17:00").status_at(utc(THE_MONDAY, "14:00"))

    assert (status.at.hour, status.changes_at.hour) == (10, 17)
    assert str(status.changes_at.tzinfo) == "America/New_York"


def test_late_in_the_evening_the_clinics_own_day_counts():
    clinic = make_open("9:00-23:30")

    assert change_after(clinic, "2026-06-09", "3:00") == (True, utc("2026-06-09", "3:30"))  # still Monday there


def test_a_holiday_closes_the_day():
    clinic = make_open("9:00-17:00")
    make_exception(clinic, THE_MONDAY)

    assert change_after(clinic, THE_MONDAY, "15:00") == (False, utc("2026-06-15", "13:00"))


def test_special_hours_replace_those_of_the_day():
    clinic = make_open("9:00-17:00")
    make_exception(clinic, THE_MONDAY, "14:00-15:00")
    make_exception(clinic, THE_MONDAY, "10:00-12:00")

    assert change_after(clinic, THE_MONDAY, "13:30") == (False, utc(THE_MONDAY, "14:00"))
    assert change_after(clinic, THE_MONDAY, "14:30") == (True, utc(THE_MONDAY, "16:00"))
    assert change_after(clinic, THE_MONDAY, "16:30") == (False, utc(THE_MONDAY, "18:00"))
    assert change_after(clinic, THE_MONDAY, "20:00") == (False, utc("2026-06-15", "13:00"))


def test_special_hours_open_a_day_that_is_closed_otherwise():
    clinic = make_open("9:00-17:00")
    make_exception(clinic, "2026-06-10", "9:00-10:00")

    assert change_after(clinic, "2026-06-09", "15:00") == (False, utc("2026-06-10", "13:00"))


def test_exceptions_of_other_days_and_past_ones_do_not_matter():
    clinic = make_open("9:00-17:00")
    make_exception(clinic, "2026-06-01")
    make_exception(clinic, "2025-06-08")

    assert change_after(clinic, THE_MONDAY, "14:00") == (True, utc(THE_MONDAY, "21:00"))
    assert clinic.exceptions_from(date(2026, 6, 8)) == []


def test_past_exceptions_are_not_even_read_for_a_page(time_machine, django_assert_num_queries):
    time_machine.move_to(utc(THE_MONDAY, "14:00"))
    clinic = make_open("9:00-17:00")
    make_exception(clinic, "2026-06-01")
    make_exception(clinic, "2026-06-15")

    with django_assert_num_queries(3):  # clinic, hours, exceptions
        found = Clinic.objects.with_hours().main()
        status = found.status_at(utc("2026-06-08", "22:00"))

    assert [row.date for row in found.coming_exceptions] == [date(2026, 6, 15)]
    assert status.changes_at.date() == date(2026, 6, 22)


def test_the_next_opening_skips_a_weekend_and_a_holiday():
    clinic = make_open("9:00-17:00", weekdays=(0, 1, 2, 3, 4))
    make_exception(clinic, "2026-09-07")  # Labor Day, a Monday

    assert change_after(clinic, "2026-09-04", "21:00") == (False, utc("2026-09-08", "13:00"))


@pytest.mark.parametrize(("weekdays", "opens"), [((), None), ((MONDAY,), "13:00")])
def test_closed_for_good_when_nothing_opens_within_60_days(weekdays, opens):
    clinic = make_open("9:00-17:00", weekdays=weekdays)
    make_exception(clinic, "2026-08-07", "9:00-10:00")  # 60 days after the Monday: too far to announce

    change = utc("2026-06-08", opens) if opens else None
    assert change_after(clinic, THE_MONDAY, "12:00") == (False, change)


def test_an_opening_59_days_away_is_announced():
    clinic = make_clinic()
    make_exception(clinic, "2026-08-06", "9:00-10:00")

    assert change_after(clinic, THE_MONDAY, "12:00") == (False, utc("2026-08-06", "13:00"))


def test_today_and_tomorrow_are_days_of_the_clinic():
    clinic = make_open("9:00-17:00", weekdays=(MONDAY, 1))

    def days(day: str, clock: str) -> tuple[bool, bool]:
        status: HoursStatus = clinic.status_at(utc(day, clock))
        return status.changes_today(), status.changes_tomorrow()

    assert days("2026-06-09", "3:59") == (False, True)  # 23:59 on Monday: opens tomorrow
    assert days("2026-06-09", "4:00") == (True, False)  # midnight
    assert days("2026-06-09", "21:00") == (False, False)  # until next Monday
    assert clinic.status_at(utc(THE_MONDAY, "14:00")).changes_today()


@pytest.mark.parametrize(("day", "opens", "closes"), [(SPRING, "13:00", "21:00"), (AUTUMN, "14:00", "22:00")])
def test_on_a_clock_change_day_the_new_time_holds_by_opening(day, opens, closes):
    clinic = make_open("9:00-17:00", weekdays=(SUNDAY,))
    minute = timedelta(minutes=1)

    assert change_after(clinic, day, "5:30") == (False, utc(day, opens))  # asked before the clocks change
    assert not clinic.is_open_at(utc(day, opens) - minute)
    assert change_after(clinic, day, opens) == (True, utc(day, closes))
    assert clinic.is_open_at(utc(day, closes) - minute)
    assert not clinic.is_open_at(utc(day, closes))


@pytest.mark.parametrize(
    ("day", "hours_long"),
    [(SPRING, 3), (AUTUMN, 5)],  # 0:00 to 4:00 by the clock
)
def test_a_period_over_the_clock_change_is_an_hour_shorter_or_longer(day, hours_long):
    clinic = make_open("0:00-4:00", weekdays=(SUNDAY,))
    start = utc(day, "5:00" if day == SPRING else "4:00")

    status = clinic.status_at(start)

    assert status.is_open
    assert status.changes_at.astimezone(UTC) - start == timedelta(hours=hours_long)
    assert status.changes_at.hour == 4
    assert not clinic.is_open_at(start - timedelta(minutes=1))


def test_an_opening_time_that_the_clocks_skip_is_the_moment_they_jump():
    clinic = make_open("2:30-5:00", weekdays=(SUNDAY,))

    assert change_after(clinic, SPRING, "6:59") == (False, utc(SPRING, "7:00"))
    assert change_after(clinic, SPRING, "7:00") == (True, utc(SPRING, "9:00"))


def test_a_closing_time_that_the_clocks_skip_is_the_moment_they_jump():
    clinic = make_open("1:00-2:30", weekdays=(SUNDAY,))

    assert change_after(clinic, SPRING, "6:59") == (True, utc(SPRING, "7:00"))
    assert not clinic.is_open_at(utc(SPRING, "7:00"))


def test_a_time_that_comes_twice_counts_the_first_time():
    clinic = make_open("0:30-1:30", weekdays=(SUNDAY,))

    assert change_after(clinic, AUTUMN, "5:29") == (True, utc(AUTUMN, "5:30"))
    assert not clinic.is_open_at(utc(AUTUMN, "6:15"))  # 1:15 for the second time


def test_the_next_opening_after_a_clock_change_is_by_the_new_time():
    clinic = make_open("9:00-17:00", weekdays=(MONDAY, FRIDAY))

    assert change_after(clinic, "2026-03-06", "23:00") == (False, utc("2026-03-09", "13:00"))
    assert change_after(clinic, "2026-10-30", "22:00") == (False, utc("2026-11-02", "14:00"))


@pytest.mark.parametrize("day", [SPRING, AUTUMN, "2026-07-05", "2026-01-04"])
def test_a_clinic_where_clocks_never_change_keeps_its_hours(day):
    clinic = make_open("9:00-17:00", weekdays=(SUNDAY,), time_zone="America/Phoenix")  # UTC-7 all year

    assert change_after(clinic, day, "15:59") == (False, utc(day, "16:00"))
    assert change_after(clinic, day, "16:00")[0]
    assert change_after(clinic, day, "23:59") == (True, utc(day, "23:59") + timedelta(minutes=1))


@pytest.mark.parametrize("closes", [time(2), time(0), time(18)])
def test_hours_past_midnight_are_refused_with_advice(closes):
    rows = (
        OpeningHours(clinic=make_clinic(), weekday=SATURDAY, opens=time(18), closes=closes),
        HoursException(clinic=make_clinic(), date=date(2026, 12, 31), opens=time(18), closes=closes),
    )
    for row in rows:
        with pytest.raises(ValidationError) as caught:
            row.full_clean()
        assert caught.value.messages == [PAST_MIDNIGHT]
        with pytest.raises(IntegrityError), transaction.atomic():
            row.save()


def test_an_exception_needs_both_times_or_neither():
    for opens, closes in [(time(9), None), (None, time(17))]:
        with pytest.raises(ValidationError):
            HoursException(clinic=make_clinic(), date=date(2026, 12, 31), opens=opens, closes=closes).full_clean()


@pytest.mark.parametrize(
    ("periods", "problem"),
    [
        (["9:00-12:00", "12:00-17:00"], ""),
        (["13:00-17:00", "9:00-12:00"], ""),
        (["13:00-17:00", "9:00-13:01"], "one period ends at 13:01, the next starts at 13:00"),
        (["9:00-17:00", "10:00-11:00", "18:00-19:00"], "one period ends at 17:00, the next starts at 10:00"),
        (["9:00-17:00", "10:00-11:00", "12:00-13:00"], "one period ends at 17:00"),
    ],
)
def test_overlapping_periods_are_named(periods, problem):
    found = overlap_problem([tuple(map(wall, period.split("-"))) for period in periods])

    assert bool(found) == bool(problem)
    assert problem in found
