"""Reading on, the short version, sharing, related pages that stand, and what the plan of a visit admits."""

import re
from datetime import date, timedelta
from urllib.parse import parse_qs, urlsplit

import pytest
from django.utils import timezone

from content.models import PageFeedback
from content.models.revisions import Revision
from tests.factories import (
    LONG_AGO,
    make_article,
    make_condition,
    make_finding,
    make_policy,
    make_source,
    make_treatment,
    yesterday,
)

pytestmark = pytest.mark.django_db

LATE = {"reviewed_on": date(2025, 1, 1), "review_due_on": yesterday()}


@pytest.fixture(autouse=True)
def _policy():
    make_policy(slug="how-we-rate-evidence")


def beside(client, address: str) -> dict[str, str]:
    """The links of the path: prev and next -> address."""
    text = client.get(address).text
    return {rel: href for href, rel in re.findall(r'class="path__step" href="([^"]+)" rel="(\w+)"', text)}


def test_conditions_lead_to_their_neighbors_in_the_group_by_name(client):
    first, second, third = (make_condition(group="pain", position=place) for place in (1, 2, 3))
    make_condition(group="mental_health", position=2)

    assert beside(client, first.get_absolute_url()) == {"next": second.get_absolute_url()}
    assert beside(client, second.get_absolute_url()) == {
        "prev": first.get_absolute_url(),
        "next": third.get_absolute_url(),
    }
    assert beside(client, third.get_absolute_url()) == {"prev": second.get_absolute_url()}
    assert f"<small>Next</small> {third.title}" in client.get(second.get_absolute_url()).text


def test_a_path_passes_over_what_is_past_its_review_or_not_public(client):
    first, late, draft, last = (
        make_condition(group="pain", position=place, **values)
        for place, values in enumerate([{}, LATE, {"state": "draft"}, {}])
    )

    assert beside(client, first.get_absolute_url()) == {"next": last.get_absolute_url()}
    assert beside(client, late.get_absolute_url()) == {
        "prev": first.get_absolute_url(),
        "next": last.get_absolute_url(),
    }
    assert draft.get_absolute_url() not in client.get(late.get_absolute_url()).text


def test_articles_follow_each_other_within_their_first_topic(client):
    safety, other, alone = (make_article(title=title) for title in ("A", "B", "C"))
    for article in (safety, other):
        article.topics.create(topic="safety", position=1)
    alone.topics.create(topic="cost")
    alone.topics.create(topic="safety", position=2)

    assert beside(client, safety.get_absolute_url()) == {"next": other.get_absolute_url()}
    assert "Articles on: Safety" in client.get(safety.get_absolute_url()).text
    assert beside(client, alone.get_absolute_url()) == {}


def test_of_many_articles_the_next_ones_in_date_stand_beside(client):
    """In the order of the list: the newest first."""
    days = [make_article(published_at=LONG_AGO + timedelta(days=day)) for day in range(5)]
    late = make_article(published_at=LONG_AGO + timedelta(days=2, hours=1), **LATE)
    for article in (*days, late):
        article.topics.create(topic="safety")

    for newer, article, older in zip(days[::-1], days[-2::-1], days[-3::-1], strict=False):
        assert beside(client, article.get_absolute_url()) == {
            "prev": newer.get_absolute_url(),
            "next": older.get_absolute_url(),
        }


def test_the_steps_to_a_decision_lead_from_the_check_to_the_consultation(client):
    treatment = make_treatment(slug="iv", is_offered=True)
    treatment.visit.create(title="Checks", text="Blood pressure.")
    steps = ["/is-it-for-me/", "/treatments/iv/", "/treatments/iv/plan/", "/costs/", "/consultation/"]

    for before, step, after in zip([None, *steps], steps[:-1], steps[1:], strict=False):
        assert beside(client, step) == ({"prev": before} if before else {}) | {"next": after}


def test_the_short_version_of_a_long_page_is_named_and_linked(client):
    body = "\n\n".join(f"## Part {n} {{#p{n}}}\n\nText." for n in range(3))
    text = client.get(make_article(key_points="It may not help.", body=body).get_absolute_url()).text

    assert '<a href="#key-points">Short version: key points</a>' in text
    assert '<h2 id="key-points">Short version: key points</h2>' in text


