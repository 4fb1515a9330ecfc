"""Conditions x outcomes x time: what was found, where nothing was found, and the harms beside it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from django.utils.html import format_html_join
from django.utils.safestring import SafeString

from content.models import Condition, Finding
from content.page_parts import PageText
from content.rendering.citations import keys_in

# The latest time that a finding speaks of, in the order of the columns
TIMES = [*Finding.Timing.choices, ("", "Time not given")]
# Asked of every condition, so that a gap in the research shows
ALWAYS = (Finding.OutcomeKind.SYMPTOMS, Finding.OutcomeKind.FUNCTION)


@dataclass(frozen=True)
class Entry:
    finding: Finding
    citation: SafeString


@dataclass(frozen=True)
class Row:
    """One kind of outcome of a condition. A cell without entries says that no study was found."""

    kind: Finding.OutcomeKind
    cells: list[tuple[str, list[Entry]]]  # time in words
    harms: list[tuple[SafeString, SafeString]]  # words, and the studies they are about

    @property
    def is_empty(self) -> bool:
        return not any(entries for _, entries in self.cells)


@dataclass(frozen=True)
class ConditionRows:
    condition: Condition
    benefit: Finding | None
    rows: list[Row]


def condition_rows(condition: Condition, text: PageText) -> ConditionRows:
    """The part of the table about one condition, whose findings and their sources are fetched already."""
    rows = []
    for kind in Finding.OutcomeKind:
        findings = [finding for finding in condition.findings.all() if finding.outcome_kind == kind]
        if findings or kind in ALWAYS:
            rows.append(row_of(kind, findings, text))
    return ConditionRows(condition, condition.strongest_benefit(), rows)


def row_of(kind: Finding.OutcomeKind, findings: Sequence[Finding], text: PageText) -> Row:
    entries = [
        (str(label), [Entry(finding, text.cite(finding)) for finding in findings if finding.timing == time])
        for time, label in TIMES
    ]
    return Row(kind, entries, harms_of(findings, text))


def harms_of(findings: Sequence[Finding], text: PageText) -> list[tuple[SafeString, SafeString]]:
    """The harms of these findings, the same words once. Words that cite no source are followed by their studies."""
    found = []
    for words in dict.fromkeys(finding.harms for finding in findings if finding.harms):
        studies = [] if keys_in(words) else [finding for finding in findings if finding.harms == words]
        found.append((text.inline(words), format_html_join("", "{}", ((text.cite(study),) for study in studies))))
    return found


# How the table can be sorted


def surest_benefit_first(condition: Condition) -> int:
    """Pages that are cautions come last: they carry no mark of evidence."""
    benefit = condition.strongest_benefit()
    return 2 if condition.is_caution else -benefit.level() if benefit else 1


def longest_relief_first(condition: Condition) -> int:
    return -max((finding.most_days or 0 for finding in condition.findings.all()), default=0)


def by_name(condition: Condition) -> str:
    return condition.title.casefold()


@dataclass(frozen=True)
class Order:
    label: str
    key: Callable[[Condition], int | str] | None  # None leaves the order of the editors: pain first


ORDERS = {
    "": Order("kind, pain first (our own order)", None),
    "name": Order("name, A to Z", by_name),
    "certainty": Order("how sure we can be of a benefit, surest first", surest_benefit_first),
    "length": Order("how long a difference was measured, longest first", longest_relief_first),
}
