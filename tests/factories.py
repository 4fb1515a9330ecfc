"""Plain functions that build rows. What a test does not name is valid and dull."""

from datetime import UTC, date, datetime, time, timedelta
from itertools import count
from typing import Any

from django.contrib.auth.models import Group
from django.utils import timezone

from accounts.models import User
from content.images.keeping import keep
from content.models import (
    Article,
    Clinic,
    Condition,
    Fact,
    Faq,
    Finding,
    Image,
    Listing,
    OpeningHours,
    Person,
    Policy,
    SearchHint,
    Source,
    StateRules,
    SuitabilityQuestion,
    Term,
    Treatment,
)
from tests.pictures import clean_picture

NUMBER = count(1)
LONG_AGO = datetime(2026, 1, 5, 12, 0, tzinfo=UTC)


def make_person(**values: Any) -> Person:
    number = next(NUMBER)
    return Person.objects.create(
        **{"name": f"Person {number}", "slug": f"person-{number}", "job_title": "Writer"} | values
    )


def make_user(role: str = "", **values: Any) -> User:
    """A member of staff without a password; with no role unless one is named."""
    number = next(NUMBER)
    named = {"username": f"staff-{number}", "email": f"staff-{number}@example.org", "is_staff": True}
    user = User.objects.create_user(**named | values)
    if role:
        user.groups.set([Group.objects.get(name=role)])
    return user


def review(**values: Any) -> dict[str, Any]:
    """A published state with every date and person that it needs."""
    today = timezone.localdate()
    signed = {
        "state": "published",
        "published_at": LONG_AGO,
        "reviewed_on": today - timedelta(days=10),
        "review_due_on": today + timedelta(days=355),
    }
    if "author" not in values:
        signed["author"] = make_person()
    if "reviewed_by" not in values:
        signed["reviewed_by"] = make_person(credentials="MD")
    return signed | values


def page(kind: str, values: dict[str, Any]) -> dict[str, Any]:
    number = next(NUMBER)
    return {
        "title": f"{kind} {number}",
        "slug": f"{kind.lower()}-{number}",
        "summary": f"Summary {number}.",
        "risk_line": f"Risk line {number}.",
        "body": f"Body {number}.",
    } | review(**values)


def make_condition(**values: Any) -> Condition:
    return Condition.objects.create(**{"group": "pain"} | page("Condition", values))


def make_treatment(**values: Any) -> Treatment:
    named = {"route": "iv", "legal_status": "off_label"}
    return Treatment.objects.create(**named | page("Treatment", values))


def make_article(**values: Any) -> Article:
    return Article.objects.create(**{"kind": "explainer"} | page("Article", values))


def make_policy(**values: Any) -> Policy:
    number = next(NUMBER)
    named = {
        "title": f"Policy {number}",
        "slug": f"policy-{number}",
        "summary": "Summary.",
        "body": "Body.",
        "state": "published",
        "published_at": LONG_AGO,
    }
    return Policy.objects.create(**named | values)


def make_faq(**values: Any) -> Faq:
    number = next(NUMBER)
    named = {
        "question": f"Question {number}?",
        "slug": f"question-{number}",
        "answer": f"Answer {number}.",
        "topic": "safety",
    }
    return Faq.objects.create(**named | review(**values))


def make_source(key: str = "", **values: Any) -> Source:
    number = next(NUMBER)
    named = {"key": key or f"source{number}", "kind": "randomized_trial", "title": f"Trial {number}"}
    return Source.objects.create(**named | {"seen": "abstract", "year": 2020} | values)


def make_finding(condition: Condition, *sources: Source, **values: Any) -> Finding:
    number = next(NUMBER)
    named = {
        "slug": f"finding-{number}",
        "route": "iv",
        "outcome": "pain",
        "direction": "better",
        "certainty": "low",
        "result": "Less pain.",
        "harms": "Nausea.",
    }
    finding = Finding.objects.create(condition=condition, **named | values)
    finding.sources.set(sources or [make_source()])
    return finding


def make_term(word: str, **values: Any) -> Term:
    return Term.objects.create(
        **{"word": word, "slug": word.lower().replace(" ", "-"), "meaning": f"Meaning of {word}."} | values
    )


def make_image(**values: Any) -> Image:
    """A picture with everything that is asked for, and its files."""
    number = next(NUMBER)
    named = {"slug": f"picture-{number}", "alt": f"Door {number}.", "credit": "The clinic", "licence": "Our own"}
    image = Image(**named | {"people": "nobody"} | ({"alt": ""} if values.get("is_decorative") else {}) | values)
    keep(image, clean_picture())
    return image


def make_fact(key: str, value: str, **values: Any) -> Fact:
    return Fact.objects.create(**{"key": key, "label": key, "kind": "text", "value": value} | values)


def make_clinic(**values: Any) -> Clinic:
    number = next(NUMBER)
    named = {
        "name": f"Clinic {number}",
        "slug": f"clinic-{number}",
        "is_main": not Clinic.objects.filter(is_main=True).exists(),
        "time_zone": "America/New_York",
    }
    return Clinic.objects.create(**named | values)


def make_listing(**values: Any) -> Listing:
    """An entry that was verified today, and so is public; `verified_on=None` for one that never was."""
    number = next(NUMBER)
    checked = {"verified_on": timezone.localdate(), "verified_by": "the front desk", "verified_how": "phone"}
    if values.get("verified_on", "today") is None or values.get("is_sample"):
        checked = {"verified_on": None}
    named = {"name": f"Place {number}", "slug": f"place-{number}", "region": "NY", "city": "Albany"}
    return Listing.objects.create(**named | checked | values)


def make_state_rules(**values: Any) -> StateRules:
    named = {"region": "NY", "slug": "new-york", "body": "Nothing is known."}
    return StateRules.objects.create(**named | review(**values))


def make_search_hint(*words: str, first: str = "") -> SearchHint:
    return SearchHint.objects.create(slug=f"hint-{next(NUMBER)}", words="\n".join(words), first=first)


def make_suitability_question(**values: Any) -> SuitabilityQuestion:
    number = next(NUMBER)
    named = {"question": f"Do you have matter {number}?", "slug": f"matter-{number}", "subject": f"Matter {number}"}
    named |= {"group": "body", "body": f"Reason {number}."}
    return SuitabilityQuestion.objects.create(**named | review(**values))


def make_hours(clinic: Clinic, weekday: int, opens: str, closes: str) -> OpeningHours:
    """`opens` and `closes` like 9:00, in the clinic's own time."""
    return OpeningHours.objects.create(clinic=clinic, weekday=weekday, opens=wall(opens), closes=wall(closes))


def wall(text: str) -> time:
    hour, minute = text.split(":")
    return time(int(hour), int(minute))


def yesterday() -> date:
    return timezone.localdate() - timedelta(days=1)
