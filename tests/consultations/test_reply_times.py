"""By when the clinic answers: hours, exceptions, holidays, clock changes."""

from datetime import date, datetime

import pytest

from consultations.holidays import holiday_on
from consultations.reply_times import days_open, good_times, reply_by
from content.models import HoursException
from tests.factories import make_clinic, make_hours, wall

# As the Office of Personnel Management lists them: a Saturday's is kept on Friday, a Sunday's on Monday
HOLIDAYS_2026 = ["01-01", "01-19", "02-16", "05-25", "06-19", "07-03", "09-07", "10-12", "11-11", "11-26", "12-25"]
HOLIDAYS_2027 = [
    "01-01",
    "01-18",
    "02-15",
    "05-31",
    "06-18",
    "07-05",
    "09-06",
    "10-11",
    "11-11",
    "11-25",
    "12-24",
    "12-31",
]


@pytest.fixture
def clinic(db):
    """Monday to Friday, 9 to 5, in New York."""
    made = make_clinic(time_zone="America/New_York")
    for day in range(5):
        make_hours(made, day, "9:00", "17:00")
    return made


@pytest.mark.parametrize(
    ("received", "due"),
    [
        ("2026-06-02T16:45-04:00", "2026-06-03T17:00-04:00"),
        ("2026-06-03T09:10-04:00", "2026-06-04T17:00-04:00"),
        ("2026-06-03T23:59-04:00", "2026-06-04T17:00-04:00"),
        ("2026-06-05T15:30-04:00", "2026-06-08T17:00-04:00"),
        ("2026-06-07T12:00-04:00", "2026-06-08T17:00-04:00"),
        ("2026-06-18T10:00-04:00", "2026-06-22T17:00-04:00"),
        ("2026-11-25T10:00-05:00", "2026-11-27T17:00-05:00"),
        ("2026-03-06T10:00-05:00", "2026-03-09T17:00-04:00"),
        ("2026-10-30T10:00-04:00", "2026-11-02T17:00-05:00"),
    ],
)
def test_the_answer_is_due_at_the_close_of_the_next_business_day(clinic, received, due):
    found = reply_by(clinic, datetime.fromisoformat(received))

    assert found == datetime.fromisoformat(due)
    assert found.utcoffset() == datetime.fromisoformat(due).utcoffset()


def test_a_closed_exception_is_no_business_day_and_special_hours_count(clinic):
    HoursException.objects.create(clinic=clinic, date=date(2026, 6, 3))
    HoursException.objects.create(clinic=clinic, date=date(2026, 6, 4), opens=wall("10:00"), closes=wall("12:30"))

    assert reply_by(clinic, datetime.fromisoformat("2026-06-02T12:00-04:00")).isoformat() == "2026-06-04T12:30:00-04:00"


def test_hours_entered_for_a_holiday_make_it_a_business_day(clinic):
    HoursException.objects.create(clinic=clinic, date=date(2026, 6, 19), opens=wall("9:00"), closes=wall("13:00"))

    assert reply_by(clinic, datetime.fromisoformat("2026-06-18T12:00-04:00")).isoformat() == "2026-06-19T13:00:00-04:00"


@pytest.mark.django_db
def test_without_hours_or_a_clinic_weekdays_until_five_are_meant():
    friday = datetime.fromisoformat("2026-06-05T12:00-04:00")

    assert reply_by(make_clinic(), friday).isoformat() == "2026-06-08T17:00:00-04:00"
    assert reply_by(None, friday).isoformat() == "2026-06-08T17:00:00-04:00"


@pytest.mark.parametrize(("year", "days"), [(2026, HOLIDAYS_2026), (2027, HOLIDAYS_2027)])
def test_the_federal_holidays_of_a_year(year, days):
    every = [date.fromordinal(day) for day in range(date(year, 1, 1).toordinal(), date(year, 12, 31).toordinal() + 1)]

    assert [f"{day:%m-%d}" for day in every if holiday_on(day)] == days


def test_good_times_and_days_follow_the_opening_hours(clinic):
    assert [words for _, words in good_times(clinic)] == [
        "Morning, 9:00 am to noon",
        "Early afternoon, noon to 3:00 pm",
        "Late afternoon, 3:00 pm to 5:00 pm",
    ]
    assert days_open(clinic) == "Monday to Friday"


@pytest.mark.django_db
def test_a_clinic_that_is_open_on_some_mornings_offers_only_those():
    clinic = make_clinic()
    make_hours(clinic, 1, "8:00", "11:00")
    make_hours(clinic, 3, "8:00", "11:00")

    assert [words for _, words in good_times(clinic)] == ["Morning, 8:00 am to 11:00 am"]
    assert days_open(clinic) == "Tuesday, Thursday"
