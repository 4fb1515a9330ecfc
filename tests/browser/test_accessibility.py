"""No page has a fault that axe-core can find, and every text can be read against its ground."""

from collections import defaultdict
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page

from tests.browser import page_checks
from tests.browser.addresses import ABOUT_A_PAGE, one_of_each_kind
from tests.browser.axe import ALL_RULES, COLOR_RULES, OTHER_RULES, axe_faults, axe_faults_of_all

pytestmark = pytest.mark.browser

WIDTHS = (360, 1280)
SCHEMES = ("light", "dark")
LEAST_CONTRAST = 7  # AAA for body text; the site's own rule for every text

Faults = dict[str, dict[str, list[str]]]


@pytest.fixture(scope="module")
def tabs(browser: Browser, base_url: str) -> Iterator[list[Page]]:
    """Two pages that work at the same time: each context has a process of its own."""
    contexts = [browser.new_context(base_url=base_url, bypass_csp=True) for _ in range(2)]
    yield [context.new_page() for context in contexts]
    for context in contexts:
        context.close()


def visits(tabs: list[Page], addresses: list[str]) -> Iterator[dict[str, Page]]:
    """All addresses, as many at a time as there are tabs."""
    for start in range(0, len(addresses), len(tabs)):
        opened = dict(zip(addresses[start:], tabs, strict=False))
        for address, tab in opened.items():
            tab.goto(address)
        yield opened


def widen(page: Page, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 800})


@pytest.fixture(scope="module")
def faults(tabs: list[Page], pages: list[str]) -> Faults:
    """What is wrong with each page, from one visit: at both widths, with everything opened."""
    found: Faults = defaultdict(lambda: {"axe": [], "light": [], "dark": []})
    for opened in visits(tabs, [*pages, *ABOUT_A_PAGE]):
        for width in WIDTHS:
            for address, page in opened.items():
                page.evaluate(page_checks.OPEN_ALL)
                widen(page, width)
                for scheme in SCHEMES:
                    page.emulate_media(color_scheme=scheme)
                    found[address][scheme] += page.evaluate(page_checks.WEAK_TEXTS, LEAST_CONTRAST)
            for address, lines in zip(opened, axe_faults_of_all(opened.values(), OTHER_RULES), strict=True):
                found[address]["axe"] += lines
    return found


def test_axe_finds_nothing_on_any_page_at_any_width(faults):
    """Every rule but those about colors: the next tests are for them."""
    assert {address: found["axe"] for address, found in faults.items() if found["axe"]} == {}


@pytest.mark.parametrize("scheme", SCHEMES)
def test_every_text_of_every_page_has_a_contrast_of_seven_to_one(faults, scheme):
    assert {address: found[scheme] for address, found in faults.items() if found[scheme]} == {}


@pytest.mark.parametrize(("scheme", "width"), [("light", 1280), ("dark", 360)])
def test_axe_finds_no_weak_color_on_any_kind_of_page(tabs, pages, scheme, width):
    """Axe also sees what is drawn over a text. One page of each template: the colors come from there."""
    for tab in tabs:
        tab.emulate_media(color_scheme=scheme)
        widen(tab, width)
    found = {}
    for opened in visits(tabs, [*one_of_each_kind(pages), *ABOUT_A_PAGE]):
        found |= dict(zip(opened, axe_faults_of_all(opened.values(), COLOR_RULES), strict=True))

    assert {address: lines for address, lines in found.items() if lines} == {}


@pytest.fixture
def context(new_context):
    """Lets axe into the page, which the site's own policy would keep out."""
    return new_context(bypass_csp=True)


@pytest.mark.parametrize("scheme", SCHEMES)
@pytest.mark.parametrize(("address", "status"), [("/no/such/page/", 404), ("/about/taken-down/", 410)])
def test_axe_finds_nothing_on_pages_that_say_no(page, address, status, scheme):
    page.emulate_media(color_scheme=scheme)
    response = page.goto(address)

    assert response.status == status
    for width in WIDTHS:
        widen(page, width)
        assert axe_faults(page, ALL_RULES) == []


@pytest.mark.parametrize("scheme", SCHEMES)
def test_axe_finds_nothing_on_a_page_that_stands_alone(page, scheme):
    page.emulate_media(color_scheme=scheme)
    # More than the 256 KB that a reader may send.
    page.route("**/consultation/", lambda route: route.continue_(method="POST", post_data="x" * 300_000))
    response = page.goto("/consultation/")

    assert response.status == 413
    assert axe_faults(page, ALL_RULES) == []


@pytest.mark.parametrize("scheme", SCHEMES)
def test_axe_finds_nothing_in_the_open_phone_menu(page, scheme):
    page.emulate_media(color_scheme=scheme)
    widen(page, 360)
    page.goto("/consultation/")
    page.get_by_role("button", name="Menu", exact=True).click()

    assert page.locator("#menu").get_by_role("link", name="Conditions").is_visible()
    assert axe_faults(page, ALL_RULES) == []


@pytest.mark.parametrize("scheme", SCHEMES)
def test_axe_finds_nothing_in_an_open_meaning(page, scheme):
    page.emulate_media(color_scheme=scheme)
    page.goto("/clinics/albany/")
    page.locator("main .term").first.click()

    assert page.locator(".term__meaning:popover-open").is_visible()
    assert axe_faults(page, ALL_RULES) == []
