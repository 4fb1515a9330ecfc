"""Links of public pages: those that lead nowhere on this site, and all that lead to other sites."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import urldefrag, urlsplit

from django.urls import Resolver404, resolve
from django.utils import timezone

from content.gate.links import Addresses, addresses_of, full_address, is_open
from content.models import Listing, OldPath, Person, Source
from content.publishing.moving import public_addresses
from content.syncing.kind import Kind
from content.syncing.kinds import KIND_OF, KINDS
from content.texts import texts_of

LINK = re.compile(r"\]\(([/#][^)\s]*)\)")
OUTSIDE = re.compile(r"\]\((https?://[^)\s]+)\)|<(https?://[^>\s]+)>")
DETAILS = {f"content:{name}_detail" for name in ("condition", "treatment", "article", "policy", "clinic", "person")}


@dataclass(frozen=True)
class Link:
    """A link of a row that readers see: where it stands, and where it leads."""

    kind: Kind
    row: Any
    place: str
    address: str

    @property
    def name(self) -> str:
        return f"{self.kind.name}/{getattr(self.row, self.kind.slug)}"


def broken_links() -> Iterator[tuple[Link, str]]:
    """Each link inside the site that leads nowhere, and what is wrong with it."""
    public = {*public_addresses(), *(person.get_absolute_url() for person in Person.objects.public())}
    moved = dict(OldPath.objects.values_list("path", "target"))
    known = addresses_of([], has_saved=True)
    for link in sorted_links(LINK):
        own = urldefrag(full_address(link.row))[0] if hasattr(link.row, "get_absolute_url") else ""
        path, place = urlsplit(link.address).path or own, urldefrag(link.address)[1]
        if problem := path and (problem_of(path, public, moved) or place_problem(path, place, known)):
            yield link, problem


def problem_of(path: str, public: set[str], moved: dict[str, str]) -> str:
    """Why this path should not be linked to; empty when readers get a page there."""
    if path in public:
        return ""
    if path in moved:
        return f"moved to {moved[path]}" if moved[path] else "gone"
    try:
        found = resolve(path)
    except Resolver404:
        return "no such address"
    return "no public page" if found.view_name in DETAILS else ""


def place_problem(path: str, place: str, known: Addresses) -> str:
    return "" if not place or known.has_place(path, place) else "no such place on that page"


def outside_links() -> Iterator[Link]:
    """Each link to another site: in texts, of sources, and of the entries that the directory shows."""
    yield from sorted_links(OUTSIDE)
    for listing in Listing.objects.verified(timezone.localdate()):
        for field in ("website", "license_lookup"):
            if address := getattr(listing, field):
                yield Link(KIND_OF[Listing], listing, field, address)


def sorted_links(pattern: re.Pattern[str]) -> Iterator[Link]:
    """The links of each public row, by address; an address that a row names twice counts once."""
    for kind in KINDS:
        for row in kind.rows_in_full().iterator(chunk_size=200):
            if is_open(row) and kind.model is not Listing:
                found = {address: place for place, address in reversed(list(links_of(kind, row, pattern)))}
                yield from (Link(kind, row, found[address], address) for address in sorted(found))


def links_of(kind: Kind, row: Any, pattern: re.Pattern[str]) -> Iterator[tuple[str, str]]:
    """Place and address of every link of a row, in reading order."""
    if pattern is OUTSIDE and isinstance(row, Source) and row.address():
        yield "doi" if row.doi else "url", row.address()
    parts = [("", row), *((key, child) for key in kind.rows for child in getattr(row, key).all())]
    for key, part in parts:
        for text in texts_of(part):
            field = f"{key}.{text.field}" if key else text.field
            for match in pattern.finditer(text.text):
                line = text.entry or text.text.count("\n", 0, match.start()) + 1
                yield f"{field}, line {line}", next(group for group in match.groups() if group)
