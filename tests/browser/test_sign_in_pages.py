"""The pages for signing in have no fault that axe finds, fit a phone, and can be read light and dark."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect

from accounts.totp import code_at, current_step
from tests.accounts.people import PASSWORD, SEED
from tests.accounts.setting_up import path_of, seed_on
from tests.browser import page_checks
from tests.browser.axe import ALL_RULES, axe_faults
from tests.staff_sign_in import browser_cookies

pytestmark = pytest.mark.browser

LOOKS = ((360, "dark"), (1280, "light"))
LEAST_CONTRAST = 7
TARGETS = ["main :is(button, input, textarea)", 44, False]


@pytest.fixture
def page(browser, named_url) -> Iterator[Page]:
    """Lets axe in, which the site's own policy keeps out. Passkeys are offered: the site is opened by its name."""
    context = browser.new_context(base_url=named_url, bypass_csp=True)
    yield context.new_page()
    context.close()


def assert_sound(page: Page) -> None:
    page.wait_for_load_state()
    for width, scheme in LOOKS:
        page.set_viewport_size({"width": width, "height": 800})
        page.emulate_media(color_scheme=scheme)
        assert page.evaluate(page_checks.WEAK_TEXTS, LEAST_CONTRAST) == []
        assert axe_faults(page, ALL_RULES) == []
        assert page.evaluate(page_checks.SIDEWAYS) == []
        assert page.evaluate(page_checks.SMALL_TARGETS, TARGETS) == []


@pytest.mark.parametrize("address", ["/staff/sign-in/", "/staff/forgot/", "/staff/signed-out/", "/staff/welcome/x/"])
def test_pages_for_everybody(page, address):
    page.goto(address)

    assert_sound(page)


def test_the_pages_of_the_first_sign_in(page, manage):
    page.goto(path_of(manage("invite", "newcomer", "--role", "Owner")))
    assert_sound(page)
    page.get_by_role("button", name="Continue").click()
    page.get_by_label("New password").fill("short")
    page.get_by_label("The same password again").fill("other")
    page.get_by_role("button", name="Continue").click()
    assert_sound(page)
    page.get_by_label("New password").fill(PASSWORD)
    page.get_by_label("The same password again").fill(PASSWORD)
    page.get_by_role("button", name="Continue").click()
    assert_sound(page)
    page.get_by_label("Code from the app").fill(code_at(seed_on(page.content()), current_step()))
    page.get_by_role("button", name="Use this app").click()
    expect(page.locator(".codes code")).to_have_count(10)
    assert_sound(page)


def test_the_second_step_right_and_wrong(page, run_there):
    run_there("from tests.accounts.people import make_staff; make_staff('regular')")
    page.goto("/staff/sign-in/")
    page.get_by_label("User name").fill("regular")
    page.get_by_label("Password").fill("wrong")
    page.get_by_role("button", name="Continue").click()
    assert_sound(page)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Continue").click()
    assert_sound(page)
    page.get_by_label("Code", exact=True).fill("000000")
    page.get_by_role("button", name="Sign in").click()
    assert_sound(page)
    page.get_by_label("Code", exact=True).fill(code_at(SEED, current_step()))
    page.get_by_role("button", name="Sign in").click()
    page.wait_for_url("**/staff/admin/")


def test_the_pages_of_an_account(page, run_there, named_url):
    run_there("from tests.accounts.people import make_staff; make_staff('settled', 'Owner')")
    page.context.add_cookies(browser_cookies(run_there, named_url, "settled", "Editor"))
    for address in ("account/", "account/password/", "account/devices/new/", "events/", "come-back/", "confirm/"):
        assert page.goto(f"/staff/{address}").status == 200
        assert_sound(page)


def test_the_page_that_keeps_a_form(page):
    page.goto("/staff/sign-in/")
    page.evaluate(
        """() => {
          const form = document.querySelector('main form');
          form.action = '/staff/admin/content/term/add/';
          form.elements.next.name = 'meaning';
          form.elements.meaning.value = 'A longer text that nobody wants to type a second time. '.repeat(9);
          form.submit();
        }"""
    )
    page.get_by_role("heading", name="Nothing is saved yet").wait_for()

    assert_sound(page)


def test_the_warning_before_the_end_of_a_session(page, run_there, named_url):
    page.context.add_cookies(browser_cookies(run_there, named_url, "warned", "Editor"))
    page.goto("/staff/account/")
    page.evaluate("document.getElementById('session').showModal()")

    assert_sound(page)
