"""The steps of a page from draft to public and back. Each is one transaction, and one line of the record.

A step is bound to the very version that was looked at: an edit makes a new version, so nothing that was not signed is
published, whatever the order of two people's clicks.
"""

from datetime import date, datetime
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from content.comparing import as_marks, compare
from content.models import Person, Revision, State, Step
from content.publishing.checks import begun_on_older, digest_now, quoted_now, refusals, same_person, writers_of
from content.publishing.drafts import (
    NOT_PUBLIC,
    UNSIGNED,
    User,
    apply,
    live_of,
    lock,
    move,
    record_step,
)
from content.publishing.live_faults import forget_gate_faults
from content.publishing.moving import check_target, free_address, move_address, send_on
from content.publishing.refused import Refused
from content.rendering.citations import keys_in
from content.rendering.facts import FACT
from content.search.indexing import index
from content.syncing.kinds import KIND_NAMED
from content.syncing.writing import text_of_row, values_in, with_signing

OLDER = "The page readers see was changed after this was saved. Compare the two, and save the text again."
KEPT = ("reviewed_by", "reviewed_on", "review_due_on", "publish_reason")  # by a change of spelling only
CHANGED = "A fact or finding that this page quotes was changed after it was signed. It must be approved again."


@transaction.atomic
def send_for_review(revision: Revision, by: User, note: str = "", publish_reason: str = "") -> None:
    """Ask a reviewer to look. Raises Refused with what the publish gate blocks.

    `publish_reason` names the forbidden wording that must stand; callers ask whether `by` may write it. It belongs to
    this version: the next edit takes it away.
    """
    row = lock_page(revision)
    text = with_signing(KIND_NAMED[revision.kind], revision.text, {"publish_reason": publish_reason})
    revision.text = text
    refuse(refusals(revision, is_signed=False))
    move(revision, (Revision.State.DRAFT,), Revision.State.IN_REVIEW, text=text)
    show_state(row, State.IN_REVIEW)
    record_step(revision, Step.Kind.SENT, by, note)


@transaction.atomic
def take_back(revision: Revision, by: User) -> None:
    """Back to a draft: to write on, or because it is not to be published after all."""
    row = lock_page(revision)
    waiting = (Revision.State.IN_REVIEW, Revision.State.APPROVED)
    move(revision, waiting, Revision.State.DRAFT, signed_by=None, signed_at=None, signed_digest="")
    show_state(row, State.DRAFT)
    record_step(revision, Step.Kind.TAKEN_BACK, by)


@transaction.atomic
def ask_for_changes(revision: Revision, by: User, note: str) -> None:
    """Back to the writers, with what is to be changed. Raises Refused without a comment."""
    row = lock_page(revision)
    if not note.strip():
        raise Refused("Say what should be changed.")
    move(revision, (Revision.State.IN_REVIEW,), Revision.State.DRAFT)
    show_state(row, State.DRAFT)
    record_step(revision, Step.Kind.CHANGES_ASKED, by, note)


@transaction.atomic
def approve(
    revision: Revision,
    by: User,
    *,
    reviewed_by: Person | None = None,
    review_due_on: date | None = None,
    publish_reason: str = "",
    note: str = "",
) -> None:
    """Sign a version: its words, and the findings and facts it quotes as they are now.

    Raises Refused when the gate does, and when the reviewer wrote it (unless SINGLE_CLINICIAN is set, and then the
    record says so).
    """
    lock_page(revision)
    refuse([OLDER] if begun_on_older(revision) else [])
    refuse(same_person(revision, by, reviewed_by))
    signed = {
        "state": State.IN_REVIEW.value,
        "reviewed_by": reviewed_by.slug if reviewed_by else "",
        "reviewed_on": timezone.localdate().isoformat() if reviewed_by else "",
        "review_due_on": review_due_on.isoformat() if review_due_on else "",
        "publish_reason": publish_reason,
    }
    revision.text = text = with_signing(KIND_NAMED[revision.kind], revision.text, signed)
    refuse(refusals(revision, is_signed=True))
    move(
        revision,
        (Revision.State.IN_REVIEW,),
        Revision.State.APPROVED,
        text=text,
        signed_by=by,
        signed_at=timezone.now(),
        signed_digest=digest_now(revision),
        quoted=quoted_now(revision),
    )
    record_step(revision, Step.Kind.APPROVED, by, f"{note} {own_words(revision, by)}".strip())


@transaction.atomic
def publish(revision: Revision, by: User | None) -> None:
    """Show an approved version to readers now. Raises Refused when it is not what was signed."""
    row = lock_page(revision)
    refuse(unfit(revision))
    go_live(revision, row, (Revision.State.APPROVED, Revision.State.SCHEDULED))
    record_step(revision, Step.Kind.PUBLISHED, by)


