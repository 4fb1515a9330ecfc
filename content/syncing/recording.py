"""What pages say, kept as versions: what readers saw on which day can be shown later."""

from datetime import datetime
from typing import Any

from django.utils import timezone

from content.models import Revision, State
from content.syncing.kind import Kind
from content.syncing.writing import text_of_row, words_digest

OF_ROW = {
    State.DRAFT: Revision.State.DRAFT,
    State.IN_REVIEW: Revision.State.IN_REVIEW,
    State.PUBLISHED: Revision.State.LIVE,
    State.WITHDRAWN: Revision.State.WITHDRAWN,
}


def record_row(kind: Kind, row: Any, note: str) -> Revision:
    """Keep what a saved row says now as a version, in the place of the one that it ends."""
    now = timezone.now()
    end_current(kind, row, now)
    return add_version(kind, row, text_of_row(kind, row), note, now)


def end_current(kind: Kind, row: Any, now: datetime) -> None:
    """End the version whose place a row takes that was saved `now` (aware).

    A change that somebody began beside a public page stays open; it was begun on an older text, and publishing
    refuses it until it is saved again.
    """
    end_live(kind, row.pk, now)
    if OF_ROW[State(row.state)] in Revision.OPEN:
        end_open(kind, row.pk)


def add_version(kind: Kind, row: Any, text: str, note: str, now: datetime) -> Revision:
    """Keep the text of a row that was saved `now` (aware) as the version that its state says."""
    state = OF_ROW[State(row.state)]
    return Revision.objects.create(
        kind=kind.name,
        row_id=row.pk,
        slug=row.slug,
        title=str(row),
        text=text,
        words_digest=words_digest(kind, text, row.slug),
        state=state,
        note=note,
        live_from=max(now, row.published_at) if state == Revision.State.LIVE else None,
    )


def record_once(kind: Kind, row_id: int | None) -> None:
    """A page from before versions were kept gets its first one."""
    record_row(kind, kind.rows_in_full().get(pk=row_id), "Found when versions began to be kept.")


def end_versions(kind: Kind, row_id: int) -> None:
    """The page is gone: nothing of it is live or open any longer."""
    end_live(kind, row_id, timezone.now())
    end_open(kind, row_id)


def end_live(kind: Kind, row_id: int, now: datetime) -> None:
    live = Revision.objects.of(kind.name, row_id).live()
    live.update(state=Revision.State.REPLACED, live_until=now)


def end_open(kind: Kind, row_id: int) -> None:
    Revision.objects.of(kind.name, row_id).open().update(state=Revision.State.REPLACED)
