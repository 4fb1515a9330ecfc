"""The page beside its form, and what is put into a text, by keyboard and under the strict policy."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.axe import TAGS, axe_faults
from tests.browser.staff_pages import complaints_of, staff_page

pytestmark = pytest.mark.browser
ARTICLE = "/staff/admin/content/article/?q=how-long-relief-lasts"
SELECTED = "one => one.value.slice(one.selectionStart, one.selectionEnd)"
FRAMED = "document.querySelector('.beside__frame').contentDocument"
WIDTH_INSIDE = "document.querySelector('.beside__frame').contentWindow.innerWidth"
GROUND = f"getComputedStyle({FRAMED}.body).backgroundColor"


@pytest.fixture
def form(browser, base_url, run_there):
    """The form of an article, with everything that was complained of."""
    context = browser.new_context(base_url=base_url, viewport={"width": 1280, "height": 900})
    page = staff_page(context, "reviewer", run_there, base_url)
    page.goto(ARTICLE)
    complaints = complaints_of(page)
    page.click("#result_list th.field-title a")
    yield page, complaints
    context.close()


def choose(page: Page, name: str) -> None:
    page.get_by_role("radio", name=name, exact=True).check()


def test_the_page_beside_its_form_follows_the_typing_in_every_view_and_acts_on_nothing(form):
    page, complaints = form
    inside = page.frame_locator(".beside__frame")
    said, body = page.locator(".beside__said"), page.locator("#id_body")
    expect(inside.locator("h1")).to_have_text("How long can relief from a ketamine infusion last?")
    expect(said).to_contain_text("The preview is up to date.")
    assert page.evaluate(WIDTH_INSIDE) == 390
    top = page.locator(".beside").bounding_box()

    page.fill("#id_title", "Typed just now")
    expect(inside.locator("h1")).to_have_text("Typed just now")
    assert page.locator(".beside").bounding_box() == top
    for name, width in (("Desk", 1280), ("Print", 816)):
        choose(page, name)
        expect(inside.locator("h1")).to_have_text("Typed just now")
        expect(page.locator(".beside__frame")).to_have_css("width", f"{width}px")
        expect(inside.locator(".help-bar")).to_be_visible(visible=name == "Desk")
    for name in ("Search result", "Share card"):
        choose(page, name)
        expect(inside.locator(".ledger__title, .share-card__title")).to_have_text("Typed just now")
        expect(inside.locator("main")).to_contain_text("Risk:")
    choose(page, "Phone")
    expect(inside.locator("h1")).to_have_text("Typed just now")
    light = page.evaluate(GROUND)
    page.get_by_role("checkbox", name="Dark").check()
    assert page.evaluate(GROUND) != light

    inside.get_by_role("link", name="Articles").first.click()
    expect(said).to_have_text("This link leads to /articles/")
    expect(inside.locator("h1")).to_have_text("Typed just now")
    body.fill(f"{body.input_value()}\n\nKetamine cures pain.")
    fault = page.locator(".beside__found").get_by_role("link", name="This promises a cure")
    fault.focus()
    page.keyboard.press("Enter")
    expect(body).to_be_focused()
    assert body.evaluate(SELECTED) == "Ketamine cures pain."
    body.fill("Words [@nobody]")
    expect(page.locator(".beside__found")).to_contain_text("unknown source 'nobody'")
    expect(inside.locator("h1")).to_have_text("Typed just now")
    assert axe_faults(page, {"runOnly": TAGS}) == []
    assert complaints == []


def test_what_a_text_names_is_found_and_put_in_by_keyboard(form):
    page, complaints = form
    body, dialog = page.locator("#id_body"), page.get_by_role("dialog", name=re.compile("Insert into Body"))
    body.fill("Relief is short.")
    body.press("End")
    page.keyboard.press("Tab")
    expect(page.get_by_role("button", name="Insert… into Body")).to_be_focused()
    page.keyboard.press("Enter")
    expect(dialog.get_by_role("searchbox")).to_be_focused()
    page.keyboard.type("sigtermans2009")
    expect(dialog.get_by_role("status")).to_have_text("1 shown.")
    assert axe_faults(page, {"runOnly": TAGS}) == []
    page.keyboard.press("ArrowDown")
    expect(dialog.get_by_role("button", name=re.compile("sigtermans2009"))).to_be_focused()
    page.keyboard.press("Enter")
    expect(body).to_be_focused()
    expect(body).to_have_value("Relief is short.[@sigtermans2009]")
    page.keyboard.press("Control+z")
    expect(body).to_have_value("Relief is short.")

    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    dialog.get_by_role("combobox").select_option(label="Call-out: ::: urgent")
    expect(dialog.get_by_role("status")).to_have_text("6 shown.")
    dialog.get_by_role("searchbox").fill("urgent clinic")
    expect(dialog.get_by_role("status")).to_have_text("2 shown.")
    page.keyboard.press("Escape")
    expect(dialog).to_be_hidden()
    expect(page.get_by_role("button", name="Insert… into Body")).to_be_focused()
    expect(body).to_have_value("Relief is short.")
    page.get_by_role("button", name="Insert… into Summary").click()
    expect(page.locator("#picker-kind option:not([hidden])")).to_have_count(3)
    assert complaints == []
