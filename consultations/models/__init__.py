"""What patients send, what staff do with it, and the mail about it."""

from consultations.models.emergency import EmergencyAccess
from consultations.models.events import ConsultationEvent, TrailHead
from consultations.models.mail import OutgoingMail
from consultations.models.requests import ConsultationRequest, Note, plain_texts, sealed_columns

__all__ = [
    "ConsultationEvent",
    "ConsultationRequest",
    "EmergencyAccess",
    "Note",
    "OutgoingMail",
    "TrailHead",
    "plain_texts",
    "sealed_columns",
]
