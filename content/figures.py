"""Data for the drawn figures. The drawings are templates; the same numbers stand in a table beside them."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.safestring import SafeString

from content.models import Certainty, Finding, StudyCourse
from content.page_parts import PageText, study_name

SHORTEST_AXIS_DAYS = 84  # 12 weeks: the longest relief that studies of pain measured
AXIS_STEPS = 4
SHORTEST_CALENDAR_DAYS = 28


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
    def name(self) -> str:
        condition = self.finding.condition
        return f"{condition.short_name or condition.title}: {self.study}"

    @property
    def is_shown(self) -> bool:
        return self.most_width > 0


@dataclass(frozen=True)
class ReliefFigure:
    bars: list[ReliefBar]
    marks: list[str]

    @property
    def without(self) -> int:
        """How many of the results show no clear difference."""
        return sum(not bar.is_shown for bar in self.bars)


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
    return ReliefFigure(bars, week_marks(axis))


def week_marks(days: int) -> list[str]:
    """What stands below an axis of so many days."""
    weeks = [round(days / 7 * step / AXIS_STEPS) for step in range(AXIS_STEPS + 1)]
    return [*map(str, weeks[:-1]), f"{weeks[-1]} weeks"]


def measures_length(finding: Finding) -> bool:
    """Whether a finding says how long symptoms were eased, or that they were not."""
    if finding.outcome_kind != Finding.OutcomeKind.SYMPTOMS:
        return False
    found_none = finding.direction == Finding.Direction.NO_CLEAR_DIFFERENCE
    return finding.most_days is not None or (found_none and finding.certainty != Certainty.NONE_FOUND)


def percent(days: int | None, axis: int) -> int:
    """Share of the axis in whole percent; at least 1 for any measured time."""
    return 0 if days is None else max(1, round(days * 100 / axis))


@dataclass(frozen=True)
class CourseRow:
    """One course on the calendar. Places and widths are percent of the axis; a single block has no break."""

    course: StudyCourse
    words: SafeString
    blocks: list[tuple[float, float]]  # start, width


@dataclass(frozen=True)
class CourseFigure:
    rows: list[CourseRow]
    marks: list[str]


def course_figure(courses: Iterable[StudyCourse], text: PageText) -> CourseFigure | None:
    """How studies spread their infusions over days; None without any. Infusions are drawn evenly spread."""
    found = list(courses)
    if not found:
        return None
    axis = max(SHORTEST_CALENDAR_DAYS, *(course.days for course in found))
    rows = [CourseRow(course, text.inline(course.text), blocks(course, 100 / axis)) for course in found]
    return CourseFigure(rows, week_marks(axis))


def blocks(course: StudyCourse, day: float) -> list[tuple[float, float]]:
    """Where the infusions of a course lie, when one day is `day` percent wide."""
    if course.sessions is None:
        return [(0, round(course.days * day, 2))]
    gap = (course.days - 1) / (course.sessions - 1) if course.sessions > 1 else 0
    return [(round(number * gap * day, 2), round(day * 0.6, 2)) for number in range(course.sessions)]
