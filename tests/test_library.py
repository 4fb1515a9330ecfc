"""The site's own texts: what they may say, and what must stand beside it."""

import re
import subprocess
import sys
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from statistics import median

import pytest
from django.conf import settings
from django.db import transaction
from django.db.models import Q
from django.test import Client
from django.urls import reverse

from content.gate.page import GatePage
from content.management.commands.report_content import REVIEW, pages_of_site, review_text
from content.models import Article, Condition, Fact, Faq, Source, Treatment, UsState
from content.reading import Reading, names_to_mask, reading, words_of
from tests.figures import bars_drawn, bars_in_words
from tests.library.claims import claims_of, exemptions
from tests.library.numbers import KNOWN, numbers_in_use, unknown_numbers
from tests.library.sheet import keys_by_reference, only_general, read_sheet, runs, study_keys
from tests.library.site import broken_links, crawl, public_addresses
from tests.library.wording import broken_rules, rules
from tests.loaded_site import CONTENT, copy_content

pytestmark = pytest.mark.django_db

ROOT = Path(settings.BASE_DIR)
COUNTS = {"conditions": 18, "treatments": 4, "articles": 17, "terms": 45}
FEWEST_QUESTIONS = 60
FEWEST_QUESTIONS_A_TOPIC = 5
FEWEST_STATES = 6  # with a card of rules
LONGEST_ANSWER = 120  # words
LONGEST_SENTENCE = 25  # words
NAMES = "tests/library/spelling.txt"  # parts of journals' names, DOIs and initials that look like mistakes
ABOUT_A_PAGE = ("/share/?page=", "/feedback/?page=")  # one click from the page that they are about
GRADED = ("conditions", "treatments", "articles", "questions", "policies", "clinics")
CLINICAL = ("conditions", "treatments", "articles")


@dataclass
class Library:
    """What every test reads: the texts as sentences, and the rows behind them while the module runs."""

    pages: list[GatePage]
    fact_sources: dict[str, str]
    years: dict[str, str]

    def of(self, *kinds: str) -> list[GatePage]:
        return [page for page in self.pages if page.kind in kinds]


@pytest.fixture(scope="module")
def library(django_db_setup, django_db_blocker, loaded_database):
    with django_db_blocker.unblock(), transaction.atomic():
        copy_content(loaded_database)
        years = {key: str(year) for key, year in Source.objects.values_list("key", "year")}
        facts = dict(Fact.objects.filter(source__isnull=False).values_list("key", "source__key"))
        yield Library(pages_of_site(), facts, years)
        transaction.set_rollback(True)


@pytest.fixture(scope="module")
def visited(library):
    return crawl(Client())


@pytest.fixture(scope="module")
def readings(library) -> dict[str, Reading]:
    """Of every page, and of the glossary as one."""
    names = names_to_mask()
    found = {page.name: reading(page.blocks, names) for page in library.of(*GRADED)}
    terms = [block for page in library.of("terms") for block in page.blocks]
    return found | {"glossary": reading(terms, names)}


# What is there


@pytest.mark.parametrize("kind", COUNTS)
def test_the_library_is_complete(library, kind):
    assert len(library.of(kind)) == COUNTS[kind]


def test_there_are_enough_questions_and_enough_on_every_topic(library):
    topics = Counter(page.row.topic for page in library.of("questions"))

    assert sum(topics.values()) >= FEWEST_QUESTIONS
    assert {topic: count for topic in Faq.Topic if (count := topics[topic]) < FEWEST_QUESTIONS_A_TOPIC} == {}


@pytest.mark.parametrize(
    ("kind", "names"),
    [
        ("conditions", Condition.SECTIONS),
        ("treatments", Treatment.SECTIONS),
        ("articles", (*Article.SECTIONS, "ask")),
    ],
)
def test_every_page_has_the_sections_of_its_kind_in_order_and_none_is_empty(library, kind, names):
    for page in library.of(kind):
        sections = {block.section: page.of_section(block.section) for block in page.of_field("body") if block.section}
        assert [name for name in sections if name in names] == list(names), page.name
        assert all(any(b.kind != "heading" for b in blocks) for blocks in sections.values()), page.name


def test_answers_are_short_and_have_no_headings(library):
    for page in library.of("questions"):
        answer = page.of_field("answer")
        assert len(words_of(" ".join(block.text for block in answer))) <= LONGEST_ANSWER, page.name
        titles = [block.text for block in answer if block.kind == "heading"]
        assert titles == [callout for callout in titles if f"::: {callout}" in page.row.answer], page.name


def test_every_finding_names_its_sources_and_says_what_is_known_of_harms(library):
    for page in library.of("findings"):
        assert page.row.sources.count() > 0, page.name
        assert page.row.harms, page.name


def test_six_states_have_a_card_with_sources_and_a_review_ahead_and_another_says_unchecked(library):
    cards = {UsState(page.row.region): page for page in library.of("state_rules")}
    unchecked = next(state for state in UsState if state not in cards)

    assert len(cards) >= FEWEST_STATES
    assert f"have not checked the rules of {unchecked.label}" in state_page(unchecked)
    for state, card in cards.items():
        assert card.cited, card.name
        assert card.row.review_due_on > card.row.reviewed_on, card.name
        assert f"We have not checked any other rule of {state.label}" in state_page(state)


def state_page(state: UsState) -> str:
    return Client().get(reverse("content:listing_list", args=[state])).text


# What may be said


