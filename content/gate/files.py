"""Content files as pages of the gate, whether they were loaded or not."""

from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from content.fixture_files import FileProblem, FixtureError, FixtureFile, read
from content.gate.links import PAGES, addresses_of, is_open
from content.gate.rules import Fault
from content.gate.runner import CHECKED, Gate, check
from content.models import Certainty, Fact, Image
from content.rendering.page import Picture, Quote
from content.syncing.kind import Kind
from content.syncing.kinds import KIND_NAMED, KINDS
from content.syncing.loading import LoadReport
from content.syncing.values import Converter, Ids

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
    """Each file in the order given. A file's folder says its kind; files beside it may be cited and linked to."""
    files = files_below(paths)
    for root in dict.fromkeys(file.parent.parent for file in files):
        ids = known_rows(root)
        gate = gate_with_files(root, ids)
        for file in files:
            if file.parent.parent == root:
                yield check_file(file, gate, ids)


def gate_with_files(root: Path, ids: Ids) -> Gate:
    """What the rules must know, of the site and of the files below `root`; broken files say nothing."""
    gate = Gate()
    drafts = {kind.name: list(drafts_below(root, kind, ids)) for kind in KINDS}
    gate.sources |= {draft.instance.key: draft.instance for draft, _ in drafts["sources"]}
    for draft, values in drafts["facts"]:
        fact = draft.instance
        gate.context.facts = {fact.key: Quote(fact.value), **gate.context.facts}
        if source := gate.sources.get(values.get("source", "")):
            fact.source = source
            gate.fact_sources[fact.key] = source.key
        if fact.kind == Fact.Kind.MONEY:
            gate.money[fact.key] = fact
    for draft, values in drafts["findings"]:
        level = draft.instance.level() if draft.instance.certainty in Certainty else 0
        gate.findings.extend((key, values.get("condition", ""), level) for key in draft.links.get("sources", ()))
    gate.context.sources = set(gate.sources)
    gate.context.pictures = {**dict.fromkeys(ids[Image], Picture()), **gate.context.pictures}
    in_files = ((kind, draft.instance) for kind in PAGES for draft, _ in drafts[kind.name])
    gate.addresses = addresses_of(in_files, has_saved=True)
    return gate


def drafts_below(root: Path, kind: Kind, ids: Ids) -> Iterator[tuple[Any, dict[str, Any]]]:
    """What the files of a kind say, as unsaved rows, each with the plain values of its file."""
    for path in kind.folder(root).glob("*.md"):
        with suppress(FixtureError):
            file = read(path)
            yield Converter(kind, file, ids).draft(path.stem), file.values


def refuse_unpublishable(root: Path, report: LoadReport) -> None:
    """Add to a load's problems what keeps its new and changed public rows from being published."""
    changed = [name for name in (*report.created, *report.updated) if name.split("/")[0] in CHECKED]
    gate = Gate() if changed else None
    for name in changed:
        kind_name, slug = name.split("/", 1)
        kind = KIND_NAMED[kind_name]
        row = kind.rows_in_full().get(**{kind.slug: slug})
        if gate is None or not is_open(row):
            continue
        file = read(kind.path(root, slug))
        for fault in gate.check_row(row):
            if fault.stops:
                message = f"[{fault.rule.level}] {fault.rule.id}: {fault}"
                report.problems.append(FileProblem(file.path, line_of(fault, kind, file), fault.place.field, message))


def known_rows(root: Path) -> Ids:
    """Slugs of every kind: of the rows, and of the files below `root`."""
    ids: dict[Any, dict[str, int | None]] = {}
    for kind in KINDS:
        ids[kind.model] = {path.stem: NOT_LOADED for path in kind.folder(root).glob("*.md")}
        ids[kind.model].update(kind.in_files().values_list(kind.slug, "pk"))
    return ids


def check_file(path: Path, gate: Gate, ids: Ids) -> FileReport:
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
    children = [(f"{key}.{number}", child) for key, rows in draft.rows.items() for number, child in enumerate(rows)]
    page = gate.page(kind, draft.instance, children, draft.links.get("prices", ()))
    report.faults = [(line_of(fault, kind, file), fault) for fault in check(page)]
    return report


def line_of(fault: Fault, kind: Kind, file: FixtureFile) -> int:
    """Where the fault stands in the file; the first line when it is about the file as a whole."""
    place = fault.place
    if place.field == kind.body:
        return file.body_problem("", max(place.line, 1), "").line
    return file.lines.get(place.field) or file.lines.get(place.field.rpartition(".")[0], 1)
