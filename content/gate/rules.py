"""What a rule of the gate is, what it finds, and where."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import StrEnum

from content.gate.page import GatePage


class Level(StrEnum):
    """What a fault does to a page that somebody wants to publish."""

    BLOCK = "block"  # it stays unpublished
    REASON = "reason"  # it needs a written reason, which is kept
    ADVICE = "advice"  # it is said, no more

    @property
    def meaning(self) -> str:
        """What it does, in words for the people who write."""
        return MEANINGS[self]


MEANINGS = {
    Level.BLOCK: "the page stays unpublished",
    Level.REASON: "it takes a written reason, which is kept",
    Level.ADVICE: "it is said, no more",
}


@dataclass(frozen=True)
class Place:
    """Where on a page: the field, the line in it (from 1; 0: the whole field), the sentence, and what was found."""

    field: str = ""
    line: int = 0
    sentence: str = ""
    detail: str = ""


Check = Callable[[GatePage], Iterator[Place]]


@dataclass(frozen=True)
class Rule:
    """`problem` says what is wrong, `why` what that does to a patient, `instead` how it could be put."""

    id: str
    level: Level
    problem: str
    why: str
    instead: str
    check: Check


@dataclass(frozen=True)
class Fault:
    rule: Rule
    place: Place
    is_lifted: bool = False  # by a written reason, which is kept with the row

    @property
    def stops(self) -> bool:
        """Whether it keeps the row from being published."""
        return self.rule.level != Level.ADVICE and not self.is_lifted

    def __str__(self) -> str:
        detail = f" ({self.place.detail})" if self.place.detail else ""
        said = f" “{self.place.sentence}”" if self.place.sentence else ""
        return f"{self.rule.problem}{detail}.{said} {self.rule.why} {self.rule.instead}".strip()
