"""docs/content-coverage.md: what became of each item of the five source documents. Every row keeps its word."""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from itertools import groupby, pairwise
from pathlib import Path

import pytest
from django.conf import settings

from content.fixture_files import FixtureFile, read
from content.rendering.citations import keys_in
from tests.loaded_site import CONTENT

TABLE = Path(settings.BASE_DIR) / "docs" / "content-coverage.md"
INVENTORY = Path(settings.BASE_DIR).parent / "shared" / "evidence.md"  # the audit; not part of the repository

DOCUMENTS = ("S0", "S1", "S2", "S3", "S4", "added")
VERDICTS = ("", "supported", "overclaimed", "contradicted", "unsupported", "gap")
FAILED = ("overclaimed", "contradicted", "unsupported")
HEAD = ["No.", "Item", "Verdict", "Where the site carries it, and on what", "Left out or said otherwise, and why"]
LETTERS = "abcdef"
NUMBER = re.compile(r"(S[0-4]|added)-(\d+)\.(\d+)([a-z]?)")
PLACE = re.compile(r"\[([a-z]+/[a-z0-9_-]+)(?:#([a-z0-9-]+))?\]\(([^()\s]+)\)(?:: ([a-z0-9]+(?:, [a-z0-9]+)*))?")
HEADING = re.compile(r"^## .*?(?:\{#([a-z0-9-]+)\})?$", re.MULTILINE)

# The items that the audit lists, and the rows more where one item holds several claims with verdicts of their own.
ROWS = {
    "S0": 28 + 15,
    "S1": 45 + 8,
    "S2": 60 + 10,
    "S3": 65 + 10,
    "S4": 22 + 3,
    "added": 17 + 4,
}


@dataclass(frozen=True)
class Place:
    page: str
    section: str
    target: str
    keys: tuple[str, ...]

    @property
    def path(self) -> Path:
        return CONTENT / f"{self.page}.md"

    def __str__(self) -> str:
        return f"{self.page}#{self.section}" if self.section else self.page


@dataclass(frozen=True)
class Row:
    number: str
    item: str
    verdict: str
    places: tuple[Place, ...]
    reason: str

    @property
    def document(self) -> str:
        return self.number.partition("-")[0]

    @property
    def place_in_document(self) -> tuple[int, int]:
        """Its group and its item in the group."""
        return int(NUMBER.fullmatch(self.number)[2]), int(NUMBER.fullmatch(self.number)[3])

    @property
    def letter(self) -> str:
        return NUMBER.fullmatch(self.number)[4]


def cells_of(line: str) -> list[str]:
    return [cell.strip() for cell in line.strip().strip("|").split("|")]


def row_of(line: str) -> Row:
    cells = cells_of(line)
    assert len(cells) == 5, f"not five cells: {line}"
    number, item, verdict, places, reason = cells
    assert NUMBER.fullmatch(number), f"not a number like S0-1.2a: {line}"
    return Row(number, item, verdict, tuple(places_of(places, number)), reason)


def places_of(cell: str, number: str) -> Iterator[Place]:
    for part in filter(None, cell.split("; ")):
        match = PLACE.fullmatch(part)
        assert match, f"{number}: not a place with its keys: {part}"
        page, section, target, keys = match.groups(default="")
        yield Place(page, section, target, tuple(filter(None, keys.split(", "))))


@cache
def rows() -> tuple[Row, ...]:
    lines = [line for line in TABLE.read_text(encoding="utf-8").splitlines() if line.startswith("|")]
    return tuple(row_of(line) for line in lines if cells_of(line) != HEAD and not line.startswith("| ---"))


def placed() -> Iterator[tuple[str, Place]]:
    """Every place of every row, with the words that name it in a failure."""
    return ((f"{row.number}: {place}", place) for row in rows() for place in row.places)


@cache
def file_of(path: Path) -> FixtureFile:
    return read(path)


def texts_in(value: str | list | dict) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    else:
        for part in value.values() if isinstance(value, dict) else value:
            yield from texts_in(part)


def sections(body: str) -> dict[str, str]:
    """The text of each second-level section of a page, by its name."""
    starts = [(match[1], match.start()) for match in HEADING.finditer(body)]
    return {name: body[start:end] for (name, start), (_, end) in pairwise([*starts, ("", len(body))]) if name}


def keys_at(place: Place) -> set[str]:
    """What is cited in the section; without one, in the whole file. A finding and a fact name their sources."""
    file = file_of(place.path)
    if place.section:
        return set(keys_in(sections(file.body).get(place.section, "")))
    named = [*file.values.get("sources", []), file.values.get("source", "")]
    return {*keys_in("\n".join([*texts_in(file.values), file.body])), *named}


