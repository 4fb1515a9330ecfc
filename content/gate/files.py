"""Content files as pages of the gate, whether they were loaded or not."""

from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from content.fixture_files import FileProblem, FixtureError, FixtureFile, read
from content.gate.rules import Fault, Level
from content.gate.runner import CHECKED, Gate, check, is_public
from content.models import Fact, Source
from content.rendering.page import Quote
from content.syncing.kinds import KIND_OF, KINDS, Kind
from content.syncing.loading import LoadReport
from content.syncing.values import Converter
from content.texts import full_context

KIND_NAMED = {kind.name: kind for kind in KINDS}
NOT_LOADED = -1  # stands for the row of a file that nobody has loaded


@dataclass
class FileReport:
    """What the gate says of one file; `problems` keep it from being read at all."""

    path: Path
    faults: list[tuple[int, Fault]] = field(default_factory=list)  # with the line in the file
    problems: list[FileProblem] = field(default_factory=list)


def files_below(paths: Iterable[Path]) -> list[Path]:
    """The files named, and all content files in the folders named."""
    return [file for path in paths for file in (sorted(path.rglob("*.md")) if path.is_dir() else [path])]


def check_files(paths: Iterable[Path]) -> Iterator[FileReport]:
    """Each file in the order given. A file's folder says its kind; files beside it may be cited."""
    files = files_below(paths)
    for root in dict.fromkeys(file.parent.parent for file in files):
        ids = known_rows(root)
        context = full_context()
        context.sources = {*context.sources, *ids[Source]}
        context.facts = {**typed_facts(root), **context.facts}
        gate = Gate(context)
        for file in files:
            if file.parent.parent == root:
                yield check_file(file, gate, ids)


def refuse_unpublishable(root: Path, report: LoadReport) -> None:
    """Add to a load's problems what keeps its new and changed public rows from being published."""
    changed = [name for name in (*report.created, *report.updated) if name.split("/")[0] in CHECKED]
    gate = Gate() if changed else None
    for name in changed:
        kind_name, slug = name.split("/", 1)
        kind = KIND_NAMED[kind_name]
        row = kind.rows_in_full().get(**{kind.slug: slug})
        if gate is None or not is_public(row):
            continue
        file = read(kind.path(root, slug))
        for fault in gate.check_row(row):
            needs_reason = fault.rule.level == Level.REASON and not getattr(row, "publish_reason", "")
            if fault.rule.level == Level.BLOCK or needs_reason:
                message = f"[{fault.rule.level}] {fault.rule.id}: {fault}"
                report.problems.append(FileProblem(file.path, line_of(fault, kind, file), fault.place.field, message))


def known_rows(root: Path) -> dict[Any, dict[str, int | None]]:
    """Slugs of every kind: of the rows, and of the files below `root`."""
    ids: dict[Any, dict[str, int | None]] = {}
    for kind in KINDS:
        ids[kind.model] = {path.stem: NOT_LOADED for path in kind.folder(root).glob("*.md")}
        ids[kind.model].update(kind.in_files().values_list(kind.slug, "pk"))
    return ids


def typed_facts(root: Path) -> dict[str, Quote]:
    """The facts that the files below `root` give, by key; broken files give none."""
    found = {}
    for path in KIND_OF[Fact].folder(root).glob("*.md"):
        with suppress(FixtureError):
            found[path.stem] = Quote(str(read(path).values.get("value", "")))
    return found


def check_file(path: Path, gate: Gate, ids: dict[Any, dict[str, int | None]]) -> FileReport:
    report = FileReport(path)
    kind = KIND_NAMED.get(path.parent.name)
    if kind is None:
        report.problems.append(FileProblem(path, 0, "", f"'{path.parent.name}' is not a kind of content"))
        return report
    try:
        file = read(path)
    except FixtureError as error:
        report.problems.append(error.problem)
        return report
    converter = Converter(kind, file, ids)
    draft = converter.draft(path.stem)
    report.problems.extend(converter.problems)
    if kind.name not in CHECKED:
        return report
    children = [child for rows in draft.rows.values() for child in rows]
    page = gate.page(kind, draft.instance, [draft.instance, *children])
    report.faults = [(line_of(fault, kind, file), fault) for fault in check(page)]
    return report


def line_of(fault: Fault, kind: Kind, file: FixtureFile) -> int:
    """Where the fault stands in the file; the first line when it is about the file as a whole."""
    place = fault.place
    if place.field == kind.body:
        return file.body_problem("", max(place.line, 1), "").line
    return file.lines.get(place.field, 1)
