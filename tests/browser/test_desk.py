"""The desk in the browser: a page from a draft to a comparison and a preview, without a fault or a broken policy."""

import pytest
from playwright.sync_api import expect

from tests.browser.axe import TAGS, axe_faults
from tests.browser.staff_pages import complaints_of, staff_page

pytestmark = pytest.mark.browser
WIDER_THAN_THE_SCREEN = "() => document.documentElement.scrollWidth - innerWidth"
FOLLOWED = ("Compare with live", "Text of version", "What did it say on a day?")


@pytest.mark.parametrize(("scheme", "width"), [("light", 1280), ("dark", 320)])
def test_a_change_is_written_compared_and_previewed(browser, base_url, run_there, scheme, width):
    size = {"width": width, "height": 900}
    context = browser.new_context(base_url=base_url, viewport=size, color_scheme=scheme, reduced_motion="reduce")
    page, found = staff_page(context, "reviewer", run_there, base_url), []
    complaints = complaints_of(page)

    def look() -> None:
        page.wait_for_load_state("networkidle")
        found.extend(f"{page.url}: {fault}" for fault in axe_faults(page, {"runOnly": TAGS}))
        assert page.evaluate(WIDER_THAN_THE_SCREEN) <= 0, page.url

    page.goto("/staff/admin/content/article/")
    page.locator("#result_list th.field-title a").last.click()
    page.fill("#id_summary", f"{page.input_value('#id_summary')} Words of the {scheme} test.")
    page.click("input[name=_continue]")
    expect(page.locator("body")).to_contain_text("The live page has not changed.")
    look()
    page.click("text=Review, publish, history")
    look()
    desk = page.url
    for words in FOLLOWED:
        page.goto(desk)
        page.locator("a", has_text=words).first.click()
        look()
    page.goto(desk)
    page.goto(f"{page.locator('a', has_text='See the changes in the page').get_attribute('href')}")
    expect(page.locator("main ins").first).to_contain_text("Words of the")
    look()
    page.goto(desk)
    with page.context.expect_page() as opened:
        page.click("text=Preview the open change")
    expect(opened.value.locator("main")).to_contain_text(f"Words of the {scheme} test.")
    page.goto("/staff/reviews/")
    look()
    page.goto(desk)
    page.click("button:has-text('Discard the open change')")
    page.wait_for_load_state("networkidle")
    context.close()

    assert (found, complaints) == ([], [])
