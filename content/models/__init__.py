"""What the clinic publishes. No personal data of patients."""

from content.models.clinics import Clinic, Fact, HoursException, OpeningHours
from content.models.evidence import Certainty, Finding, Source
from content.models.limits import RateLimit
from content.models.pages import (
    Article,
    ArticleTopic,
    Condition,
    KeyFact,
    Policy,
    Route,
    State,
    Treatment,
    VisitStep,
)
from content.models.people import Person
from content.models.questions import Faq, Term
from content.models.syncing import SyncedText

__all__ = [
    "Article",
    "ArticleTopic",
    "Certainty",
    "Clinic",
    "Condition",
    "Fact",
    "Faq",
    "Finding",
    "HoursException",
    "KeyFact",
    "OpeningHours",
    "Person",
    "Policy",
    "RateLimit",
    "Route",
    "Source",
    "State",
    "SyncedText",
    "Term",
    "Treatment",
    "VisitStep",
]
