"""Reading leaves no trace: no other host, nothing stored, no script. And every page is small."""

import gzip
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, Page, Response

pytestmark = pytest.mark.browser

KB = 1000
MOST_HTML = 10 * KB  # of a page of 1,500 words, compressed; longer pages have as much more
WORDS = 1500
MOST_FIRST_VIEW = 60 * KB  # everything the home page asks for, compressed
MOST_REQUESTS = 6

REPORT_VIOLATIONS = """
document.addEventListener('securitypolicyviolation', event =>
  console.error('policy:', event.violatedDirective, event.blockedURI, event.sample));
"""
STORED = """
async () => [
  ...Object.keys(localStorage), ...Object.keys(sessionStorage),
  ...(await indexedDB.databases()).map(one => one.name),
  ...(await caches.keys()),
  ...(await navigator.serviceWorker.getRegistrations()).map(one => one.scope),
]
"""
FORMS = ("/consultation/", "/is-it-for-me/")  # each sets the cookie that protects it; read last
COUNT_WORDS = "document.querySelector('main').textContent.match(/[a-z]{2,}/gi).length"
SCRIPTS = "[...document.scripts].filter(one => one.type !== 'application/ld+json').map(one => one.outerHTML)"


class Visit:
    """What happened while one reader opened every page, one after the other."""

    def __init__(self, page: Page, addresses: list[str]) -> None:
        self.kinds: dict[str, str] = {}
        self.complaints: list[str] = []
        self.scripts: list[str] = []
        self.html_sizes: dict[str, int] = {}
        self.words: dict[str, int] = {}
        page.add_init_script(REPORT_VIOLATIONS)
        page.on("request", lambda request: self.kinds.update({request.url: request.resource_type}))
        page.on("console", lambda message: self.complaints.append(message.text))
        page.on("pageerror", lambda error: self.complaints.append(str(error)))
        for address in [*(one for one in addresses if one not in FORMS), *FORMS]:
            if address == FORMS[0]:
                self.stored = [*page.context.cookies(), *page.evaluate(STORED)]
            response = page.goto(address)
            self.html_sizes[address] = len(gzip.compress(response.body()))
            self.words[address] = page.evaluate(COUNT_WORDS)
            self.scripts += page.evaluate(SCRIPTS)
        page.wait_for_load_state("networkidle")
        self.complaints_about_pages = list(self.complaints)
        for refused in ("/no/such/page/", "/about/taken-down/"):
            page.goto(refused)
        self.stored += page.evaluate(STORED)
        self.cookies_of_the_form = page.context.cookies()


@pytest.fixture(scope="module")
def visit(browser: Browser, base_url: str, pages: list[str]) -> Visit:
    with browser.new_context(base_url=base_url) as context:
        return Visit(context.new_page(), pages)


def test_no_page_asks_another_host_for_anything(visit, base_url):
    assert {urlsplit(url).netloc for url in visit.kinds} == {urlsplit(base_url).netloc}


def test_no_page_has_or_loads_a_script(visit):
    assert set(visit.kinds.values()) <= {"document", "stylesheet", "font", "image", "other"}
    assert visit.scripts == []


def test_readers_get_no_cookie_and_nothing_is_stored_with_them(visit):
    assert visit.stored == []


def test_the_forms_set_one_cookie_and_stores_nothing(visit):
    assert [cookie["name"] for cookie in visit.cookies_of_the_form] == ["__Host-csrftoken"]


def test_no_page_complains_or_breaks_its_own_policy(visit):
    assert visit.complaints_about_pages == []


def test_no_page_is_large_for_what_it_says(visit):
    most = {address: MOST_HTML * max(1, words / WORDS) for address, words in visit.words.items()}
    assert {address: size for address, size in visit.html_sizes.items() if size > most[address]} == {}


def test_the_first_view_of_the_home_page_is_small(page):
    responses: list[Response] = []

    def keep(response: Response) -> None:  # Playwright wants a plain function
        responses.append(response)

    page.on("response", keep)
    page.goto("/", wait_until="networkidle")
    # A font is compressed already.
    sizes = {r.url: len(r.body()) if r.url.endswith(".woff2") else len(gzip.compress(r.body())) for r in responses}

    assert len(responses) <= MOST_REQUESTS
    assert sum(sizes.values()) <= MOST_FIRST_VIEW, sizes
