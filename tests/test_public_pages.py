"""Every public page: what a reader can count on."""

import re
from html import unescape
from html.parser import HTMLParser
from itertools import pairwise
from urllib.parse import urlsplit

import pytest
from django.urls import reverse

from content.models import Article, Clinic, Condition, Faq, Person, Policy, Term, Treatment
from content.site import KEPT
from tests.factories import (
    make_article,
    make_clinic,
    make_condition,
    make_faq,
    make_finding,
    make_policy,
    make_source,
    make_term,
    make_treatment,
    yesterday,
)
from tests.search import relevance

pytestmark = pytest.mark.django_db
LEAST_FIRST, LEAST_NEAR = 0.95, 0.98  # of the queries in tests/search/relevance.yml


class Page(HTMLParser):
    """What tests ask of a page: its elements, in order, with their attributes."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.title = ""
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        self.elements.append((tag, dict(attrs)))

    def handle_data(self, data):
        if self.elements and self.elements[-1][0] == "title" and not self.title:
            self.title = data

    def all(self, *tags: str) -> list[dict[str, str | None]]:
        return [attributes for tag, attributes in self.elements if tag in tags]

    @property
    def ids(self) -> list[str]:
        return [str(attributes["id"]) for _, attributes in self.elements if "id" in attributes]


def addresses() -> list[str]:
    """Every public page of the site's own content."""
    rows = [row for model in (Condition, Treatment, Article, Policy) for row in model.objects.published()]
    rows += [*Clinic.objects.all(), *Person.objects.public()]
    lists = ["home", "condition_list", "treatment_list", "article_list", "faq_list", "glossary"]
    lists += ["clinic_list", "search", "costs", "suitability", "evidence", "source_list"]
    rows_with_plan = [reverse("content:treatment_plan", args=["iv-ketamine-infusion"])]
    form = reverse("consultations:request")
    return [
        form,
        *rows_with_plan,
        *(reverse(f"content:{name}") for name in lists),
        *(row.get_absolute_url() for row in rows),
    ]


def get(client, address: str) -> Page:
    response = client.get(address)
    assert response.status_code == 200, address
    return Page(response.content.decode())


def test_every_page_has_one_h1_landmarks_and_a_title_of_its_own(client, site_content):
    titles = {}
    for address in addresses():
        page = get(client, address)
        assert len(page.all("h1")) == 1, address
        assert len(page.all("main")) == len(page.all("header")[:1]) == len(page.all("footer")) == 1
        assert page.all("html") == [{"lang": "en-US"}]
        assert page.title not in titles, (address, titles.get(page.title))
        titles[page.title] = address
        description = [meta for meta in page.all("meta") if meta.get("name") == "description"]
        assert description[0]["content"], address
        assert "[" not in str(description[0]["content"]), address


def test_no_page_skips_a_heading_level_and_the_search_puts_first_what_it_should(client, site_content):
    """Two rules in one test: loading the whole site takes long."""
    found = relevance.score()
    print(f"Searches whose page comes first: {found.first:.0%}, among the first three: {found.near:.0%}")
    assert found.first >= LEAST_FIRST, found.missed
    assert found.near >= LEAST_NEAR, found.missed
    for address in addresses():
        levels = [int(tag[1]) for tag, _ in get(client, address).elements if re.fullmatch("h[1-6]", tag)]
        jumps = [b for a, b in pairwise(levels) if b > a + 1]
        assert not jumps, (address, levels)


def test_no_page_holds_an_inline_style_or_script_or_asks_another_host(client, site_content):
    for address in addresses():
        page = get(client, address)
        for tag, attributes in page.elements:
            assert tag not in ("style", "script", "iframe", "object", "embed"), address
            assert not [name for name in attributes if name == "style" or name.startswith("on")], address
            if tag in ("img", "link", "source", "form", "input"):
                loaded = attributes.get("src") or attributes.get("href") or attributes.get("action") or ""
                if attributes.get("rel") != "canonical":
                    assert not urlsplit(loaded).netloc, (address, loaded)


def test_names_are_unique_and_links_within_the_site_lead_somewhere(client, site_content):
    pages = {address: get(client, address) for address in addresses()}
    for address, page in pages.items():
        assert len(page.ids) == len(set(page.ids)), (address, [i for i in page.ids if page.ids.count(i) > 1])
        for link in page.all("a"):
            parts = urlsplit(str(link.get("href")))
            if parts.scheme or parts.netloc:
                continue
            target = parts.path or address
            if target not in pages:
                assert client.get(target).status_code == 200, (address, target)
            elif parts.fragment:
                assert parts.fragment in pages[target].ids, (address, target, parts.fragment)


