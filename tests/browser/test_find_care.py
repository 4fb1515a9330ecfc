"""The directory in a real browser: without scripts, on a small phone, on paper, and for axe."""

import re

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.axe import ALL_RULES, axe_faults
from tests.browser.page_checks import CUT_OFF, SIDEWAYS, SMALL_TARGETS

pytestmark = pytest.mark.browser

SMALL = {"width": 320, "height": 800}
CALIFORNIA = "/find-care/california/"
REPORT = "/find-care/report/?listing=sample-clinic-g"


@pytest.fixture
def reader(browser: Browser, base_url: str):
    """A phone of 320 px without scripts."""
    with browser.new_context(base_url=base_url, viewport=SMALL, java_script_enabled=False) as context:
        yield context.new_page()


def test_a_reader_finds_narrows_opens_and_reports_without_a_script(reader: Page):
    reader.goto("/find-care/")
    reader.get_by_label("State or territory").select_option("California")
    reader.get_by_role("button", name="Show this state").click()
    assert reader.url.endswith(CALIFORNIA)
    reader.get_by_label("City", exact=True).select_option("Fresno")
    reader.get_by_role("button", name="Show matching entries").click()
    expect(reader.locator(".listing")).to_have_count(1)
    reader.get_by_role("link", name="Sample Clinic G", exact=True).click()
    reader.get_by_role("link", name="Report a problem with this entry").click()
    reader.get_by_role("button", name="Send the report").click()

    expect(reader).to_have_title(re.compile("^Error: "))  # nothing was chosen
    expect(reader.locator("#error-summary")).to_be_focused()
    reader.get_by_role("link", name="Select what is wrong").click()
    assert reader.url.endswith("#id_problem_0")


def test_the_pages_hold_at_320_px_for_axe_and_on_paper(new_context):
    page = new_context(bypass_csp=True, viewport=SMALL).new_page()
    faults = {}
    for address in (f"{CALIFORNIA}?city=Fresno", f"{CALIFORNIA}sample-clinic-g/", REPORT):
        page.goto(address)
        faults[address] = [*page.evaluate(SIDEWAYS), *page.evaluate(CUT_OFF)]
        faults[address] += page.evaluate(SMALL_TARGETS, ["main :is(button, select, input, label)", 24, False])
        for scheme in ("light", "dark"):
            page.emulate_media(color_scheme=scheme)
            faults[address] += axe_faults(page, ALL_RULES)
    page.goto(CALIFORNIA)
    page.emulate_media(media="print")

    assert {address: found for address, found in faults.items() if found} == {}
    assert page.locator(".listing__check").first.is_visible()
    assert not page.locator(".short-form").is_visible()
    assert page.get_by_text("Call before you travel").is_visible()


MAKE_LONG = """
from content.models import Listing
for letter in "ab":
    Listing.objects.create(name=letter * 58, slug=f"long-{letter}", region="WY", city=letter * 58, street=letter * 90,
                           phone="+15185550123 x12345", is_sample=True)
"""
DROP_LONG = """
from content.models import Listing
Listing.objects.filter(slug__startswith="long-").delete()
"""


def test_words_without_a_break_stay_within_320_px(new_context, run_there):
    page = new_context(viewport=SMALL).new_page()
    run_there(MAKE_LONG)
    faults = {}
    for address in ("/find-care/wyoming/", "/find-care/wyoming/long-a/"):
        page.goto(address)
        faults[address] = page.evaluate(SIDEWAYS)
    page.goto("/find-care/wyoming/")
    targets = page.evaluate(SMALL_TARGETS, [".listing a", 24, False])
    run_there(DROP_LONG)

    assert {address: found for address, found in faults.items() if found} == {}
    assert targets == []
