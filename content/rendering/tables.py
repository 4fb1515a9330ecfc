"""Tables that stay readable on a phone: every cell knows its column's heading."""

from collections.abc import Sequence

from django.utils.html import format_html_join
from django.utils.safestring import SafeString
from markdown_it.token import Token

from content.rendering.sections import plain


def label_cells(tokens: Sequence[Token]) -> list[int]:
    """Give each body cell its column's heading, and make the first cell of a row its heading.

    Returns the lines (from 0) of tables with a column that has none: a screen reader could not name its cells.
    """
    labels: list[str] = []
    unnamed: list[int] = []
    column = line = 0
    for index, token in enumerate(tokens):
        if token.type == "table_open":
            labels = []
            line = token.map[0] if token.map else line
        elif token.type == "tr_open":
            column = 0
        elif token.type == "th_open":
            labels.append(plain(tokens[index + 1]))
            token.meta = {"scope": "col"}
            if not labels[-1].strip() and line not in unnamed:
                unnamed.append(line)
        elif token.type == "td_open":
            is_first = column == 0
            token.tag = "th" if is_first else "td"
            token.meta = {"scope": "row"} if is_first else {"data-label": labels[column]}
        elif token.type == "td_close":
            token.tag = "th" if column == 0 else "td"
            column += 1
    return unnamed


def cell_attributes(token: Token) -> SafeString:
    attributes = dict(token.meta)
    if "right" in str(token.attrGet("style") or ""):
        attributes["class"] = "num"
    return format_html_join(" ", '{}="{}"', attributes.items())


def wrap(html: str) -> str:
    """Let wide tables scroll in a box of their own, and stack their rows on a phone."""
    opened = html.replace("<table>", '<div class="table-wrap"><table class="table--stack">')
    return opened.replace("</table>", "</table></div>")