def test_every_claim_has_a_source(library):
    exempt = exemptions()
    claims = claims_of(library.pages, library.fact_sources)
    bare = [claim for claim in claims if not claim.keys]

    assert len(claims) > 1000  # the check sees the library
    assert [f"{c.page}: {c.text}" for c in bare if not any(e.covers(c.page, c.text) for e in exempt)] == []
    assert [e for e in exempt if not any(e.covers(claim.page, claim.text) for claim in bare)] == []
    assert all(e.reason for e in exempt)


def test_every_cited_source_has_a_file(library):
    cited = {key for page in library.pages for key in page.cited}

    assert [key for key in cited if not (CONTENT / "sources" / f"{key}.md").is_file()] == []


def test_a_source_that_is_not_on_the_sheet_is_law_and_carries_the_rules_of_a_state_alone(library):
    outside = Source.objects.exclude(key__in=keys_by_reference().values())
    cards, others = library.of("state_rules"), [page for page in library.pages if page.kind != "state_rules"]
    elsewhere = {key for page in others for key in page.cited}

    assert {source.kind for source in outside} <= {Source.Kind.LAW, Source.Kind.REGULATOR}
    assert outside.filter(Q(findings__isnull=False) | Q(facts__isnull=False) | Q(key__in=elsewhere)).count() == 0
    assert {source.key for source in outside} <= {key for page in cards for key in page.cited}


def test_what_only_the_clinics_own_document_says_is_cited_for_clinic_data_alone(library):
    unchecked = only_general(read_sheet())
    about_the_clinic = [
        *library.of("clinics"),
        *(p for p in library.of("questions") if p.row.topic == Faq.Topic.CLINIC),
    ]
    elsewhere = [page for page in library.pages if page not in about_the_clinic]

    assert unchecked
    assert [(page.name, key) for page in elsewhere for key in page.cited if key in unchecked] == []


def test_every_study_of_the_sheet_is_used(library):
    used = {key for page in library.pages for key in page.cited}
    used |= {source.key for page in library.of("findings") for source in page.row.sources.all()}

    assert study_keys(read_sheet()) - used == set()


def test_no_text_copies_eight_words_in_a_row_from_the_sheet(library):
    sheet = runs(read_sheet())
    copied = [
        (page.name, " ".join(run))
        for page in library.pages
        if page.kind != "sources"  # their titles are those of the works
        for block in page.blocks
        for run in runs(block.text) & sheet
    ]

    assert copied == []


def test_no_page_uses_forbidden_words(library):
    assert list(broken_rules(library.pages)) == []


@pytest.mark.parametrize("rule", rules(), ids=lambda rule: rule.name)
def test_a_forbidden_word_is_caught_and_its_near_misses_are_not(rule):
    assert [text for text in rule.wrong if not rule.is_broken_by(text)] == []
    assert [text for text in rule.right if rule.is_broken_by(text)] == []


def test_numbers_are_known_figures_of_the_sources_they_stand_with(library):
    assert list(unknown_numbers(library.pages, library.fact_sources, library.years)) == []


def test_every_known_figure_is_still_used(library):
    used = numbers_in_use(library.pages, library.fact_sources)

    assert {key: left for key, figures in KNOWN.items() if (left := figures - used.get(key, set()))} == {}


# How it reads


def test_pages_are_easy_to_read(readings):
    assert median(read.grade for read in readings.values()) <= 8
    assert {name: read.grade for name, read in readings.items() if read.grade > 10} == {}
    assert {name: read.average for name, read in readings.items() if read.average >= 15} == {}


def test_no_sentence_is_too_long(library):
    sentences = [(page.name, s.text) for page in library.pages for block in page.blocks for s in block.sentences]

    assert [(name, text) for name, text in sentences if len(words_of(text)) > LONGEST_SENTENCE] == []


def test_words_are_spelled_right():
    command = [sys.executable, "-m", "codespell_lib", "--ignore-words", NAMES, "content/fixtures"]

    assert subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False).stdout == ""


# How it hangs together


def test_every_page_is_at_most_three_clicks_from_the_home_page(visited):
    pages = {address: page for address, page in visited.items() if not address.startswith(ABOUT_A_PAGE)}
    far = {address: page.clicks for address, page in pages.items() if page.clicks > 3 and page.status == 200}
    missing = [address for address in public_addresses() if address not in visited]

    assert (far, missing) == ({}, [])


def test_every_link_inside_the_site_leads_to_a_page_and_a_place(visited):
    assert len(visited) > sum(COUNTS[kind] for kind in CLINICAL)
    assert broken_links(visited) == []


# What is drawn


def test_the_figure_over_all_conditions_draws_what_its_table_says(library):
    text = Client().get("/evidence/").text
    figure = text[text.index("<figure") : text.index("</figure>")]
    drawn = bars_drawn(figure)

    assert "<span>12 weeks</span>" in figure  # so the axis is 84 days
    assert drawn[0] == []  # many people get no relief
    assert drawn[1:] == bars_in_words(text, 84)
    assert sum(map(bool, drawn)) > 5


def test_each_number_in_the_drawing_of_how_ketamine_acts_has_its_line_in_the_list(library):
    text = Client().get("/articles/how-infusions-may-work-for-pain/").text
    listed, figure = text[text.index('id="acting"') :].split("</figure>")[0].split("<figure")
    drawn = [int(number) for number in re.findall(r"<text[^>]*>(\d+)</text>", figure)]

    assert drawn == list(range(1, listed.count("<li>") + 1))
    assert [f"({number})" in figure for number in drawn] == [True] * 5  # aloud too
    assert "not fully understood" in figure


def test_the_list_for_the_clinical_review_is_up_to_date(library):
    assert REVIEW.read_text(encoding="utf-8") == review_text(), "run manage.py report_content --review"
