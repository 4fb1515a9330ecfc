"""A wish to be contacted, and what staff note about it."""

import uuid
from datetime import date, datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone

from consultations.lookups import email_hash, name_hash, phone_hash
from consultations.references import random_reference, shown, typed
from consultations.sealed import sealed_text

PATTERN = r"^[2-9A-HJKMNP-Z]{6}$"


class ConsultationQuerySet(models.QuerySet["ConsultationRequest"]):
    def in_queue(self) -> "ConsultationQuerySet":
        """Waiting for the clinic or for the person; not in the tray."""
        return self.filter(closed_at=None, is_suspect=False)

    def in_tray(self) -> "ConsultationQuerySet":
        """Held apart because they look like spam. People see them and decide."""
        return self.filter(closed_at=None, is_suspect=True)

    def by_urgency(self, now: datetime) -> "ConsultationQuerySet":
        """Late first, then by reply time; those who wait for the person come last. `now` is aware."""
        is_waiting = Q(state=ConsultationRequest.State.WAITING)
        rank = models.Case(models.When(past_reply_time(now), then=0), models.When(is_waiting, then=2), default=1)
        return self.alias(rank=rank).order_by("rank", "reply_by", "received_at")

    def late(self, now: datetime) -> "ConsultationQuerySet":
        """Past their reply time; `now` is aware."""
        return self.in_queue().filter(past_reply_time(now))

    def numbers(self, now: datetime) -> dict[str, int]:
        """How many are late, wait for a reply (late ones too), and lie in the tray. One query."""
        queued = Q(is_suspect=False)
        unanswered = queued & Q(state__in=ConsultationRequest.UNANSWERED)
        return self.filter(closed_at=None).aggregate(
            late=models.Count("pk", filter=queued & past_reply_time(now)),
            waiting=models.Count("pk", filter=unanswered),
            tray=models.Count("pk", filter=Q(is_suspect=True)),
        )

    def matching(self, text: str) -> "ConsultationQuerySet":
        """Whose reference, whole phone number, whole email address or full name this is."""
        kept = {"name_hash": name_hash(text), "phone_hash": phone_hash(text), "email_hash": email_hash(text)}
        found = Q(reference=typed(text))
        for column, value in kept.items():
            if value:
                found |= Q(**{column: value})
        return self.filter(found)

    def of_same_person(self, row: "ConsultationRequest", since: datetime) -> "ConsultationQuerySet":
        """Others with the same phone or email, received since then."""
        same = Q()
        if row.phone_hash:
            same |= Q(phone_hash=row.phone_hash)
        if row.email_hash:
            same |= Q(email_hash=row.email_hash)
        return self.filter(same, received_at__gte=since).exclude(pk=row.pk) if same else self.none()

    def expired(self, now: datetime) -> "ConsultationQuerySet":
        """What the retention settings say is to be deleted at `now` (aware). Never what is on legal hold."""
        closed = Q(closed_at__lt=now - timedelta(days=settings.DAYS_KEPT_AFTER_CLOSING))
        stale = Q(received_at__lt=now - timedelta(days=settings.DAYS_KEPT_AT_MOST))
        suspect = Q(is_suspect=True) | Q(state=ConsultationRequest.State.SPAM)
        spam = suspect & Q(received_at__lt=now - timedelta(days=settings.DAYS_SUSPECTS_ARE_KEPT))
        return self.filter(closed | stale | spam, is_on_hold=False)


def past_reply_time(now: datetime) -> Q:
    return Q(reply_by__lt=now, state__in=ConsultationRequest.UNANSWERED)