@pytest.mark.parametrize("is_fallen", [False, True])
def test_related_pages_are_in_date_and_rest_on_what_stands(client, is_fallen):
    source = make_source("old2010", is_retracted=is_fallen)
    condition, other = make_condition(title="Other"), make_condition(title="By a finding")
    make_finding(other, source)
    article = make_article(title="In date", body="Text [@old2010].")
    late = make_article(title="Late", **LATE)
    for one in (article, late):
        one.conditions.add(condition, other)
    sold = make_treatment(title="By a step", is_offered=True)
    sold.visit.create(title="Checks", text="Blood pressure [@old2010].")
    make_treatment(title="Late treatment", is_offered=True, **LATE)
    old = make_condition(title="Late condition", **LATE)
    article.conditions.add(old)

    def related(page) -> set[str]:
        _, _, text = client.get(page.get_absolute_url()).text.partition('id="related-pages"')
        return set(re.findall(r'ledger__title"><a href="[^"]+">([^<]+)', text))

    assert related(condition) == (set() if is_fallen else {"In date", "By a step"})
    assert related(article) == {"Other"} | (set() if is_fallen else {"By a finding"})
    assert related(make_treatment()) == (set() if is_fallen else {"By a step"})


def test_sharing_names_the_risk_with_the_title_and_neutral_words_name_nothing(client):
    article = make_article(title="Pain after ketamine", summary="Less pain.", risk_line="Raises *blood* pressure.")
    address = f"{article.get_absolute_url()}"
    text = client.get("/share/", {"page": address}).text
    titled, neutral = (
        parse_qs(urlsplit(link.replace("&amp;", "&")).query) for link in re.findall(r'href="(mailto:[^"]+)"', text)
    )

    assert titled["body"][0].splitlines()[:2] == ["Pain after ketamine", "Risk: Raises blood pressure."]
    assert titled["body"][0].endswith(address)
    assert neutral["body"][0].endswith(address)
    assert "\n" not in neutral["body"][0]
    assert titled["subject"] == neutral["subject"] == ["A page you may want to read"]
    assert "Less pain." not in text
    assert "The address still shows what the page is about" in text


def test_sharing_works_without_a_script_and_hides_what_needs_one(client):
    text = client.get("/share/", {"page": make_condition().get_absolute_url()}).text
    buttons = re.findall("<button[^>]*>", text.split("<main")[1])

    assert len(buttons) == 4
    assert all(button.endswith(" hidden>") for button in buttons)
    assert "choose “Print” in your browser's menu" in text


@pytest.mark.parametrize("page", ["/staff/", "/articles/draft/", "//evil.example/", "https://evil.example/", "x", ""])
@pytest.mark.parametrize("about", ["/share/", "/feedback/", "/feedback/sent/"])
def test_only_public_pages_can_be_named(client, about, page):
    make_article(slug="draft", state="draft")

    assert client.get(about, {"page": page}).status_code == 404
    assert client.post("/feedback/?page=/staff/", {"answer": "yes"}).status_code == 404
    assert not PageFeedback.objects.exists()


@pytest.mark.parametrize(
    ("make", "address"),
    [(make_condition, ""), (make_treatment, ""), (make_article, ""), (make_policy, ""), (None, "/costs/")],
)
def test_a_page_leads_to_sharing_and_to_its_question(client, make, address):
    address = address or make().get_absolute_url()
    text = client.get(address).text

    for about in ("/share/", "/feedback/"):
        link = f"{about}?page={address.replace('/', '%2F')}"
        assert f'href="{link}"' in text
        assert client.get(link).status_code == 200


def make_plan(**values: object):
    make_source("x1")
    body = "## Ready {#preparation}\n\nBring a list [@x1]."
    treatment = make_treatment(**{"slug": "iv", "is_offered": True, "body": body} | values)
    treatment.visit.create(title="Checks", text="Blood pressure.")
    return treatment


def plan(client) -> str:
    """The head of the sheet: what stands before the first part, on paper too."""
    return client.get("/treatments/iv/plan/").text.split('class="plan prose"')[0]


def test_a_plan_that_stands_says_nothing_of_the_kind(client):
    make_plan()

    assert "callout--warn" not in plan(client).split("<main")[1]


def test_the_plan_says_when_its_review_ran_out_even_only_for_the_companion(client):
    treatment = make_plan()
    make_article(slug="for-the-companion", key_points="Stay near.", **LATE)
    assert "The part for the companion is past its review date." in plan(client)

    type(treatment).objects.update(review_due_on=LATE["review_due_on"], reviewed_on=LATE["reviewed_on"])
    assert "This page is past its review date." in plan(client)


def test_the_plan_says_when_a_source_fell(client):
    treatment = make_plan()
    type(make_source()).objects.filter(key="x1").update(is_retracted=True)

    assert "A source of this page no longer stands." in re.sub(r"\s+", " ", plan(client))
    assert treatment.is_offered


@pytest.mark.parametrize("kind", ["treatments", "articles"])
def test_the_plan_says_when_a_value_it_quotes_was_changed(client, kind):
    rows = {"treatments": make_plan(), "articles": make_article(slug="for-the-companion", key_points="Stay near.")}
    values = {"state": Revision.State.LIVE, "live_from": timezone.now(), "quotes_changed_on": date(2026, 11, 1)}
    Revision.objects.create(kind=kind, row_id=rows[kind].pk, **values)

    assert "A value that this page quotes was changed on November 1, 2026" in plan(client)
