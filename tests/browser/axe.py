"""Runs axe-core in pages whose context sets the content policy aside (`bypass_csp`)."""

from collections.abc import Iterable
from typing import Any

from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Page

TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
ABOUT_COLOR = ["color-contrast", "color-contrast-enhanced", "link-in-text-block"]
ALL_RULES: dict[str, Any] = {"runOnly": TAGS, "rules": {"color-contrast-enhanced": {"enabled": True}}}
COLOR_RULES: dict[str, Any] = {"runOnly": {"type": "rule", "values": ABOUT_COLOR}}
# What is left takes a tenth of the time.
OTHER_RULES: dict[str, Any] = {"runOnly": TAGS, "rules": {rule: {"enabled": False} for rule in ABOUT_COLOR}}

START = """
rules => {
  const options = {resultTypes: ['violations'], preload: false, ...rules};
  window.audit = new Promise(soon => setTimeout(soon)).then(() => axe.run(options));
}
"""
FAULTS = """
async () => (await window.audit).violations.flatMap(rule =>
  rule.nodes.map(node => `${rule.id}: ${node.html.slice(0, 120)}`))
"""


def axe_faults(page: Page, rules: dict[str, Any]) -> list[str]:
    """What axe reports, one line for each element."""
    return axe_faults_of_all([page], rules)[0]


def axe_faults_of_all(pages: Iterable[Page], rules: dict[str, Any]) -> list[list[str]]:
    """The same for several pages, which work at the same time."""
    pages = list(pages)
    for page in pages:
        page.wait_for_load_state()
        page.evaluate(f"() => {{ if (!window.axe) {{ {AXE_SCRIPT} }} }}")
        page.evaluate(START, rules)
    return [page.evaluate(FAULTS) for page in pages]
