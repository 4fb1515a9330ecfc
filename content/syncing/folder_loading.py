"""The files of one folder -> the rows of one kind."""

from collections.abc import Iterator
from operator import attrgetter
from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.db.models import ProtectedError
from django.utils import timezone

from content.fixture_files import FixtureError, FixtureFile, read, write
from content.images.keeping import forget
from content.models import Image, Revision, Source, SyncedText
from content.syncing.checking import row_problems
from content.syncing.kind import Kind
from content.syncing.kinds import is_named_by_none
from content.syncing.main_clinic import in_order, make_room
from content.syncing.pictures import accept_beside, digest_beside, is_picture
from content.syncing.recording import add_version, end_current, end_versions, record_once
from content.syncing.report import difference
from content.syncing.values import (
    Converter,
    Draft,
    attached,
    body_of,
    digest,
    digest_of_file,
    digests_of_rows,
    values_of_draft,
    values_of_row,
)
from content.syncing.writing import save_draft

if TYPE_CHECKING:
    from content.syncing.loading import Loader

BATCH = 500  # rows in one statement


class KindLoader:
    """The files of one folder."""

    def __init__(self, run: "Loader", kind: Kind) -> None:
        self.run, self.kind, self.report = run, kind, run.report
        self.own_links: list[tuple[Any, str, str]] = []
        self.first_agreed: list[SyncedText] = []
        self.paths = {path.stem: path for path in self.find_paths()}
        synced = SyncedText.objects.filter(kind=kind.name).values_list("slug", "digest", "file_digest")
        self.agreed = {slug: (agreed, of_file) for slug, agreed, of_file in synced}
        self.synced = {slug: agreed for slug, (agreed, _) in self.agreed.items()}
        self.gone = sorted(self.synced.keys() - self.paths.keys())

    def load(self) -> None:
        versions = Revision.objects.filter(kind=self.kind.name)
        self.recorded = set(versions.order_by().values_list("row_id", flat=True).distinct())
        self.row_digests, ids = self.read_rows()
        if is_named_by_none(self.kind):
            self.remove_rows()
        going = {slug for slug in self.gone if self.run.prefer == "files" or not self.is_changed(slug)}
        self.run.ids[self.kind.model] = {slug: pk for slug, pk in ids.items() if slug not in going}
        for slug in self.paths:
            self.run.ids[self.kind.model].setdefault(slug, None)
        make_room(self.kind, [slug for slug in self.gone if not self.is_changed(slug)])
        for slug, path in in_order(self.kind, self.paths):
            if self.is_as_agreed(slug, path):
                self.note_unchanged(slug)
            else:
                self.load_file(slug, path)
        SyncedText.objects.bulk_create(self.first_agreed, batch_size=BATCH)
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

    def find_paths(self) -> Iterator[Path]:
        folder = self.kind.folder(self.run.root)
        for path in sorted(folder.iterdir(), key=attrgetter("name")) if folder.is_dir() else ():
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
        for slug, pk, of_row in digests_of_rows(self.kind):
            digests[slug] = of_row
            ids[slug] = pk
        return digests, ids

    def is_as_agreed(self, slug: str, path: Path) -> bool:
        """Whether file and row are what they were when they last agreed, the file to the byte: it need not be read.

        Everything that it names is there as well, since no file has gone and the row still names it. A picture may have
        been exchanged beside its file.
        """
        agreed, of_file = self.agreed.get(slug, ("", ""))
        if self.kind.has_file or not self.run.is_complete or not of_file or self.row_digests.get(slug) != agreed:
            return False
        return digest_of_file(self.kind, path.read_bytes()) == of_file

    def note_unchanged(self, slug: str) -> None:
        self.report.unchanged += 1
        if self.kind.is_signed and (row_id := self.run.ids[self.kind.model][slug]) not in self.recorded:
            record_once(self.kind, row_id)

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
            self.note_unchanged(slug)
            self.agree(slug, mine, file)
        elif theirs == base:  # the site did not touch it since
            (self.report.updated if theirs else self.report.created).append(name)
            self.take(slug, file, draft, mine, values)
        elif mine == base or self.run.prefer == "site":  # only the site did
            self.report.kept.append(name)
            self.agree(slug, mine, file)
        elif self.run.prefer == "files":
            (self.report.updated if theirs else self.report.created).append(name)
            self.take(slug, file, draft, mine, values)
        else:
            self.report.conflicts.append(self.describe_conflict(slug, file, write(values, body)))

    def describe_conflict(self, slug: str, file: FixtureFile, text: str) -> str:
        row = self.kind.rows_in_full().filter(**{self.kind.slug: slug}).first()
        theirs = write(values_of_row(self.kind, row), body_of(self.kind, row)) if row else ""
        return difference(file.path, theirs, text)

    def agree(self, slug: str, agreed: str, file: FixtureFile) -> None:
        of_file = digest_of_file(self.kind, file.content)
        if slug not in self.agreed:
            self.first_agreed.append(SyncedText(kind=self.kind.name, slug=slug, digest=agreed, file_digest=of_file))
        elif self.agreed[slug] != (agreed, of_file):
            rows = SyncedText.objects.filter(kind=self.kind.name, slug=slug)
            rows.update(digest=agreed, file_digest=of_file)

    def take(self, slug: str, file: FixtureFile, draft: Draft, agreed: str, values: Any) -> None:
        """Save what the file says. `values` are those that a dump would write."""
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
        self.agree(slug, agreed, file)
        if self.kind.is_signed:
            now = timezone.now()
            if row.pk in self.recorded:
                end_current(self.kind, row, now)
            text = write(values, body_of(self.kind, row))
            add_version(self.kind, row, text, "Loaded from a file.", now)

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
