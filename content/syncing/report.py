"""What a load says of itself."""

import difflib
from dataclasses import dataclass, field
from pathlib import Path

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


def difference(path: Path, theirs: str, mine: str) -> str:
    """Where row and file differ; both texts may be the same where the pictures that belong to them are not."""
    lines = difflib.unified_diff(theirs.splitlines(), mine.splitlines(), "on the site", str(path), lineterm="", n=1)
    return "\n".join(lines) or f"{path}: the picture on the site is another one"
