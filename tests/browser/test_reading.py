"""Every page can be read on the smallest screen, with wide text spacing, by touch and without scripts."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Browser, Page

from tests.browser import page_checks
from tests.browser.addresses import ABOUT_A_PAGE

pytestmark = pytest.mark.browser

NARROW = {"width": 320, "height": 640}  # 1280 px at 400%, as WCAG 1.4.10 has it
WIDE = {"width": 1280, "height": 800}
LEAST_TARGET = 24  # WCAG 2.5.8
LEAST_MAIN_TARGET = 44
MAIN_TARGETS = ".button, .menu-button, summary, .menu nav a, .topics a, .pagination a"
LEAST_IN_CONTENTS = 32

# WCAG 1.4.12, word for word.
SPACING = """
* { line-height: 1.5 !important; letter-spacing: .12em !important; word-spacing: .16em !important }
p { margin-block-end: 2em !important }
"""

Faults = dict[str, dict[str, list[str]]]


def small_targets(page: Page) -> list[str]:
    return [
        *page.evaluate(page_checks.SMALL_TARGETS, ["a[href], button, summary, input, select", LEAST_TARGET, True]),
        *page.evaluate(page_checks.SMALL_TARGETS, [MAIN_TARGETS, LEAST_MAIN_TARGET, False]),
        *page.evaluate(page_checks.SMALL_TARGETS, [".contents a", LEAST_IN_CONTENTS, False]),
    ]


def faults_of(page: Page) -> dict[str, list[str]]:
    """What is wrong with the page at hand, by what was asked. Changes its size and spacing."""
    page.evaluate(page_checks.OPEN_ALL)
    page.set_viewport_size(WIDE)
    found = {"small targets, wide": small_targets(page)}
    page.set_viewport_size(NARROW)
    found |= {
        "small targets, narrow": small_targets(page),
        "sideways": page.evaluate(page_checks.SIDEWAYS),
        "marks of lists": page.evaluate(page_checks.WRONG_MARKS),
        "covered": page.evaluate(page_checks.COVERED),
        "without style": page.evaluate(page_checks.UNSTYLED),
    }
    page.add_style_tag(content=SPACING)
    return found | {"wide spacing": [*page.evaluate(page_checks.SIDEWAYS), *page.evaluate(page_checks.CUT_OFF)]}


@pytest.fixture(scope="module")
def faults(browser: Browser, base_url: str, pages: list[str]) -> Faults:
    """One visit to every page."""
    with browser.new_context(base_url=base_url, bypass_csp=True) as context:
        page = context.new_page()
        found = {}
        for address in [*pages, *ABOUT_A_PAGE]:
            page.goto(address)
            found[address] = faults_of(page)
    return found


def places(faults: Faults, asked: str) -> dict[str, list[str]]:
    return {address: found[asked] for address, found in faults.items() if found[asked]}


def test_no_page_scrolls_sideways_on_the_smallest_screen(faults):
    assert places(faults, "sideways") == {}


def test_wide_text_spacing_cuts_nothing_off_on_the_smallest_screen(faults):
    assert places(faults, "wide spacing") == {}


@pytest.mark.parametrize("screen", ["narrow", "wide"])
def test_what_can_be_pressed_is_large_enough(faults, screen):
    assert places(faults, f"small targets, {screen}") == {}


def test_lists_in_texts_have_their_marks_and_do_not_lists_have_crosses(faults):
    assert places(faults, "marks of lists") == {}


def test_nothing_lies_over_a_button_on_the_smallest_screen(faults):
    assert places(faults, "covered") == {}


def test_care_cards_and_lists_without_headings_or_order_have_a_style_too(faults):
    assert places(faults, "without style") == {}


@pytest.fixture
def plain_page(new_context: Callable[..., object]) -> Page:
    """A browser without scripts, on a phone."""
    return new_context(java_script_enabled=False, viewport={"width": 360, "height": 640}).new_page()


def test_every_page_reads_without_scripts_and_asks_for_none(plain_page, pages):
    asked = []
    plain_page.on("request", lambda request: asked.append((request.resource_type, request.url)))
    for address in pages:
        plain_page.goto(address)
        assert plain_page.locator("h1").is_visible(), address
        assert len(plain_page.locator("main").inner_text()) > 100, address
        assert plain_page.locator(".term__meaning:visible").count() == 0, address

    assert len(asked) > len(pages)
    assert [url for kind, url in asked if kind == "script"] == []


def test_the_menu_opens_and_closes_without_scripts(plain_page):
    plain_page.goto("/")
    menu = plain_page.locator("#menu")
    assert not menu.is_visible()

    plain_page.get_by_role("button", name="Menu", exact=True).click()
    assert menu.get_by_role("link", name="Questions").is_visible()

    plain_page.get_by_role("button", name="Close menu").click()
    assert not menu.is_visible()


def test_a_meaning_opens_without_scripts(plain_page):
    plain_page.goto("/articles/what-a-visit-is-like/")
    word = plain_page.locator("main .term").first
    meaning = plain_page.locator(f"#{word.get_attribute('popovertarget')}")
    assert not meaning.is_visible()

    word.click()
    assert meaning.is_visible()


def test_a_link_to_an_answer_opens_it_without_scripts(plain_page):
    plain_page.goto("/questions/")
    assert not plain_page.locator("#q-is-it-safe").is_visible()

    plain_page.goto("/questions/#q-is-it-safe")
    answer = plain_page.locator("#q-is-it-safe")
    answer.wait_for(state="visible")
    assert answer.bounding_box()["y"] < 640


def test_all_answers_can_be_opened_at_once_without_scripts(plain_page):
    plain_page.goto("/questions/")
    answers = plain_page.locator(".answer").count()
    assert plain_page.locator(".answer:visible").count() == 1

    plain_page.get_by_role("link", name="Show all answers").click()
    assert plain_page.locator(".answer:visible").count() == answers > 1
