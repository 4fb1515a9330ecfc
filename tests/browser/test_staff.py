"""What staff meet in the browser: the strict policy holds, the editor previews, the keyboard gets out."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser.staff_pages import complaints_of, staff_page

pytestmark = pytest.mark.browser

# The section under the heading with this name, without what depends on the texts that stand above
# it on a page: numbers of sources, and whether a word has been explained already.
SECTION = """
name => {
  const section = document.createElement('div');
  for (let one = document.getElementById(name); one; one = one.nextElementSibling) {
    if (section.children.length && one.matches('h2')) break;
    section.append(one.cloneNode(true));
  }
  section.querySelectorAll('.term__meaning').forEach(one => one.remove());
  section.querySelectorAll('.term, a[href^="/glossary/#"]').forEach(one => one.replaceWith(one.textContent));
  section.querySelectorAll('.cite').forEach(one => one.replaceWith(one.getAttribute('href')));
  section.normalize();
  return section.innerHTML.trim();
}
"""
ARTICLE = "/staff/admin/content/article/?q=how-long-relief-lasts"


@pytest.fixture
def staff(browser, base_url, run_there):
    """A page of a reviewer who has signed in."""
    context = browser.new_context(base_url=base_url, viewport={"width": 1280, "height": 900})
    yield staff_page(context, "reviewer", run_there, base_url)
    context.close()


def open_article(page: Page) -> None:
    page.goto(ARTICLE)
    page.click("#result_list th.field-title a")


def test_the_editor_previews_the_html_of_the_public_page(staff):
    open_article(staff)
    preview = staff.locator(".markdownx-preview").first
    expect(preview.locator("h2").first).to_be_visible()
    name = preview.locator("h2").first.get_attribute("id")
    shown = staff.evaluate(SECTION, name)
    staff.goto("/articles/how-long-relief-lasts/")

    assert len(shown) > 300
    assert "#source-" in shown
    assert staff.evaluate(SECTION, name) == shown


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
    complaints = complaints_of(staff)
    open_article(staff)
    staff.fill("#id_title", "A title nobody saved")
    with staff.context.expect_page() as opened:
        staff.click("text=Preview as readers will see it")
    preview = opened.value

    expect(preview.locator("h1")).to_have_text("A title nobody saved")
    assert complaints == []
    staff.goto("/articles/how-long-relief-lasts/")
    expect(staff.locator("h1")).not_to_have_text("A title nobody saved")


def test_a_text_that_cannot_be_shown_is_refused_with_its_line(staff):
    open_article(staff)
    staff.fill("textarea[name=body]", "One\n\nTwo [@nobody]")
    staff.click("input[name=_continue]")

    expect(staff.locator(".errorlist").first).to_be_visible()
    expect(staff.locator("body")).to_contain_text("Line 3: unknown source 'nobody'")
    assert staff.input_value("textarea[name=body]") == "One\n\nTwo [@nobody]"
