"""What the gate found, as text for people, as JSON, and as SARIF for tools that show findings in code reviews."""

import json
from collections.abc import Iterable, Iterator
from typing import Any

from django.conf import settings
from django.urls import reverse

from content.gate.rules import Fault, Level, Rule
from content.gate.runner import RULES

SARIF_SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"
SARIF_LEVELS = {Level.BLOCK: "error", Level.REASON: "warning", Level.ADVICE: "note"}

Found = tuple[str, int, Fault]  # name of a file or a row, line (0: unknown), fault


def as_text(found: Iterable[Found]) -> Iterator[str]:
    """One fault a line: place, level, rule, what is wrong, why, and how it could be put."""
    for name, line, fault in found:
        place = f"{name}:{line}" if line else name
        field = f" {fault.place.field}:" if fault.place.field and not line else ""
        yield f"{place}:{field} [{level_of(fault)}] {fault.rule.id}: {fault}"


def level_of(fault: Fault) -> str:
    return f"{fault.rule.level}, lifted" if fault.is_lifted else str(fault.rule.level)


def help_address(rule: Rule) -> str:
    """Where staff can read about the rule, as an absolute address: reports are read outside the site too."""
    return f"{settings.SITE_URL}{reverse('check_rules')}#{rule.id}"


def as_json(found: Iterable[Found]) -> str:
    rows = [
        {
            "page": name,
            "line": line,
            "field": fault.place.field,
            "rule": fault.rule.id,
            "level": str(fault.rule.level),
            "lifted": fault.is_lifted,
            "sentence": fault.place.sentence,
            "detail": fault.place.detail,
            "problem": fault.rule.problem,
            "why": fault.rule.why,
            "instead": fault.rule.instead,
            "help": help_address(fault.rule),
        }
        for name, line, fault in found
    ]
    return json.dumps(rows, ensure_ascii=False, indent=2)


def as_sarif(found: Iterable[Found]) -> str:
    """SARIF 2.1.0. Rows of the site have a logical place, files a physical one."""
    rules = [
        {
            "id": rule.id,
            "shortDescription": {"text": rule.problem},
            "fullDescription": {"text": f"{rule.why} {rule.instead}"},
            "helpUri": help_address(rule),
            "defaultConfiguration": {"level": SARIF_LEVELS[rule.level]},
        }
        for rule in RULES.values()
    ]
    driver = {"name": "check_content", "rules": rules}
    run = {"tool": {"driver": driver}, "results": [sarif_result(*one) for one in found]}
    return json.dumps({"$schema": SARIF_SCHEMA, "version": "2.1.0", "runs": [run]}, ensure_ascii=False, indent=2)


def sarif_result(name: str, line: int, fault: Fault) -> dict[str, Any]:
    physical = {"artifactLocation": {"uri": name}, "region": {"startLine": line}}
    place = {"physicalLocation": physical} if line else {"logicalLocations": [{"fullyQualifiedName": name}]}
    return {
        "ruleId": fault.rule.id,
        "level": SARIF_LEVELS[fault.rule.level],
        "message": {"text": str(fault)},
        "locations": [place],
        "suppressions": [{"kind": "inSource"}] if fault.is_lifted else [],
    }


def rules_page() -> str:
    """docs/publish-gate.md: every rule with its level, from the code."""
    lines = [
        "# The publish gate",
        "",
        "Written by `manage.py check_content --rules`; a test compares it with the code.",
        "",
        *(f"- **{level}**: {level.meaning}." for level in Level),
        "- A Reviewer may lift a forbidden wording (`wording-...`) on a clinical page: the reason for publishing names",
        "  the rule and says why. It is kept, and the fault stays listed as lifted. No other block can be lifted.",
        "- The word lists are data that a clinician can read and change: `content/gate/words/`.",
        "",
        "| Rule | Level | What is wrong | Why it matters | How it could be put |",
        "| --- | --- | --- | --- | --- |",
        *(f"| `{r.id}` | {r.level} | {r.problem} | {r.why} | {r.instead} |" for r in RULES.values()),
    ]
    return "\n".join(lines) + "\n"
