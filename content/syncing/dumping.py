"""Rows -> files, in one canonical form."""

import os
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from django.db import transaction

from content.fixture_files import write
from content.images.storage import make_names_durable
from content.models import SyncedText
from content.syncing.kind import Kind
from content.syncing.kinds import KINDS
from content.syncing.one_moment import one_moment
from content.syncing.pictures import dump_file, is_picture
from content.syncing.values import attached, body_of, digest, digest_of_file, values_of_row

UNFINISHED = ".new"
BATCH = 1_000


@dataclass
class DumpReport:
    """What a dump did, and what it found by kind and slug: the digests of the row and of the file that says it."""

    written: list[str] = field(default_factory=list)
    removed: list[str] = field(default_factory=list)
    unchanged: int = 0
    digests: dict[tuple[str, str], tuple[str, str]] = field(default_factory=dict)


def dump(root: Path, *, agrees: bool) -> DumpReport:
    """Write every row below `root` as it is at one moment; files without a row go, unchanged files are not touched.

    Each file is replaced in one step, so that a reader never sees half of one. With `agrees`, `root` is where the site
    loads from: file and row are noted as agreeing once all files are written, and the database is locked only for that.
    """
    report = DumpReport()
    with one_moment():
        for kind in KINDS:
            dump_kind(kind, root, report)
    make_names_durable(root)
    if agrees:
        agree(report)
    return report


def dump_kind(kind: Kind, root: Path, report: DumpReport) -> None:
    folder = kind.folder(root)
    folder.mkdir(parents=True, exist_ok=True)
    for unfinished in folder.glob(f".*{UNFINISHED}"):  # of a dump that was killed
        unfinished.unlink()
    left = {path for path in folder.iterdir() if path.suffix == ".md" or (kind.has_file and is_picture(path))}
    for row in kind.rows_in_full().iterator(chunk_size=200):
        path = kind.path(root, getattr(row, kind.slug))
        left.discard(path)
        dump_row(kind, row, path, report)
        if kind.has_file:
            left.discard(dump_file(row, path, replace_file))
    for path in left:
        path.unlink()
        if path.suffix == ".md":
            report.removed.append(f"{kind.name}/{path.stem}")
    make_names_durable(folder)


def dump_row(kind: Kind, row: Any, path: Path, report: DumpReport) -> None:
    values, body = values_of_row(kind, row), body_of(kind, row)
    text = write(values, body).encode("utf-8")
    of_row = digest(values, body, attached(kind, row))
    report.digests[kind.name, path.stem] = (of_row, digest_of_file(kind, text))
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


def agree(report: DumpReport) -> None:
    """Note what rows and files said at the moment of the dump: a row that was changed since then differs from it.

    A load may have noted something else meanwhile, so it is compared with what is noted now.
    """
    with transaction.atomic():
        noted = SyncedText.objects.values_list("kind", "slug", "digest", "file_digest")
        known = {(kind, slug): (of_row, of_file) for kind, slug, of_row, of_file in noted.iterator()}
        new = [
            SyncedText(kind=kind, slug=slug, digest=of_row, file_digest=of_file)
            for (kind, slug), (of_row, of_file) in report.digests.items()
            if known.get((kind, slug)) != (of_row, of_file)
        ]
        SyncedText.objects.bulk_create(
            new,
            batch_size=BATCH,
            update_conflicts=True,
            unique_fields=["kind", "slug"],
            update_fields=["digest", "file_digest"],
        )
        for name in report.removed:
            kind, _, slug = name.partition("/")
            SyncedText.objects.filter(kind=kind, slug=slug).delete()
