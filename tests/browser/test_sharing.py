"""With a script, a page that shares copies, hands over to the device and prints; no host is asked for that."""

import pytest
from playwright.sync_api import expect

pytestmark = pytest.mark.browser

DEVICE = """
window.shared = [];
navigator.share = async words => { shared.push(words); };
window.print = () => { document.documentElement.dataset.printed = "yes"; };
"""


def test_the_buttons_for_sharing_appear_and_work_without_asking_any_host(page, base_url):
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.context.add_init_script(DEVICE)
    page.goto("/share/?page=/conditions/crps/", wait_until="networkidle")  # the browser asks for its icon late
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))

    page.get_by_role("button", name="Copy the address").click()
    expect(page.get_by_role("button", name="Address copied")).to_be_visible()
    assert page.evaluate("navigator.clipboard.readText()").endswith("/conditions/crps/")
    for button in page.locator("[data-share-address]").all():
        button.click()
    titled, neutral = page.evaluate("shared")
    assert titled["text"].startswith("Complex regional pain syndrome (CRPS)\nRisk: ")
    assert neutral["title"] == neutral["text"] == titled["title"] == "A page you may want to read"
    assert asked == []

    with page.context.expect_page() as opened:
        page.get_by_role("button", name="Open the page and print it").click()
    expect(opened.value.locator("html[data-printed]")).to_have_count(1)
    assert opened.value.url == f"{base_url}/conditions/crps/"
