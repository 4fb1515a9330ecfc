"""One text on its way to HTML, and the marks that stand for the site's own HTML until the cleaner is through."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from django.utils.safestring import SafeString

from content.rendering import tables
from content.rendering.page import Heading, PageContext, Problem

PIECE, ATTRIBUTE, CUT, END = "\ue000", "\ue001", "\ue002", "\ue003"
RESERVED = str.maketrans("", "", PIECE + ATTRIBUTE + CUT + END + "\x00")
PLACED_PIECE = re.compile(f"{PIECE}(\\d+){END}")
PLACED_ATTRIBUTE = re.compile(f">{ATTRIBUTE}(\\d+){END}")
LOST_ATTRIBUTE = re.compile(f"{ATTRIBUTE}\\d+{END}")  # of a tag that the cleaner removed


@dataclass
class Build:
    """One text on its way to HTML."""

    context: PageContext
    lines: list[str]
    problems: list[Problem] = field(default_factory=list)
    headings: list[Heading] = field(default_factory=list)
    pieces: list[str] = field(default_factory=list)
    footnotes: dict[int, str] = field(default_factory=dict)

    def report(self, line: int, messages: Sequence[str]) -> None:
        self.problems.extend(Problem(line + 1, message) for message in messages)

    def place(self, html: SafeString, mark: str = PIECE) -> str:
        """A mark that stands for trusted HTML until the cleaner is through."""
        self.pieces.append(html)
        return f"{mark}{len(self.pieces) - 1}{END}"

    def footnote_name(self, number: int) -> str:
        if number not in self.footnotes:
            self.footnotes[number] = self.context.unique_name(f"footnote-{number + 1}")
        return self.footnotes[number]


def finish(html: str, pieces: list[str]) -> str:
    """Put the site's own HTML where its marks stand in the cleaned text."""
    html = PLACED_ATTRIBUTE.sub(lambda found: f" {pieces[int(found[1])]}>", html)
    html = PLACED_PIECE.sub(lambda found: pieces[int(found[1])], LOST_ATTRIBUTE.sub("", html))
    return tables.wrap(html)
