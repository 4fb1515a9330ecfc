"""The front desk's pages in a browser: no fault that axe finds, nothing sideways on a small phone, no policy broken."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Page

from tests.browser import page_checks
from tests.browser.axe import ALL_RULES, axe_faults
from tests.browser.staff_pages import REPORT_VIOLATIONS, complaints_of
from tests.staff_sign_in import browser_cookies

pytestmark = pytest.mark.browser

LOOKS = ((320, "dark"), (1280, "light"))
# A radio button is hit by its whole row
TARGETS = [
    "main :is(button, textarea, select, .choice, input:not([type=radio], [type=checkbox], [type=hidden]))",
    44,
    False,
]
MAKE = """
from tests.consultations.desk_factories import *; from tests.factories import make_user
row = make_consultation(reply_by=days_ago(1), received_at=days_ago(2), may_leave_message=True)
make_note(row, make_user("Front desk", first_name="Desk", last_name="Person"))
make_consultation(is_suspect=True, suspicion="busy")
print(row.reference)
"""


@pytest.fixture(scope="module")
def reference(run_there) -> str:
    return run_there(MAKE).strip()


@pytest.fixture
def page(request, browser, base_url, run_there) -> Iterator[Page]:
    """An Owner's page; axe is let in past the site's policy where a test asks for it."""
    context = browser.new_context(base_url=base_url, bypass_csp=getattr(request, "param", False))
    context.add_init_script(REPORT_VIOLATIONS)
    context.add_cookies(browser_cookies(run_there, base_url, "desk-owner", "Owner"))
    yield context.new_page()
    context.close()


def assert_sound(page: Page) -> None:
    page.wait_for_load_state()
    for width, scheme in LOOKS:
        page.set_viewport_size({"width": width, "height": 800})
        page.emulate_media(color_scheme=scheme)
        assert page.evaluate(page_checks.WEAK_TEXTS, 4.5) == []
        assert axe_faults(page, ALL_RULES) == []
        assert page.evaluate(page_checks.SIDEWAYS) == []
        assert page.evaluate(page_checks.SMALL_TARGETS, TARGETS) == []


@pytest.mark.parametrize("page", [True], indirect=True)
def test_every_page_of_the_desk_is_sound(page, reference):
    one = f"/staff/desk/{reference}/"
    for address in ("/staff/desk/", one, f"{one}correct/", f"{one}delete/", "/staff/desk/record/?check=yes"):
        assert page.goto(address).status == 200
        assert_sound(page)
    page.goto("/staff/desk/export/")
    page.get_by_role("button", name="Export").click()
    page.get_by_role("link", name="Select a reason").wait_for()
    assert_sound(page)


def test_a_request_is_found_taken_noted_and_closed_without_a_complaint_of_the_browser(page, reference):
    complaints = complaints_of(page)
    page.goto("/staff/desk/")
    page.get_by_label("Find a request").fill("Ottoline Larkspur")
    page.get_by_role("button", name="Find").click()
    page.get_by_role("link", name=f"{reference[:4]} {reference[4:]}").click()
    page.get_by_role("button", name="Take this").click()
    page.get_by_label("Add a note").fill("Call on Monday")
    page.get_by_role("button", name="Add note").click()
    page.get_by_text("Call on Monday").wait_for()
    page.get_by_role("button", name="Booked").click()
    page.get_by_role("button", name="Open it again").wait_for()

    assert page.url.endswith(f"/staff/desk/{reference}/")
    assert complaints == []
    page.emulate_media(media="print")
    assert page.get_by_text("Ottoline Larkspur").is_visible()
    assert not page.get_by_role("button", name="Open it again").is_visible()
