"""A reader says that an entry is wrong: what is kept, what is refused, and how often."""

from datetime import date, timedelta
from unittest.mock import ANY

import pytest

from content.models import Listing, ListingReport, RateLimit
from content.views.listing_reports import REPORTS_OF_A_NETWORK
from tests.factories import make_listing

pytestmark = pytest.mark.django_db

REPORT = "/find-care/report/"


@pytest.fixture
def frozen(time_machine):
    time_machine.move_to("2026-11-22T17:00:00Z", tick=False)
    return time_machine


def send(client, listing: Listing, frozen, seconds: float = 10, **more: str):
    page = client.get(f"{REPORT}?listing={listing.slug}")
    frozen.shift(timedelta(seconds=seconds))
    form = {"problem": "closed", "shown_at": page.context["stamp"]} | more
    return client.post(f"{REPORT}?listing={listing.slug}", form)


def test_a_report_keeps_the_problem_and_the_day_and_nothing_about_the_sender(client, frozen):
    listing = make_listing()
    response = send(client, listing, frozen, name="Ada", email="ada@example.org")

    assert response.headers["Location"] == f"/find-care/report/sent/?listing={listing.slug}"
    assert ListingReport.objects.values().get() == {
        "id": ANY,
        "listing_id": listing.pk,
        "problem": "closed",
        "first_on": date(2026, 11, 22),
        "times": 1,
        "closed_on": None,
    }
    assert "your report is stored" in client.get(response.headers["Location"]).content.decode()


def test_the_same_report_is_counted_and_not_stored_again(client, frozen):
    listing = make_listing()
    for _ in range(3):
        send(client, listing, frozen)

    assert ListingReport.objects.values_list("times", flat=True).get() == 3


@pytest.mark.parametrize(
    ("seconds", "more", "words"),
    [
        (1, {}, "That was very quick"),
        (24 * 3600 + 1, {}, "open for a long time"),
        (10, {"shown_at": "forged"}, "open for a long time"),
        (10, {"problem": ""}, "Select what is wrong"),
        (10, {"problem": "evil"}, "Select what is wrong"),
        (10, {"leave_this": "x"}, "Empty the box named"),
    ],
)
def test_a_report_that_is_not_taken_says_so_and_stores_nothing(client, frozen, seconds, more, words):
    response = send(client, make_listing(), frozen, seconds, **more)

    assert response.status_code == 400
    assert words in response.content.decode()
    assert "<title>Error: " in response.content.decode()
    assert not ListingReport.objects.exists()


def test_whoever_was_too_quick_or_too_slow_is_heard_at_the_second_try(client, frozen):
    listing = make_listing()
    for seconds in (1, 24 * 3600 + 1):
        stamp = send(client, listing, frozen, seconds).context["stamp"]
        frozen.shift(timedelta(seconds=5))
        answer = client.post(f"{REPORT}?listing={listing.slug}", {"problem": "closed", "shown_at": stamp})
        assert answer.status_code == 302


def test_a_form_that_was_open_for_23_hours_is_taken(client, frozen):
    assert send(client, make_listing(), frozen, 23 * 3600).status_code == 302


def test_reports_of_one_network_are_limited_and_the_page_says_what_to_do(client, frozen):
    listing = make_listing()
    for _ in range(REPORTS_OF_A_NETWORK):
        assert send(client, listing, frozen, 4).status_code == 302
    refused = send(client, listing, frozen, 4)
    text = refused.content.decode()

    assert refused.status_code == 429
    assert "Wait 1 hour" in text
    assert 'href="tel:988"' in text
    assert "checked" in text  # the answer is still there
    assert "127.0.0.1" not in str(list(RateLimit.objects.values()))
    assert send(client, listing, frozen, 3601).status_code == 302


def test_the_report_form_is_kept_out_of_caches_and_search_engines(client):
    response = client.get(f"{REPORT}?listing={make_listing().slug}")

    assert {"no-store", "private"} <= set(response.headers["Cache-Control"].split(", "))
    assert response.headers["X-Robots-Tag"] == "noindex"


def test_a_character_that_no_database_holds_leads_to_nothing(client):
    assert client.get(f"{REPORT}?listing=%00").status_code == 404


def test_after_a_report_the_way_leads_back_to_the_entry_and_its_state(client):
    listing = make_listing(name="Pine Care", region="VT")
    text = client.get(f"{REPORT}sent/?listing={listing.slug}").content.decode()

    assert f'<a href="{listing.get_absolute_url()}">Back to Pine Care</a>' in text
    assert '<a href="/find-care/vermont/">Find care in Vermont</a>' in text


@pytest.mark.parametrize("slug", ["", "hidden", "nobody", "%00", "//evil.example/"])
def test_after_a_report_on_what_is_not_listed_the_way_leads_to_all_states(client, slug):
    make_listing(name="Pine Care", slug="hidden", verified_on=None)
    response = client.get(f"{REPORT}sent/?listing={slug}")
    text = response.content.decode()

    assert response.status_code == 200
    assert '<a href="/find-care/">Back to find care</a>' in text
    assert "Pine Care" not in text
    assert "evil" not in text
