"""The directory as readers meet it: what is listed, in which order, for how long, and what each page says."""

from datetime import date

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from content.models import Listing
from content.models.listings import a_year_before
from tests.factories import make_clinic, make_faq, make_listing, make_source, make_state_rules, make_treatment

pytestmark = pytest.mark.django_db

NEW_YORK = "/find-care/new-york/"
NOON = "2026-11-22T17:00:00Z"
REPORT = "/find-care/report/"


@pytest.fixture
def frozen(time_machine):
    time_machine.move_to(NOON, tick=False)
    return time_machine


def text_of(client, address: str = NEW_YORK) -> str:
    response = client.get(address)
    assert response.status_code == 200
    return response.content.decode()


# Who is listed, and for how long


@pytest.mark.parametrize(
    ("verified_on", "is_shown"),
    [("2026-11-22", True), ("2025-11-23", True), ("2025-11-22", False), ("2024-01-01", False), ("2026-11-23", False)],
)
def test_an_entry_leaves_the_list_by_itself_twelve_months_after_its_check(client, frozen, verified_on, is_shown):
    listing = make_listing(name="Old Mill", verified_on=verified_on)
    text = text_of(client)

    assert ("Old Mill" in text) == is_shown
    assert client.get(listing.get_absolute_url()).status_code == (200 if is_shown else 404)
    assert client.get(f"{REPORT}?listing={listing.slug}").status_code == (200 if is_shown else 404)


def test_the_same_entry_goes_when_time_passes_and_is_counted_as_hidden(client, frozen):
    make_listing(name="Old Mill", verified_on="2026-11-22")
    assert "Old Mill" in text_of(client)
    frozen.move_to("2027-11-22T17:00:00Z", tick=False)

    text = text_of(client)
    assert "Old Mill" not in text
    assert "1 entry is hidden as out of date" in text


def test_a_leap_day_is_a_year_after_the_28th():
    assert a_year_before(date(2028, 2, 29)) == date(2027, 2, 28)
    assert a_year_before(date(2027, 3, 1)) == date(2026, 3, 1)


def test_production_hides_samples_and_development_marks_them(client, settings):
    sample = make_listing(name="Sample Clinic X", is_sample=True)
    assert "Sample, not a real place" in text_of(client)
    assert "Sample, not a real place" in text_of(client, sample.get_absolute_url())
    make_listing(region="VT", is_sample=True)
    make_listing(region="VT", is_sample=True)
    assert "none verified yet; 1 sample<" in text_of(client, "/find-care/")
    assert "none verified yet; 2 samples<" in text_of(client, "/find-care/")
    settings.IS_PRODUCTION = True
    settings.SECURE_SSL_REDIRECT = False

    assert "Sample Clinic X" not in text_of(client)
    assert "sample" not in text_of(client, "/find-care/")
    assert client.get(sample.get_absolute_url()).status_code == 404


DAYS = st.none() | st.dates(date(2024, 1, 1), date(2027, 12, 31))


def expires_on(day: date) -> date:
    """The first day on which a check of `day` no longer counts."""
    is_leap_day = (day.month, day.day) == (2, 29)
    return date(day.year + 1, 3, 1) if is_leap_day else day.replace(year=day.year + 1)


@given(
    rows=st.lists(st.tuples(DAYS, st.booleans(), st.booleans(), st.booleans()), min_size=1, max_size=5),
    today=st.dates(date(2025, 1, 1), date(2027, 12, 31)),
)
@hypothesis_settings(max_examples=25, suppress_health_check=list(HealthCheck))
def test_nothing_unverified_expired_sample_or_taken_out_is_public_in_production(
    rows, today, client, settings, time_machine
):
    Listing.objects.all().delete()
    settings.IS_PRODUCTION, settings.SECURE_SSL_REDIRECT = True, False
    time_machine.move_to(f"{today}T17:00:00Z", tick=False)
    slugs, public = set(), set()
    for verified_on, is_sample, is_imported, is_out in rows:
        day = None if is_sample else verified_on
        out = "closed" if is_out else ""
        slug = make_listing(verified_on=day, is_sample=is_sample, is_imported=is_imported, taken_out=out).slug
        slugs.add(slug)
        if day is not None and not is_out and day <= today < expires_on(day):
            public.add(slug)
    text = text_of(client)

    assert {slug for slug in slugs if f"{NEW_YORK}{slug}/" in text} == public
    assert {slug for slug in slugs if client.get(f"{NEW_YORK}{slug}/").status_code == 200} == public
    assert f">{len(public)} entr" in text or not public


