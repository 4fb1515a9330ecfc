"""Mail that waits to be sent. Written with the request; sent by a worker, at least once."""

import uuid
from datetime import datetime

from django.db import models
from django.db.models import Q
from django.utils import timezone

from consultations.models.requests import ConsultationRequest
from consultations.sealed import sealed_text


class MailQuerySet(models.QuerySet["OutgoingMail"]):
    def waiting(self) -> "MailQuerySet":
        return self.filter(sent_at=None, given_up_at=None)

    def due(self, now: datetime) -> "MailQuerySet":
        """What may be tried at `now` (aware): not before its time, and in nobody else's hands."""
        return self.waiting().filter(Q(leased_until=None) | Q(leased_until__lte=now), not_before__lte=now)


class OutgoingMail(models.Model):
    """One message. Its words come from a template when it is sent; the recipient is stored encrypted."""

    class Kind(models.TextChoices):
        NOTICE = "notice", "Notice to staff"
        RECEIPT = "receipt", "Receipt to the person"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    request = models.ForeignKey(ConsultationRequest, models.CASCADE, related_name="mails")
    kind = models.CharField(max_length=7, choices=Kind)
    sealed_recipient = models.TextField(blank=True, editable=False)  # a notice has none: it goes to STAFF_NOTICE_TO
    created_at = models.DateTimeField(default=timezone.now)
    not_before = models.DateTimeField(default=timezone.now)
    leased_until = models.DateTimeField(null=True, blank=True)
    attempts = models.PositiveIntegerField(default=0)
    last_problem = models.CharField(max_length=60, blank=True, help_text="Kind of error, never its text.")
    sent_at = models.DateTimeField(null=True, blank=True)
    given_up_at = models.DateTimeField(null=True, blank=True)

    recipient = sealed_text("recipient")

    objects = MailQuerySet.as_manager()

    class Meta:
        ordering = ["not_before"]
        constraints = [
            models.UniqueConstraint(fields=["request", "kind"], name="mail_once_per_request"),
        ]
        indexes = [
            models.Index(fields=["not_before"], condition=Q(sent_at=None, given_up_at=None), name="mail_waiting"),
            models.Index(fields=["sent_at"], name="mail_sent"),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}, {self.request}"
