"""Files -> rows, three ways: file, row, and what both said when they last agreed."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

from django.db import models, transaction

from content.fixture_files import FileProblem, FixtureFile
from content.images.accepting import CleanImage
from content.images.keeping import keep
from content.models import Clinic, Fact, Image, SearchEntry, Source
from content.rendering.page import PageContext, Picture, Quote
from content.search import indexing
from content.syncing.folder_loading import KindLoader
from content.syncing.kind import Kind
from content.syncing.kinds import KINDS
from content.syncing.report import LoadRefused, LoadReport
from content.texts import full_context, problems_in

NAMED_IN_TEXTS = ("sources", "facts", "terms", "clinics", "images")


def load(
    root: Path, prefer: str = "", *, dry_run: bool = False, inspect: Callable[[Path, LoadReport], None] | None = None
) -> LoadReport:
    """Bring rows up to date with the files below `root`, in one transaction.

    `prefer` ("files" or "site") settles conflicts. `inspect` sees the rows before they are kept and may add problems.
    Raises LoadRefused, having changed nothing.
    """
    with transaction.atomic():
        loader = Loader(root, prefer)
        report = loader.load()
        if inspect and not (report.problems or report.conflicts):
            inspect(root, report)
        if report.problems or report.conflicts or dry_run:
            transaction.set_rollback(True)
        else:
            for row, clean in loader.pictures:  # their files come last, when nothing can refuse them any more
                keep(row, clean)
    if report.problems or report.conflicts:
        raise LoadRefused(report)
    return report


class Loader:
    """One run. Keeps slugs, keys and digests in memory, never the texts."""

    def __init__(self, root: Path, prefer: str) -> None:
        self.root, self.prefer = root, prefer
        self.report = LoadReport()
        self.ids: dict[type[models.Model], dict[str, int | None]] = {}
        self.is_complete = False  # whether every file that was ever loaded is still there
        self.context: PageContext | None = None
        self.texts_to_check: list[tuple[FixtureFile, models.Model]] = []
        self.pictures: list[tuple[Image, CleanImage]] = []
        self.touched: dict[type[models.Model], list[int]] = {}

    def load(self) -> LoadReport:
        self.check_folders()
        loaders = [KindLoader(self, kind) for kind in KINDS]
        self.is_complete = not any(loader.gone for loader in loaders)
        for loader in loaders:
            if loader.kind.name == "conditions":  # everything that texts can name is loaded by now
                self.prepare_texts()
            loader.load()
        for loader in reversed(loaders):  # what names others goes before what is named
            loader.remove_rows()
        if any(name.startswith(NAMED_IN_TEXTS) for name in self.report.removed + self.report.updated):
            self.check_all_rows()
        if not (self.report.problems or self.report.conflicts):
            self.index_what_was_touched()
        return self.report

    def touch(self, kind: Kind, row_id: int) -> None:
        self.touched.setdefault(kind.model, []).append(row_id)

    def index_what_was_touched(self) -> None:
        """Readers find what the files say from the moment at which they can read it."""
        if not SearchEntry.objects.exists():
            indexing.rebuild()
            return
        for model, ids in self.touched.items():
            indexing.index_ids(model, ids)
        if self.touched.keys() & {Fact, Clinic}:
            indexing.index_quoting()

    def check_folders(self) -> None:
        """Refuse a wrong folder rather than take it for a site whose pages were all deleted."""
        names = {kind.name for kind in KINDS}
        found = {path.name for path in self.root.iterdir()} if self.root.is_dir() else set()
        for name in sorted(found - names):
            if not name.startswith("."):
                self.fail(self.root / name, "is not a kind of content")
        if not found & names:
            self.fail(self.root, "holds no content folders")

    def fail(self, path: Path, message: str) -> None:
        self.report.problems.append(FileProblem(path, 0, "", message))

    def prepare_texts(self) -> None:
        self.context = full_context()
        self.context.sources = {*self.context.sources, *self.ids[Source]}
        broken = {key: Quote("") for key in self.ids[Fact] if key not in self.context.facts}
        self.context.facts = {**self.context.facts, **broken}
        self.context.pictures = {**dict.fromkeys(self.ids[Image], Picture()), **self.context.pictures}
        for file, row in self.texts_to_check:
            self.check_texts(file, [row])

    def check_texts(self, file: FixtureFile, rows: list[Any], body: str = "") -> None:
        if self.context is None:
            self.texts_to_check.append((file, rows[0]))
            return
        for text, problem in problems_in(rows, self.context):
            if text.is_block:
                self.report.problems.append(file.body_problem("", problem.line, problem.message))
            else:
                key = f"{text.field}.{text.entry - 1}" if text.entry else text.field
                self.report.problems.append(file.problem(key, problem.message))

    def check_all_rows(self) -> None:
        """After something that texts can name has gone: does any text still name it?"""
        context = full_context()
        for kind in KINDS:
            for row in kind.rows_in_full().iterator(chunk_size=200):
                children = [child for key in kind.rows for child in getattr(row, key).all()]
                for text, problem in problems_in([row, *children], context):
                    path = kind.path(self.root, getattr(row, kind.slug))
                    self.report.problems.append(FileProblem(path, 0, text.field, problem.message))
