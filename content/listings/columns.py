"""A line of a CSV file -> the values of one entry, for each layout that can be imported."""

import re
import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from content.models.us_states import UsState

Row = dict[str, str]
Values = dict[str, str]

# In the order of a simple file; the first three must be there.
OWN = ("name", "state", "city", "street", "postal_code", "phone", "website", "npi", "setting")
OWN_NEEDED = OWN[:3]

PRACTICE = "Provider {} Business Practice Location Address"
PLACE = "Provider Business Practice Location Address {}"
# Of the monthly file of the National Plan and Provider Enumeration System (NPPES); its other columns are not read.
NPPES = {
    "npi": "NPI",
    "entity": "Entity Type Code",
    "organization": "Provider Organization Name (Legal Business Name)",
    "last": "Provider Last Name (Legal Name)",
    "first": "Provider First Name",
    "credential": "Provider Credential Text",
    "street": PRACTICE.format("First Line"),
    "street_more": PRACTICE.format("Second Line"),
    "city": PLACE.format("City Name"),
    "state": PLACE.format("State Name"),
    "postal_code": PLACE.format("Postal Code"),
    "phone": PLACE.format("Telephone Number"),
}
# Columns of it that a part of the file may lack
NPPES_MORE = {
    "country": PLACE.format("Country Code (If outside U.S.)"),
    "deactivated": "NPI Deactivation Date",
}
ORGANIZATION = "2"
STATE_CODES = {state.label.upper(): state.value for state in UsState}
# Stay as they are when a name in capitals is put in normal case.
CAPITALS = {
    *("LLC", "PLLC", "LLP", "LP", "PC", "PA", "PS", "INC"),
    *("MD", "DO", "NP", "RN", "APRN", "CRNA", "DNP", "DNAP", "FNP", "PMHNP", "PHD", "DDS", "DMD"),
    *("II", "III", "IV", "NE", "NW", "SE", "SW", "PO", "US"),
}
ORDINAL = re.compile(r"\d+(ST|ND|RD|TH)")
MC = re.compile(r"MC[A-Z]{3,}")
WORD = re.compile(r"[^\W_]+(?:['\u2019][^\W_]+)?")


class ImportRefused(Exception):
    """The file as a whole cannot be read; nothing of it was."""


class NoPlace(Exception):
    """A line of the public file about somebody who is not there any more, or in another country."""


@dataclass(frozen=True)
class Layout:
    """Where the columns of a file stand, and how a row of it becomes values."""

    columns: dict[str, int]
    width: int
    values: Callable[[Row], Values]

    def read(self, cells: Sequence[str]) -> Values:
        """The values of one line, as text in one form. Raises ValueError, or NoPlace."""
        if len(cells) != self.width:
            raise ValueError(f"has {len(cells)} values instead of {self.width}")
        return self.values({name: one_line(cells[number]) for name, number in self.columns.items()})


def layout_of(header: Sequence[str]) -> Layout:
    """The layout that the first line names. Raises ImportRefused."""
    names = [name.strip() for name in header]
    if doubled := sorted({name for name in names if names.count(name) > 1}):
        raise ImportRefused(f"The first line names a column twice: {', '.join(doubled)}.")
    if NPPES["entity"] in names:
        wanted, values = NPPES, values_of_nppes
        missing = [name for name in wanted.values() if name not in names]
        wanted = wanted | {key: name for key, name in NPPES_MORE.items() if name in names}
    else:
        wanted, values = {name: name for name in OWN if name in names}, values_of_own
        missing = [name for name in OWN_NEEDED if name not in names]
        if unknown := [name for name in names if name not in OWN]:
            raise ImportRefused(f"The first line names unknown columns: {', '.join(unknown)[:200]}.")
    if missing:
        raise ImportRefused(f"The first line lacks columns: {', '.join(missing)}.")
    return Layout({key: names.index(name) for key, name in wanted.items()}, len(names), values)


def values_of_own(row: Row) -> Values:
    code, city = row.pop("state").upper(), row["city"]
    spelled = in_normal_case(city.upper()) if city.islower() or city.isupper() else city
    return row | {"region": STATE_CODES.get(code, code), "city": spelled}


def values_of_nppes(row: Row) -> Values:
    if row.get("country", "") not in ("", "US") or (row.get("deactivated") and not row["entity"]):
        raise NoPlace
    person = " ".join(part for part in (in_normal_case(row["first"]), in_normal_case(row["last"])) if part)
    named = f"{person}, {row['credential']}" if person and row["credential"] else person
    code = row["state"].upper()
    return {
        "npi": row["npi"],
        "name": in_normal_case(row["organization"]) if row["entity"] == ORGANIZATION else named,
        "street": in_normal_case(", ".join(part for part in (row["street"], row["street_more"]) if part)),
        "city": in_normal_case(row["city"]),
        "region": STATE_CODES.get(code, code),
        "postal_code": row["postal_code"],
        "phone": row["phone"],
    }


def one_line(text: str) -> str:
    """In one Unicode form, without blanks around or in a row."""
    if text.isascii():
        return " ".join(text.split())
    return " ".join(unicodedata.normalize("NFC", text).split())


def in_normal_case(text: str) -> str:
    """A text all in capitals with small letters, but for what is always written in capitals."""
    return WORD.sub(with_one_capital, text) if text.isupper() else text


def with_one_capital(found: re.Match[str]) -> str:
    word = found[0]
    if word in CAPITALS or word[0].isdigit():
        return word.lower() if ORDINAL.fullmatch(word) else word
    named = 2 if MC.fullmatch(word) or word[1:2] in ("'", "\u2019") else 0  # McAllister, O'Brien
    return word[:named].capitalize() + word[named:].capitalize()