class ConsultationRequest(models.Model):
    """A wish to be contacted. Who it is from is stored encrypted; its name anywhere else is the reference."""

    class Before(models.TextChoices):
        NO = "no", "No"
        YES = "yes", "Yes"
        UNSURE = "unsure", "I'm not sure"

    class By(models.TextChoices):
        PHONE = "phone", "Phone call"
        EMAIL = "email", "Email"

    class Reason(models.TextChoices):
        FIRST = "first", "A first consultation for me"
        OTHER_PERSON = "other-person", "A consultation for someone I help"
        COST = "cost", "Cost or insurance"
        APPOINTMENT = "appointment", "An appointment I already have"
        REFERRAL = "referral", "I'm a clinician with a referral"
        ELSE = "else", "Something else"

    class State(models.TextChoices):
        NEW = "new", "New"
        TRIED = "tried", "Tried"
        REACHED = "reached", "Reached"
        WAITING = "waiting", "Waiting for the person"
        BOOKED = "booked", "Booked"
        NOT_SUITABLE = "not_suitable", "Not suitable"
        NO_ANSWER = "no_answer", "No answer"
        DUPLICATE = "duplicate", "Duplicate"
        SPAM = "spam", "Spam"
        CLOSED = "closed", "Closed"

    UNANSWERED = (State.NEW, State.TRIED)
    ENDS = (State.BOOKED, State.NOT_SUITABLE, State.NO_ANSWER, State.DUPLICATE, State.SPAM, State.CLOSED)

    class Suspicion(models.TextChoices):
        NONE = "", "None"
        HIDDEN_FIELD = "hidden_field", "Filled in the box that people do not see. Not told that it was received"
        BUSY = "busy", "Came while very many requests came in"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    reference = models.CharField(max_length=6, unique=True, default=random_reference, editable=False)
    form_token = models.CharField(max_length=64, unique=True, editable=False)
    clinic = models.ForeignKey("content.Clinic", models.SET_NULL, null=True, related_name="+")
    received_at = models.DateTimeField(default=timezone.now, editable=False)
    reply_by = models.DateTimeField()
    consent_version = models.CharField(max_length=10, editable=False)

    been_before = models.CharField(max_length=6, choices=Before)
    contact_by = models.CharField(max_length=5, choices=By)
    may_leave_message = models.BooleanField(default=False)
    good_times = models.CharField(max_length=200, blank=True, help_text="As it was shown, separated by semicolons.")
    about = models.CharField(max_length=12, choices=Reason)
    sealed_name = models.TextField(editable=False)
    sealed_phone = models.TextField(blank=True, editable=False)
    sealed_email = models.TextField(blank=True, editable=False)
    sealed_access = models.TextField(blank=True, editable=False)
    name_hash = models.CharField(max_length=64, blank=True, db_index=True, editable=False)
    phone_hash = models.CharField(max_length=64, blank=True, db_index=True, editable=False)
    email_hash = models.CharField(max_length=64, blank=True, db_index=True, editable=False)

    state = models.CharField(max_length=12, choices=State, default=State.NEW)
    tries = models.PositiveSmallIntegerField(default=0)
    closed_at = models.DateTimeField(null=True, blank=True)
    assigned_to = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+")
    is_suspect = models.BooleanField(default=False)
    suspicion = models.CharField(max_length=12, choices=Suspicion, blank=True)
    is_on_hold = models.BooleanField("legal hold", default=False)
    hold_reason = models.CharField(max_length=200, blank=True)
    version = models.PositiveIntegerField(default=1, editable=False)

    name = sealed_text("name")
    phone = sealed_text("phone")
    email = sealed_text("email")
    access = sealed_text("access")

    objects = ConsultationQuerySet.as_manager()

    class Meta:
        ordering = ["reply_by"]
        permissions = [("export_consultationrequest", "Can export consultation request")]
        constraints = [
            models.CheckConstraint(condition=Q(reference__regex=PATTERN), name="consultation_reference_is_readable"),
            models.CheckConstraint(condition=~Q(sealed_name=""), name="consultation_has_a_name"),
            models.CheckConstraint(
                condition=Q(
                    closed_at__isnull=False,
                    state__in=["booked", "not_suitable", "no_answer", "duplicate", "spam", "closed"],
                )
                | Q(closed_at__isnull=True, state__in=["new", "tried", "reached", "waiting"]),
                name="consultation_is_closed_by_its_state",
            ),
            models.CheckConstraint(
                condition=Q(closed_at__isnull=True) | Q(closed_at__gte=F("received_at")),
                name="consultation_closed_after_received",
            ),
        ]
        indexes = [models.Index(fields=["closed_at", "reply_by"], name="consultation_open_or_closed")]

    def __str__(self) -> str:
        return self.shown_reference()

    def get_absolute_url(self) -> str:
        return reverse("consultations:desk_request", args=[self.reference])

    def shown_reference(self) -> str:
        """As people read it, like K7M4 P2."""
        return shown(self.reference)

    def set_hashes(self) -> None:
        """Bring the lookup hashes in line with name, phone and email."""
        self.name_hash = name_hash(self.name)
        self.phone_hash = phone_hash(self.phone)
        self.email_hash = email_hash(self.email)

    def is_late(self, now: datetime) -> bool:
        """Whether the reply time has passed without the person being reached; `now` is aware."""
        return self.reply_by < now and self.state in self.UNANSWERED

    def delete_on(self) -> date:
        """The last day on which this row is kept, unless it is on hold."""
        at_most = self.received_at + timedelta(days=settings.DAYS_KEPT_AT_MOST)
        if self.closed_at:
            at_most = min(at_most, self.closed_at + timedelta(days=settings.DAYS_KEPT_AFTER_CLOSING))
        if self.is_suspect or self.state == self.State.SPAM:
            at_most = min(at_most, self.received_at + timedelta(days=settings.DAYS_SUSPECTS_ARE_KEPT))
        return timezone.localdate(at_most)


class Note(models.Model):
    """What staff note about a request, encrypted. Scheduling only: medical details belong in the chart."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    request = models.ForeignKey(ConsultationRequest, models.CASCADE, related_name="notes")
    sealed_body = models.TextField(editable=False)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    body = sealed_text("body")

    class Meta:
        ordering = ["at"]

    def __str__(self) -> str:
        return f"Note on {self.request}"


def sealed_columns(model: type[models.Model]) -> list[str]:
    """The names of the columns of a model that hold encrypted text."""
    return [field.name for field in model._meta.concrete_fields if field.name.startswith("sealed_")]


def plain_texts(row: Any) -> dict[str, str]:
    """Every encrypted text of a row, opened. Raises accounts.sealing.CannotOpen."""
    names = [column.removeprefix("sealed_") for column in sealed_columns(type(row))]
    return {name: getattr(row, name) for name in names}
