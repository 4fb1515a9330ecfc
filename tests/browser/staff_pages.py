"""Pages of staff who have signed in, and the addresses they can open."""

from collections.abc import Callable, Iterator

from playwright.sync_api import BrowserContext, Page, expect

from tests.staff_sign_in import browser_cookies

ROLES = {"editor": "Editor", "reviewer": "Reviewer", "desk": "Front desk", "owner": "Owner"}

REPORT_VIOLATIONS = """
document.addEventListener('securitypolicyviolation', event =>
  console.error('policy:', event.violatedDirective, event.blockedURI, event.sourceFile));
"""


def staff_page(context: BrowserContext, name: str, run_there: Callable[[str], str], address: str) -> Page:
    """The start page of somebody on the staff who has signed in; `name` is also their role, in small letters."""
    context.add_init_script(REPORT_VIOLATIONS)
    context.add_cookies(browser_cookies(run_there, address, name, ROLES[name]))
    page = context.new_page()
    page.goto("/staff/admin/")
    expect(page.locator("#user-tools")).to_contain_text(name)
    return page


def complaints_of(staff: Page) -> list[str]:
    """What any page of this person writes to the console as an error, from now on."""
    found: list[str] = []
    staff.context.on("console", lambda message: message.type == "error" and found.append(message.text))
    staff.context.on("weberror", lambda error: found.append(str(error.error)))
    return found


def admin_pages(page: Page) -> Iterator[str]:
    """The start page; for each kind of row on it the list, and whatever that leads to for one row.

    Each address must be opened before the next one is asked for.
    """
    yield "/staff/admin/"
    for address in links(page, "#content-main table th a"):
        yield address
        one, adds = links(page, "#result_list tbody th a")[:1], links(page, ".object-tools .addlink")
        for change in one:
            yield change
            yield from links(page, ".historylink, .deletelink")
        yield from adds


def links(page: Page, selector: str) -> list[str]:
    return [str(link.get_attribute("href")) for link in page.locator(selector).all()]
