"""`GATE_RULE_OFF=<id>` runs the tests without that rule: switch_off.py shows that each rule is missed."""

import os

import pytest

from content.gate import runner


@pytest.fixture(autouse=True)
def rule_switched_off(monkeypatch):
    if rule := os.environ.get("GATE_RULE_OFF"):
        monkeypatch.delitem(runner.RULES, rule)
