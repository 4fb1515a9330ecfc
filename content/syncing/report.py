"""What a load says of itself."""

from dataclasses import dataclass, field

from content.fixture_files import FileProblem


@dataclass
class LoadReport:
    """What a load did, or would do."""

    created: list[str] = field(default_factory=list)
    updated: list[str] = field(default_factory=list)
    removed: list[str] = field(default_factory=list)
    kept: list[str] = field(default_factory=list)
    unchanged: int = 0
    conflicts: list[str] = field(default_factory=list)
    problems: list[FileProblem] = field(default_factory=list)


class LoadRefused(Exception):
    """Nothing was loaded: there are problems or conflicts, all of them in `report`."""

    def __init__(self, report: LoadReport) -> None:
        self.report = report
        super().__init__("\n".join([*map(str, report.problems), *report.conflicts]))
