"""Where links inside the site may lead: to what readers can open, rows and files alike."""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urldefrag, urlsplit

from django.urls import NoReverseMatch, Resolver404, resolve
from django.utils.text import slugify

from content.models import Listing, Person, State, StateRules
from content.rendering.page import TEMPLATE_NAMES
from content.syncing.kinds import KINDS, Kind

HEADING = re.compile(r"^#{2,4}\s+(.*?)\s*(?:\{#([^{}]*)\})?\s*$", re.MULTILINE)
OF_MANY_ROWS = {"content:faq_list", "content:glossary", "content:suitability"}  # views that show all rows of a kind
ROW_PREFIXES = ("q-", "term-", "source-", "clinic-")  # of the names that rows have on a page of many
# Not the directory: the page of a state is there without its card, and entries come and go with their checks
PAGES = [kind for kind in KINDS if hasattr(kind.model, "get_absolute_url") and kind.model not in (Listing, StateRules)]


@dataclass(frozen=True)
class Addresses:
    """The pages that readers can open, by address, each with the names of its places as far as they are known."""

    places: Mapping[str, set[str]] = field(default_factory=dict)
    kinds: frozenset[str] = frozenset()  # names of the views that show one row each

    def problem(self, href: str, own: str, own_places: Iterable[str]) -> str:
        """Why a link of the page at `own` leads nowhere; empty when it leads somewhere, or out of the site."""
        address, place = urldefrag(href)
        path = urlsplit(address).path if address else own
        if not path:  # a place on a page that is not known, as in a text pasted for a check
            return ""
        if urlsplit(href).netloc or urlsplit(href).scheme:
            return ""
        if path != own and not self.has_page(path):
            return "no such page"
        known = {*self.places.get(path, ()), *(own_places if path == own else ())}
        if place and not self.has_place(path, place, known):
            return "no such place on that page"
        return ""

    def has_page(self, path: str) -> bool:
        if path in self.places:
            return True
        try:
            return resolve(path).view_name not in self.kinds
        except Resolver404:
            return False

    def has_place(self, path: str, place: str, known: set[str]) -> bool:
        """Pages of many rows have places of their own besides; only those named after rows are known."""
        is_row = place.startswith(ROW_PREFIXES)
        return place in known or place in TEMPLATE_NAMES or not (is_row or self.shows_one_row(path))

    def shows_one_row(self, path: str) -> bool:
        try:
            return resolve(path).view_name in self.kinds
        except Resolver404:
            return True


def addresses_of(rows: Iterable[tuple[Kind, Any]]) -> Addresses:
    """The pages of rows that readers can open, or of unsaved rows that stand for files."""
    places: dict[str, set[str]] = defaultdict(set)
    for kind, row in rows:
        address, place = urldefrag(full_address(row))
        if address and is_open(row):
            places[address] |= {place} if place else places_in(getattr(row, kind.body))
    kinds = {resolve(urldefrag(full_address(kind.model(**{kind.slug: "a"})))[0]).view_name for kind in PAGES}
    return Addresses(places, frozenset(kinds - OF_MANY_ROWS))


def full_address(row: Any) -> str:
    """Where readers find a row, saved or not; empty when its slug is none."""
    try:
        return str(row.get_absolute_url())
    except NoReverseMatch:
        return ""


def saved_rows() -> Iterator[tuple[Kind, Any]]:
    return ((kind, row) for kind in PAGES for row in kind.model._default_manager.all())


def is_open(row: Any) -> bool:
    """Whether readers see the row, now or from a set time on; what has no state is always public."""
    if isinstance(row, Person):
        return row.is_public
    return bool(getattr(row, "state", State.PUBLISHED) == State.PUBLISHED)


def places_in(text: str) -> set[str]:
    """Names of the headings of a text, given or made from their words."""
    return {name or slugify(words) for words, name in HEADING.findall(text)}
