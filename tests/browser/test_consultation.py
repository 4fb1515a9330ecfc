"""Asking for a consultation in a real browser, with and without scripts."""

import re

import pytest
from playwright.sync_api import Error, Page, expect

from tests.browser.axe import ALL_RULES, axe_faults
from tests.browser.page_checks import SIDEWAYS, SMALL_TARGETS

pytestmark = pytest.mark.browser
SCHEMES = ("light", "dark")
# What "Send request" sends, kept in the name of the window over the change of pages
KEEP = "window.name = new URLSearchParams(new FormData(document.querySelector('form.stack')))"
SEND_AGAIN = """
async () => (await fetch('/consultation/send/', {method: 'POST', body: new URLSearchParams(window.name)})).text()
"""


def fill_in(page: Page) -> None:
    page.get_by_label("Full name").fill("Zephyrina Quillfeather")
    page.get_by_label("No", exact=True).check()
    page.get_by_label("Phone call").check()
    page.get_by_label("Phone number").fill("518 555 0147")
    page.get_by_label("A first consultation for me").check()
    page.get_by_label("I agree").check()


def send(page: Page) -> None:
    """Press "Send request", and again where the form came back because all of this took no three seconds."""
    page.get_by_role("button", name="Send request").click()
    while page.locator("#problem, .panel__reference").first.get_attribute("id") == "problem":
        page.get_by_role("button", name="Continue").click()
        page.get_by_role("button", name="Send request").click()


@pytest.fixture
def no_scripts(browser, base_url):
    """A page of a browser on a small phone that runs no scripts."""
    context = browser.new_context(base_url=base_url, java_script_enabled=False, viewport={"width": 320, "height": 640})
    yield context.new_page()
    context.close()


def test_the_whole_way_works_without_scripts_and_by_keyboard(no_scripts):
    page = no_scripts
    page.goto("/consultation/")
    page.get_by_role("button", name="Continue").press("Enter")
    expect(page).to_have_title(re.compile("^Error: "))
    expect(page.locator("#error-summary")).to_be_focused()
    page.get_by_role("link", name="Enter your full name").press("Enter")
    page.keyboard.press("Tab")
    fill_in(page)
    page.get_by_role("button", name="Continue").press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Check your answers before you send")
    page.get_by_role("button", name="Change phone number").press("Enter")
    expect(page.get_by_label("Phone number")).to_be_focused()
    expect(page.get_by_label("Phone number")).to_have_value("518 555 0147")
    page.get_by_role("button", name="Continue").press("Enter")
    send(page)

    expect(page.locator(".panel__reference")).to_have_text(re.compile("^[2-9A-HJKMNP-Z]{4} [2-9A-HJKMNP-Z]{2}$"))


def test_the_same_form_again_shows_the_same_reference_and_back_shows_no_answers(page):
    page.goto("/consultation/")
    fill_in(page)
    page.get_by_role("button", name="Continue").click()
    page.get_by_role("button", name="Send request").wait_for()
    page.evaluate(KEEP)
    send(page)
    shown = page.locator(".panel__reference").inner_text()
    again = page.evaluate(SEND_AGAIN)

    assert f'panel__reference">{shown}<' in again
    with pytest.raises(Error, match="ERR_CACHE_MISS"):  # kept in no cache: the browser asks before it sends again
        page.go_back()


@pytest.mark.parametrize("scheme", SCHEMES)
def test_every_step_is_accessible_and_fits_a_small_phone(browser, base_url, scheme):
    context = browser.new_context(
        base_url=base_url, bypass_csp=True, color_scheme=scheme, viewport={"width": 320, "height": 640}
    )
    page = context.new_page()

    def look() -> list[str]:
        page.wait_for_load_state()
        targets = page.evaluate(SMALL_TARGETS, [".button, .input, .choice", 44, False])
        return [*axe_faults(page, ALL_RULES), *page.evaluate(SIDEWAYS), *targets]

    page.goto("/consultation/")
    page.get_by_role("button", name="Continue").click()
    assert look() == []
    fill_in(page)
    page.get_by_label("Email address").fill("zephyrina@gmial.com")
    page.get_by_role("button", name="Continue").click()
    assert look() == []
    send(page)
    assert look() == []
    context.close()
