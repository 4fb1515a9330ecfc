"""The plain phrases of `words/` as regular expressions. `words/README.md` explains the marks."""

import re
from collections.abc import Iterator, Mapping

TOKEN = re.compile(
    r" ?(?P<dots>\.{2,3})(?P<reach>\d*) ?"
    r"|<(?P<before>\d+)> | <(?P<after>\d+)>(?=[|)]|$)"
    r"|(?P<mark><number>|<word>|<aim> |<label>|⟨|\[|\(|\)|\||⟪|⟫|\*|-|\^|\$)"
    r"|(?P<close>[\]⟩])(?P<several>\+?)"
    r"|(?P<list>[A-Z][A-Z_]+)|(?P<letter>.)"
)
MARKS = {
    "<number>": r"\d[\d.,]*",
    "<word>": r"\w+",
    "<aim> ": r"(?:to [^,]{3,60}, )?",
    "<label>": r"[\w ]{2,40}:",
    "*": r"\w*",
    "-": "[- ]",
    "(": "(?:",
    "[": "(?:(?:",
    "⟨": "(?: (?:",
    "⟪": "(?! ?(?:",
    "⟫": r")(?!\w))",
}
CLOSES = {"]": ")", "⟩": ") "}
GAPS = {"...": "[^.]", "..": "[^.;]"}
STARTS = re.compile(r"(^|[ (\[|^-])$")  # what may stand before a word
LAST = re.compile(r"$|[)\]|]| ?\.\.")  # what follows the last word of a part
COUNT = re.compile(r"<\d+> $")  # it takes the space after it along
Lists = Mapping[str, str]  # name in capitals -> entries with commas between


def pattern_of(phrases: str, lists: Lists | None = None) -> str:
    """A regular expression that finds any of the phrases, one a line, as whole words in a text in small letters.

    ValueError names the phrase that cannot be read.
    """
    lines = [line.strip() for line in phrases.splitlines() if line.strip()]
    return rf"(?<!\w)(?:{'|'.join(translated(line, lists or {}) for line in lines)})(?!\w)"


def translated(phrase: str, lists: Lists) -> str:
    try:
        found = "".join(translate(token, lists) for token in TOKEN.finditer(with_inner_spaces(phrase)))
        re.compile(found)
    except (ValueError, re.error) as error:
        raise ValueError(f"The phrase “{phrase}” cannot be read: {error}") from error
    return found


def translate(token: re.Match[str], lists: Lists) -> str:
    if dots := token["dots"]:
        is_last = token.end() == len(token.string)
        return rf"(?!\w){GAPS[dots]}{{0,{token['reach']}}}" + ("" if is_last else r"(?<!\w)")
    if most := token["before"]:
        return rf"(?:\w+ ){{0,{most}}}"
    if most := token["after"]:
        return rf"(?: \w+){{0,{most}}}"
    if close := token["close"]:
        return f"{CLOSES[close]}){'*' if token['several'] else '?'}"
    if name := token["list"]:
        if name not in lists:
            raise ValueError(f"there is no list {name}")
        return f"(?:{'|'.join(translated(entry.strip(), lists) for entry in lists[name].split(','))})"
    if mark := token["mark"]:
        return MARKS.get(mark, mark)
    if token["letter"] in "<>" or token["letter"].isupper():
        raise ValueError("phrases are in small letters, and no mark is written like this")
    return re.escape(token["letter"])


def with_inner_spaces(phrase: str) -> str:
    """The phrase with the space beside an optional word put into its brackets, so that both go together.

    ⟩ closes an optional word that takes its following space along, ⟨ opens one that takes the space before it; ⟪ and ⟫
    stand round what may not follow.
    """
    signs = list(phrase)
    for start, end in bracketed(phrase):
        before, after = phrase[:start], phrase[end + 1 :].removeprefix("+")
        if phrase[start] == "(":
            if before.endswith("!"):
                signs[start - 1], signs[start], signs[end] = "", "⟪", "⟫"
                signs[start - 2] = signs[start - 2].strip()
        elif before.endswith(" ") and LAST.match(after) and signs[start - 1] and not COUNT.search(before):
            signs[start - 1], signs[start] = "", "⟨"
        elif after.startswith(" ") and STARTS.search(before):
            signs[end], signs[len(phrase) - len(after)] = "⟩", ""
    return "".join(signs)


def bracketed(phrase: str) -> Iterator[tuple[int, int]]:
    """Where each pair of brackets opens and closes."""
    opened: list[int] = []
    for place, sign in enumerate(phrase):
        if sign in "([":
            opened.append(place)
        elif sign in ")]":
            if not opened or phrase[opened[-1]] + sign not in ("()", "[]"):
                raise ValueError("a bracket was never opened")
            yield opened.pop(), place
    if opened:
        raise ValueError("a bracket is not closed")