def test_every_page_carries_help_the_same_words_in_the_same_order(client, site_content):
    bars = set()
    for address in addresses():
        text = client.get(address).content.decode()
        bar = text[text.index('<section class="help-bar"') : text.index("</section>")]
        bars.add(re.sub(r"\s+", " ", re.sub(r"(Open|Closed)[^<]*", "", bar)))
        assert 'href="tel:911"' in bar
        assert 'href="tel:988"' in bar
    assert len(bars) == 1


def test_every_clinical_page_says_who_when_from_which_sources_and_that_no_clinician_has(client, site_content):
    for model in (Condition, Treatment, Article):
        for row in model.objects.published():
            text = client.get(row.get_absolute_url()).content.decode()
            for words in (
                "Sample Editor",
                "Sample Clinician",
                "no clinician has reviewed this page",
                "No clinician has reviewed this example content",
                "November 21, 2026",
                "Next review due",
                'id="refs"',
                "off-label",
                "sells ketamine infusions",
                '<p class="risk-line">',
                'id="key-points"',
            ):
                assert words in text, (row, words)


def test_every_source_mark_leads_to_a_source_that_leads_back(client, site_content):
    page = get(client, "/conditions/crps/")
    marks = [link for link in page.all("a") if link.get("class") == "cite"]

    assert len(marks) > 20
    assert {f"#source-{i.removeprefix('source-')}" for i in page.ids if i.startswith("source-")} == {
        str(mark["href"]) for mark in marks
    }


def test_no_source_ends_in_two_stops(client, site_content):
    text = client.get("/conditions/crps/").text

    assert "et al. " in text
    assert "et al.." not in text


def test_no_sentence_ends_in_a_space_before_its_stop(client, site_content):
    spaced = {}
    for address in addresses():
        words = unescape(re.sub(r"<[^>]*>", "", client.get(address).text))
        spaced[address] = re.findall(r"\S+\s+[.,;](?=\s)", words)
    assert {address: found for address, found in spaced.items() if found} == {}


def test_pages_about_mood_carry_the_whole_crisis_block(client, site_content):
    text = client.get("/conditions/treatment-resistant-depression/").content.decode()

    assert 'class="crisis"' in text
    for words in ("Veterans", "838255", "Poison Help", 'href="sms:988"'):
        assert words in text


def test_an_overdue_page_says_so_and_leaves_the_featured_list(client):
    article = make_article(is_featured=True, reviewed_on="2025-01-01", review_due_on=yesterday())
    make_clinic()
    make_policy(slug="how-we-rate-evidence")
    make_policy(slug="editorial-policy")

    assert "past its review date" in client.get(article.get_absolute_url()).content.decode()
    assert article.title not in client.get("/").content.decode()


@pytest.mark.parametrize("state", ["draft", "in_review"])
def test_what_is_not_published_is_nowhere(client, state):
    article = make_article(state=state, is_featured=True, title="Canary")
    condition = make_condition(state=state, title="Canary")
    faq = make_faq(state=state, question="Canary?")
    make_policy(slug="how-we-rate-evidence")
    make_policy(slug="editorial-policy")

    for row in (article, condition):
        assert client.get(row.get_absolute_url()).status_code == 404
    for address in ("/", "/articles/", "/conditions/", "/questions/"):
        assert "Canary" not in client.get(address).content.decode()
    assert faq.get_absolute_url().startswith("/questions/")


def test_a_page_scheduled_for_later_is_not_public_yet(client, time_machine):
    time_machine.move_to("2026-06-01T12:00:00Z", tick=False)
    article = make_article(published_at="2026-06-01T12:00:01Z")

    assert client.get(article.get_absolute_url()).status_code == 404
    time_machine.move_to("2026-06-01T12:00:01Z", tick=False)
    assert client.get(article.get_absolute_url()).status_code == 200


