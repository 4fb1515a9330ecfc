"""What one page of each kind costs a reader who comes for the first time, on a phone."""

import re
from dataclasses import dataclass, field
from urllib.parse import urlsplit
from urllib.request import Request, urlopen

import pytest
from playwright.sync_api import Browser, Page, Response, Route

from tests.browser.addresses import one_of_each_kind

pytestmark = pytest.mark.browser

KB = 1000
MOST_BYTES = 60 * KB  # without pictures, as sent to a browser that takes Brotli: all do over HTTPS
LONGER = {"/questions/": 64 * KB}  # 60 answers with 90 sources on one page miss the goal by 3 KB; no more than that
MOST_REQUESTS = 6
MOST_SHIFT = 0.02  # cumulative layout shift; up to 0.1 counts as good elsewhere
PHONE = {"width": 360, "height": 640}
TO_WHICH_A_QUERY_LEADS = ("/share/?page=/conditions/crps/", "/feedback/?page=/conditions/crps/")
HASHED = re.compile(r"/static/.+\.[0-9a-f]{12}\.\w+$")
FOREVER = "max-age=315360000, public, immutable"

SUM_SHIFTS = """
window.shift = 0;
new PerformanceObserver(list => list.getEntries().forEach(one => { window.shift += one.value }))
  .observe({type: 'layout-shift', buffered: true});
"""
# Two frames after the end of the page was shown, whatever moves has moved
TO_THE_END = """
() => new Promise(done => {
  scrollTo(0, document.body.scrollHeight);
  requestAnimationFrame(() => requestAnimationFrame(() => done(window.shift)));
})
"""


@dataclass
class FirstView:
    """Everything a page asked for, and how far it moved while it came."""

    responses: list[Response] = field(default_factory=list)
    shift: float = 0.0
    preloaded: list[str] = field(default_factory=list)

    def addresses(self, kind: str) -> list[str]:
        return [one.url for one in self.responses if one.request.resource_type == kind]


def first_view(page: Page, address: str) -> FirstView:
    """The page as it comes when its font is there before its style: what then moves, moves by itself."""
    view, held = FirstView(), list[Route]()

    def hold(route: Route) -> None:
        if view.addresses("font"):
            route.continue_()
        else:
            held.append(route)

    def keep(response: Response) -> None:  # Playwright wants a plain function
        view.responses.append(response)

    page.add_init_script(SUM_SHIFTS)
    page.on("response", keep)
    page.route("**/*.css", hold)
    with page.expect_event("requestfinished", lambda request: request.resource_type == "font"):
        page.goto(address, wait_until="commit")
    for route in held:
        route.continue_()
    page.wait_for_load_state("networkidle")
    view.shift = page.evaluate(TO_THE_END)
    view.preloaded = page.eval_on_selector_all("link[rel=preload][as=font]", "found => found.map(one => one.href)")
    return view


@pytest.fixture(scope="module")
def views(browser: Browser, base_url: str, pages: list[str]) -> dict[str, FirstView]:
    """One page of each kind. A browser whose requests are held uses nothing that it kept from the page before."""
    found = {}
    with browser.new_context(base_url=base_url, viewport=PHONE) as context:
        for address in [*one_of_each_kind(pages), *TO_WHICH_A_QUERY_LEADS]:
            with context.new_page() as page:
                found[address] = first_view(page, address)
    return found


def sent_bytes(url: str) -> int:
    with urlopen(Request(url, headers={"Accept-Encoding": "br"}), timeout=60) as response:
        return len(response.read())


def test_every_first_view_is_small_and_asks_for_little(views):
    parts = {
        address: [one.url for one in view.responses if "/media/" not in one.url] for address, view in views.items()
    }
    sizes = {url: sent_bytes(url) for url in set().union(*parts.values())}
    sums = {address: sum(sizes[url] for url in urls) for address, urls in parts.items()}

    assert {address: size for address, size in sums.items() if size > LONGER.get(address, MOST_BYTES)} == {}
    assert {address: urls for address, urls in parts.items() if len(urls) > MOST_REQUESTS} == {}


def test_nothing_moves_while_a_page_comes_or_is_scrolled(views):
    assert {address: view.shift for address, view in views.items() if view.shift >= MOST_SHIFT} == {}


def test_every_page_asks_for_one_stylesheet_and_for_the_font_its_head_names(views):
    for address, view in views.items():
        assert len(view.addresses("stylesheet")) == 1, address
        assert view.addresses("font") == view.preloaded, address


def test_what_pages_are_made_of_has_a_digest_in_its_name_and_is_kept_for_good(views):
    parts = [one for view in views.values() for one in view.responses if one.request.resource_type != "document"]

    assert parts
    for one in parts:
        assert HASHED.search(urlsplit(one.url).path), one.url
        assert one.headers["cache-control"] == FOREVER, one.url
