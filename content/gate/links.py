"""Where links inside the site may lead: to what readers can open, rows and files alike."""

import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cache
from typing import Any
from urllib.parse import urldefrag, urlsplit

from django.urls import NoReverseMatch, Resolver404, resolve
from django.utils.text import slugify

from content.models import Listing, Person, State, StateRules
from content.rendering.page import TEMPLATE_NAMES
from content.syncing.kind import Kind
from content.syncing.kinds import KINDS

HEADING = re.compile(r"^#{2,4}\s+(.*?)\s*(?:\{#([^{}]*)\})?\s*$", re.MULTILINE)
OF_MANY_ROWS = {"content:faq_list", "content:glossary", "content:suitability"}  # views that show all rows of a kind
ROW_PREFIXES = ("q-", "term-", "source-", "clinic-")  # of the names that rows have on a page of many
# Not the directory: the page of a state is there without its card, and entries come and go with their checks
PAGES = [kind for kind in KINDS if hasattr(kind.model, "get_absolute_url") and kind.model not in (Listing, StateRules)]


@dataclass(frozen=True)
class Addresses:
    """The pages that readers can open, by address, each with the names of its places as far as they are known.

    Saved rows are read when a text links to them, each once: there is no end of articles.
    """

    places: dict[str, set[str]] = field(default_factory=dict)  # of rows that are not saved, such as those of files
    has_saved: bool = False  # whether the pages of saved rows are there as well
    read: dict[str, set[str] | None] = field(default_factory=dict)

    def places_of(self, path: str) -> set[str] | None:
        """The places that are known on the page of rows at `path`; None where readers find none."""
        if self.has_saved and path not in self.read:
            self.read[path] = saved_places(path)
        found = [places for places in (self.places.get(path), self.read.get(path)) if places is not None]
        return set().union(*found) if found else None

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
        if place and not self.has_place(path, place, own_places if path == own else ()):
            return "no such place on that page"
        return ""

    def has_page(self, path: str) -> bool:
        if self.places_of(path) is not None:
            return True
        view = view_at(path)
        return bool(view) and not shows_one_row(view)

    def has_place(self, path: str, place: str, more: Iterable[str] = ()) -> bool:
        """`more` places are there besides. Pages of many rows have others; only those named after rows are known."""
        if place in TEMPLATE_NAMES or place in {*(self.places_of(path) or ()), *more}:
            return True
        view = view_at(path)
        return bool(view) and not place.startswith(ROW_PREFIXES) and not shows_one_row(view)


def view_at(path: str) -> str:
    """The name of the view that answers at a path; empty when none does."""
    try:
        return resolve(path).view_name
    except Resolver404:
        return ""


@cache
def kind_at() -> dict[str, Kind]:
    """Which kind the views show whose pages are those of rows."""
    return {view_at(urldefrag(full_address(kind.model(**{kind.slug: "a"})))[0]): kind for kind in PAGES}


def shows_one_row(view: str) -> bool:
    return view in kind_at() and view not in OF_MANY_ROWS


def saved_places(path: str) -> set[str] | None:
    """The places on the page of saved rows at a path: of one row the headings of its text, of many their names."""
    view = view_at(path)
    if view not in kind_at():
        return None
    kind = kind_at()[view]
    rows = kind.model._default_manager.all()
    if shows_one_row(view):
        rows = rows.filter(**{kind.slug: resolve(path).kwargs["slug"]})
    places = addresses_of((kind, row) for row in rows.iterator()).places
    return places.get(path)


def addresses_of(rows: Iterable[tuple[Kind, Any]], *, has_saved: bool = False) -> Addresses:
    """The pages of rows that readers can open, saved or not; with `has_saved` also those of every saved row."""
    places: dict[str, set[str]] = defaultdict(set)
    for kind, row in rows:
        address, place = urldefrag(full_address(row))
        if address and is_open(row):
            places[address] |= {place} if place else places_in(getattr(row, kind.body))
    return Addresses(dict(places), has_saved)


def full_address(row: Any) -> str:
    """Where readers find a row, saved or not; empty when its slug is none."""
    try:
        return str(row.get_absolute_url())
    except NoReverseMatch:
        return ""


def is_open(row: Any) -> bool:
    """Whether readers see the row, now or from a set time on; what has no state is always public."""
    if isinstance(row, Person):
        return row.is_public
    return bool(getattr(row, "state", State.PUBLISHED) == State.PUBLISHED)


def places_in(text: str) -> set[str]:
    """Names of the headings of a text, given or made from their words."""
    return {name or slugify(words) for words, name in HEADING.findall(text)}
