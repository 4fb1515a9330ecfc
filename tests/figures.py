"""What the figure of relief draws, and what its table says, as numbers to compare."""

import re

LENGTH = re.compile(r'data-label="How long">\s*(?:(\d+)(?: to (\d+))? days?|no clear difference shown)\s*</td>')


def bars_drawn(figure: str) -> list[list[int]]:
    """The widths in each row of the drawing, in percent: the longest time, then the shortest; none where striped."""
    rows = figure.split("<svg")[1:]
    return [[int(width) for width in re.findall(r'<rect width="(\d+)"', row.split("</svg>")[0])] for row in rows]


def bars_in_words(text: str, axis: int) -> list[list[int]]:
    """The same from the days in the table, on an axis of so many days."""
    found = []
    for least, most in LENGTH.findall(text):
        days = [int(most or least), int(least)] if least else []
        found.append([max(1, round(one * 100 / axis)) for one in days])
    return found
