"""The review clock: what is due, what waits, what rests on a source that no longer stands."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from functools import reduce
from operator import or_
from typing import Any

from django.db import models
from django.db.models import Exists, OuterRef, Q

from content.attention import REVIEWED
from content.models import Article, Faq, Revision, Source, Stage
from content.publishing.signing import all_findings, draft_of_row, is_shown
from content.publishing.status import change_line
from content.rendering.citations import keys_in
from content.standing import RELIEF
from content.syncing.kinds import KIND_NAMED, KIND_OF
from content.texts import holding, is_in_the_dialect, texts_of

MONTHS = 12
MayView = Callable[[type[models.Model]], bool]


@dataclass(frozen=True)
class Waiting:
    """An open change, and how far it is."""

    version: Revision
    line: str

    @property
    def model_name(self) -> str:
        return KIND_NAMED[self.version.kind].model._meta.model_name or ""


def open_changes(may_view: MayView) -> list[Waiting]:
    """Changes of live pages, and of new ones that are approved: what its own row does not tell."""
    live = Revision.objects.live().filter(kind=OuterRef("kind"), row_id=OuterRef("row_id"))
    beyond = Q(Exists(live)) | Q(state__in=[Revision.State.APPROVED, Revision.State.SCHEDULED])
    found = Revision.objects.open().filter(beyond).select_related("written_by").order_by("state", "pk")
    return [
        Waiting(version, change_line(None, version)) for version in found if may_view(KIND_NAMED[version.kind].model)
    ]


def pages_on_fallen_sources(may_view: MayView) -> Iterator[tuple[Any, str]]:
    """Public pages that cite what was retracted or superseded, or show findings of it, with the reason.

    One query where nothing was.
    """
    fallen = {source.key: "retracted" if source.is_retracted else "superseded" for source in Source.objects.fallen()}
    findings = all_findings() if fallen else []
    for model in REVIEWED if fallen else ():
        if not may_view(model):
            continue
        pages = KIND_OF[model].rows_in_full().published()
        if model is Article:  # of which there is no end
            pages = pages.filter(may_rest_on(fallen))
        for page in pages.iterator(chunk_size=200):
            draft = draft_of_row(page)
            rows = [page, *(child for children in draft.rows.values() for child in children)]
            cited = {key for row in rows for text in texts_of(row) for key in keys_in(text.text)}
            shown = [finding for finding in findings if is_shown(finding, draft)]
            cited |= {source.key for finding in shown for source in finding.sources.all()}
            named = [f"{key} was {fallen[key]}" for key in sorted(cited & fallen.keys())]
            if named:
                yield page, ", ".join(named)


def may_rest_on(keys: Iterable[str]) -> Q:
    """Articles that hold one of these keys somewhere, or show findings: the ones to look into."""
    fields = [field.name for field in Article._meta.fields if is_in_the_dialect(field)]
    return reduce(or_, (holding(key, fields) for key in keys), Q(body__contains=RELIEF))


def reviews(may_view: MayView, until: date) -> list[Any]:
    """Public pages whose review is due by `until`, the earliest first, without their long texts."""
    rows = [
        row
        for model in REVIEWED
        if may_view(model)
        for row in model.objects.published()
        .filter(review_due_on__lte=until)
        .select_related("reviewed_by")
        .defer("answer" if model is Faq else "body")
    ]
    return sorted(rows, key=lambda row: (row.review_due_on, str(row)))


def days_due(may_view: MayView) -> Counter[date]:
    """How many reviews of public pages are due on each day."""
    due: Counter[date] = Counter()
    for model in filter(may_view, REVIEWED):
        days = model.objects.published().filter(review_due_on__isnull=False).order_by().values_list("review_due_on")
        due.update(dict(days.annotate(models.Count("pk"))))
    return due


def workload(due: Counter[date], today: date) -> list[tuple[date, int]]:
    """Reviews due in this month (with all that are late) and in each of the next eleven."""
    first = today.replace(day=1)
    counts: Counter[date] = Counter()
    for day, count in due.items():
        counts[max(day.replace(day=1), first)] += count
    months = [date(first.year + (first.month + n - 1) // 12, (first.month + n - 1) % 12 + 1, 1) for n in range(MONTHS)]
    return [(month, counts[month]) for month in months]


def by_stage(rows: list[Any], today: date) -> list[tuple[Stage, list[Any]]]:
    """The gravest first; pages in date are left out."""
    stages = [stage for stage in reversed(Stage) if stage != Stage.FINE]
    return [(stage, [row for row in rows if row.review_stage(today) == stage]) for stage in stages]
