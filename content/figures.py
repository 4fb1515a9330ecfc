"""Data for the drawn figures. The drawings are templates; the same numbers stand in a table beside them."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.safestring import SafeString

from content.models import Certainty, Finding
from content.page_parts import PageText, study_name

SHORTEST_AXIS_DAYS = 84  # 12 weeks: the longest relief that studies of pain measured
AXIS_STEPS = 4


@dataclass(frozen=True)
class GaugeStep:
    label: str
    is_reached: bool
    is_here: bool


def gauge(benefit: Finding | None) -> list[GaugeStep]:
    """Where the best-supported benefit of a condition sits on the scale of certainty."""
    level = benefit.level() if benefit else 0
    steps = sorted((c for c in Certainty if c.level), key=lambda certainty: certainty.level)
    return [GaugeStep(str(c.label), c.level <= level, c.level == level) for c in steps]


@dataclass(frozen=True)
class ReliefBar:
    """How long one study measured a difference. Widths are percent of the axis."""

    finding: Finding
    study: str
    citation: SafeString
    sure_width: int
    most_width: int

    @property
    def is_shown(self) -> bool:
        return self.most_width > 0


@dataclass(frozen=True)
class ReliefFigure:
    bars: list[ReliefBar]
    marks: list[str]


def relief_figure(findings: Iterable[Finding], text: PageText) -> ReliefFigure | None:
    """How long relief lasted after treatment, study by study; None when no study measured it.

    Findings without a measured length belong to it when they found no difference: that is a result.
    """
    found = [finding for finding in findings if measures_length(finding)]
    longest = max((finding.most_days or 0 for finding in found), default=0)
    if not longest:
        return None
    axis = max(SHORTEST_AXIS_DAYS, longest)
    bars = [
        ReliefBar(
            finding,
            study_name(finding),
            text.cite(finding),
            percent(finding.least_days, axis),
            percent(finding.most_days, axis),
        )
        for finding in found
    ]
    weeks = [round(axis / 7 * step / AXIS_STEPS) for step in range(AXIS_STEPS + 1)]
    return ReliefFigure(bars, [*map(str, weeks[:-1]), f"{weeks[-1]} weeks"])


def measures_length(finding: Finding) -> bool:
    no_difference = finding.direction == Finding.Direction.NO_CLEAR_DIFFERENCE
    return finding.most_days is not None or no_difference


def percent(days: int | None, axis: int) -> int:
    """Share of the axis in whole percent; at least 1 for any measured time."""
    return 0 if days is None else max(1, round(days * 100 / axis))
