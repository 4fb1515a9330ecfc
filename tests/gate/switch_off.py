"""Switch each rule of the gate off in turn; every time the tests must go red.

.venv/bin/python -m tests.gate.switch_off
"""

import os
import subprocess
import sys
from pathlib import Path

PAGE = Path(__file__).parents[2] / "docs" / "publish-gate.md"


def rules() -> list[str]:
    """Ids, from the page that a test compares with the code."""
    return [line.split("`")[1] for line in PAGE.read_text().splitlines() if line.startswith("| `")]


def goes_red(rule: str) -> bool:
    command = [sys.executable, "-m", "pytest", "-q", "-x", "tests/gate/test_rules.py", "-k", rule]
    done = subprocess.run(command, env=os.environ | {"GATE_RULE_OFF": rule}, capture_output=True, check=False)
    print(f"{'red' if done.returncode == 1 else 'STILL GREEN'}  {rule}", flush=True)
    return done.returncode == 1


if __name__ == "__main__":
    missed = [rule for rule in rules() if not goes_red(rule)]
    print(f"{len(rules()) - len(missed)} of {len(rules())} rules are missed when they are off.")
    sys.exit(bool(missed))
