"""How the gate judges sentences that were written without knowing its rules.

.venv/bin/python benchmarks/gate.py

`corpus.yml` was used to write the lists of words; `heldout.yml` was not: its figures say how the gate does on prose it
has never seen.
"""

from collections import Counter
from dataclasses import dataclass
from pathlib import Path

import yaml

from content.gate.rules import Level
from content.gate.runner import ABOUT_THE_ROW, check
from tests.gate.pages import make_page

HERE = Path(__file__).parent
ABOUT_THE_PAGE = {"benefit-without-risk", "link-broken"}  # a lone sentence has no risk and no site round it
NAMES = ("corpus", "heldout")


@dataclass(frozen=True)
class Entry:
    text: str
    verdict: str  # block or pass
    rule: str  # what should fire, or what it looks like


@dataclass(frozen=True)
class Score:
    caught: int
    missed: int
    false_alarms: int
    let_through: int

    @property
    def recall(self) -> float:
        """Of what must be blocked, the share that is."""
        return self.caught / max(self.caught + self.missed, 1)

    @property
    def precision(self) -> float:
        """Of what is blocked, the share that must be."""
        return self.caught / max(self.caught + self.false_alarms, 1)

    @property
    def alarm_rate(self) -> float:
        """Of the look-alikes, the share that is blocked all the same."""
        return self.false_alarms / max(self.false_alarms + self.let_through, 1)

    def __str__(self) -> str:
        return f"recall {self.recall:.2f}, precision {self.precision:.2f}, false alarms {self.alarm_rate:.1%}"


def entries(name: str) -> list[Entry]:
    return [Entry(**row) for row in yaml.safe_load((HERE / f"{name}.yml").read_text(encoding="utf-8"))]


def score(found: list[Entry]) -> Score:
    counts = Counter((entry.verdict, is_blocked(entry)) for entry in found)
    return Score(
        counts["block", True],
        counts["block", False],
        counts["pass", True],
        counts["pass", False],
    )


def is_blocked(entry: Entry) -> bool:
    faults = [fault for fault in check(make_page(entry.text)) if fault.rule.id not in ABOUT_THE_ROW]
    return any(fault.rule.level == Level.BLOCK and fault.rule.id not in ABOUT_THE_PAGE for fault in faults)


def print_scores() -> None:
    for name in NAMES:
        found = entries(name)
        print(f"{name}.yml, {len(found)} entries: {score(found)}")
        for rule in sorted({entry.rule for entry in found}):
            of_rule = [entry for entry in found if entry.rule == rule]
            print(f"  {rule:<18} {len(of_rule):>3}  {score(of_rule)}")
