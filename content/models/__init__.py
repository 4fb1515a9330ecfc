"""What the clinic publishes. No personal data of patients."""

from content.models.clinics import Clinic, Fact, HoursException, OpeningHours
from content.models.evidence import Certainty, Finding, Source
from content.models.limits import RateLimit
from content.models.pages import (
    Article,
    ArticleTopic,
    Condition,
    Policy,
    Route,
    State,
)
from content.models.people import Person
from content.models.questions import Faq, Term
from content.models.reviewing import Stage
from content.models.revisions import OldPath, Revision, Step
from content.models.syncing import SyncedText
from content.models.treatments import KeyFact, MonitoringCheck, StudyCourse, Treatment, VisitStep

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
    "MonitoringCheck",
    "OldPath",
    "OpeningHours",
    "Person",
    "Policy",
    "RateLimit",
    "Revision",
    "Route",
    "Source",
    "Stage",
    "State",
    "Step",
    "StudyCourse",
    "SyncedText",
    "Term",
    "Treatment",
    "VisitStep",
]
