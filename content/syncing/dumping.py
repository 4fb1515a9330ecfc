"""Rows -> files, in one canonical form."""

import os
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from django.db import transaction

from content.fixture_files import write
from content.models import SyncedText
from content.syncing.kinds import KINDS, Kind
from content.syncing.pictures import dump_file, is_picture
from content.syncing.values import body_of, digest_of_row, values_of_row

UNFINISHED = ".new"


@dataclass
class DumpReport:
    """What a dump did."""

    written: list[str] = field(default_factory=list)
    removed: list[str] = field(default_factory=list)
    unchanged: int = 0


def dump(root: Path, *, agrees: bool) -> DumpReport:
    """Write every row below `root`; files without a row go, unchanged files are not touched.

    Each file is replaced in one step, so that a reader never sees half of one. With `agrees`,
    `root` is where the site loads from: file and row are noted as agreeing.
    """
    report = DumpReport()
    with transaction.atomic():
        for kind in KINDS:
            dump_kind(kind, root, report, agrees=agrees)
    return report


def dump_kind(kind: Kind, root: Path, report: DumpReport, *, agrees: bool) -> None:
    folder = kind.folder(root)
    folder.mkdir(parents=True, exist_ok=True)
    for unfinished in folder.glob(f".*{UNFINISHED}"):  # of a dump that was killed
        unfinished.unlink()
    left = {path for path in folder.iterdir() if path.suffix == ".md" or (kind.has_file and is_picture(path))}
    for row in kind.rows_in_full().iterator(chunk_size=200):
        slug = getattr(row, kind.slug)
        path = kind.path(root, slug)
        left.discard(path)
        dump_row(kind, row, path, report)
        if kind.has_file:
            left.discard(dump_file(row, path, replace_file))
        if agrees:
            agree(kind, row, slug)
    for path in left:
        path.unlink()
        if path.suffix != ".md":
            continue
        report.removed.append(f"{kind.name}/{path.stem}")
        if agrees:
            SyncedText.objects.filter(kind=kind.name, slug=path.stem).delete()


def dump_row(kind: Kind, row: Any, path: Path, report: DumpReport) -> None:
    text = write(values_of_row(kind, row), body_of(kind, row)).encode("utf-8")
    if path.exists() and path.read_bytes() == text:
        report.unchanged += 1
        return
    replace_file(path, text)
    report.written.append(f"{kind.name}/{path.stem}")


def replace_file(path: Path, content: bytes) -> None:
    """Write beside the target, make it durable, then rename."""
    temporary = path.with_name(f".{path.name}{UNFINISHED}")
    with open(temporary, "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    os.replace(temporary, path)


def agree(kind: Kind, row: Any, slug: str) -> None:
    SyncedText.objects.update_or_create(
        kind=kind.name,
        slug=slug,
        defaults={"digest": digest_of_row(kind, row)},
    )