def test_a_withdrawn_page_says_when_why_and_what_to_read_instead(client):
    page = make_article(
        state="withdrawn",
        withdrawn_on="2026-03-01",
        withdrawn_reason="The trial was retracted.",
        replaced_by="/articles/other/",
    )
    response = client.get(page.get_absolute_url())

    assert response.status_code == 410
    for words in ("March 1, 2026", "The trial was retracted.", 'href="/articles/other/"'):
        assert words in response.content.decode()


def test_benefit_and_risk_stand_in_one_block_on_every_list(client):
    condition = make_condition(summary="Less pain.", risk_line="Raises blood pressure.")
    make_policy(slug="how-we-rate-evidence")
    make_policy(slug="editorial-policy")

    for address in ("/", "/conditions/"):
        text = client.get(address).content.decode()
        entry = text[text.index(condition.get_absolute_url()) :]
        entry = entry[: entry.index("</li>")]
        assert "Less pain." in entry
        assert "Raises blood pressure." in entry


def test_the_gauge_shows_certainty_of_a_benefit_and_not_of_its_absence(client):
    make_policy(slug="how-we-rate-evidence")
    condition = make_condition()
    make_finding(condition, certainty="moderate", direction="no_clear_difference")

    text = client.get(condition.get_absolute_url()).content.decode()
    assert "No study we found shows a benefit." in text
    assert "is-here" not in text

    make_finding(condition, certainty="low", outcome="pain in week 1")
    text = client.get(condition.get_absolute_url()).content.decode()
    assert "Low certainty, for: pain in week 1." in text


def test_the_drawn_figure_and_its_table_carry_the_same_numbers(client):
    make_policy(slug="how-we-rate-evidence")
    condition = make_condition(body="## Fit {#fit}\n\nText.", title="Shoulder pain")
    make_finding(condition, make_source(authors="Doe J"), least_days=7, most_days=84, certainty="low")
    text = client.get(condition.get_absolute_url()).content.decode()

    assert '<rect width="100" height="16"' in text  # 84 days fill the axis of 12 weeks
    assert '<rect width="8" height="16"' in text  # 7 of 84 days
    assert text.count("7 to 84 days") == 2
    assert text.count("Shoulder pain: Doe, 2020") == 2


def test_courses_are_drawn_to_scale_on_one_calendar(client):
    treatment = make_treatment(body="## Procedure {#procedure}\n\nText.")
    treatment.courses.create(label="Two in two weeks", sessions=2, days=14, text="Two infusions.")
    treatment.courses.create(label="Without a break", days=7, text="A week.")
    text = client.get(treatment.get_absolute_url()).text

    assert '<rect x="0.0" width="2.14" height="16"' in text  # the first of 28 days, with a gap after it
    assert '<rect x="46.43" width="2.14" height="16"' in text  # the fourteenth
    assert '<rect x="0" width="25.0" height="16"' in text  # seven of 28 days
    assert [f"<span>{mark}</span>" in text for mark in ("0", "1", "2", "3", "4 weeks")] == [True] * 5


def test_a_long_course_stretches_the_calendar(client):
    treatment = make_treatment(body="## Procedure {#procedure}\n\nText.")
    treatment.courses.create(label="Eight weeks", days=56, text="Long.")

    assert "<span>8 weeks</span>" in client.get(treatment.get_absolute_url()).text


def test_the_table_of_checks_says_when_in_words(client):
    treatment = make_treatment(body="## Procedure {#procedure}\n\nText.")
    treatment.monitoring.create(label="Oxygen", is_during=True, text="Watched.")
    text = client.get(treatment.get_absolute_url()).text
    row = text[text.index('<th scope="row">Oxygen</th>') :]

    assert [cell.split("</td>")[0].count("Yes") for cell in row.split("<td ")[1:4]] == [0, 1, 0]


def test_questions_open_all_at_once_when_asked(client):
    make_faq()
    make_faq()

    assert client.get("/questions/").content.decode().count("<details open>") == 1
    assert client.get("/questions/?open=all").content.decode().count("<details open>") == 2


def test_a_question_is_one_record_wherever_it_is_shown(client):
    make_policy(slug="how-we-rate-evidence")
    condition = make_condition()
    faq = make_faq(answer="One answer.")
    faq.conditions.add(condition)
    Faq.objects.update(answer="Changed answer.")

    for address in ("/questions/", condition.get_absolute_url()):
        assert "Changed answer." in client.get(address).content.decode()


