from argparse import ArgumentParser
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import groupby
from pathlib import Path
from statistics import median
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand
from django.db import models

from content.gate.page import GatePage, children_of, read_page
from content.models import Certainty, Fact, Finding, Source
from content.prose import Sentence
from content.reading import Reading, names_to_mask, reading, words_of
from content.syncing.kinds import KINDS
from content.texts import full_context

REVIEW = Path(settings.BASE_DIR) / "docs" / "content-review.md"
REPORTED = ("conditions", "treatments", "articles", "questions", "suitability", "policies", "clinics")
REVIEWED = ("conditions", "findings", "treatments", "articles", "questions", "state_rules", "suitability", "terms")
MOST_SENTENCES = 12


class Command(BaseCommand):
    help = "Report how hard the pages are to read and what they cite, or write the list a clinician reviews."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--review", action="store_true", help=f"Write {REVIEW.name} instead.")
        parser.add_argument("--file", type=Path, default=REVIEW, help="Where to write it.")

    def handle(self, *, review: bool, file: Path, **options: Any) -> None:
        if review:
            file.write_text(review_text(), encoding="utf-8")
            self.stdout.write(f"Written: {file}")
            return
        for line in report_lines():
            self.stdout.write(line)


def pages_of_site() -> list[GatePage]:
    """Every row that says something, by kind and slug."""
    context = full_context()
    found = []
    for kind in KINDS:
        for row in kind.rows_in_full():
            page = read_page(kind, row, children_of(kind, row), context)
            if page.blocks:
                found.append(page)
    return found


# The table


def readings() -> list[tuple[GatePage, Reading]]:
    names = names_to_mask()
    pages = [page for page in pages_of_site() if page.kind in REPORTED]
    return [(page, reading(page.blocks, names)) for page in pages]


def report_lines() -> Iterator[str]:
    """The hardest page first."""
    found = sorted(readings(), key=lambda pair: -pair[1].grade)
    yield f"{'page':<58}{'grade':>6}{'SMOG':>6}{'words':>7}{'a sentence':>11}{'longest':>9}{'citations':>11}"
    for page, read in found:
        yield (
            f"{page.name:<58}{read.grade:>6.1f}{read.smog:>6.1f}{read.words:>7}"
            f"{read.average:>11.1f}{max(read.lengths):>9}{len(page.cited):>11}"
        )
    if not found:
        return
    yield ""
    grades = [read.grade for _, read in found]
    yield f"Pages: {len(found)}. Median grade: {median(grades):.1f}. Highest: {max(grades):.1f}."
    yield "Longest sentences:"
    long = sorted(((sentence, page.name) for page, read in found for sentence in read.sentences), key=longest_first)
    for sentence, name in long[:MOST_SENTENCES]:
        yield f"  {len(words_of(sentence))} words, {name}: {sentence}"


def longest_first(pair: tuple[str, str]) -> tuple[int, str, str]:
    return -len(words_of(pair[0])), pair[1], pair[0]


# The list for the clinician


@dataclass
class Statement:
    """Sentences that rest on the same sources, with everything a reviewer needs to check them."""

    text: str
    keys: tuple[str, ...]
    place: str
    page: str
    note: str = ""
    also_on: list[str] = field(default_factory=list)


def review_text() -> str:
    sources = {source.key: source for source in Source.objects.all()}
    pages = [page for page in pages_of_site() if page.kind in REVIEWED]
    statements = statements_of(sorted(pages, key=lambda page: REVIEWED.index(page.kind)))
    weak = [found for found in statements if all(is_summary(sources[key]) for key in found.keys)]
    others = [found for found in statements if found not in weak]
    return "\n".join(
        [
            *INTRODUCTION,
            "",
            f"Statements: {len(statements)}. Resting on summaries or copies alone: {len(weak)}.",
            "",
            "## Part 1. Sources seen only as summaries or copies by others",
            *by_page(weak, sources),
            "",
            "## Part 2. All other statements",
            *by_page(others, sources),
            "",
            "## Sources",
            "",
            *(source_line(sources[key]) for key in sorted({key for found in statements for key in found.keys})),
            "",
        ]
    )


