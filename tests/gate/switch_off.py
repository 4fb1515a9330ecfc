"""Switch each rule of the gate off in turn; every time the tests must go red.

.venv/bin/python -m tests.gate.switch_off [rule ...]

One process for all rules, so that everything is imported once; each run stops at its first failure.
"""

import contextlib
import io
import os
import sys
from pathlib import Path

import pytest

PAGE = Path(__file__).parents[2] / "docs" / "publish-gate.md"
TESTS = "tests/gate/test_rules.py"  # needs no database
COUNTS_RULES = "test_every_rule_has_an_example"  # goes red for any rule that is gone, so it shows nothing here


def rules() -> list[str]:
    """Ids, from the page that a test compares with the code."""
    return [line.split("`")[1] for line in PAGE.read_text().splitlines() if line.startswith("| `")]


def outcome(rule: str = "") -> int:
    """How the tests end without this rule; without one named, how they end with all of them."""
    os.environ["GATE_RULE_OFF"] = rule
    with contextlib.redirect_stdout(io.StringIO()):
        return int(pytest.main(["-x", "-p", "no:cacheprovider", "-k", f"not {COUNTS_RULES}", TESTS]))


def is_missed(rule: str) -> bool:
    red = outcome(rule) == pytest.ExitCode.TESTS_FAILED
    print(f"{'red' if red else 'STILL GREEN'}  {rule}", flush=True)
    return red


if __name__ == "__main__":
    if outcome() != pytest.ExitCode.OK:
        sys.exit("The tests fail with every rule on.")
    named = sys.argv[1:] or rules()
    missed = sum(map(is_missed, named))
    print(f"{missed} of {len(named)} rules are missed when they are off.")
    sys.exit(missed < len(named))
