"""How far a page is, in words for whoever opens it."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils import timezone

from content.models import Revision, State
from content.publishing.drafts import NOT_PUBLIC, live_of, open_of


@dataclass(frozen=True)
class Status:
    """One line about a page, with its live version and its open change."""

    line: str
    live: Revision | None
    change: Revision | None


def status_of(row: Any) -> Status:
    """Like: Live. Reviewed June 3, 2025. Next review due June 3, 2026. No open changes."""
    live, change = live_of(row), open_of(row)
    sentences = [shown(row), *review(row), quoted_line(live), change_line(row, change)]
    return Status(" ".join(sentence for sentence in sentences if sentence), live, change)


def shown(row: Any) -> str:
    if row.is_public():
        return "Live."
    if row.state == State.PUBLISHED:
        return f"Public from {moment(row.published_at)}."
    return "Withdrawn." if row.state == State.WITHDRAWN else "Not public."


def review(row: Any) -> list[str]:
    if row.state in NOT_PUBLIC or not row.reviewed_on:
        return []
    due = "Its review is overdue since" if row.is_overdue() else "Next review due"
    return [f"Reviewed {day(row.reviewed_on)}.", f"{due} {day(row.review_due_on)}." if row.review_due_on else ""]


def quoted_line(live: Revision | None) -> str:
    since = live.quotes_changed_on if live else None
    return f"Something it quotes has changed on {day(since)}." if since else ""


def change_line(row: Any, change: Revision | None) -> str:
    if change is None:
        return "No open changes."
    what = "It" if row is None or row.state in NOT_PUBLIC else "An open change"
    if change.state == Revision.State.SCHEDULED and change.scheduled_for:
        late = timezone.now() - change.scheduled_for
        minutes = int(late.total_seconds() // 60)
        if minutes > 0:
            return f"{what} should have gone live {minutes} minutes ago."
        return f"{what} goes live on {moment(change.scheduled_for)}."
    states = {
        Revision.State.DRAFT: "is a draft.",
        Revision.State.IN_REVIEW: "waits for a reviewer.",
        Revision.State.APPROVED: "is approved and not published yet.",
    }
    return f"{what} {states[Revision.State(change.state)]}"


def day(value: Any) -> str:
    return f"{value:%B} {value.day}, {value.year}"


def moment(value: datetime) -> str:
    local = timezone.localtime(value)
    return f"{day(local)}, {local:%-I:%M} {'am' if local.hour < 12 else 'pm'}"
