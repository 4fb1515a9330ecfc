"""Words that were searched for, in a plain text."""

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

START, END = "\x02", "\x03"


def marked_html(text: str) -> SafeString:
    """Escaped, then the control signs round marked words become elements. A sign without its partner is left out."""
    parts = escape(text).split(START)
    html = parts[0].replace(END, "")
    for part in parts[1:]:
        word, end, rest = part.partition(END)
        html += f"<mark>{word}</mark>{rest.replace(END, '')}" if end else word
    return mark_safe(html)
