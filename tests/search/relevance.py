"""How often a search puts first what it should: the score of the set in relevance.yml."""

from dataclasses import dataclass
from pathlib import Path

import yaml

from content.search.searching import search

SET = yaml.safe_load(Path(__file__).with_name("relevance.yml").read_text(encoding="utf-8"))
NEAR = 3


@dataclass(frozen=True)
class Score:
    """Shares of the queries, from 0 to 1, and those whose page does not come first."""

    first: float
    near: float
    missed: list[str]


def score() -> Score:
    places = {asked: place_of(asked, wanted) for asked, wanted in SET.items()}
    missed = [f"{asked}: {place or 'not found'}" for asked, place in places.items() if place != 1]
    near = sum(1 for place in places.values() if 0 < place <= NEAR)
    return Score(1 - len(missed) / len(SET), near / len(SET), missed)


def place_of(asked: str, wanted: str) -> int:
    """At which place of the first page one of the wanted addresses stands, from 1; 0 when none does."""
    found = [hit.entry.address for hit in search(asked).hits]
    return min((found.index(one) + 1 for one in wanted.split(" | ") if one in found), default=0)
