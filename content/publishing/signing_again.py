"""A live page whose words stand: signed again as it is, in one step."""

from datetime import date

from django.db import transaction
from django.utils import timezone

from content.models import Person, Revision, Stage, Step
from content.publishing.checks import digest_now, quoted_now, refusals, same_person
from content.publishing.drafts import User, live_of, open_of, record_step
from content.publishing.steps import go_live, lock_page, own_words, refuse
from content.syncing.kinds import KIND_NAMED
from content.syncing.writing import with_signing

OPEN = "There is an open change of this page. Approve that, or discard it first."
OTHER = "Something that the page quotes was changed while you looked. Look at it again."


def needs_signing(live: Revision, stage: Stage) -> bool:
    """Whether something it quotes was changed since it was signed, or its next review is due within 30 days."""
    return live.quotes_changed_on is not None or stage != Stage.FINE


@transaction.atomic
def sign_again(
    live: Revision,
    by: User,
    *,
    seen: str = "",
    reviewed_by: Person | None = None,
    review_due_on: date | None = None,
    publish_reason: str = "",
    note: str = "",
) -> None:
    """Sign what readers see, without a change of its words, as a new version with today's date.

    `seen` stands for what was looked at (digest_now). Raises Refused where that has changed, where there is an open
    change, and as approve() does.
    """
    row = lock_page(live)
    standing = live_of(row)
    refuse([OTHER] if standing is None or standing.pk != live.pk or digest_now(live) != seen else [])
    refuse([OPEN] if open_of(row) else [])
    refuse(same_person(live, by, reviewed_by))
    signed = {
        "reviewed_by": reviewed_by.slug if reviewed_by else "",
        "reviewed_on": timezone.localdate().isoformat() if reviewed_by else "",
        "review_due_on": review_due_on.isoformat() if review_due_on else "",
        "publish_reason": publish_reason,
    }
    again = Revision.objects.create(
        kind=live.kind,
        row_id=live.row_id,
        slug=live.slug,
        title=live.title,
        text=with_signing(KIND_NAMED[live.kind], live.text, signed),
        words_digest=live.words_digest,
        state=Revision.State.APPROVED,
        written_by=live.written_by,
        signed_by=by,
        signed_at=timezone.now(),
        signed_digest=seen,
        quoted=quoted_now(live),
    )
    refuse(refusals(again, is_signed=True))
    record_step(again, Step.Kind.SIGNED_AGAIN, by, f"{note} {own_words(live, by)}".strip())
    go_live(again, row, (Revision.State.APPROVED,))
