"""“Is it for me?” in a real browser: without scripts, on a small phone, by keyboard, in the dark, on paper."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.axe import ALL_RULES, axe_faults
from tests.browser.page_checks import CUT_OFF, SIDEWAYS, SMALL_TARGETS

pytestmark = pytest.mark.browser

HELP = "#q-thoughts-of-suicide .help-now"


def look(page: Page) -> None:
    page.wait_for_load_state()
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)
        assert page.evaluate(SIDEWAYS) == []
        assert page.evaluate(CUT_OFF) == []
        assert page.evaluate(SMALL_TARGETS, [".button, .choice", 44, False]) == []


@pytest.fixture
def no_scripts(browser, base_url):
    context = browser.new_context(base_url=base_url, java_script_enabled=False, viewport={"width": 320, "height": 640})
    yield context.new_page()
    context.close()


def test_from_the_home_page_to_a_list_and_back_without_a_script_and_by_keyboard(no_scripts):
    page = no_scripts
    page.goto("/")
    page.locator("main").get_by_role("link", name="Is it for me?").first.press("Enter")
    page.get_by_role("button", name="Show what to talk about").press("Enter")
    expect(page).to_have_title(re.compile("^Error: "))
    expect(page.locator("#error-summary")).to_be_focused()
    page.get_by_role("link", name="Answer at least one question").press("Enter")
    expect(page.locator(HELP).locator("span")).to_be_hidden()
    page.locator("#q-thoughts-of-suicide-3").press("Space")
    expect(page.locator(HELP)).to_contain_text("call 988 or text 988")
    expect(page.locator(HELP).locator("span")).to_be_visible()
    page.locator("#q-thoughts-of-suicide-3").press("ArrowLeft")
    expect(page.locator(HELP).locator("span")).to_be_hidden()
    page.locator("#q-heart-and-blood-pressure-1").press("Space")
    page.get_by_role("button", name="Show what to talk about").press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("What to talk about with a clinician")
    expect(page.locator(".talk__item")).to_have_count(1)
    page.get_by_role("button", name="Change my answers").press("Enter")
    expect(page.locator("#q-heart-and-blood-pressure-1")).to_be_checked()
    expect(page.locator("#q-thoughts-of-suicide-2")).to_be_checked()


def test_axe_finds_nothing_in_any_of_its_pages(browser, base_url):
    with browser.new_context(base_url=base_url, bypass_csp=True, viewport={"width": 320, "height": 640}) as context:
        page = context.new_page()
        page.goto("/is-it-for-me/")
        for question in ("thoughts-of-suicide", "liver-thyroid-pressure", "other-medicines"):
            page.locator(f"#q-{question}-1").check()
        look(page)
        assert axe_faults(page, ALL_RULES) == []
        page.get_by_role("button", name="Show what to talk about").click()
        expect(page.get_by_role("heading", level=1)).to_have_text("Get help now")
        assert page.locator("#crisis-help").evaluate("one => one.getBoundingClientRect().top") < 1000
        look(page)
        assert axe_faults(page, ALL_RULES) == []
        page.emulate_media(media="print")
        expect(page.get_by_role("button", name="Change my answers")).to_be_hidden()
        expect(page.locator(".talk__answer").first).to_be_visible()
