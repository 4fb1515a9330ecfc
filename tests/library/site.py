"""The public site as a reader clicks through it."""

from collections import deque
from dataclasses import dataclass, field
from html.parser import HTMLParser
from urllib.parse import urldefrag, urljoin

from django.test import Client
from django.urls import reverse

from content.models import Article, Clinic, Condition, Person, Policy, Treatment

HOME = "/"
LISTS = (
    "condition_list",
    "treatment_list",
    "article_list",
    "faq_list",
    "glossary",
    "clinic_list",
    "evidence",
    "source_list",
)


class PageParser(HTMLParser):
    def __init__(self, html: str) -> None:
        super().__init__()
        self.names: set[str] = set()
        self.links: list[str] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = dict(attrs)
        if found.get("id"):
            self.names.add(str(found["id"]))
        if tag == "a" and found.get("href"):
            self.links.append(str(found["href"]))


@dataclass
class Visited:
    """A page as it was met: how many clicks from the home page, its names and where its links lead."""

    clicks: int
    status: int
    names: set[str] = field(default_factory=set)
    links: list[tuple[str, str]] = field(default_factory=list)


def crawl(client: Client) -> dict[str, Visited]:
    """Every page of this site that links lead to, by address, the nearest first."""
    found: dict[str, Visited] = {}
    queue = deque([(HOME, 0)])
    while queue:
        address, clicks = queue.popleft()
        if address in found:
            continue
        response = client.get(address)
        page = found[address] = Visited(clicks, response.status_code)
        if response.status_code == 200 and response["Content-Type"].startswith("text/html"):
            parser = PageParser(response.content.decode())
            page.names = parser.names
            page.links = [urldefrag(urljoin(address, link)) for link in parser.links if is_internal(link)]
            queue.extend((target, clicks + 1) for target, _ in page.links)
    return found


def is_internal(link: str) -> bool:
    return link.startswith(("/", "#", "?")) and not link.startswith("//")


def public_addresses() -> list[str]:
    rows = [row for model in (Condition, Treatment, Article, Policy) for row in model.objects.published()]
    rows += [*Clinic.objects.all(), *Person.objects.public()]
    return [*(reverse(f"content:{name}") for name in LISTS), *(row.get_absolute_url() for row in rows)]


def broken_links(pages: dict[str, Visited]) -> list[str]:
    """Links whose page does not answer, or has no place of that name."""
    broken = []
    for address, page in pages.items():
        for target, name in page.links:
            if pages[target].status != 200:
                broken.append(f"{address} -> {target}: {pages[target].status}")
            elif name and name not in pages[target].names:
                broken.append(f"{address} -> {target}#{name}: no such place")
    return sorted(set(broken))