def test_the_address_of_an_entry_out_of_date_says_so_and_nothing_of_the_entry(client, frozen):
    old = make_listing(name="Old Mill", slug="mill", city="Troy", phone="5185550123", verified_on="2025-11-22")
    response = client.get(old.get_absolute_url())
    text = response.content.decode()

    assert response.status_code == 404
    assert "nobody has checked it for 12 months" in text
    assert f'<a href="{NEW_YORK}">' in text
    assert not [value for value in ("Old Mill", "Troy", "555-0123", "5550123") if value in text]


@pytest.mark.parametrize(
    "values",
    [{"verified_on": None}, {"verified_on": "2024-01-01", "taken_out": "closed"}, {"region": "VT"}],
    ids=["never verified", "taken out", "of another state"],
)
def test_other_entries_that_readers_do_not_see_have_no_page_at_all(client, frozen, values):
    make_listing(slug="mill", **{"verified_on": "2024-01-01"} | values)
    response = client.get(f"{NEW_YORK}mill/")

    assert response.status_code == 404
    assert "Page not found" in response.content.decode()


# The order, and the states


def test_the_order_is_the_name_and_nothing_else(client, frozen):
    ours = make_clinic(name="Zeta Clinic", city="Albany", region="NY")
    make_listing(name="Zeta Clinic", clinic=ours)
    make_listing(name="beta Care", verified_on="2026-01-01", taking_patients="no")
    make_listing(name="Alpha Care", city="Troy", verified_on="2026-02-01")
    make_listing(name="alpha care", city="Buffalo", verified_on="2026-11-22", monitoring="yes", website="a.example")
    text = text_of(client)

    places = [text.index(found) for found in (">alpha care<", ">Alpha Care<", ">beta Care<", ">Zeta Clinic<")]
    assert places == sorted(places)
    assert "In order of their names, A to Z, and nothing else." in text


def test_an_empty_state_names_its_neighbors_that_have_entries(client):
    make_listing(region="VT", city="Barre")
    make_listing(region="OH", city="Akron")
    text = text_of(client)

    assert 'href="/find-care/vermont/"' in text
    assert 'href="/find-care/ohio/"' not in text
    assert "No checked entry in New York yet" in text


def test_neighbors_are_offered_with_verified_entries_and_samples_counted_apart(client):
    for region, is_sample in (("VT", False), ("VT", True), ("NJ", True), ("NJ", True), ("PA", False)):
        make_listing(region=region, is_sample=is_sample)
    text = text_of(client)

    for name, counts in (("Vermont", "1 verified; 1 sample"), ("New Jersey", "none verified yet; 2 samples")):
        assert f'>{name}</a> <span class="soft">{counts}</span>' in text
    assert '>Pennsylvania</a> <span class="soft">1 verified</span>' in text


@pytest.mark.parametrize("state", ["hawaii", "alaska", "puerto-rico"])
def test_a_state_without_neighbors_says_nothing_of_them(client, state):
    text = text_of(client, f"/find-care/{state}/")

    assert "No checked entry in" in text
    assert "next to it" not in text


def test_the_states_show_how_many_are_verified(client):
    make_listing()
    make_listing()
    make_listing(verified_on=None, region="OH")
    text = text_of(client, "/find-care/")

    assert '<a href="/find-care/new-york/">New York</a> <span class="soft">2 verified</span>' in text
    assert "ohio" not in text
    assert client.get("/find-care/?state=OH").headers["Location"] == "/find-care/ohio/"
    assert client.get("/find-care/?state=XX").status_code == 400
    assert client.get("/find-care/atlantis/").status_code == 404


@pytest.mark.parametrize("count", [1, 3])
def test_the_pages_need_the_same_queries_for_any_number_of_entries(client, django_assert_num_queries, count):
    make_clinic()
    make_state_rules()
    treatment = make_treatment()
    for number in range(count):
        own = {"clinic": make_clinic(name=f"Clinic {number}", slug=f"own-{number}", city="Albany", region="NY")}
        listing = make_listing(name=f"Clinic {number}", **own)
        listing.treatments.add(treatment)
    with django_assert_num_queries(15):
        client.get(NEW_YORK)
    with django_assert_num_queries(10):
        client.get(listing.get_absolute_url())
    with django_assert_num_queries(8):
        client.get("/find-care/")


