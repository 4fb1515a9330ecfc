"""The moments at which time alone changes a page."""

from datetime import datetime, time, timedelta, tzinfo

from django.conf import settings
from django.db.models import Min, Model
from django.utils import timezone

from content.attention import REVIEWED
from content.models import Clinic, Revision, State

SOON = timedelta(days=1)


def next_edge(now: datetime) -> datetime:
    """The moment at which the clock changes a page next, at most a day from `now` (aware): a scheduled version, a text
    that is public from a later time, a clinic that opens or closes, midnight (reviews and entries come of age), here or
    where a clinic is.

    `now` itself while something that is due is not yet published.
    """
    edges = [now + SOON, midnight_after(now, timezone.get_default_timezone())]
    for clinic in Clinic.objects.with_hours():
        edges.append(midnight_after(now, clinic.zone()))
        changes_at = clinic.status_at(now).changes_at
        if changes_at:
            edges.append(changes_at)
    edges += [published for kind in REVIEWED if (published := next_published(kind, now))]
    first = Revision.objects.filter(state=Revision.State.SCHEDULED).aggregate(first=Min("scheduled_for"))["first"]
    if first and settings.SCHEDULE_SECONDS:
        edges.append(max(first, now))
    return min(edges)


def next_published(kind: type[Model], now: datetime) -> datetime | None:
    later = kind._default_manager.filter(state=State.PUBLISHED, published_at__gt=now)
    found: datetime | None = later.aggregate(first=Min("published_at"))["first"]
    return found


def midnight_after(now: datetime, zone: tzinfo) -> datetime:
    tomorrow = now.astimezone(zone).date() + timedelta(days=1)
    return datetime.combine(tomorrow, time.min, zone)
