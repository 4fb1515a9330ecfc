"""The sheet of evidence that the texts were written from. It lies outside this repository."""

import re
import warnings
from itertools import pairwise
from pathlib import Path

import pytest
from django.conf import settings

from tests.library.claims import read_list

SHEET = Path(settings.BASE_DIR).parent / "shared" / "evidence.md"
REFERENCE = re.compile(r"\[([RS]\d+)\]")
RUN = 8  # words in a row that make a copy
# Sections on studies of conditions, on how long relief lasts and on comparisons.
STUDIES = ("2.4", "2.5", "2.6", "2.13", "2.16", "2.17", "2.18", "2.19", "2.20")


def read_sheet() -> str:
    """The sheet; skips the test, with a warning, where there is none."""
    if not SHEET.is_file():
        warnings.warn("The sheet of evidence is missing: texts were not compared with it.", stacklevel=2)
        pytest.skip("no sheet of evidence")
    return SHEET.read_text(encoding="utf-8")


def runs(text: str) -> set[tuple[str, ...]]:
    """Every eight words in a row."""
    words = re.findall(r"[a-z0-9]+(?:[.,][0-9]+)*", text.lower())
    return {tuple(words[start : start + RUN]) for start in range(len(words) - RUN + 1)}


def sections(sheet: str) -> dict[str, str]:
    """The topics of part 2, by number."""
    starts = [*re.finditer(r"^### (2\.\d+) .*$|^## 3\. .*$", sheet, re.MULTILINE)]
    return {str(start[1]): sheet[start.end() : following.start()] for start, following in pairwise(starts)}


def keys_by_reference() -> dict[str, str]:
    return {reference: key for key, reference in read_list("references.yml").items()}


def study_keys(sheet: str) -> set[str]:
    found = sections(sheet)
    keys = keys_by_reference()
    return {keys[reference] for number in STUDIES for reference in REFERENCE.findall(found[number])}


def only_general(sheet: str) -> set[str]:
    """Keys that stand only on lines marked (G): general knowledge, or one document of the clinic alone."""
    keys = keys_by_reference()
    lines = [line for text in sections(sheet).values() for line in text.splitlines()]
    checked = {reference for line in lines if "(G)" not in line for reference in REFERENCE.findall(line)}
    return {key for reference, key in keys.items() if reference not in checked}
