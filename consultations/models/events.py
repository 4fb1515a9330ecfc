"""Who did what with which request, and when. Append-only, chained, without a word that a person typed."""

import hashlib
import json

from django.conf import settings
from django.db import models


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

    def __str__(self) -> str:
        return f"{self.number} {self.kind} {self.reference}"

    def own_digest(self) -> str:
        """SHA-256 of everything in this row but the digest itself, the previous digest included."""
        values = [
            self.number,
            self.at.isoformat(),
            self.kind,
            self.reference,
            self.actor_id,
            self.network,
            self.detail,
            self.previous,
        ]
        return hashlib.sha256(json.dumps(values).encode()).hexdigest()
