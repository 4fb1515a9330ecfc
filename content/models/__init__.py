"""What the clinic publishes. No personal data of patients."""

from content.models.clinics import Clinic, HoursException, OpeningHours
from content.models.evidence import Certainty, Finding, Source
from content.models.facts import Fact
from content.models.feedback import PageFeedback
from content.models.images import Image, ImageFile
from content.models.limits import RateLimit
from content.models.listing_records import ListingChange, ListingReport
from content.models.listings import Listing
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
from content.models.search import SearchEntry, SearchHint, SearchMiss, SearchWord
from content.models.state_rules import StateRules
from content.models.suitability import SuitabilityQuestion
from content.models.syncing import SyncedText
from content.models.treatments import KeyFact, MonitoringCheck, StudyCourse, Treatment, VisitStep
from content.models.upkeep import LastRun, LinkCheck, LiveFault
from content.models.us_states import UsState
from content.models.version import ContentVersion

__all__ = [
    "Article",
    "ArticleTopic",
    "Certainty",
    "Clinic",
    "Condition",
    "ContentVersion",
    "Fact",
    "Faq",
    "Finding",
    "HoursException",
    "Image",
    "ImageFile",
    "KeyFact",
    "LastRun",
    "LinkCheck",
    "Listing",
    "ListingChange",
    "ListingReport",
    "LiveFault",
    "MonitoringCheck",
    "OldPath",
    "OpeningHours",
    "PageFeedback",
    "Person",
    "Policy",
    "RateLimit",
    "Revision",
    "Route",
    "SearchEntry",
    "SearchHint",
    "SearchMiss",
    "SearchWord",
    "Source",
    "Stage",
    "State",
    "StateRules",
    "Step",
    "StudyCourse",
    "SuitabilityQuestion",
    "SyncedText",
    "Term",
    "Treatment",
    "UsState",
    "VisitStep",
]
