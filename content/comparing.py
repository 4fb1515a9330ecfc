"""Two texts side by side, word by word."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher

WORD = re.compile(r"\s+|[^\s]+")
AROUND = 12  # words kept on each side of a change where the rest is left out


@dataclass(frozen=True)
class Part:
    """A run of words: `kind` is same, added, removed, or skipped (unchanged and left out)."""

    kind: str
    text: str


def compare(before: str, after: str) -> list[Part]:
    """The words of both texts in one reading order. Lines are matched first, so that long texts stay quick."""
    old, new = before.splitlines(keepends=True), after.splitlines(keepends=True)
    parts: list[Part] = []
    for tag, start, end, from_new, to_new in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        was, now = "".join(old[start:end]), "".join(new[from_new:to_new])
        parts += [Part("same", was)] if tag == "equal" else words_between(was, now)
    return parts


def words_between(before: str, after: str) -> Iterator[Part]:
    old, new = WORD.findall(before), WORD.findall(after)
    for tag, start, end, from_new, to_new in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if tag == "equal":
            yield Part("same", "".join(old[start:end]))
            continue
        if start < end:
            yield Part("removed", "".join(old[start:end]))
        if from_new < to_new:
            yield Part("added", "".join(new[from_new:to_new]))


def changes_only(parts: list[Part]) -> list[Part]:
    """The same with long unchanged runs cut to the words around the changes."""
    shown: list[Part] = []
    for number, part in enumerate(parts):
        words = WORD.findall(part.text)
        if part.kind != "same" or len(words) <= 4 * AROUND:
            shown.append(part)
            continue
        if number > 0:
            shown.append(Part("same", "".join(words[: 2 * AROUND])))
        shown.append(Part("skipped", ""))
        if number < len(parts) - 1:
            shown.append(Part("same", "".join(words[-2 * AROUND :])))
    return shown


def as_marks(parts: list[Part]) -> str:
    """The changed words in plain signs, for records: [-gone-] {+new+}."""
    signs = {"removed": "[-{}-]", "added": "{{+{}+}}"}
    return " ".join(signs[part.kind].format(part.text.strip()) for part in parts if part.kind in signs)
