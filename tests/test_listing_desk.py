"""What staff do with the directory: the queue, the one step that verifies, doubles, and the history of it all."""

from datetime import date

import pytest
from django.test import Client
from django.urls import reverse

from clinic_site.checks import check_nothing_unfinished_is_public
from content.models import Listing, ListingChange, ListingReport
from tests.factories import make_clinic, make_listing, make_treatment, make_user
from tests.staff_sign_in import signed_in

pytestmark = pytest.mark.django_db

QUEUE = "/staff/listings/"


@pytest.fixture
def desk() -> Client:
    return signed_in(Client(), make_user("Front desk", username="dee"))


def shown(client: Client, queue: str) -> list[str]:
    return [listing.name for listing in client.get(f"{QUEUE}?show={queue}").context["listings"]]


def post(client: Client, listing: Listing, what: str, **form: object):
    return client.post(f"{QUEUE}{listing.pk}/{what}/", form)


def test_the_queues_put_the_oldest_first_and_leave_out_what_needs_no_check(time_machine):
    time_machine.move_to("2026-11-22T17:00:00Z", tick=False)
    desk = signed_in(Client(), make_user("Front desk"))
    for name, day in (("New", "2026-11-01"), ("Older", "2026-01-01"), ("Late", "2025-01-01"), ("Later", "2024-01-01")):
        make_listing(name=name, verified_on=day)
    make_listing(name="Never", verified_on=None)
    make_listing(name="Gone", taken_out="closed", verified_on="2024-01-01")
    make_listing(name="Sample", is_sample=True)
    for name, day in (("New", "2026-11-20"), ("Never", "2026-11-10"), ("Late", "2026-11-01")):
        closed = "2026-11-02" if name == "Late" else None
        listing = Listing.objects.get(name=name)
        ListingReport.objects.create(listing=listing, problem="closed", first_on=day, closed_on=closed)

    assert shown(desk, "reported") == ["Never", "New"]
    assert shown(desk, "out-of-date") == ["Later", "Late"]
    assert shown(desk, "oldest") == ["Older", "New"]
    assert shown(desk, "never") == ["Never"]
    assert desk.get(f"{QUEUE}?show=x").status_code == 404
    assert "2 reported, 2 out of date" in desk.get("/staff/admin/").content.decode()


@pytest.mark.parametrize("how", ["phone", "website", "letter"])
def test_one_step_verifies_with_who_and_how_and_closes_the_reports(desk, client, how):
    make_clinic(name="Our Clinic")
    listing = make_listing(verified_on=None)
    report = ListingReport.objects.add_one(listing, "closed")
    post(desk, listing, "verify", how=how)
    listing.refresh_from_db()
    report.refresh_from_db()

    assert (listing.verified_how, listing.verified_by) == (how, "the front desk of Our Clinic")
    assert listing.verified_on == report.closed_on is not None
    assert client.get(listing.get_absolute_url()).status_code == 200
    changes = list(listing.changes.values_list("what", "by__username"))
    assert changes == [("reports_closed", "dee"), ("verified", "dee"), ("added", None)]


def test_a_sample_or_an_unknown_way_verifies_nothing(desk):
    for listing, how in ((make_listing(is_sample=True), "phone"), (make_listing(verified_on=None), "hearsay")):
        post(desk, listing, "verify", how=how)
        listing.refresh_from_db()
        assert listing.verified_on is None


def test_verifying_the_same_values_again_still_stands_in_the_history(desk):
    listing = make_listing(verified_on=None)
    for _ in range(2):
        post(desk, listing, "verify", how="phone")

    assert listing.changes.filter(what="verified").count() == 2


def test_every_change_in_the_admin_is_kept_with_who_made_it(desk):
    listing, treatment = make_listing(phone="518 555 0123"), make_treatment(slug="infusion")
    address = reverse("admin:content_listing_change", args=[listing.pk])
    form = {"name": "New Name", "slug": listing.slug, "region": "NY", "city": "Troy", "phone": "518-555-0199"}
    response = desk.post(address, form | {"treatments": [treatment.pk], "verified_on": "2001-01-01", "is_sample": "on"})

    assert response.status_code == 302, response.context["errors"]
    kept = {name: pair for change in listing.changes.filter(what="changed") for name, pair in change.values.items()}
    assert kept == {
        "name": [listing.name, "New Name"],
        "city": ["Albany", "Troy"],
        "phone": ["+15185550123", "+15185550199"],
        "treatments": [[], ["infusion"]],
    }
    assert set(listing.changes.filter(what="changed").values_list("by__username", flat=True)) == {"dee"}
    page = desk.get(f"{QUEUE}{listing.pk}/").content.decode()
    assert "by dee" in page
    assert "Albany → Troy" in page


def test_a_deleted_entry_leaves_its_history(desk):
    listing = make_listing(name="Gone", phone="5185550123")
    owner = signed_in(Client(), make_user("Owner", username="olga"))
    owner.post(reverse("admin:content_listing_delete", args=[listing.pk]), {"post": "yes"})

    change = ListingChange.objects.get(what="deleted")
    assert (change.name, change.by.username, change.listing) == ("Gone", "olga", None)
    assert change.values["phone"] == ["+15185550123", None]


