"""Pages that are deleted: readers are told or sent on, and for 30 days the page can come back."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone

from content.models import Revision, State, Step
from content.publishing.drafts import UNSIGNED, User, head_of, record_step
from content.publishing.moving import free_address, say_gone, send_on
from content.publishing.refused import Refused
from content.search.indexing import index_ids
from content.syncing.kinds import KIND_NAMED, KIND_OF
from content.syncing.recording import end_versions
from content.syncing.writing import known_ids, read_draft, save_draft, with_signing

KEPT_DAYS = 30
TAKEN_DOWN = "This page was taken down."


@transaction.atomic
def delete(row: Any, by: User, reason: str = "", target: str = "") -> None:
    """Delete a page. Whoever comes for it is sent to `target`, or told the reason.

    Raises Refused for a target that is no public page, and ProtectedError when another row needs the page.
    """
    kind, path = KIND_OF[type(row)], row.get_absolute_url()
    was_seen = row.state in (State.PUBLISHED, State.WITHDRAWN)
    newest, row_id, title = head_of(row), row.pk, str(row)
    row.delete()
    end_versions(kind, row_id)
    index_ids(kind.model, [row_id])
    record_step(newest, Step.Kind.DELETED, by, f"{reason} {target}".strip())
    if target:
        send_on(path, target)
    elif was_seen:
        say_gone(path, title[:200], reason or TAKEN_DOWN)


def deleted_versions() -> Iterator[tuple[Revision, Step]]:
    """The last version of each page that can still come back, with the step that deleted it; the latest first."""
    since = timezone.now() - timedelta(days=KEPT_DAYS)
    steps = Step.objects.filter(kind=Step.Kind.DELETED, at__gte=since).select_related("revision", "by")
    for step in steps.order_by("-at"):
        model = KIND_NAMED[step.revision.kind].model
        if not model._default_manager.filter(pk=step.revision.row_id).exists():
            yield step.revision, step


@transaction.atomic
def bring_back(revision: Revision, by: User) -> Any:
    """A deleted page as a draft again, under its old number, so that its history goes on. Raises Refused."""
    kind = KIND_NAMED[revision.kind]
    manager = kind.model._default_manager
    if manager.filter(pk=revision.row_id).exists():
        raise Refused("This page is there already.")
    if manager.filter(slug=revision.slug).exists():
        raise Refused("Another page has its address by now. Change that one's address first.")
    text = with_signing(kind, revision.text, UNSIGNED)
    draft, _, _ = read_draft(kind, text, revision.slug, revision.row_id)
    draft.instance._state.adding = True
    save_draft(kind, draft, known_ids(kind))
    free_address(draft.instance.get_absolute_url())
    again = Revision.objects.create(
        kind=kind.name,
        row_id=revision.row_id,
        slug=revision.slug,
        title=revision.title,
        text=text,
        words_digest=revision.words_digest,
        state=Revision.State.DRAFT,
        written_by=by,
    )
    record_step(again, Step.Kind.RESTORED, by, "After it was deleted.")
    return draft.instance
