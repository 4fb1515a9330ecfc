"""Scheduled versions: published at their time, exactly once, also after a time in which nothing ran."""

import logging

from django.db import transaction
from django.utils import timezone

from content.models import Revision, State, Step
from content.publishing.drafts import move, record_step
from content.publishing.refused import Refused
from content.publishing.steps import lock_page, publish, show_state

logger = logging.getLogger("content")


def publish_due() -> list[Revision]:
    """Publish what is due; returns it. What cannot be published goes back to the reviewers, and the record says why.

    Any number of processes may call this at once: a version is published by whoever comes first.
    """
    due = list(Revision.objects.due(timezone.now()))
    return [revision for revision in due if publish_one(revision)]


def publish_one(revision: Revision) -> bool:
    try:
        publish(revision, None)
    except Refused as refusal:
        stop(revision, str(refusal))
        return False
    return True


@transaction.atomic
def stop(revision: Revision, reason: str) -> None:
    """Not published at its time: back to a reviewer. Nothing, if somebody else was faster."""
    try:
        row = lock_page(revision)
        revision.refresh_from_db()
        move(
            revision,
            (Revision.State.SCHEDULED,),
            Revision.State.IN_REVIEW,
            scheduled_for=None,
            signed_by=None,
            signed_at=None,
            signed_digest="",
        )
    except Refused:
        return
    show_state(row, State.IN_REVIEW)
    record_step(revision, Step.Kind.STOPPED, None, reason)
    logger.error("Version %d was not published at its time.", revision.pk)