DOUBLE = {"name": "Pine Care", "phone": "518-555-0123", "street": "1 Main St", "postal_code": "12205"}


@pytest.mark.parametrize(
    "same",
    [{"name": "PINE CARE"}, {"phone": "+15185550123"}, {"street": "1 main st", "postal_code": "12205-1234"}],
    ids=["name in the state", "phone", "street and ZIP code"],
)
def test_doubles_are_found_by_name_phone_or_address(desk, same):
    listing = make_listing(**DOUBLE)
    double = make_listing(verified_on=None, **same)
    make_listing(name="Pine Care", region="OH")
    make_listing(street="1 Main St", postal_code="90210")

    assert list(listing.doubles()) == [double]
    assert double.name in desk.get(f"{QUEUE}{listing.pk}/").content.decode()


def test_merging_keeps_what_either_knew_and_imports_leave_the_double_alone(desk):
    kept = make_listing(name="Pine Care", npi="1234567893", setting="office")
    double = make_listing(name="Pine Care LLC", npi="2000000008", other_npis="1000000004", verified_on=None)
    Listing.objects.filter(pk=double.pk).update(phone="+15185550123", setting="hospital", street="1 Main St")
    double.treatments.add(make_treatment(slug="infusion"))
    for listing, problem in ((kept, "closed"), (double, "closed"), (double, "address")):
        ListingReport.objects.add_one(listing, problem)
    post(desk, kept, "merge", double=double.pk)
    kept.refresh_from_db()

    assert not Listing.objects.filter(pk=double.pk).exists()
    assert (kept.name, kept.phone, kept.street, kept.setting) == ("Pine Care", "+15185550123", "1 Main St", "office")
    assert kept.other_npis.splitlines() == ["2000000008", "1000000004"]
    assert [treatment.slug for treatment in kept.treatments.all()] == ["infusion"]
    assert dict(kept.reports.values_list("problem", "times")) == {"closed": 2, "address": 1}
    deleted = ListingChange.objects.get(what="deleted")
    assert deleted.values["name"] == ["Pine Care LLC", None]
    assert kept.changes.get(what="merged").by.username == "dee"


def test_an_entry_is_not_merged_with_itself_a_sample_or_our_own_clinic(desk):
    listing = make_listing()
    own = make_listing(name="Our Clinic", clinic=make_clinic(name="Our Clinic", city="Albany", region="NY"))
    for other in (listing, own, make_listing(is_sample=True)):
        post(desk, listing, "merge", double=other.pk)

    assert Listing.objects.count() == 3


def test_reports_can_be_closed_without_a_check(desk):
    listing = make_listing(verified_on="2026-01-05")
    ListingReport.objects.add_one(listing, "details")
    post(desk, listing, "close-reports")
    listing.refresh_from_db()

    assert not ListingReport.objects.waiting().exists()
    assert listing.verified_on == date(2026, 1, 5)
    ListingReport.objects.add_one(listing, "details")  # it may come up again
    assert ListingReport.objects.waiting().count() == 1


def test_the_history_speaks_in_the_labels_of_the_forms(desk):
    listing = make_listing()
    for problem in ("website", "closed", "closed"):
        ListingReport.objects.add_one(listing, problem)
    post(desk, listing, "close-reports")
    listing.setting, listing.taken_out = "hospital", "no_infusions"
    listing.save()
    lines = [line for change in listing.changes.exclude(what="added") for line in change.lines()]

    assert sorted(lines) == [
        ("The place has closed", "2 reports", "closed"),
        ("The website is wrong or gone", "1 report", "closed"),
        ("setting", "", "Hospital"),
        ("why it is not listed", "", "It gives no ketamine infusions"),
    ]


def test_an_entry_that_is_taken_out_is_not_verified_and_says_what_to_do_first(desk):
    listing = make_listing(verified_on=None, taken_out="closed")
    ListingReport.objects.add_one(listing, "details")
    for address in (f"{QUEUE}{listing.pk}/", QUEUE):
        text = desk.get(address).content.decode()
        assert "Taken out: It has closed." in text
        assert "Verified today" not in text
    answer = desk.post(f"{QUEUE}{listing.pk}/verify/", {"how": "phone"}, follow=True).content.decode()
    listing.refresh_from_db()

    assert "To list it again, first empty “Why it is not listed”" in desk.get(f"{QUEUE}{listing.pk}/").content.decode()
    assert f"Nothing was noted: {listing} is taken out." in answer
    assert listing.verified_on is None


def test_our_own_entry_says_what_the_clinic_says_and_has_no_address_of_its_own(desk):
    clinic = make_clinic(name="Our Clinic", city="Albany", region="NY", street="7 Road", phone="518-555-0123")
    own = make_listing(name="Our Clinic", clinic=clinic)

    assert own.address_line() == "7 Road, Albany, NY"
    own.street = "8 Road"
    with pytest.raises(Exception, match="listing_own_clinic_has_one_address"):
        own.save()


def test_production_does_not_start_while_samples_are_stored(settings):
    make_listing(is_sample=True)
    settings.IS_PRODUCTION = True

    assert [found.id for found in check_nothing_unfinished_is_public(databases=["default"])] == ["clinic.E004"]
