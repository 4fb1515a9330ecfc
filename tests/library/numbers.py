"""Which numbers a sentence gives, and whether they are known figures of the sources it cites."""

import re
from collections.abc import Iterable, Iterator

from content.gate.page import GatePage
from tests.library.claims import any_of, is_lead, read_list, resting

WORDS = dict(
    zip(
        ("two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve", "twenty"),
        ("2", "3", "4", "5", "6", "7", "8", "9", "10", "11", "12", "20"),
        strict=True,
    )
) | {"twice": "2", "threefold": "3", "half": "half"}
LISTED = read_list("known_numbers.yml")
KNOWN = {key: set(numbers) for key, numbers in LISTED["figures"].items()}
COUNTS = any_of(LISTED["counts"])
NUMBER = re.compile(rf"(?<![a-z\d.])\d[\d,]*(?:\.\d+)?|\b(?:{'|'.join(WORDS)})\b(?!-life)")


def numbers_in(text: str) -> list[str]:
    """Digits and number words, as digits; not those inside names like CYP3A4, nor the writer's own counting."""
    found = (number.replace(",", "") for number in NUMBER.findall(COUNTS.sub("", text.lower())))
    return [WORDS.get(number, number) for number in found]


def unknown_numbers(pages: Iterable[GatePage], fact_sources: dict[str, str], years: dict[str, str]) -> Iterator[str]:
    """Numbers in cited sentences that are no known figure of any source cited there, nor its year."""
    for page in pages:
        for sentence, keys in resting(page, fact_sources):
            if not keys or is_lead(sentence):
                continue
            allowed = {number for key in keys for number in (KNOWN.get(key, set()) | {years[key]})}
            for number in numbers_in(sentence.said):
                if number not in allowed:
                    yield f"{page.name}: {number} is no known number of {', '.join(keys)}: {sentence.text}"


def numbers_in_use(pages: Iterable[GatePage], fact_sources: dict[str, str]) -> dict[str, set[str]]:
    """By source: every number that stands in a sentence which cites it."""
    used: dict[str, set[str]] = {}
    for page in pages:
        for sentence, keys in resting(page, fact_sources):
            for key in keys:
                used.setdefault(key, set()).update(numbers_in(sentence.said))
    return used
