"""The one transaction that takes a request in."""

from dataclasses import dataclass, fields

from django.db import IntegrityError, transaction
from django.utils import timezone

from consultations import trail
from consultations.limits import count_request
from consultations.models import ConsultationEvent, ConsultationRequest, OutgoingMail
from consultations.reply_times import reply_by
from content.models import Clinic

CONSENT_VERSION = "2026-11"  # changes with the words of the box in templates/consultations/form.html
TRIES = 5
Kind = ConsultationEvent.Kind


@dataclass(frozen=True)
class Answers:
    """What a visitor answered, checked."""

    name: str
    been_before: str
    contact_by: str
    phone: str
    may_leave_message: bool
    email: str
    good_times: str
    access: str
    about: str
    clinic: Clinic | None

    def differ_from(self, row: ConsultationRequest) -> bool:
        """Whether the stored row says something else."""
        return any(getattr(self, one.name) != getattr(row, one.name) for one in fields(self))


def take_in(answers: Answers, nonce: str, network: str) -> tuple[ConsultationRequest, bool]:
    """Store a request with its event and its mail, all or nothing; return it once it is safe on disk.

    The second value is False when this form was sent before: then the first request is returned and nothing is stored.
    Raises limits.TooMany, or a DatabaseError when it could not be stored.
    """
    for _ in range(TRIES):
        try:
            with transaction.atomic(durable=True):
                return stored_once(answers, nonce, network)
        except IntegrityError:  # a reference that is taken, or the same form at the same moment
            continue
    raise IntegrityError("No free reference was found.")


def stored_once(answers: Answers, nonce: str, network: str) -> tuple[ConsultationRequest, bool]:
    trail.lock_trail()
    before = ConsultationRequest.objects.filter(form_token=nonce).first()
    if before is not None:
        return before, False
    suspicion = count_request(network, answers.phone, answers.email)
    row = new_row(answers, nonce)
    row.suspicion, row.is_suspect = suspicion, bool(suspicion)
    row.save(force_insert=True)
    trail.record(Kind.RECEIVED, reference=row.reference, network=network, detail=str(suspicion))
    queue_mail(row)
    return row, True


def new_row(answers: Answers, nonce: str) -> ConsultationRequest:
    now = timezone.now()
    values = {one.name: getattr(answers, one.name) for one in fields(answers)}
    row = ConsultationRequest(
        form_token=nonce,
        received_at=now,
        reply_by=reply_by(answers.clinic, now),
        consent_version=CONSENT_VERSION,
        **values,
    )
    row.set_hashes()
    return row


def queue_mail(row: ConsultationRequest) -> None:
    """The notice to staff, and the receipt where an address was given."""
    OutgoingMail.objects.create(request=row, kind=OutgoingMail.Kind.NOTICE)
    if row.email:
        receipt = OutgoingMail(request=row, kind=OutgoingMail.Kind.RECEIPT)
        receipt.recipient = row.email
        receipt.save(force_insert=True)


def keep_suspect(answers: Answers, nonce: str, network: str) -> None:
    """Put what filled in the hidden box into the tray, once per form. Nobody is told that it was received.

    Raises limits.TooMany.
    """
    token = f"tray:{nonce}"
    with transaction.atomic(durable=True):
        trail.lock_trail()
        if ConsultationRequest.objects.filter(form_token=token).exists():
            return
        count_request(network, answers.phone, answers.email)
        row = new_row(answers, token)
        row.suspicion, row.is_suspect = ConsultationRequest.Suspicion.HIDDEN_FIELD, True
        row.save(force_insert=True)
        trail.record(Kind.SUSPECTED, reference=row.reference, network=network)
