"""Who did what with which request, and when. Append-only, chained, without a word that a person typed."""

import hashlib
import json
from collections.abc import Sequence
from typing import Any

from django.conf import settings
from django.db import models

# The columns that an event's digest stands for, in their order; the digest of the event before comes last
DIGESTED = ("number", "at", "kind", "reference", "actor_id", "network", "detail", "previous")


def digest_of(values: Sequence[Any]) -> str:
    """SHA-256 of the columns of one event."""
    number, at, *others = values
    return hashlib.sha256(json.dumps([number, at.isoformat(), *others]).encode()).hexdigest()


class TrailHead(models.Model):
    """The end of the chain: its row is locked by whoever writes the next event. There is one."""

    number = models.PositiveBigIntegerField(default=0)
    digest = models.CharField(max_length=64, blank=True)

    def __str__(self) -> str:
        return f"{self.number}"


class ConsultationEvent(models.Model):
    """One link of the chain. Stays when the request is gone; holds references and names of fields only."""

    class Kind(models.TextChoices):
        RECEIVED = "received", "Received"
        SUSPECTED = "suspected", "Put in the tray"
        LISTED = "listed", "Seen in a list"
        VIEWED = "viewed", "Opened"
        SEARCHED = "searched", "Searched"
        CHANGED = "changed", "Changed"
        NOTED = "noted", "Note added"
        CORRECTED = "corrected", "Corrected"
        CONFLICT = "conflict", "Change refused: somebody else had changed it"
        EXPORTED = "exported", "Exported"
        HELD = "held", "Legal hold set"
        RELEASED = "released", "Legal hold ended"
        DELETED = "deleted", "Deleted"
        PURGED = "purged", "Deleted on schedule"
        UNREADABLE = "unreadable", "Could not be read"
        REFUSED = "refused", "Refused"
        EMERGENCY = "emergency", "Emergency access"
        TRAIL_READ = "trail_read", "Record read"
        TRAIL_PURGED = "trail_purged", "Old record deleted"

    number = models.PositiveBigIntegerField(primary_key=True)
    at = models.DateTimeField()
    kind = models.CharField(max_length=12, choices=Kind)
    reference = models.CharField(max_length=6, blank=True, db_index=True)
    actor = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    network = models.CharField(max_length=16, blank=True)
    detail = models.TextField(blank=True)
    previous = models.CharField(max_length=64, blank=True)
    digest = models.CharField(max_length=64)

    class Meta:
        ordering = ["number"]
        indexes = [
            models.Index(fields=["at"], name="event_at"),
            models.Index(fields=["actor", "number"], name="event_by_person"),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.kind} {self.reference}"

    def own_digest(self) -> str:
        """SHA-256 of everything in this row but the digest itself, the previous digest included."""
        return digest_of([getattr(self, name) for name in DIGESTED])
