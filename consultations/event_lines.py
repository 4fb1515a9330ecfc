"""Events in words for people. The record itself holds numbers of people; here they get their names."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone

from accounts.models import User
from consultations.models import ConsultationEvent
from consultations.queue_lines import day_and_time, name_of

PERSON = re.compile(r"\bperson (\d+)", re.IGNORECASE)
NOBODY = "A visitor or a command"


@dataclass(frozen=True)
class EventLine:
    at: datetime
    when: str  # in the site's zone
    who: str
    what: str
    detail: str
    reference: str


def event_lines(events: Iterable[ConsultationEvent]) -> list[EventLine]:
    """`events` come with their actors. Two queries for any number."""
    rows = list(events)
    numbers = {int(number) for row in rows for number in PERSON.findall(row.detail)}
    people = User.objects.in_bulk(numbers) if numbers else {}

    def named(found: re.Match[str]) -> str:
        person = people.get(int(found[1]))
        return name_of(person) if person else found[0]

    return [
        EventLine(
            at=row.at,
            when=day_and_time(timezone.localtime(row.at)),
            who=name_of(row.actor) if row.actor else NOBODY,
            what=row.get_kind_display(),
            detail=PERSON.sub(named, row.detail),
            reference=row.reference,
        )
        for row in rows
    ]
