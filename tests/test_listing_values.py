"""What an entry of the directory may hold, and the one form in which it is stored."""

import pytest
from django.core.exceptions import ValidationError
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from content.models import Listing
from content.models.contacts import check_npi, tidy_phone, tidy_web
from content.models.us_states import UsState
from tests.factories import make_listing

pytestmark = pytest.mark.django_db

CHECKED = {"verified_on": "2026-01-05", "verified_by": "us", "verified_how": "phone"}


@pytest.mark.parametrize(
    ("values", "rule"),
    [
        ({"verified_by": ""}, "listing_verified_says_who_and_how"),
        ({"is_sample": True, **CHECKED}, "listing_sample_is_never_verified"),
        ({"npi": "1234567893"}, "npi"),
    ],
)
def test_what_must_never_be_true_is_refused_by_the_database(values, rule):
    make_listing(npi="1234567893")

    with pytest.raises(Exception, match=rule):
        make_listing(**values)


@given(st.integers(0, 199_999_999))
@hypothesis_settings(max_examples=60)
def test_exactly_one_check_digit_makes_an_npi(number):
    digits = str(100_000_000 + number)
    good = [last for last in "0123456789" if not refuses(check_npi, digits + last)]

    assert len(good) == 1
    assert refuses(check_npi, "3" + digits[1:] + good[0])


def refuses(check, value: str) -> bool:
    try:
        check(value)
    except ValidationError:
        return True
    return False


def test_the_published_example_of_an_npi_is_one():
    check_npi("1234567893")  # the worked example of the standard


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        ("(518) 555-0123", "+15185550123"),
        ("518.555.0123 ext. 4", "+15185550123 x4"),
        ("+1 518 555 0123", "+15185550123"),
        ("5185550123", "+15185550123"),
    ],
)
def test_a_phone_number_is_stored_in_one_form(typed, stored):
    assert tidy_phone(typed) == tidy_phone(stored) == stored


@given(st.from_regex(r"[2-9][0-9]{9}", fullmatch=True))
@hypothesis_settings(max_examples=60)
def test_the_short_way_for_ten_digits_says_what_the_library_says(digits):
    assert tidy_phone(digits) == tidy_phone(f"{digits[:3]} {digits[3:]}")


@pytest.mark.parametrize("typed", ["555-0123", "+44 20 7946 0958", "call us", "518-555-01234"])
def test_what_is_no_us_number_is_refused(typed):
    assert refuses(tidy_phone, typed)


@pytest.mark.parametrize(
    "typed", ["javascript:alert(1)", "https://user:pass@example.org", "no address", "ftp://a.example"]
)
def test_what_is_no_web_address_is_refused(typed):
    assert refuses(tidy_web, typed)


def test_a_web_address_is_stored_in_one_form():
    assert tidy_web("WWW.Example.org") == tidy_web("https://www.example.org/#top") == "https://www.example.org/"


def test_signs_that_hide_or_turn_text_are_refused():
    for name in ("Good\u202eeman", "Zero\u200bwidth", "Nul\x00"):
        with pytest.raises(ValidationError):
            Listing(name=name, slug="x", region="NY", city="Y").full_clean()


def test_every_border_is_known_from_both_sides():
    for state in UsState:
        assert all(state in other.neighbors for other in state.neighbors)
    assert [state.value for state in UsState.NY.neighbors] == ["CT", "MA", "NJ", "PA", "VT"]
    assert UsState.HI.neighbors == []
