"""On paper: everything that was closed is open, what means something is drawn, addresses are written out."""

import re

import pytest
from playwright.sync_api import Page

from tests.browser.page_checks import CUT_OFF, OPEN_ALL

pytestmark = pytest.mark.browser

A4 = {"width": 794, "height": 1123}  # at 96 px an inch
PDF_PAGE = re.compile(rb"/Type\s*/Page\b")


@pytest.fixture
def paper(page) -> Page:
    page.set_viewport_size(A4)
    page.emulate_media(media="print")
    return page


def test_closed_answers_are_printed(paper):
    paper.goto("/questions/")
    answers = paper.evaluate("""
      [...document.querySelectorAll('details:not([open]) .answer')].map(one =>
        [one.checkVisibility({contentVisibilityAuto: true}), one.getBoundingClientRect().height, one.innerText.length])
    """)

    assert len(answers) > 20
    assert all(shown and height > 20 and letters > 40 for shown, height, letters in answers)


def test_a_pdf_with_closed_answers_is_as_long_as_one_with_open_answers(paper):
    paper.goto("/questions/")
    closed = paper.pdf()
    paper.evaluate(OPEN_ALL)
    opened = paper.pdf()

    assert closed.startswith(b"%PDF")
    assert len(PDF_PAGE.findall(closed)) == len(PDF_PAGE.findall(opened)) > 5


def test_the_bars_that_carry_meaning_are_printed_in_color(paper):
    """An evidence gauge printed empty would say the wrong thing."""
    paper.goto("/conditions/crps/")
    filled = paper.evaluate("""
      [['.gauge li.is-on', '::before'], ['.evidence[data-level="1"] b:first-child', null]].flatMap(([where, part]) =>
        [...document.querySelectorAll(where)].map(one => getComputedStyle(one, part))
          .map(style => [style.printColorAdjust, style.backgroundColor]))
    """)

    assert len(filled) > 3
    assert {adjusting for adjusting, _ in filled} == {"exact"}
    assert {color for _, color in filled} == {"rgb(0, 0, 0)"}


def test_the_figures_that_are_drawn_keep_their_colors(paper):
    paper.goto("/treatments/iv-ketamine-infusion/")
    assert paper.locator(".visit li").count() > 2
    marks = paper.evaluate(
        "[...document.querySelectorAll('.visit li')].map(one => getComputedStyle(one, '::before').printColorAdjust)"
    )

    assert set(marks) == {"exact"}


def test_meanings_of_words_do_not_interrupt_the_text(paper):
    paper.goto("/conditions/crps/")

    assert paper.locator(".term__meaning").count() > 2
    assert paper.locator(".term__meaning:visible").count() == 0


def test_addresses_stand_after_links_to_other_sites(paper):
    paper.goto("/conditions/crps/")
    links = paper.evaluate("""
      [...document.querySelectorAll('main a[href^="http"]')]
        .map(one => [one.getAttribute('href'), getComputedStyle(one, '::after').content])
    """)

    assert len(links) > 5
    assert [address for address, written in links if address not in written] == []


@pytest.mark.parametrize("size", ["A4", "Letter"])
def test_the_plan_of_a_visit_fits_on_one_sheet_printed_on_both_sides(paper, size):
    paper.goto("/treatments/iv-ketamine-infusion/plan/")

    assert len(PDF_PAGE.findall(paper.pdf(format=size))) == 2
    assert paper.evaluate(CUT_OFF) == []
    assert paper.locator(".plan__part").evaluate_all("all => all.every(one => one.checkVisibility())")
    assert paper.locator("main .refs:visible").count() == 0  # the sheet says where they are listed
    assert paper.locator(".plan").get_by_text("Numbers in brackets are sources").is_visible()


def test_help_stays_and_the_way_through_the_site_goes(paper):
    paper.goto("/conditions/crps/")

    assert paper.locator("footer").get_by_text("Emergency: call 911").is_visible()
    assert paper.locator("footer").get_by_text("text 988").is_visible()
    assert paper.get_by_text("Who wrote and checked this page").is_visible()
    assert paper.locator("p.print-only").is_visible()
    for gone in ("nav", ".menu-button", ".skip", ".actions"):
        assert paper.locator(f"{gone}:visible").count() == 0, gone
