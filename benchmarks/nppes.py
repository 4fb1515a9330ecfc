"""Writes invented entries in the layout of the public NPPES file. The same seed gives the same bytes.

.venv/bin/python benchmarks/listings.py 1000000 /tmp/nppes.csv writes such a file and does nothing else.
"""

from collections.abc import Iterator
from pathlib import Path
from random import Random

from content.listings.columns import NPPES
from content.models import UsState

COLUMNS = 330  # as many as the public file has; those that are not read are empty here
FIRST = "ADA BEN CAL DEE ELI FAY GUS HAL IDA JAY KAY LEE MAY MIA OLA PAM RAY SUE TED UMA"
LAST = "ASH BIRCH CEDAR DALE ELM FERN GROVE HOLLY IVY JUNIPER LARCH MAPLE OAK PINE REED ROWAN SAGE YEW"
KINDS = ("PAIN CARE LLC", "WELLNESS PLLC", "ANESTHESIA PC", "INFUSIONS", "MEDICAL GROUP PA", "HEALTH INC")
STATES = UsState.values
CITIES = "RIVERTON LAKESIDE HILLSBORO FAIRVIEW GREENVILLE MILLBROOK EASTON WESTBURY OAKDALE NEWPORT"


def npi(number: int) -> str:
    """The `number`th NPI: nine digits and the check digit that fits them."""
    digits = f"{100_000_000 + number}"
    doubled = [int(digit) * 2 for digit in digits[::-2]]
    total = 24 + sum(two - 9 if two > 9 else two for two in doubled) + sum(map(int, digits[-2::-2]))
    return digits + str(-total % 10)


def values(number: int, random: Random) -> dict[str, str]:
    is_place = number % 4 == 0
    city = random.choice(CITIES.split())
    named = {"organization": f"{random.choice(LAST.split())} {city} {random.choice(KINDS)}"}
    if not is_place:
        named = {"first": random.choice(FIRST.split()), "last": random.choice(LAST.split()), "credential": "MD"}
    return named | {
        "npi": npi(number),
        "entity": "2" if is_place else "1",
        "street": f"{random.randrange(1, 9999)} {random.choice(LAST.split())} ST",
        "city": city,
        "state": random.choice(STATES),
        "postal_code": f"{random.randrange(10_000_000, 999_999_999):09}",
        "phone": f"{random.randrange(201, 989)}555{random.randrange(10_000):04}",
    }


def lines(count: int, seed: int = 1) -> Iterator[str]:
    """The first line and `count` more, each with its line end."""
    random = Random(seed)
    names = [*NPPES.values(), *(f"Column {number}" for number in range(len(NPPES), COLUMNS))]
    empty = ',""' * (COLUMNS - len(NPPES))
    yield ",".join(f'"{name}"' for name in names) + "\n"
    for number in range(count):
        row = values(number, random)
        yield ",".join(f'"{row.get(key, "")}"' for key in NPPES) + empty + "\n"


def write(path: Path, count: int) -> None:
    with open(path, "w", encoding="utf-8") as file:
        file.writelines(lines(count))
