"""Pages of staff who have signed in, and the addresses they can open."""

from collections.abc import Iterator

from playwright.sync_api import BrowserContext, Page, expect

from tests.browser.conftest import PASSWORD


def staff_page(context: BrowserContext, name: str) -> Page:
    """The start page of a colleague, or of the owner, who has signed in."""
    page = context.new_page()
    page.goto("/staff/admin/")
    page.fill("#id_username", name)
    page.fill("#id_password", PASSWORD)
    page.click("[type=submit]")
    expect(page.locator("#user-tools")).to_contain_text(name)
    return page


def admin_pages(page: Page) -> Iterator[str]:
    """The start page; for each kind of row on it the list, and the add and change page where there is one."""
    yield "/staff/admin/"
    lists = [str(link.get_attribute("href")) for link in page.locator("#content-main table th a").all()]
    for address in lists:
        yield address
        rows = page.locator("#result_list tbody th a").all()
        changes = [str(row.get_attribute("href")) for row in rows[:1]]
        adds = [str(link.get_attribute("href")) for link in page.locator(".object-tools .addlink").all()]
        yield from (*changes, *adds)
