"""Staff get in, and out, in a real browser: each way of signing in, and the end of a session."""

import itertools
import re
from collections.abc import Callable, Iterator
from urllib.parse import parse_qs

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from accounts.totp import code_at, current_step
from tests.accounts.people import PASSWORD, SEED
from tests.accounts.setting_up import path_of, seed_on
from tests.browser.conftest import free_port, serving
from tests.browser.staff_pages import REPORT_VIOLATIONS, complaints_of
from tests.staff_sign_in import browser_cookies

pytestmark = pytest.mark.browser

NUMBER = itertools.count(1)
AUTHENTICATOR = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}
# The same answer once more, after the site has asked for a new one.
SEND_ANSWER = """
async answer => {
  const form = document.querySelector('form[data-passkey]');
  await fetch(form.dataset.options, {method: 'POST', body: new FormData(form)});
  form.elements.credential.value = answer;
  form.submit();
}
"""
TERM = "/staff/admin/content/term/add/"


@pytest.fixture
def context(browser, named_url) -> Iterator[BrowserContext]:
    context = browser.new_context(base_url=named_url)
    context.add_init_script(REPORT_VIOLATIONS)
    yield context
    context.close()


@pytest.fixture
def page(context) -> Iterator[Page]:
    """A page that must not break the content policy or complain."""
    page = context.new_page()
    complaints = complaints_of(page)
    yield page
    assert [line for line in complaints if "status of 403" not in line] == []


@pytest.fixture
def name() -> str:
    return f"person{next(NUMBER)}"


@pytest.fixture
def link(manage, name) -> str:
    return path_of(manage("invite", name, "--role", "Owner"))


@pytest.fixture
def person(run_there, name) -> str:
    """Somebody with a password and a code app, who may write glossary words."""
    run_there(f"from tests.accounts.people import make_staff; make_staff({name!r}, 'Reviewer')")
    return name


@pytest.fixture
def sessions_of(run_there, person) -> Callable[[str], str]:
    """Does something with the sessions of the person, such as `end()`."""
    rows = f"StaffSession.objects.filter(user__username={person!r})"
    return lambda what: run_there(f"from accounts.models import StaffSession; {rows}.{what}")


def add_authenticator(page: Page) -> None:
    session = page.context.new_cdp_session(page)
    session.send("WebAuthn.enable")
    session.send("WebAuthn.addVirtualAuthenticator", {"options": AUTHENTICATOR})


def choose_password(page: Page, link: str) -> None:
    page.goto(link)
    page.get_by_label("New password").fill(PASSWORD)
    page.get_by_label("The same password again").fill(PASSWORD)
    page.get_by_role("button", name="Continue").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("2. Set up your second step")
    page.wait_for_load_state()


def give_password(page: Page, name: str) -> None:
    page.goto("/staff/account/")
    page.get_by_label("User name").fill(name)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Continue").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Second step")


def give_code(page: Page, code: str, button: str = "Sign in") -> None:
    page.get_by_label("Code", exact=True).fill(code)
    page.get_by_role("button", name=button).click()


def expect_account(page: Page, name: str) -> None:
    expect(page.get_by_role("heading", level=1)).to_have_text("My account")
    expect(page.get_by_text("You are signed in as")).to_contain_text(name)


def sign_out(page: Page) -> None:
    page.get_by_role("button", name="Sign out", exact=True).first.click()
    expect(page.get_by_role("heading", level=1)).to_have_text("You are signed out")


def test_an_invitation_leads_through_a_code_app_to_the_start_page_and_its_codes_sign_in(page, link, name):
    choose_password(page, link)
    seed = seed_on(page.content())
    page.get_by_label("Code from the app").fill(code_at(seed, current_step()))
    page.get_by_role("button", name="Use this app").click()
    expect(page.locator(".codes code")).to_have_count(10)
    codes = page.locator(".codes code").all_inner_texts()
    page.get_by_role("link", name="Go on").click()
    expect(page.locator("#user-tools")).to_contain_text(name)

    page.goto("/staff/account/")
    sign_out(page)
    give_password(page, name)
    give_code(page, code_at(seed, current_step() + 1))
    expect_account(page, name)

    sign_out(page)
    give_password(page, name)
    give_code(page, codes[0])
    expect_account(page, name)
    expect(page.get_by_text("9 of 10 left")).to_be_visible()


def test_an_invitation_leads_through_a_passkey_and_the_passkey_signs_in(page, link, name):
    add_authenticator(page)
    choose_password(page, link)
    page.get_by_label("Name of this passkey").fill("My laptop")
    page.get_by_role("button", name="Make a passkey").click()
    expect(page.locator(".codes code")).to_have_count(10)

    page.goto("/staff/account/")
    expect(page.locator(".rows").first).to_contain_text("My laptop")
    sign_out(page)
    give_password(page, name)
    with page.expect_request(lambda request: request.method == "POST" and request.is_navigation_request()) as sent:
        page.get_by_role("button", name="Use my passkey").click()
    expect_account(page, name)

    answer = parse_qs(sent.value.post_data)["credential"][0]
    sign_out(page)
    give_password(page, name)
    page.evaluate(SEND_ANSWER, answer)
    expect(page.get_by_role("alert").first).to_contain_text("That did not work")


