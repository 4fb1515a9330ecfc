"""Every public page, found as a reader finds them: by following links from the home page."""

from collections.abc import Iterator
from html.parser import HTMLParser
from urllib.parse import urldefrag, urljoin, urlsplit
from urllib.request import urlopen

# Pages whose address names another page; the crawl leaves queries out
ABOUT_A_PAGE = tuple(f"{path}?page=/conditions/crps/" for path in ("/share/", "/feedback/", "/feedback/sent/"))


class Links(HTMLParser):
    """The addresses that the links of a page lead to."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.found: list[str] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        address = dict(attrs).get("href")
        if tag == "a" and address:
            self.found.append(address)


def crawl(home: str) -> list[str]:
    """Addresses of all pages of the site, from its root, nearest first.

    Parts of a list (`?page=2`) are followed but not named: they are the same page. Raises HTTPError
    when a link within the site leads nowhere.
    """
    pages: list[str] = []
    waiting, known = [home + "/"], {home + "/"}
    for address in waiting:
        with urlopen(address, timeout=30) as response:
            if response.headers.get_content_type() != "text/html":
                continue
            html = response.read().decode()
        if "?" not in address:
            pages.append(address.removeprefix(home))
        for found in links_within(home, address, html):
            if found not in known:
                known.add(found)
                waiting.append(found)
    return pages


def links_within(home: str, address: str, html: str) -> Iterator[str]:
    for link in Links(html).found:
        full = urldefrag(urljoin(address, link)).url
        if urlsplit(full).netloc == urlsplit(home).netloc:
            yield full


def one_of_each_kind(pages: list[str]) -> list[str]:
    """The first page of each template: /conditions/ and /conditions/crps/, but no second condition."""
    kinds: dict[tuple[str, int], str] = {}
    for address in pages:
        parts = urlsplit(address).path.strip("/").split("/")
        kinds.setdefault((parts[0], len(parts)), address)
    return list(kinds.values())
