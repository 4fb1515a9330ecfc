"""The matrix of who may do what, read from matrix.yml. Kinds of rows go by their label, like `content.article`."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

ACTIONS = ("view", "add", "change", "delete", "export")


@dataclass(frozen=True)
class Line:
    """What each role may do with the rows of one kind."""

    may: dict[str, frozenset[str]]
    states: dict[str, frozenset[str]]
    writers: dict[str, frozenset[str]]  # of each field

    def allows(self, role: str, action: str) -> bool:
        return action in self.may.get(role, frozenset())

    def allows_state(self, role: str, state: str) -> bool:
        return role not in self.states or state in self.states[role]

    def writes(self, role: str, field: str) -> bool:
        return role in self.writers.get(field, frozenset())


NOTHING = Line({}, {}, {})


def words(text: str) -> frozenset[str]:
    return frozenset(word.strip() for word in text.split(","))


def read_line(values: dict[str, Any]) -> Line:
    may = {role: words(actions) for role, actions in values["may"].items()}
    states = {role: words(names) for role, names in values.get("states", {}).items()}
    fields = [(field, words(roles)) for roles, names in values["fields"].items() for field in words(names)]
    return Line(may, states, dict(fields))


TABLE = yaml.load(Path(__file__).with_name("matrix.yml").read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)
ROLES: dict[str, str] = TABLE["roles"]
MATRIX = {label: read_line(values) for label, values in TABLE["kinds"].items()}
OWNER = "Owner"


def line_of(label: str) -> Line:
    """The line for a kind of row; one that allows nothing when there is none."""
    return MATRIX.get(label, NOTHING)
