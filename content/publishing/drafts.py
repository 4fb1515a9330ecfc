"""Drafts: saving makes a version of the page and never touches what readers see."""

from typing import Any

from django.db import transaction
from django.utils import timezone

from content.models import Revision, State, Step
from content.publishing.refused import Refused
from content.syncing.kind import Kind
from content.syncing.kinds import KIND_NAMED, KIND_OF, SIGNING
from content.syncing.recording import end_open, record_row
from content.syncing.values import Draft
from content.syncing.writing import (
    known_ids,
    read_draft,
    save_draft,
    text_of_draft,
    with_signing,
    words_digest,
)

NOT_PUBLIC = (State.DRAFT, State.IN_REVIEW)
UNSIGNED = dict.fromkeys(SIGNING, "") | {"state": State.DRAFT.value}
User = Any  # an account; content knows accounts by their label only


class SavedMeanwhile(Exception):
    """Somebody else saved the page after this text was begun. `newer` is their version."""

    def __init__(self, newer: Revision) -> None:
        self.newer = newer
        super().__init__("Somebody saved this page meanwhile.")


def newest_of(row: Any) -> Revision | None:
    """The version that was made last; None for a row from before versions were kept."""
    return Revision.objects.of(KIND_OF[type(row)].name, row.pk).first()


def head_of(row: Any) -> Revision:
    """The same, made now where there is none."""
    return newest_of(row) or record_row(KIND_OF[type(row)], row, "Found when versions began to be kept.")


def open_of(row: Any) -> Revision | None:
    """The change that readers do not see yet."""
    return Revision.objects.of(KIND_OF[type(row)].name, row.pk).open().first()


def live_of(row: Any) -> Revision | None:
    """What readers see."""
    return Revision.objects.of(KIND_OF[type(row)].name, row.pk).live().first()


def lock(kind: Kind, row_id: int) -> Any:
    """The page, until the end of the transaction nobody else's. Raises Refused when it is gone."""
    row = kind.model._default_manager.select_for_update().filter(pk=row_id).first()
    if row is None:
        raise Refused("The page was deleted.")
    return row


def record_step(revision: Revision, step: str, by: User | None, note: str = "") -> None:
    Step.objects.create(revision=revision, kind=step, by=by, note=note)


@transaction.atomic
def save(kind: Kind, draft: Draft, by: User, *, base: int | None = None, note: str = "") -> Revision | None:
    """Keep what somebody typed as a draft; None when it says what the newest version says.

    `base` is the version the text was begun from. A draft beside a public page leaves the page as it is; while
    nothing of a page was public, its row follows the draft. Raises SavedMeanwhile and Refused.
    """
    if draft.instance.pk is None:
        return begin(kind, draft, by)
    row = lock(kind, draft.instance.pk)
    newest = head_of(row)
    text = with_signing(kind, text_of_draft(kind, draft), UNSIGNED)
    if words_digest(kind, text, draft.instance.slug) == newest.words_digest:
        return None
    if base is not None and base != newest.pk:
        raise SavedMeanwhile(newest)
    return keep(kind, row, text, draft.instance.slug, by, step=Step.Kind.SAVED, note=note)


def begin(kind: Kind, draft: Draft, by: User) -> Revision:
    """A page that was not there: its row, not public, and its first version."""
    draft.instance.state = State.DRAFT
    save_draft(kind, draft, known_ids(kind))
    revision = record_row(kind, draft.instance, "")
    Revision.objects.filter(pk=revision.pk).update(written_by=by)
    record_step(revision, Step.Kind.SAVED, by)
    return revision


def keep(kind: Kind, row: Any, text: str, slug: str, by: User, *, step: str, note: str) -> Revision:
    """A new draft in the place of the open one; a sign-off of that one is lost with it."""
    end_open(kind, row.pk)
    revision = Revision.objects.create(
        kind=kind.name,
        row_id=row.pk,
        slug=slug,
        title=title_of(kind, text),
        text=text,
        words_digest=words_digest(kind, text, slug),
        state=Revision.State.DRAFT,
        written_by=by,
        note=note,
    )
    record_step(revision, step, by, note)
    if row.state in NOT_PUBLIC:
        save_draft(kind, read_draft(kind, text, slug, row.pk)[0], known_ids(kind))
    return revision


def title_of(kind: Kind, text: str) -> str:
    draft, _, _ = read_draft(kind, text, "", None)
    return str(draft.instance)[:200]


def apply(kind: Kind, revision: Revision, row_id: int) -> Any:
    """Make the row say what a version says. Raises Refused when it names something that is gone."""
    draft, _, problems = read_draft(kind, revision.text, revision.slug, row_id)
    if problems:
        raise Refused(f"{problem.field}: {problem.message}." for problem in problems)
    save_draft(kind, draft, known_ids(kind))
    return draft.instance


@transaction.atomic
def restore(revision: Revision, by: User) -> Revision:
    """An old version as a draft again, never straight to live. Raises Refused."""
    kind = KIND_NAMED[revision.kind]
    row = lock(kind, revision.row_id)
    newest = head_of(row)
    if newest.words_digest == revision.words_digest and newest.is_open():
        raise Refused("The draft says this already.")
    text = with_signing(kind, revision.text, UNSIGNED)
    note = f"As it was on {timezone.localtime(revision.written_at):%B %-d, %Y}."
    return keep(kind, row, text, revision.slug, by, step=Step.Kind.RESTORED, note=note)


@transaction.atomic
def discard(revision: Revision, by: User) -> None:
    """Give a change up. The page stays what it is; the text stays in the history. Raises Refused."""
    kind = KIND_NAMED[revision.kind]
    row = lock(kind, revision.row_id)
    if row.state in NOT_PUBLIC:
        raise Refused("Nothing of this page is public yet: delete the page instead.")
    move(revision, Revision.OPEN, Revision.State.REPLACED)
    record_step(revision, Step.Kind.DISCARDED, by)


def move(revision: Revision, before: tuple[str, ...], after: str, **values: Any) -> None:
    """Bring a version from one of these states into another, if nobody was faster. Raises Refused."""
    found = Revision.objects.filter(pk=revision.pk, state__in=before, words_digest=revision.words_digest)
    if not found.update(state=after, **values):
        raise Refused("Somebody changed this page meanwhile. Look at it again.")
    revision.refresh_from_db()
