"""What the staff's start page says of the site's upkeep: from what nightly commands kept, never looked for anew."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Count

from content.attention import Tile
from content.models import LastRun, Listing, LiveFault, Person
from content.syncing.kinds import KIND_NAMED

BACKUP, NIGHTLY = "backup", "nightly"  # names of what runs by night
LATE_AFTER = timedelta(hours=26)  # a day and a little
WORDS = {
    LiveFault.Check.GATE: "Things the publish gate finds on live pages",
    LiveFault.Check.LINK: "Broken links",
}
MayChange = Callable[[Any], bool]


def fault_tiles(may_change: MayChange, page: str) -> list[Tile]:
    """What the last checks found in what this person may change. `page` is the address of the list. One query."""
    counts = LiveFault.objects.order_by().values_list("check_name", "kind").annotate(Count("pk"))
    numbers = dict.fromkeys(WORDS, 0)
    for name, kind, count in counts:
        numbers[LiveFault.Check(name)] += count if may_change(KIND_NAMED[kind].model) else 0
    return [Tile(numbers[check], WORDS[check], f"{page}#{check}", is_urgent=True) for check in WORDS]


def owner_tiles(now: datetime, page: str) -> list[Tile]:
    """Samples that are still public, and whether backup and nightly run are younger than a day."""
    samples = Person.objects.public().samples().count() + Listing.objects.samples().count()
    ended = LastRun.objects.moments()
    runs = [run_tile(name, ended.get(name), now, f"{page}#runs") for name in (BACKUP, NIGHTLY)]
    return [Tile(samples, "Sample people and entries still here", f"{page}#samples"), *runs]


def run_tile(name: str, ended: datetime | None, now: datetime, address: str) -> Tile:
    what = {BACKUP: "backup", NIGHTLY: "nightly run"}[name]
    if ended is None:
        return Tile("No", f"{what} is known", address, is_urgent=True)
    hours = int((now - ended) / timedelta(hours=1))
    number, unit = (hours // 24, "day") if hours >= 48 else (hours, "hour")
    return Tile(number, f"{unit}{'' if number == 1 else 's'} since the last {what}", address, now - ended > LATE_AFTER)


def faults(may_view: MayChange) -> list[tuple[LiveFault.Check, list[LiveFault]]]:
    """What each check found last, in what this person may see."""
    found = [fault for fault in LiveFault.objects.all() if may_view(KIND_NAMED[fault.kind].model)]
    return [(check, [fault for fault in found if fault.check_name == check]) for check in LiveFault.Check]


def samples() -> list[Person | Listing]:
    return [*Person.objects.public().samples(), *Listing.objects.samples().order_by("region", "name")]