@transaction.atomic
def publish_spelling(revision: Revision, by: User, reason: str) -> None:
    """Publish a change of spelling under the sign-off that stands. The record shows each changed word.

    Raises Refused without a reason, without a signed page, and when a number, source or fact was changed.
    """
    row = lock_page(revision)
    live = live_of(row)
    if not reason.strip():
        raise Refused("Say what was misspelled.")
    if live is None or not row.reviewed_by_id:
        raise Refused("Only a page that is live and was reviewed can be changed as spelling only.")
    refuse([OLDER] if begun_on_older(revision) else [])
    if substance(live) != substance(revision):
        raise Refused("A number, a source or a fact was changed: that is no spelling. Send it for review.")
    kind = KIND_NAMED[revision.kind]
    before, signed = with_signing(kind, live.text, UNSIGNED), values_in(kind, live.text)
    changed = as_marks(compare(before, with_signing(kind, revision.text, UNSIGNED)))
    revision.text = with_signing(kind, revision.text, {key: signed.get(key, "") for key in KEPT})
    refuse(refusals(revision, is_signed=True))
    # What was signed stands, changed quotations too: nobody looked at them again
    kept = {"quoted": live.quoted, "quotes_changed_on": live.quotes_changed_on}
    before_this = (Revision.State.DRAFT, Revision.State.IN_REVIEW)
    go_live(revision, row, before_this, signed_digest=digest_now(revision), **kept)
    record_step(revision, Step.Kind.SPELLING, by, f"{reason} {changed}")


@transaction.atomic
def schedule(revision: Revision, by: User, moment: datetime) -> None:
    """Publish an approved version at `moment`, an aware datetime. Raises Refused for the past."""
    lock_page(revision)
    if moment <= timezone.now():
        raise Refused("Date must be in the future.")
    refuse(unfit(revision))
    move(revision, (Revision.State.APPROVED,), Revision.State.SCHEDULED, scheduled_for=moment)
    record_step(revision, Step.Kind.SCHEDULED, by, f"For {timezone.localtime(moment):%Y-%m-%d %H:%M %Z}.")


@transaction.atomic
def cancel_schedule(revision: Revision, by: User) -> None:
    """Not at that time after all; it stays approved."""
    lock_page(revision)
    move(revision, (Revision.State.SCHEDULED,), Revision.State.APPROVED, scheduled_for=None)
    record_step(revision, Step.Kind.CANCELLED, by)


@transaction.atomic
def withdraw(live: Revision, by: User, reason: str, target: str = "", *, redirects: bool = False) -> None:
    """Take a page down. Readers are sent on to `target`, or told why it is gone and what to read instead.

    Raises Refused without a reason, and when the target is no public page.
    """
    row = lock_page(live)
    if not reason.strip():
        raise Refused("Say why, in words for readers.")
    path = row.get_absolute_url()
    if redirects:
        send_on(path, target)
    elif target:
        check_target(path, target)
    move(live, (Revision.State.LIVE,), Revision.State.WITHDRAWN, live_until=timezone.now())
    row.state, row.withdrawn_on, row.withdrawn_reason = State.WITHDRAWN, timezone.localdate(), reason
    row.replaced_by = target
    row.save()
    index(row)
    record_step(live, Step.Kind.WITHDRAWN, by, f"{reason} {target}".strip())


# What the steps share


def lock_page(revision: Revision) -> Any:
    return lock(KIND_NAMED[revision.kind], revision.row_id)


def own_words(revision: Revision, by: User) -> str:
    """What the record says where somebody signs what they wrote."""
    alone = settings.SINGLE_CLINICIAN and by.pk in writers_of(revision)
    return "Approved by a writer of the text: this practice has one clinician." if alone else ""


def refuse(reasons: list[str]) -> None:
    if reasons:
        raise Refused(reasons)


def unfit(revision: Revision) -> list[str]:
    """Why an approved version is not what was signed any more, or may not be shown."""
    if begun_on_older(revision):
        return [OLDER]
    if digest_now(revision) != revision.signed_digest:
        return [CHANGED]
    return refusals(revision, is_signed=True)


def go_live(revision: Revision, row: Any, before: tuple[str, ...], **values: Any) -> None:
    """Put a version in the place of what readers see, and keep exactly the bytes that the row says then."""
    kind, now = KIND_NAMED[revision.kind], timezone.now()
    was_public, old_path = row.state not in NOT_PUBLIC, row.get_absolute_url()
    since = row.published_at if row.is_public() else now
    gone = {"withdrawn_on": "", "withdrawn_reason": "", "replaced_by": ""}
    public = {"state": State.PUBLISHED.value, "published_at": timezone.localtime(since).isoformat()}
    revision.text = with_signing(kind, revision.text, gone | public)
    row = apply(kind, revision, row.pk)
    text = text_of_row(kind, row.__class__._default_manager.get(pk=row.pk))
    Revision.objects.of(kind.name, row.pk).live().update(state=Revision.State.REPLACED, live_until=now)
    move(revision, before, Revision.State.LIVE, text=text, live_from=now, scheduled_for=None, **values)
    forget_gate_faults(revision)
    if was_public:
        move_address(old_path, row.get_absolute_url())
    free_address(row.get_absolute_url())
    index(row)


def show_state(row: Any, state: State) -> None:
    """While nothing of a page is public, its row says how far it is."""
    type(row)._default_manager.filter(pk=row.pk, state__in=NOT_PUBLIC).update(state=state)


def substance(revision: Revision) -> tuple[list[str], list[str], str]:
    """What a correction of spelling leaves alone: sources, facts and numbers, in order."""
    text = with_signing(KIND_NAMED[revision.kind], revision.text, UNSIGNED)
    digits = "".join(sign if sign.isdigit() else " " for sign in text)
    return keys_in(text), FACT.findall(text), " ".join(digits.split())