# What the pages say


def test_the_pages_of_an_entry_lead_back_to_its_state_and_to_all_states(client):
    listing = make_listing(name="Pine Care")
    for address in (listing.get_absolute_url(), f"{REPORT}?listing={listing.slug}"):
        crumbs = text_of(client, address).partition('class="crumbs"')[2].partition("</nav>")[0]
        assert '<a href="/">Home</a></li><li><a href="/find-care/">Find care</a></li><li><a href="' in crumbs
        assert ("New York" in crumbs) == (address == listing.get_absolute_url())


def test_the_rules_of_a_state_stand_with_dates_and_sources_or_it_says_that_nobody_looked(client):
    make_source("law1", title="A law", kind="law")
    rules = make_state_rules(body="Offices need a license [@law1].")
    text = text_of(client)

    assert "Offices need a license" in text
    assert rules.review_due_on.strftime("%B ") in text
    assert 'id="source-law1"' in text
    assert "We have not checked the rules of Ohio." in text_of(client, "/find-care/ohio/")


def test_a_card_says_how_to_call_and_where_to_go(client):
    make_listing(name="Pine Care", phone="+15185550123", street="1 Main St", postal_code="12205")
    make_listing(name="Oak Care", city="Troy")
    ours = make_clinic(name="Our Clinic", city="Albany", region="NY", street="7 Road", phone="518-555-0199")
    make_listing(name="Our Clinic", clinic=ours)
    cards = text_of(client).split('<li class="listing">')[1:]

    oak, own, pine = cards  # by name
    assert "<dt>Phone</dt><dd>Not known</dd>" in oak
    assert "<dt>Address</dt><dd>Troy, NY</dd>" in oak
    assert ours.phone_href() in own
    assert "7 Road, Albany, NY" in own
    assert '<a class="listing__phone" href="tel:+15185550123">(518) 555-0123</a>' in pine
    assert "<dt>Address</dt><dd>1 Main St, Albany, NY 12205</dd>" in pine


def test_what_nobody_asked_is_said_to_be_unknown(client):
    listing = make_listing(monitoring="yes", rescue="no")
    text = text_of(client, listing.get_absolute_url())

    assert text.count("<strong>Not known.</strong>") == 6  # room, license, training, transfer, new patients, treatments
    assert "Yes, as the place says." in text
    assert "No, as the place says." in text


def test_an_entry_says_who_checked_it_when_and_how(client, frozen):
    listing = make_listing(verified_on="2026-03-01", verified_by="the front desk", verified_how="letter")

    for address in (NEW_YORK, listing.get_absolute_url()):
        assert "Last verified March 1, 2026</strong> by letter, by the front desk" in text_of(client, address)


def test_only_our_own_clinic_has_a_link_to_ask_for_a_consultation_in_its_entry(client):
    ours = make_clinic(name="Our Clinic", city="Albany", region="NY", phone="518-555-0123")
    own = make_listing(name="Our Clinic", clinic=ours)
    button = '<a class="button" href="/consultation/">'

    assert text_of(client, own.get_absolute_url()).count(button) == 2  # the other stands in the header
    assert "518-555-0123" in text_of(client, own.get_absolute_url())
    assert text_of(client, make_listing().get_absolute_url()).count(button) == 1


def test_the_question_on_careful_clinics_stands_with_every_list_and_entry(client):
    make_faq(slug="is-a-clinic-careful", question="Is it careful?")

    for address in (NEW_YORK, make_listing().get_absolute_url()):
        assert "Is it careful?" in text_of(client, address)


def test_legal_status_and_risk_stand_beside_what_a_place_gives(client):
    treatment = make_treatment(short_name="Infusion", legal_status="off_label", risk_line="It can harm.")
    listing = make_listing()
    listing.treatments.add(treatment)
    text = text_of(client, listing.get_absolute_url())

    assert "It can harm." in text
    assert "Off-label" in text
    assert "Infusion (Off-label)" in text_of(client)


def test_text_that_came_with_an_import_is_shown_as_text(client):
    listing = make_listing(name="<script>alert(1)</script>", street="{{ clinic_phone }}")
    text = text_of(client, listing.get_absolute_url())

    assert "<script" not in text
    assert "{{ clinic_phone }}" in text
