"""The plan of a visit, and what a whole course costs."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from content.course_costs import Amount, course_prices
from content.models import Fact, Treatment
from content.rendering.sections import source_of
from tests.factories import make_article, make_clinic, make_fact, make_faq, make_source, make_treatment

TODAY = timezone.localdate()
BODY = (
    "## What {#overview}\n\nOld [@x1].\n\n## Ready {#preparation}\n\nBring a list [@x2].\n\n"
    "## After {#aftercare}\n\n::: urgent\nCall us.\n:::\n\n## Ask {#ask}\n\n- Who? [@x2]\n"
)


def make_plan(**values: object) -> Treatment:
    make_source("x1")
    make_source("x2")
    treatment = make_treatment(**{"slug": "iv", "is_offered": True, "body": BODY} | values)
    treatment.visit.create(title="Checks", text="Blood pressure [@x2].")
    return treatment


def price(value: str, charged: str = "each", **values: object) -> Fact:
    named = {"key": "p", "label": "Infusion", "kind": "money", "value": value, "charged": charged, "checked_on": TODAY}
    return Fact(**named | values)


@pytest.mark.parametrize(
    ("value", "amounts"),
    [
        ("$450", (450, 450)),
        ("$1,250.50 to $2,000, includes monitoring", (Decimal("1250.50"), 2000)),
        ("$450; the first visit is extra", (450, 450)),
        ("from $450", None),
        ("$450+", None),
        ("$450 or more", None),
        ("$450 to 900", None),
        ("$450-$900", None),
        ("$900 to $450", None),
    ],
)
def test_a_price_is_read_only_where_it_cannot_be_misread(value, amounts):
    assert price(value).amounts() == amounts


def test_a_price_that_is_charged_can_be_added_up_and_only_prices_are_charged():
    with pytest.raises(ValidationError, match="Begin with the price"):
        price("about $450").clean()
    price("about $450", charged="").clean()


@pytest.mark.django_db
def test_only_prices_are_charged():
    with pytest.raises(ValidationError, match="Only a price is charged"):
        Fact(key="rule", label="Rule", kind="text", value="$5", charged="each").full_clean()


def test_a_course_is_each_infusion_and_what_is_paid_once():
    week_ago = TODAY - timedelta(days=7)
    rows = [price("$500"), price("$400 to $600", checked_on=week_ago), price("$150", "once"), price("$75, no-show", "")]
    course = course_prices(rows, TODAY)

    assert course is not None
    assert (str(course.each), str(course.of(6)), course.checked_on) == ("$400 to $600", "$2,550 to $3,750", week_ago)
    assert str(Amount(Decimal("2.5"), Decimal("2.5"))) == "$2.50"


@pytest.mark.parametrize(
    "rows",
    [
        [],
        [price("$150", "once")],
        [price("$500", "")],
        [price("$500", checked_on=None)],
        [price("$500"), price("$150", "once", checked_on=TODAY - timedelta(days=366))],
        [price("$500"), price("about $150", "once")],
    ],
)
def test_what_is_missing_or_old_is_never_made_up(rows):
    assert course_prices(rows, TODAY) is None


@pytest.mark.django_db
def test_the_costs_page_adds_up_the_clinics_own_prices(client):
    clinic = make_clinic()
    treatment = make_plan()
    treatment.courses.create(label="Pain", sessions=6, days=14, text="Six infusions [@x1].")
    treatment.courses.create(label="In hospital", days=5, text="Without a break.")
    make_faq(topic="cost", question="Will my plan pay?", answer="It depends [@x2].")
    clinic.prices.add(
        make_fact("p", "$500 to $600, includes monitoring", kind="money", charged="each", checked_on=TODAY)
    )
    text = client.get("/costs/").content.decode()

    assert "<strong>$3,000 to $3,600</strong>" in text
    assert "includes monitoring" in text
    assert f"Checked on {TODAY:%B} {TODAY.day}, {TODAY.year}" in text
    assert "In hospital" not in text
    assert "It depends" in text
    Fact.objects.filter(key="p").update(checked_on=TODAY - timedelta(days=400))
    assert "We cannot add up a whole course from these prices." in client.get("/costs/").content.decode()


@pytest.mark.django_db
def test_without_prices_the_costs_page_names_no_sum_and_leads_to_the_clinic(client):
    make_clinic()
    main = client.get("/costs/").content.decode().split("<main")[1].split("</main>")[0]

    assert "We have not published our prices yet." in main
    assert 'href="/consultation/"' in main
    assert "$" not in main


def test_the_source_of_a_section_ends_at_the_next():
    assert source_of(BODY, "preparation") == "Bring a list [@x2]."
    assert source_of(BODY, "ask") == "- Who? [@x2]"
    assert source_of(BODY, "cost") == source_of("No heading.", "ask") == ""


@pytest.mark.django_db
def test_the_plan_is_made_of_the_treatments_own_text_and_cites_only_what_it_says(client):
    treatment = make_plan()
    make_article(slug="for-the-companion", key_points="Stay near.", title="For a friend")
    text = client.get("/treatments/iv/plan/").content.decode()
    parts = [text.index(words) for words in ("Bring a list", "Blood pressure", "Call us.", "Who?", "Stay near.")]

    assert parts == sorted(parts)
    assert 'id="source-x2"' in text
    assert 'id="source-x1"' not in text
    assert "Old" not in text
    assert 'href="/treatments/iv/plan/"' in client.get(treatment.get_absolute_url()).content.decode()


@pytest.mark.django_db
@pytest.mark.parametrize("values", [{"is_offered": False}, {"state": "draft"}])
def test_there_is_no_plan_for_what_the_clinic_does_not_give(client, values):
    treatment = make_plan(**values)

    assert client.get("/treatments/iv/plan/").status_code == 404
    assert "/plan/" not in client.get(treatment.get_absolute_url()).content.decode()


@pytest.mark.django_db
def test_there_is_no_plan_without_steps(client):
    make_plan().visit.all().delete()

    assert client.get("/treatments/iv/plan/").status_code == 404
