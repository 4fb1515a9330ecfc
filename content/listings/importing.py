"""CSV files -> entries that stay hidden until somebody has verified them. Reads line by line, writes in batches."""

import csv
import hashlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Any

from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.db.models import Q
from django.utils.text import slugify

from content.listings.columns import ImportRefused, Layout, NoPlace, Values, layout_of
from content.models import Listing, ListingChange

BATCH = 2000
LONGEST_LINE = 64 * 1024  # characters; a line of the NPPES file has about 4,000
LONGEST_NAME_IN_SLUG = 90
READ = ("name", "region", "city", "street", "postal_code", "phone", "website", "npi", "setting")
FIELDS: "list[models.Field[Any, Any]]" = [field for field in Listing._meta.fields if field.name in READ]
BY_STAFF = (ListingChange.What.ADDED, ListingChange.What.CHANGED, ListingChange.What.MERGED)
GIVES_UP_SLUG = (ListingChange.What.CHANGED, ListingChange.What.DELETED)
Tell = Callable[[int, str], None]  # the number of a line, from 1, and what is wrong with it


@dataclass
class ImportReport:
    """What an import did, or would do, in lines of the file."""

    created: int = 0
    updated: int = 0
    unchanged: int = 0
    kept: int = 0  # entries that are not the import's to change
    skipped: int = 0  # closed down, or in another country
    refused: int = 0


@dataclass
class Batch:
    """Entries read and not yet compared with the stored ones: by NPI, or by slug where there is none."""

    lines: dict[str, int] = field(default_factory=dict)
    values: dict[str, Values] = field(default_factory=dict)


def import_listings(path: Path, tell: Tell, *, dry_run: bool = False) -> ImportReport:
    """Bring imported entries in line with a file; each batch is a transaction of its own.

    One line of the file is one entry: no value holds a line break. `tell` hears of every line that is refused; the
    others are taken. What staff verified, took out, typed, changed, merged or deleted stays so. Raises ImportRefused.
    """
    return Import(tell, dry_run=dry_run).run(path)


class Import:
    """One run. Holds one batch in memory, and by what entries were known that staff merged, deleted or renamed."""

    def __init__(self, tell: Tell, *, dry_run: bool) -> None:
        self.tell_line, self.dry_run = tell, dry_run
        self.report = ImportReport()
        merged = Listing.objects.exclude(other_npis="").values_list("other_npis", flat=True)
        self.settled = {npi for lines in merged.iterator() for npi in lines.splitlines()}
        given_up = ListingChange.objects.filter(what__in=GIVES_UP_SLUG, values__has_key="slug")
        self.settled |= {values["slug"][0] for values in given_up.values_list("values", flat=True).iterator()}

    def run(self, path: Path) -> ImportReport:
        with open(path, encoding="utf-8-sig", errors="surrogateescape", newline="\n") as file:
            lines = numbered_lines(file)
            layout = layout_of(self.header(next(lines, (1, ""))[1]))
            batch = Batch()
            for number, line in lines:
                if line.strip():
                    self.read(number, line, layout, batch)
                if len(batch.lines) == BATCH:
                    self.store(batch)
                    batch = Batch()
            self.store(batch)
        return self.report

    def header(self, line: str) -> list[str]:
        try:
            return cells_of(line)
        except ValueError as error:
            raise ImportRefused(f"The first line {error}.") from error

    def refuse(self, number: int, message: str) -> None:
        self.report.refused += 1
        self.tell_line(number, message)

    def read(self, number: int, line: str, layout: Layout, batch: Batch) -> None:
        """Add one line to the batch, or say what is wrong with it."""
        try:
            values = checked(layout.read(cells_of(line)))
        except NoPlace:
            self.report.skipped += 1
            return
        except ValueError as error:
            self.refuse(number, str(error))
            return
        slug = slug_of(values)
        key = values["npi"] or slug
        if key in batch.lines:
            self.refuse(number, f"the same as line {batch.lines[key]}")
        elif key in self.settled or slug in self.settled:
            self.report.kept += 1
        else:
            batch.lines[key], batch.values[key] = number, values

    @transaction.atomic
    def store(self, batch: Batch) -> None:
        """Compare a batch with what is stored, and write what is new or different."""
        slugs = {key: slug_of(values) for key, values in batch.values.items()}
        rows = list(Listing.objects.filter(Q(npi__in=slugs) | Q(slug__in=slugs.values())))
        found = {key: row for row in rows for key in (row.npi, row.slug)}
        by_staff = set(
            ListingChange.objects.filter(listing__in=rows, what__in=BY_STAFF).values_list("listing", flat=True)
        )
        new, different, changes = [], [], []
        for key, values in batch.values.items():
            row = found.get(key) or found.get(slugs[key])
            if row is None:
                new.append(Listing(slug=slugs[key], is_imported=True, **values))
            elif not row.is_imported or row.verified_on or row.taken_out or row.pk in by_staff:
                self.report.kept += 1
            elif changed := differences(row, values):
                different.append(row)
                changes.append(ListingChange(listing=row, name=row.name, what="imported", values=changed))
                for name, (_, value) in changed.items():
                    setattr(row, name, value)
            else:
                self.report.unchanged += 1
        self.report.created += len(new)
        self.report.updated += len(different)
        if not self.dry_run:
            Listing.objects.bulk_create(new)
            Listing.objects.bulk_update(different, READ)
            ListingChange.objects.bulk_create(changes)


def differences(row: Listing, values: Values) -> dict[str, list[str]]:
    """Before and after of what a file says otherwise. What it leaves empty stays as it is."""
    return {
        name: [getattr(row, name), value] for name, value in values.items() if value not in ("", getattr(row, name))
    }


def numbered_lines(file: IO[str]) -> Iterator[tuple[int, str]]:
    """Each line with its number, from 1. A line that is too long is cut, which its reader will notice."""
    number = 0
    while line := file.readline(LONGEST_LINE):
        number += 1
        yield number, line.rstrip("\r\n")
        while line and not line.endswith("\n"):
            line = file.readline(LONGEST_LINE)


def cells_of(line: str) -> list[str]:
    """The values of a line. Raises ValueError."""
    if len(line) >= LONGEST_LINE:
        raise ValueError(f"is longer than {LONGEST_LINE} characters")
    if not line.isascii() and any("\ud800" <= sign <= "\udfff" for sign in line):
        raise ValueError("is not UTF-8")
    try:
        cells = next(csv.reader([line], strict=True), [])
    except csv.Error as error:
        raise ValueError(f"is no line of CSV: {error}") from error
    if line.count('"') % 2:
        raise ValueError("has a quotation mark without its pair; no value may hold a line break")
    return cells


def checked(values: Values) -> Values:
    """Every value in the form its field stores; "" for those that the file lacks. Raises ValueError."""
    clean, problems = {}, []
    for model_field in FIELDS:
        name = model_field.name
        try:
            clean[name] = model_field.clean(values.get(name, ""), None)
        except ValidationError as error:
            problems.append(f"{model_field.verbose_name}: {' '.join(error.messages)}")
    if problems:
        raise ValueError("; ".join(problems))
    return clean


def slug_of(values: Values) -> str:
    """The same for the same entry in every run: by NPI, or by name and place."""
    name = slugify(values["name"])[:LONGEST_NAME_IN_SLUG].strip("-") or "entry"
    if values["npi"]:
        return f"{name}-{values['npi']}"
    place = "|".join(values[key].casefold() for key in ("name", "region", "city", "street", "postal_code"))
    return f"{name}-{hashlib.sha256(place.encode()).hexdigest()[:10]}"