INTRODUCTION = (
    "# Statements for clinical review",
    "",
    "Made by `manage.py report_content --review`; do not edit by hand.",
    "",
    "Every statement of the pages that cites a source: sentences that share a citation stand together. Compare each",
    "with the sources named under it. In brackets stands what was read of each source when the text was written: the",
    "full text, the abstract, an extract (a part of it), or only a summary or copy by others. Tick a statement when",
    "the source bears it out, and strike it through when not. What several pages say in the same words stands once.",
    "",
    "Reviewer: ______________________________ License: ____________________ Date: ______________",
)


def is_summary(source: Source) -> bool:
    return source.seen == Source.Seen.SUMMARY


def statements_of(pages: Iterable[GatePage]) -> list[Statement]:
    """In the order of the pages. What two pages say in the same words stands once, with both named."""
    fact_sources = dict(Fact.objects.filter(source__isnull=False).values_list("key", "source__key"))
    found: dict[tuple[str, tuple[str, ...]], Statement] = {}
    for page in pages:
        for statement in statements_on(page, fact_sources):
            same = found.setdefault((statement.text, statement.keys), statement)
            if same.page != statement.page and page.name not in same.also_on:
                same.also_on.append(page.name)
    return list(found.values())


def statements_on(page: GatePage, fact_sources: dict[str, str]) -> Iterator[Statement]:
    heading = ""
    for block in page.blocks:
        if block.kind == "heading":
            heading = block.text
        place = heading if block.field == "body" else block.field.replace("_", " ")
        pairs = [(sentence, keys_of(sentence, keys, fact_sources)) for sentence, keys in block.with_sources()]
        for keys, group in groupby(pairs, key=lambda pair: pair[1]):
            if keys:
                text = (" | " if block.kind == "row" else " ").join(sentence.text for sentence, _ in group)
                yield Statement(text, keys, place, page_label(page), note_on(page.row))


def keys_of(sentence: Sentence, keys: tuple[str, ...], fact_sources: dict[str, str]) -> tuple[str, ...]:
    """What a sentence rests on: its citations, or the sources of the facts it quotes."""
    return keys or tuple(fact_sources[key] for key in sentence.facts if key in fact_sources)


def page_label(page: GatePage) -> str:
    if isinstance(page.row, Finding):
        return f"Findings: {page.row.condition}"
    return f"{page.kind.capitalize()}: {page.row}"


def note_on(row: models.Model) -> str:
    if not isinstance(row, Finding):
        return ""
    return f"{row.outcome}; certainty: {Certainty(row.certainty).label.lower()}"


def by_page(statements: Iterable[Statement], sources: dict[str, Source]) -> Iterator[str]:
    in_order = list(statements)
    pages = list(dict.fromkeys(found.page for found in in_order))
    for page in pages:
        yield from ("", f"### {page}", "")
        for found in in_order:
            if found.page == page:
                yield from statement_lines(found, sources)


def statement_lines(found: Statement, sources: dict[str, Source]) -> Iterator[str]:
    seen = ", ".join(f"{key} [{Source.Seen(sources[key].seen).value.replace('_', ' ')}]" for key in found.keys)
    also = f"also on: {', '.join(found.also_on)}" if found.also_on else ""
    yield f"- [ ] {found.text}"
    yield f"      *{'; '.join(part for part in (found.place, found.note, seen, also) if part)}*"


def source_line(source: Source) -> str:
    parts = (source.authors, source.title, source.container, source.year, source.details, source.address())
    read = f"Read: {Source.Seen(source.seen).label.lower()}. {source.seen_note}".strip()
    words = ". ".join(str(part).rstrip(".") for part in parts if part)
    return f"- **{source.key}** ({source.get_kind_display().lower()}): {words}. {read}"
