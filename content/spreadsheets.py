"""Tables for spreadsheets, in which no cell is taken for a formula."""

import csv
import io
from collections.abc import Iterable

# A spreadsheet takes a cell that starts with one of these for a formula (OWASP, CSV injection)
FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")


def csv_text(rows: Iterable[Iterable[str]]) -> str:
    """Rows as CSV, each cell quoted, with the byte order mark that spreadsheets want."""
    file = io.StringIO()
    csv.writer(file, quoting=csv.QUOTE_ALL).writerows([harmless(cell) for cell in row] for row in rows)
    return f"\ufeff{file.getvalue()}"


def harmless(text: str) -> str:
    """The same cell, as text: an apostrophe keeps a spreadsheet from running it."""
    return f"'{text}" if text.startswith(FORMULA) else text