def test_rows_are_numbered_by_document_in_order_without_a_gap():
    assert [document for document, _ in groupby(rows(), key=lambda row: row.document)] == list(DOCUMENTS)
    for document, letters in letters_of_items().items():
        groups = [group for group, _ in groupby(letters, key=lambda item: item[0])]
        assert groups == list(range(1, len(groups) + 1)), document
        for group in groups:
            items = [item for one, item in letters if one == group]
            assert items == list(range(1, len(items) + 1)), (document, group)


def test_an_item_is_one_row_or_has_letters_from_a_on():
    for document, letters in letters_of_items().items():
        allowed = [[""], *(list(LETTERS[:count]) for count in range(2, len(LETTERS) + 1))]
        assert not {item: found for item, found in letters.items() if found not in allowed}, document


def letters_of_items() -> dict[str, dict[tuple[int, int], list[str]]]:
    """For each document, the letters of the rows of each item, in the order of the table."""
    letters: dict[str, dict[tuple[int, int], list[str]]] = {}
    for row in rows():
        letters.setdefault(row.document, {}).setdefault(row.place_in_document, []).append(row.letter)
    return letters


def test_no_row_is_empty_and_every_verdict_is_one_of_the_five():
    assert not [row.number for row in rows() if not row.item or row.verdict not in VERDICTS]
    assert not [row.number for row in rows() if not row.places and not row.reason]


def test_the_rows_of_each_document_are_all_there():
    assert Counter(row.document for row in rows()) == ROWS


def test_every_place_exists():
    missing = [name for name, place in placed() if not place.path.is_file()]
    missing += [
        name
        for name, place in placed()
        if place.section and place.path.is_file() and place.section not in sections(file_of(place.path).body)
    ]
    assert not missing


def test_every_link_leads_to_the_file_of_its_place():
    assert not [name for name, place in placed() if (TABLE.parent / place.target).resolve() != place.path.resolve()]


def test_readers_can_see_every_place():
    hidden = [name for name, place in placed() if file_of(place.path).values.get("state", "published") != "published"]
    assert not hidden


def test_every_key_is_cited_where_the_row_says():
    wrong = [f"{name}: {key}" for name, place in placed() for key in place.keys if key not in keys_at(place)]
    assert not wrong


def test_every_key_has_a_source():
    keys = {key for _, place in placed() for key in place.keys}
    assert not [key for key in sorted(keys) if not (CONTENT / "sources" / f"{key}.md").is_file()]


def test_a_place_without_a_source_says_why():
    bare = {row.number for row in rows() for place in row.places if not place.keys}
    assert not [row.number for row in rows() if row.number in bare and "no source" not in row.reason]


def test_a_claim_that_failed_the_audit_says_what_was_changed():
    assert not [row.number for row in rows() if row.verdict in FAILED and not row.reason]


def test_every_added_topic_is_on_the_site_with_its_sources():
    added = [row for row in rows() if row.document == "added"]
    assert not [row.number for row in added if not row.places or not all(place.keys for place in row.places)]


def audit() -> str:
    """The audit of the documents, which is kept outside the repository; skips where it is absent."""
    if not INVENTORY.is_file():
        pytest.skip(f"{INVENTORY} is not here: the rows cannot be held against the inventory of the audit")
    return INVENTORY.read_text(encoding="utf-8")


def inventory() -> dict[str, list[tuple[int, int]]]:
    """Group and number of each item: a line is a group; semicolons and full stops part its items."""
    _, *parts = re.split(r"^### 4\.\d .*\n", audit(), flags=re.MULTILINE)
    return dict(zip(DOCUMENTS, map(items_in, parts), strict=True))


def items_in(part: str) -> list[tuple[int, int]]:
    lines = [line for line in part.splitlines() if line.strip()]
    groups = [filter(str.strip, re.split(r";|\.\s+(?=[A-Z])", line)) for line in lines]
    return [(group, item) for group, items in enumerate(groups, 1) for item, _ in enumerate(items, 1)]


def test_every_item_of_the_inventory_has_a_row():
    for document, items in inventory().items():
        assert list(letters_of_items()[document]) == items, document


def test_no_eight_words_in_a_row_are_copied_from_the_audit():
    known = set(runs(audit()))
    found = [(row.number, run) for row in rows() for text in (row.item, row.reason) for run in runs(text)]
    assert not [(number, run) for number, run in found if run in known]


def runs(text: str) -> Iterator[str]:
    words = re.findall(r"[a-z0-9]+", text.lower())
    return (" ".join(words[start : start + 8]) for start in range(len(words) - 7))
