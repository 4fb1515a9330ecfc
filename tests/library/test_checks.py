"""The checks of the library judge as they should: on small pages that are right or wrong."""

from types import SimpleNamespace

import pytest

from content.gate.page import GatePage
from content.prose import blocks_in
from content.rendering.page import PageContext, Quote
from content.texts import Text
from tests.library.claims import Exemption, claims_of, is_claim
from tests.library.numbers import numbers_in, numbers_in_use, unknown_numbers
from tests.library.sheet import runs, sections
from tests.library.site import Visited, broken_links, is_internal

CONTEXT = PageContext(facts={"price": Quote("$500"), "line": Quote("988")}, sources={"sigtermans2009"})


def make_page(body: str = "", risk_line: str = "", **lines: str) -> GatePage:
    texts = [Text(name, line, is_block=False) for name, line in lines.items()]
    texts += [Text("body", body, is_block=True)] if body else []
    blocks = [block for text in texts for block in blocks_in(text, CONTEXT)]
    return GatePage("conditions", "pain", SimpleNamespace(risk_line=risk_line), blocks)


@pytest.mark.parametrize(
    "text",
    [
        "Pain fell in 76%.",
        "Three of six people were harmed.",
        "No trial shows this.",
        "Experts call the evidence weak.",
        "Ketamine eases pain.",
        "An infusion can raise blood pressure.",
        "Dizziness is common.",
        "Breathing may stop.",
        "In the text read for this site, pain fell in 76% of people.",
        "Ask about the 60 people who had it.",
    ],
)
def test_a_number_research_an_effect_or_a_harm_makes_a_claim(text):
    assert is_claim(text)


@pytest.mark.parametrize(
    "text",
    [
        "Does ketamine ease pain?",
        "Ask your team how ketamine may help.",
        "This site found no study of it.",
        "Whether ketamine helps at all.",
        "You can say no, or wait.",
        "Tell staff how you feel.",
    ],
)
def test_questions_requests_and_what_was_not_found_are_no_claims(text):
    assert not is_claim(text)


@pytest.mark.parametrize(
    ("body", "bare"),
    [
        ("In a trial, pain fell.", 1),
        ("In a trial, pain fell [@sigtermans2009].", 0),
        ("The trial was small. Pain fell in it [@sigtermans2009].", 0),
        ("A session costs {{ price }}.", 0),  # the number is the fact's
        ("A study quotes {{ line }}.", 0),  # and so is its source
        ("Trials found [@sigtermans2009]:\n\n- less pain in two weeks", 0),  # its list rests on a cited lead
        ("Trials found:\n\n- less pain in two weeks [@sigtermans2009]", 0),  # and a lead on its cited list
        ("Trials found:\n\n- less pain in two weeks", 2),
        ("## Two trials\n\n| Two trials |\n|---|\n| Text |", 0),  # headings say nothing by themselves
    ],
)
def test_a_claim_without_a_source_is_found(body, bare):
    claims = claims_of([make_page(body)], {"line": "lifeline"})

    assert len([claim for claim in claims if not claim.keys]) == bare


def test_an_exemption_covers_its_page_and_its_beginning_only():
    exemption = Exemption("terms/median", "The middle", "a word of method")

    assert exemption.covers("terms/median", "The middle number.")
    assert not exemption.covers("terms/placebo", "The middle number.")
    assert not exemption.covers("terms/median", "Another number.")


def test_numbers_are_read_in_digits_and_in_words():
    assert numbers_in("Three of 2,309 people, 2.7 vs 5.5, half of them twice; CYP3A4 and a half-life") == [
        *("3", "2309", "2.7", "5.5", "half", "2")
    ]


@pytest.mark.parametrize(("number", "problems"), [("2.7", 0), ("2.8", 1), ("60", 0), ("2009", 0)])
def test_a_number_must_be_a_known_figure_of_the_cited_source_or_its_year(number, problems):
    page = make_page(f"Pain was {number} in that trial [@sigtermans2009].")

    assert len(list(unknown_numbers([page], {}, {"sigtermans2009": "2009"}))) == problems
    assert numbers_in_use([page], {}) == {"sigtermans2009": {number}}


def test_eight_words_in_a_row_make_a_run_whatever_the_signs_between_them():
    sheet = runs("Pain fell, in two of the four trials (2009).")

    assert runs("pain fell in two of the four trials") & sheet
    assert not runs("pain fell in two of the four studies") & sheet


def test_the_sheet_is_cut_at_its_topics():
    assert sections("### 2.1 One\na\n### 2.2 Two\nb\n## 3. Rest\nc") == {"2.1": "\na\n", "2.2": "\nb\n"}


def test_links_to_missing_pages_and_places_are_found():
    pages = {
        "/": Visited(0, 200, {"top"}, [("/", "top"), ("/", "gone"), ("/a/", ""), ("/b/", "")]),
        "/a/": Visited(1, 200),
        "/b/": Visited(1, 404),
    }

    assert broken_links(pages) == ["/ -> /#gone: no such place", "/ -> /b/: 404"]
    assert [is_internal(link) for link in ("/a/", "#x", "?page=2", "//evil", "https://x", "tel:988")] == [
        *(True, True, True, False, False, False)
    ]
