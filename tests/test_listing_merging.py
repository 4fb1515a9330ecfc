"""Two entries become one: never so that readers lose a place."""

import pytest
from django.test import Client

from content.models import Listing
from tests.factories import make_clinic, make_listing, make_user
from tests.staff_sign_in import signed_in

pytestmark = pytest.mark.django_db

QUEUE = "/staff/listings/"


@pytest.fixture
def desk(time_machine) -> Client:
    time_machine.move_to("2026-11-22T17:00:00Z", tick=False)
    return signed_in(Client(), make_user("Front desk"))


def page_of(desk: Client, listing: Listing) -> str:
    return desk.get(f"{QUEUE}{listing.pk}/").content.decode()


def merge(desk: Client, kept: Listing, double: Listing) -> str:
    """The page after the attempt to put `double` into `kept`."""
    return desk.post(f"{QUEUE}{kept.pk}/merge/", {"double": double.pk}, follow=True).content.decode()


def button(double: Listing) -> str:
    return f'name="double" value="{double.pk}"'


def test_each_double_says_when_it_was_verified_and_whether_readers_see_it(desk):
    listing = make_listing(name="Pine Care")
    make_listing(name="Pine Care", city="Troy", verified_on="2026-03-01")
    make_listing(name="Pine Care", city="Utica", verified_on="2024-03-01")
    make_listing(name="Pine Care", city="Rome", verified_on=None)
    make_listing(name="Pine Care", city="Olean", taken_out="closed", verified_on="2026-03-02")
    text = " ".join(page_of(desk, listing).split())

    assert "Troy, NY. Verified on March 1, 2026. Readers see it." in text
    assert "Utica, NY. Verified on March 1, 2024. Readers do not see it." in text
    assert "Rome, NY. Never verified. Readers do not see it." in text
    assert "Olean, NY. Verified on March 2, 2026. Taken out: It has closed. Readers do not see it." in text


@pytest.mark.parametrize(
    "hidden",
    [{"verified_on": None}, {"verified_on": "2025-11-22"}, {"taken_out": "closed"}],
    ids=["never verified", "out of date", "taken out"],
)
def test_what_readers_see_is_not_merged_into_what_they_do_not_see(desk, client, hidden):
    seen = make_listing(name="Pine Care", verified_on="2026-03-01")
    unseen = make_listing(name="Pine Care", **hidden)
    text = page_of(desk, unseen)

    assert button(seen) not in text
    assert "Readers see “Pine Care” and not this entry" in text
    assert "Nothing was changed. Readers see “Pine Care” and not this entry" in merge(desk, unseen, seen)
    assert Listing.objects.count() == 2
    assert client.get(seen.get_absolute_url()).status_code == 200


def test_the_page_leads_to_the_other_entry_where_that_one_can_take_this_one_in(desk):
    seen = make_listing(name="Pine Care", verified_on="2026-03-01")
    unseen = make_listing(name="Pine Care", verified_on=None)

    assert f'<a href="{QUEUE}{seen.pk}/#doubles">Open it to merge the other way</a>' in page_of(desk, unseen)
    assert button(unseen) in page_of(desk, seen)
    merge(desk, seen, unseen)
    assert list(Listing.objects.all()) == [seen]


def test_an_entry_that_was_taken_out_does_not_take_the_other_one_out_with_it(desk):
    seen, out = make_listing(name="Pine Care"), make_listing(name="Pine Care", taken_out="asked", verified_on=None)
    text = page_of(desk, seen)

    assert button(out) not in text
    assert "“Pine Care” is taken out (It asked not to be listed), and readers see this entry." in text
    assert "merge the other way" not in text
    merge(desk, seen, out)
    seen.refresh_from_db()
    assert (seen.taken_out, Listing.objects.count()) == ("", 2)


def test_two_entries_that_readers_see_or_do_not_see_can_be_merged_either_way(desk):
    for verified_on in ("2026-03-01", None):
        one, two = (make_listing(name=f"Pine {verified_on}", verified_on=verified_on) for _ in "ab")
        assert button(one) in page_of(desk, two)
        assert button(two) in page_of(desk, one)
        merge(desk, one, two)

    assert Listing.objects.count() == 2


def test_the_entry_of_our_own_clinic_takes_in_and_is_not_taken_in(desk):
    own = make_listing(name="Pine Care", clinic=make_clinic(name="Pine Care", city="Albany", region="NY"))
    double = make_listing(name="Pine Care")

    assert button(double) in page_of(desk, own)
    assert "“Pine Care” is the entry of our own clinic." in merge(desk, double, own)
    assert Listing.objects.count() == 2


def test_the_address_of_a_merged_double_leads_to_the_entry_that_was_kept(desk, client):
    first, second, third = (make_listing(name="Pine Care") for _ in range(3))
    merge(desk, second, first)
    merge(desk, third, second)

    for gone in (first, second):
        response = client.get(gone.get_absolute_url())
        assert (response.status_code, response.headers["Location"]) == (301, third.get_absolute_url())
