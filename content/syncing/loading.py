"""Files -> rows, three ways: file, row, and what both said when they last agreed."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from django.db import models, transaction
from django.db.models import ProtectedError

from content.fixture_files import FileProblem, FixtureError, FixtureFile, read, write
from content.images.accepting import CleanImage
from content.images.keeping import forget, keep
from content.models import Clinic, Fact, Image, Revision, SearchEntry, Source, SyncedText
from content.rendering.page import PageContext, Picture, Quote
from content.search import indexing
from content.syncing.checking import row_problems
from content.syncing.kinds import KINDS, Kind
from content.syncing.main_clinic import in_order, make_room
from content.syncing.pictures import accept_beside, digest_beside, is_picture
from content.syncing.recording import end_versions, record_once, record_row
from content.syncing.report import LoadRefused, LoadReport, difference
from content.syncing.values import (
    Converter,
    Draft,
    attached,
    body_of,
    digest,
    digest_of_row,
    values_of_draft,
    values_of_row,
)
from content.syncing.writing import save_draft
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
        self.context: PageContext | None = None
        self.texts_to_check: list[tuple[FixtureFile, models.Model]] = []
        self.pictures: list[tuple[Image, CleanImage]] = []
        self.touched: dict[type[models.Model], list[int]] = {}

    def load(self) -> LoadReport:
        self.check_folders()
        loaders = [KindLoader(self, kind) for kind in KINDS]
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


class KindLoader:
    """The files of one folder."""

    def __init__(self, run: Loader, kind: Kind) -> None:
        self.run, self.kind, self.report = run, kind, run.report
        self.own_links: list[tuple[Any, str, str]] = []

    def load(self) -> None:
        paths = {path.stem: path for path in self.paths()}
        synced = SyncedText.objects.filter(kind=self.kind.name)
        self.synced = dict(synced.values_list("slug", "digest"))
        versions = Revision.objects.filter(kind=self.kind.name)
        self.recorded = set(versions.order_by().values_list("row_id", flat=True).distinct())
        self.row_digests, ids = self.read_rows()
        self.gone = sorted(self.synced.keys() - paths.keys())
        if self.kind.is_named_by_none:
            self.remove_rows()
        going = {slug for slug in self.gone if self.run.prefer == "files" or not self.is_changed(slug)}
        self.run.ids[self.kind.model] = {slug: pk for slug, pk in ids.items() if slug not in going}
        for slug in paths:
            self.run.ids[self.kind.model].setdefault(slug, None)
        make_room(self.kind, [slug for slug in self.gone if not self.is_changed(slug)])
        for slug, path in in_order(self.kind, paths):
            self.load_file(slug, path)
        self.set_own_links()

    def is_changed(self, slug: str) -> bool:
        """Whether staff changed the row since it last agreed with its file."""
        theirs = self.row_digests.get(slug)
        return theirs is not None and theirs != self.synced[slug]

    def remove_rows(self) -> None:
        if self.kind.model is Source:
            going = [slug for slug in self.gone if not self.is_changed(slug)]
            Source.objects.filter(key__in=going).update(superseded_by=None)
        for slug in self.gone:
            self.remove(slug)
        self.gone = []

    def paths(self) -> Iterator[Path]:
        folder = self.kind.folder(self.run.root)
        for path in sorted(folder.iterdir()) if folder.is_dir() else ():
            if path.name.startswith("."):
                continue
            if path.suffix == ".md" and path.is_file():
                yield path
            elif self.kind.has_file and is_picture(path):
                if not path.with_suffix(".md").is_file():
                    self.run.fail(path, "there is no '.md' file of the same name that says what it shows")
            else:
                self.run.fail(path, "is not a '.md' file")

    def read_rows(self) -> tuple[dict[str, str], dict[str, int | None]]:
        digests: dict[str, str] = {}
        ids: dict[str, int | None] = {}
        for row in self.kind.rows_in_full().iterator(chunk_size=200):
            slug = getattr(row, self.kind.slug)
            digests[slug] = digest_of_row(self.kind, row)
            ids[slug] = row.pk
        return digests, ids

    def load_file(self, slug: str, path: Path) -> None:
        try:
            file = read(path)
        except FixtureError as error:
            self.report.problems.append(error.problem)
            return
        converter = Converter(self.kind, file, self.run.ids)
        draft = converter.draft(slug)
        if self.kind.has_file:
            draft.instance.sha256 = digest_beside(file, converter.problems)
        if converter.problems:
            self.report.problems.extend(converter.problems)
            return
        values = values_of_draft(self.kind, draft, lambda key: file.values.get(key, "").strip())
        body = body_of(self.kind, draft.instance)
        self.compare(slug, file, draft, values, body)

    def compare(self, slug: str, file: FixtureFile, draft: Draft, values: Any, body: str) -> None:
        name = f"{self.kind.name}/{slug}"
        mine = digest(values, body, attached(self.kind, draft.instance))
        theirs, base = self.row_digests.get(slug), self.synced.get(slug)
        if mine == theirs:
            self.report.unchanged += 1
            self.agree(slug, mine)
            if self.kind.is_signed and (row_id := self.run.ids[self.kind.model][slug]) not in self.recorded:
                record_once(self.kind, row_id)
        elif theirs == base:  # the site did not touch it since
            (self.report.updated if theirs else self.report.created).append(name)
            self.take(slug, file, draft, mine)
        elif mine == base or self.run.prefer == "site":  # only the site did
            self.report.kept.append(name)
            self.agree(slug, mine)
        elif self.run.prefer == "files":
            (self.report.updated if theirs else self.report.created).append(name)
            self.take(slug, file, draft, mine)
        else:
            self.report.conflicts.append(self.describe_conflict(slug, file, write(values, body)))

    def describe_conflict(self, slug: str, file: FixtureFile, text: str) -> str:
        row = self.kind.rows_in_full().filter(**{self.kind.slug: slug}).first()
        theirs = write(values_of_row(self.kind, row), body_of(self.kind, row)) if row else ""
        return difference(file.path, theirs, text)

    def agree(self, slug: str, agreed: str) -> None:
        if self.synced.get(slug) != agreed:
            SyncedText.objects.update_or_create(kind=self.kind.name, slug=slug, defaults={"digest": agreed})

    def take(self, slug: str, file: FixtureFile, draft: Draft, agreed: str) -> None:
        row = draft.instance
        row.pk = self.run.ids[self.kind.model][slug]
        row._state.adding = row.pk is None
        children = [child for group in draft.rows.values() for child in group]
        before = len(self.report.problems)
        if not draft.is_incomplete:
            self.report.problems.extend(row_problems(self.kind, file, draft))
        self.run.check_texts(file, [row, *children])
        if isinstance(row, Image) and (clean := accept_beside(file, self.report.problems)):
            self.run.pictures.append((row, clean))
        if draft.is_incomplete or len(self.report.problems) > before:
            return
        save_draft(self.kind, draft, self.run.ids)
        self.run.ids[self.kind.model][slug] = row.pk
        self.run.touch(self.kind, row.pk)
        if draft.own_link:
            self.own_links.append((row, draft.own_link, str(file.path)))
        self.agree(slug, agreed)
        if self.kind.is_signed:
            record_row(self.kind, row, "Loaded from a file.")

    def remove(self, slug: str) -> None:
        """The file has gone: so does the row, unless staff changed it since."""
        name, theirs = f"{self.kind.name}/{slug}", self.row_digests.get(slug)
        changed = self.is_changed(slug)
        if changed and not self.run.prefer:
            self.report.conflicts.append(f"{name}: the file is gone, but the site changed the row")
            return
        if changed and self.run.prefer == "site":
            self.report.kept.append(name)
        elif theirs is not None and not self.delete(slug, name):
            return
        SyncedText.objects.filter(kind=self.kind.name, slug=slug).delete()

    def delete(self, slug: str, name: str) -> bool:
        """Delete the row, if nothing else needs it."""
        row = self.kind.model._default_manager.get(**{self.kind.slug: slug})
        row_id = row.pk
        try:
            forget(row) if isinstance(row, Image) else row.delete()
        except ProtectedError as error:
            users = ", ".join(sorted(str(row) for row in error.protected_objects)[:5])
            path = self.kind.path(self.run.root, slug)
            self.run.fail(path, f"the file is gone, but these still need it: {users}")
            return False
        self.report.removed.append(name)
        self.run.touch(self.kind, row_id)
        end_versions(self.kind, row_id)
        return True

    def set_own_links(self) -> None:
        for row, slug, path in self.own_links:
            target = self.run.ids[self.kind.model][slug]
            if target == row.pk:
                self.run.fail(Path(path), "cannot be superseded by itself")
            row.superseded_by_id = target
            row.save(update_fields=["superseded_by"])
