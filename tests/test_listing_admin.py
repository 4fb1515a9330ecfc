"""An entry of the directory in the admin: what its form refuses, in words."""

import pytest
from django.forms import model_to_dict
from django.test import Client
from django.urls import reverse

from content.models import Listing
from tests.factories import make_clinic, make_listing, make_user
from tests.staff_sign_in import signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def owner() -> Client:
    return signed_in(Client(), make_user("Owner"))


@pytest.fixture
def desk() -> Client:
    return signed_in(Client(), make_user("Front desk"))


def save(client: Client, listing: Listing, **changed: object):
    """Send the form of the entry as it stands, with these values changed."""
    form = {name: value for name, value in model_to_dict(listing).items() if value} | {"treatments": []} | changed
    return client.post(reverse("admin:content_listing_change", args=[listing.pk]), form)


def test_a_verified_entry_marked_as_a_sample_is_refused_beside_the_field(owner):
    listing = make_listing()
    response = save(owner, listing, is_sample="on")

    assert response.context["adminform"].form.errors == {
        "is_sample": ["A sample is no real place: nobody can have checked it."]
    }
    listing.refresh_from_db()
    assert not listing.is_sample


@pytest.mark.parametrize("role", ["Front desk", "Owner"])
def test_an_address_typed_into_the_entry_of_our_own_clinic_is_refused_beside_the_field(role):
    clinic = make_clinic(name="Our Clinic", city="Albany", region="NY")
    own = make_listing(name="Our Clinic", clinic=clinic)
    response = save(signed_in(Client(), make_user(role)), own, street="8 Road", phone="518-555-0123")

    sentence = "The clinic's own page gives address, phone and website: leave them empty."
    assert response.context["adminform"].form.errors == {"street": [sentence], "phone": [sentence]}


def test_a_second_entry_of_a_clinic_or_an_npi_is_refused(owner):
    clinic = make_clinic(name="Our Clinic", city="Albany", region="NY")
    make_listing(name="Our Clinic", clinic=clinic, npi="1234567893")
    response = save(owner, make_listing(name="Our Clinic"), clinic=clinic.pk, npi="1234567893")

    text = response.content.decode()
    assert "This clinic has an entry already." in text
    assert "Another entry has this NPI. Merge the two instead." in text


def test_a_changed_address_leads_to_the_new_one_for_good_in_one_hop(owner, client):
    listing = make_listing(slug="one")
    for changed in ({"slug": "two"}, {"region": "VT"}):
        save(owner, listing, **changed)
        listing.refresh_from_db()

    for old in ("/find-care/new-york/one/", "/find-care/new-york/two/"):
        response = client.get(old)
        assert (response.status_code, response.headers["Location"]) == (301, "/find-care/vermont/two/")
    save(owner, listing, slug="one", region="NY")
    assert client.get("/find-care/new-york/one/").status_code == 200
    assert client.get("/find-care/vermont/two/").headers["Location"] == "/find-care/new-york/one/"


def test_an_address_that_was_never_public_leads_nowhere(owner, client):
    save(owner, make_listing(slug="one", verified_on=None), slug="two")

    assert client.get("/find-care/new-york/one/").status_code == 404
