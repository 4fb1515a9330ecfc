"""One page of hits with what must stand beside each: why it matches, its review, its evidence, its risk."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db import models
from django.utils.safestring import SafeString

from content.models import Condition, Faq, StateRules, Treatment, UsState
from content.models.pages import ReviewedText
from content.rendering.marks import END, START, marked_html
from content.search.excerpts import LONGEST, Marker
from content.search.kinds import STATE, SearchKind, row_id_of, state_of_id
from content.search.searching import Hit, Results

SHORT = ("question", "term")  # kinds whose summary is the whole text


@dataclass(frozen=True)
class ShownHit:
    """A hit as templates show it. `row` is None for a state; `reviewed` where a clinical check has a date."""

    kind: SearchKind
    address: str
    title: SafeString
    summary: SafeString
    excerpt: SafeString
    row: Any
    risk_line: str
    state: UsState | None = None

    @property
    def has_note(self) -> bool:
        return self.is_reviewed or self.kind.name in ("condition", "treatment", "listing")

    @property
    def is_reviewed(self) -> bool:
        return isinstance(self.row, ReviewedText) and self.row.reviewed_on is not None


def shown_hits(results: Results) -> list[ShownHit]:
    """Those whose rows are still there, in the same order."""
    rows = rows_of(results.hits)
    marker = Marker.of(results.query)
    shown = [hit for hit in results.hits if hit.kind is STATE or (hit.kind.name, hit.entry.id) in rows]
    usual = main_risk_line() if any(isinstance(row, Faq) for row in rows.values()) else ""
    return [show(hit, rows.get((hit.kind.name, hit.entry.id)), marker, usual) for hit in shown]


def show(hit: Hit, row: Any, marker: Marker, usual_risk: str) -> ShownHit:
    entry = hit.entry
    summary = cut(entry.summary, marker) if hit.kind.name in SHORT else entry.summary
    is_told = bool(marker.places(entry.title) or marker.places(summary))
    return ShownHit(
        hit.kind,
        entry.address,
        marked_html(marker.mark(entry.title)),
        marked_html(marker.mark(summary)),
        marked_html("" if is_told else marker.excerpt(f"{entry.names}\n{entry.body}".strip())),
        row,
        risk_line_of(row, usual_risk),
        state_of_id(entry.id) if hit.kind is STATE else None,
    )


def cut(text: str, marker: Marker) -> str:
    """The part of an answer that matches, not marked yet; its start where none does."""
    if len(text) <= LONGEST:
        return text
    part = marker.excerpt(text) or f"{text[: text.rfind(' ', 0, LONGEST)]} …"
    return part.replace(START, "").replace(END, "")


def rows_of(hits: Iterable[Hit]) -> dict[tuple[str, int], Any]:
    """The rows of the hits, one query for each kind and what it needs."""
    by_kind: dict[str, list[Hit]] = {}
    for hit in hits:
        by_kind.setdefault(hit.kind.name, []).append(hit)
    found = {}
    for name, some in by_kind.items():
        kind = some[0].kind
        for row in in_full(kind.model).filter(pk__in=[row_id_of(hit.entry.id) for hit in some]):
            found[name, kind.id_of(row)] = row
    return found


def in_full(model: type[models.Model]) -> "models.QuerySet[Any]":
    rows: models.QuerySet[Any] = model._default_manager.all()
    if issubclass(model, ReviewedText):
        rows = rows.select_related("reviewed_by")
    if model is Condition:
        rows = rows.prefetch_related("findings__sources")
    if model is Faq:
        rows = rows.prefetch_related("treatments", "conditions")
    return rows.none() if model is StateRules else rows


def risk_line_of(row: Any, usual: str) -> str:
    """The risk that stands beside what is said; of an answer, that of the page it belongs to, or else the usual one."""
    if isinstance(row, Faq):
        pages = [page for page in (*row.treatments.all(), *row.conditions.all()) if page.is_public()]
        return next((page.risk_line for page in pages), usual)
    return getattr(row, "risk_line", "")


def main_risk_line() -> str:
    """Of the treatment that the clinic gives: for answers that belong to no page."""
    offered = Treatment.objects.published().filter(is_offered=True).first()
    return offered.risk_line if offered else ""
