"""What is wrong with what readers see now: looked for at night, kept for the start page of the staff."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from urllib.parse import urlsplit

from django.db import transaction

from content.gate.rules import Fault
from content.gate.runner import Gate
from content.models import LastRun, LinkCheck, LiveFault, Revision
from content.publishing.fetching import NoAnswer, Pace, problem_at
from content.publishing.links import Link, broken_links, outside_links

HOSTS_AT_ONCE = 8
PAUSE_SECONDS = 2.0  # between two questions to one host
LONGEST_ADDRESS = 500
Check = LiveFault.Check


def keep_gate_faults() -> list[tuple[str, list[Fault]]]:
    """Run the publish gate over all that readers see, and keep what must be mended. Name and faults of every row."""
    found, rows = [], []
    for kind, row, faults in Gate().check_rows():  # one page after the other: together they may not fit into memory
        found.append((f"{kind.name}/{getattr(row, kind.slug)}", faults))
        rows += [
            LiveFault(kind=kind.name, row_id=row.pk, title=str(row), place=place_of(fault), problem=words_of(fault))
            for fault in faults
            if fault.stops
        ]
    replace(Check.GATE, rows)
    return found


def place_of(fault: Fault) -> str:
    return f"{fault.place.field}, line {fault.place.line}" if fault.place.line else fault.place.field


def words_of(fault: Fault) -> str:
    return f"{fault} [{fault.rule.id}]"


def forget_gate_faults(version: Revision) -> None:
    """The gate has just let this page through."""
    LiveFault.objects.filter(check_name=Check.GATE, kind=version.kind, row_id=version.row_id).delete()


def keep_broken_links() -> list[tuple[Link, str]]:
    """Keep and return the links that lead nowhere on this site, and those to other sites that failed for days."""
    broken = dict(LinkCheck.objects.broken().values_list("address", "problem"))
    outside = [(link, broken[link.address]) for link in outside_links() if link.address in broken] if broken else []
    found = [*broken_links(), *outside]
    rows = [
        LiveFault(
            kind=link.kind.name,
            row_id=link.row.pk,
            title=str(link.row),
            place=link.place,
            problem=f"{link.address}: {problem}",
        )
        for link, problem in found
    ]
    replace(Check.LINK, rows)
    return found


@transaction.atomic
def replace(check: LiveFault.Check, found: list[LiveFault]) -> None:
    for fault in found:
        fault.check_name, fault.title = check, fault.title[:200]
    LiveFault.objects.filter(check_name=check).delete()
    LiveFault.objects.bulk_create(found)
    LastRun.objects.note(f"check of {check.label.lower()}", f"{len(found)} found")


def check_outside(today: date, pause: float = PAUSE_SECONDS) -> dict[str, str]:
    """Ask every other site that pages link to; the addresses that gave no answer today, with the reason."""
    addresses = {link.address for link in outside_links() if len(link.address) <= LONGEST_ADDRESS}
    LinkCheck.objects.exclude(address__in=addresses).delete()
    LinkCheck.objects.bulk_create((LinkCheck(address=one) for one in sorted(addresses)), ignore_conflicts=True)
    silent, good = {}, []
    for address, problem, reason in ask_all(addresses, Pace(pause)):
        if reason:
            silent[address] = reason
        elif problem:
            LinkCheck.objects.all().failed(address, problem, today)
        else:
            good.append(address)
    LinkCheck.objects.all().worked(good, today)
    return silent


def ask_all(addresses: Iterable[str], pace: Pace) -> Iterator[tuple[str, str, str]]:
    """Each address with its problem, or with the reason why there was no answer. Several hosts at once."""
    hosts = defaultdict(list)
    for address in sorted(addresses):
        hosts[urlsplit(address).netloc].append(address)

    def ask_host(group: list[str]) -> list[tuple[str, str, str]]:
        return [ask(address, pace) for address in group]

    with ThreadPoolExecutor(HOSTS_AT_ONCE) as pool:
        for answers in pool.map(ask_host, hosts.values()):
            yield from answers


def ask(address: str, pace: Pace) -> tuple[str, str, str]:
    try:
        return address, problem_at(address, pace), ""
    except NoAnswer as error:
        return address, "", str(error)