def test_a_passkey_is_added_used_to_confirm_and_removed(page, person, sessions_of):
    add_authenticator(page)
    give_password(page, person)
    give_code(page, code_at(SEED, current_step()))
    page.get_by_role("link", name="Add a device").click()
    page.get_by_label("Name of this passkey").fill("Key on my ring")
    page.get_by_role("button", name="Make a passkey").click()
    expect(page.get_by_role("status")).to_have_text("Added: Key on my ring.")

    sessions_of("update(proved_at='2026-01-01T00:00:00Z')")
    page.get_by_role("link", name="Add a device").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Confirm that it is you")
    page.get_by_role("button", name="Use my passkey").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Add a device")

    page.goto("/staff/account/")
    page.get_by_role("button", name="Remove Key on my ring").click()
    expect(page.get_by_role("status")).to_contain_text("It can no longer be used")
    sign_out(page)
    give_password(page, person)
    expect(page.get_by_role("button", name="Use my passkey")).to_have_count(0)


def test_a_wrong_code_is_explained_beside_its_field(page, person):
    give_password(page, person)
    give_code(page, "000000")

    expect(page.get_by_role("alert")).to_contain_text("A code is good once")
    expect(page).to_have_title(re.compile("^Error: "))
    assert page.get_by_label("Code", exact=True).get_attribute("aria-invalid") == "true"


def test_the_back_button_shows_nothing_after_signing_out(page, person):
    give_password(page, person)
    give_code(page, code_at(SEED, current_step()))
    expect_account(page, person)
    page.goto("/staff/account/password/")
    sign_out(page)
    assert [cookie for cookie in page.context.cookies() if cookie["name"] != "__Host-csrftoken"] == []
    for _ in range(3):
        page.go_back()
        expect(page.locator("body")).not_to_contain_text(person)


def test_signing_in_works_by_keyboard_alone(page, person):
    page.goto("/staff/account/")
    page.get_by_label("User name").focus()
    page.keyboard.type(person)
    page.keyboard.press("Tab")
    page.keyboard.type(PASSWORD)
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.get_by_label("Code", exact=True).focus()
    page.keyboard.type(code_at(SEED, current_step()))
    page.keyboard.press("Enter")

    expect_account(page, person)


def test_everything_but_passkeys_works_without_scripts(browser, named_url, link, name):
    context = browser.new_context(base_url=named_url, java_script_enabled=False)
    page = context.new_page()
    choose_password(page, link)
    expect(page.get_by_text("A passkey needs JavaScript")).to_be_visible()
    seed = seed_on(page.content())
    page.get_by_label("Code from the app").fill(code_at(seed, current_step()))
    page.get_by_role("button", name="Use this app").click()
    page.get_by_role("link", name="Go on").click()
    page.goto("/staff/account/")
    expect_account(page, name)
    sign_out(page)
    context.close()


def test_text_typed_before_the_end_of_a_session_is_saved_after_it(page, person, sessions_of):
    """The person signs in again in another tab, and sends the form that waits in the first."""
    give_password(page, person)
    give_code(page, code_at(SEED, current_step()))
    expect_account(page, person)
    page.goto(TERM)
    page.locator("[name=word]").fill(person)
    page.locator("[name=slug]").fill(person)
    page.locator("[name=meaning]").fill("First line.\n\nSecond <b>line</b>.")
    sessions_of("end()")
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Nothing is saved yet")
    expect(page.get_by_label("Text 1")).to_have_value("First line.\n\nSecond <b>line</b>.")

    with page.context.expect_page() as opened:
        page.get_by_role("link", name="Sign in in a new tab").click()
    other = opened.value
    other.get_by_label("User name").fill(person)
    other.get_by_label("Password").fill(PASSWORD)
    other.get_by_role("button", name="Continue").click()
    give_code(other, code_at(SEED, current_step() + 1))
    expect(other.get_by_role("heading", level=1)).to_have_text("You are signed in")
    page.get_by_role("button", name="Send again").click()
    expect(page.locator(".messagelist")).to_contain_text("was added successfully")


@pytest.fixture(scope="module")
def hasty_site(site) -> Iterator[str]:
    """The same site, where the warning comes after three seconds."""
    with serving(site | {"BIND": f"127.0.0.1:{free_port()}", "STAFF_IDLE_SECONDS": "123"}) as address:
        yield address


@pytest.fixture
def hasty(browser, hasty_site, run_there, person) -> Iterator[Page]:
    context = browser.new_context(base_url=hasty_site)
    context.add_cookies(browser_cookies(run_there, hasty_site, person, "Reviewer"))
    yield context.new_page()
    context.close()


def test_the_end_of_a_session_is_announced_and_can_be_put_off(hasty):
    hasty.goto("/staff/account/")
    warning = hasty.get_by_role("dialog", name="Are you still there?")
    expect(warning).to_be_visible(timeout=15_000)
    expect(warning).to_contain_text("signed out in two minutes")

    warning.get_by_role("button", name="Stay signed in").click()
    expect(warning).to_be_hidden()


def test_the_end_itself_is_told_and_leaves_the_text_where_it_is(hasty, sessions_of):
    hasty.goto(TERM)
    hasty.locator("[name=word]").fill("typed by hand")
    expect(hasty.get_by_role("dialog")).to_be_visible(timeout=15_000)
    hasty.keyboard.press("Escape")
    expect(hasty.get_by_role("dialog")).to_be_hidden()
    sessions_of("end()")

    expect(hasty.get_by_role("dialog")).to_contain_text("You have been signed out")
    hasty.get_by_role("button", name="Close this message").click()
    expect(hasty.locator("[name=word]")).to_have_value("typed by hand")