def test_articles_come_twelve_to_a_page_and_by_topic(client):
    for number in range(13):
        make_article().topics.create(topic="safety" if number else "cost")

    assert client.get("/articles/").content.decode().count('<li><h2 class="ledger__title">') == 12
    assert client.get("/articles/?page=2").content.decode().count('<li><h2 class="ledger__title">') == 1
    assert client.get("/articles/?topic=cost").content.decode().count('<li><h2 class="ledger__title">') == 1


@pytest.mark.parametrize("query", ["topic=nope", "page=0", "page=2", "page=x", "page=-1", "page=1e9", "page=²"])
def test_a_list_that_does_not_exist_is_not_found(client, query):
    assert client.get(f"/articles/?{query}").status_code == 404


def test_a_missing_page_offers_the_nearest_ones_and_repeats_nothing(client):
    make_condition(slug="phantom-limb-pain", title="Phantom limb pain")
    response = client.get("/conditions/phantom-pain-CANARY/")

    assert response.status_code == 404
    assert "Phantom limb pain" in response.content.decode()
    assert "CANARY" not in response.content.decode()


def test_the_phone_is_quoted_everywhere_from_one_place(client):
    make_clinic(phone="(518) 555-0100", is_main=True)
    article = make_article(body="Call {{ clinic_phone }}.")
    text = client.get(article.get_absolute_url()).content.decode()

    assert text.count('href="tel:+15185550100"') == 3  # help bar, text, footer
    Clinic.objects.update(phone="")
    assert "a phone number that this site does not have yet" in client.get(article.get_absolute_url()).content.decode()


def known(client, address):
    """The environ of a request for which all that can be shared is known already."""
    shared = {KEPT: {}}
    client.get(address, **shared)
    return shared


def make_word():
    return make_term(f"word {Term.objects.count()}")


@pytest.mark.parametrize("count", [1, 4])
@pytest.mark.parametrize(
    ("address", "make", "queries"),
    [
        # what stands around every page, and the whole lists that stand on one page, are known from the page before
        ("/articles/", make_article, 1),  # articles
        ("/conditions/", make_condition, 0),
        ("/treatments/", make_treatment, 0),
        ("/questions/", make_faq, 0),
        ("/glossary/", make_word, 1),  # words
        ("/clinics/", make_clinic, 3),  # clinics, hours, exceptions
    ],
)
def test_a_list_needs_the_same_queries_for_one_row_and_many(
    client, django_assert_num_queries, count, address, make, queries
):
    make_clinic()
    for _ in range(count):
        make()

    shared = known(client, address)
    with django_assert_num_queries(queries):
        client.get(address, **shared)


@pytest.mark.parametrize("count", [1, 4])
def test_a_condition_page_needs_the_same_queries_for_one_finding_and_many(client, django_assert_num_queries, count):
    make_clinic()
    make_policy(slug="how-we-rate-evidence")
    condition = make_condition(body="## Fit {#fit}\n\nText.")
    for _ in range(count):
        make_finding(condition)
        make_faq().conditions.add(condition)
        make_article().conditions.add(condition)
        make_treatment(is_offered=True)
        make_condition()

    shared = known(client, condition.get_absolute_url())
    with django_assert_num_queries(3):  # the page, its findings, their sources
        client.get(condition.get_absolute_url(), **shared)
    with django_assert_num_queries(18):
        client.get(condition.get_absolute_url())


@pytest.mark.parametrize("count", [1, 4])
def test_an_article_needs_three_queries_for_any_number_of_others(client, django_assert_num_queries, count):
    make_clinic()
    article, condition = make_article(body="## Relief {#relief}\n\nText.", is_featured=True), make_condition()
    for one in (article, *(make_article(is_featured=True) for _ in range(count))):
        one.conditions.add(condition)
        one.topics.create(topic="safety")
        make_faq().articles.add(one)
        make_finding(condition)

    shared = known(client, article.get_absolute_url())
    with django_assert_num_queries(3):  # the page, its conditions, the articles before and after it
        client.get(article.get_absolute_url(), **shared)


@pytest.mark.parametrize("count", [1, 4])
def test_the_home_page_needs_the_same_queries_for_any_number_of_featured_articles(
    client, django_assert_num_queries, count
):
    make_policy(slug="how-we-rate-evidence")
    make_policy(slug="editorial-policy")
    for _ in range(count):
        make_article(is_featured=True)

    shared = known(client, "/")
    with django_assert_num_queries(0):
        client.get("/", **shared)
