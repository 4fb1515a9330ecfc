"""What staff meet in the browser: the strict policy holds, the editor previews, the keyboard gets out."""

import pytest
from django.contrib.admin import site
from playwright.sync_api import Page, expect

from tests.browser.conftest import PASSWORD

pytestmark = pytest.mark.browser

VIOLATIONS = """
window.__violations = [];
document.addEventListener("securitypolicyviolation", (event) => {
  window.__violations.push(`${event.violatedDirective} ${event.blockedURI} ${event.sourceFile}`);
});
"""
ARTICLE = "/staff/admin/content/article/?q=how-long-relief-lasts"


@pytest.fixture
def staff(browser, base_url):
    """A page of somebody who has signed in."""
    context = browser.new_context(base_url=base_url, viewport={"width": 1280, "height": 900})
    context.add_init_script(VIOLATIONS)
    page = context.new_page()
    page.goto("/staff/admin/")
    page.fill("#id_username", "owner")
    page.fill("#id_password", PASSWORD)
    page.click("[type=submit]")
    expect(page.locator("#user-tools")).to_contain_text("owner")
    yield page
    context.close()


def open_article(page: Page) -> None:
    page.goto(ARTICLE)
    page.click("#result_list th.field-title a")


def test_no_admin_page_breaks_the_content_policy(staff):
    checked = 0
    for model in site._registry:
        address = f"/staff/admin/{model._meta.app_label}/{model._meta.model_name}/"
        for where in (address, f"{address}add/"):
            staff.goto(where)
            assert staff.evaluate("window.__violations") == [], where
            checked += 1
        staff.goto(address)
        row = staff.locator("#result_list tbody th a").first
        if row.count():
            row.click()
            assert staff.evaluate("window.__violations") == [], address
            checked += 1
    assert checked >= 3 * 11  # list, add and change page of eleven kinds of content


def test_the_editor_previews_what_the_public_page_shows(staff, base_url):
    open_article(staff)
    preview = staff.locator(".markdownx-preview").first
    expect(preview.locator("#short")).to_be_visible()
    shown = preview.locator("h2#short + p").inner_text()
    staff.goto("/articles/how-long-relief-lasts/")
    public = staff.locator("h2#short + p").inner_text()

    assert words(shown) == words(public)


def words(text: str) -> str:
    """Without the numbers of sources: the public page has cited others before."""
    return " ".join(word.split("[")[0] for word in text.split())


def test_the_preview_follows_the_typing_and_names_mistakes(staff):
    open_article(staff)
    staff.fill("textarea[name=body]", "Fresh words [@nobody]")
    preview = staff.locator(".markdownx-preview").first

    expect(preview).to_contain_text("Fresh words")
    expect(preview).to_contain_text("Line 1: unknown source 'nobody'")


def test_the_tab_key_leaves_the_editor(staff):
    open_article(staff)
    editor = staff.locator("textarea[name=body]")
    before = editor.input_value()
    editor.focus()
    staff.keyboard.press("Tab")

    assert not editor.evaluate("element => element === document.activeElement")
    assert editor.input_value() == before


def test_the_page_is_previewed_with_what_is_typed_and_nothing_is_saved(staff):
    open_article(staff)
    staff.fill("#id_title", "A title nobody saved")
    with staff.context.expect_page() as opened:
        staff.click("text=Preview as readers will see it")
    preview = opened.value

    expect(preview.locator("h1")).to_have_text("A title nobody saved")
    assert preview.evaluate("window.__violations") == []
    staff.goto("/articles/how-long-relief-lasts/")
    expect(staff.locator("h1")).not_to_have_text("A title nobody saved")


def test_a_text_that_cannot_be_shown_is_refused_with_its_line(staff):
    open_article(staff)
    staff.fill("textarea[name=body]", "One\n\nTwo {{ nope }}")
    staff.click("input[name=_continue]")

    expect(staff.locator(".errorlist").first).to_be_visible()
    expect(staff.locator("body")).to_contain_text("Line 3: unknown fact 'nope'")
    assert staff.input_value("textarea[name=body]") == "One\n\nTwo {{ nope }}"
