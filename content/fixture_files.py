"""A fixture file <-> its values. YAML front matter between two `---` lines, then Markdown.

Scalars are read as text, whatever they look like; the fields they belong to convert them.
Knows nothing of Django or of the kinds of content.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

FENCE = "---"
BLANK = " \t\r\n"
DEEPEST = 10
NESTING = {
    yaml.SequenceStartEvent: 1,
    yaml.MappingStartEvent: 1,
    yaml.SequenceEndEvent: -1,
    yaml.MappingEndEvent: -1,
}
FLOW_WIDTH = 76  # a list or mapping that fits one line of this width is written on one line
CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]")
BREAKS_A_LINE = re.compile("[\x85\u2028\u2029]")  # for YAML, though not for us
BYTE_ORDER_MARK = "\ufeff"


@dataclass(frozen=True)
class FileProblem:
    """Something wrong in a file. `line` counts from 1; 0 means the file as a whole."""

    path: Path
    line: int
    field: str
    message: str

    def __str__(self) -> str:
        place = f"{self.path}:{self.line}" if self.line else str(self.path)
        return f"{place}: {self.field}: {self.message}" if self.field else f"{place}: {self.message}"


class FixtureError(Exception):
    """A file that cannot be read; `problem` says where and why."""

    def __init__(self, problem: FileProblem) -> None:
        self.problem = problem
        super().__init__(str(problem))


@dataclass
class FixtureFile:
    """The values of a file as text, its body, and the lines they stand on."""

    path: Path
    values: dict[str, Any]
    body: str
    lines: dict[str, int] = field(default_factory=dict)
    body_line: int = 0
    content: bytes = b""

    def problem(self, key: str, message: str) -> FileProblem:
        return FileProblem(self.path, self.lines.get(key, 1), key, message)

    def body_problem(self, name: str, line: int, message: str) -> FileProblem:
        """A problem in line `line` (from 1) of the body."""
        return FileProblem(self.path, self.body_line + line - 1, name, message)


def read(path: Path) -> FixtureFile:
    """Read and parse one file. Raises FixtureError."""
    content = path.read_bytes()
    try:
        file = parse(content.decode("utf-8"), path)
    except UnicodeDecodeError as error:
        raise FixtureError(FileProblem(path, 0, "", "is not UTF-8 text")) from error
    file.content = content
    return file


def parse(text: str, path: Path) -> FixtureFile:
    """Split front matter from body and read the front matter. Raises FixtureError."""
    check_signs(text, path)
    lines = text.replace("\r\n", "\n").split("\n")
    if lines[0].rstrip() != FENCE:
        raise FixtureError(FileProblem(path, 1, "", f"must start with a line '{FENCE}'"))
    try:
        end = next(n for n, line in enumerate(lines[1:], start=1) if line.rstrip() == FENCE)
    except StopIteration:
        message = f"front matter is not closed with a line '{FENCE}'"
        raise FixtureError(FileProblem(path, 1, "", message)) from None
    file = FixtureFile(path, {}, "", body_line=first_line(lines, end + 1))
    file.body = "\n".join(lines[file.body_line - 1 :]).rstrip(BLANK)
    front_matter = "\n".join(lines[1:end])
    check_controls(front_matter, path)
    node = compose(front_matter, path)
    if node is not None:
        Reader(file, front_matter).read_root(node)
    return file


def check_signs(text: str, path: Path) -> None:
    if text.startswith(BYTE_ORDER_MARK):
        raise FixtureError(FileProblem(path, 1, "", "starts with a byte order mark; save it as plain UTF-8"))
    if "\x00" in text:
        line = text[: text.index("\x00")].count("\n") + 1
        raise FixtureError(FileProblem(path, line, "", "holds a NUL character"))


def check_controls(front_matter: str, path: Path) -> None:
    found = CONTROL.search(front_matter)
    if found:
        line = front_matter[: found.start()].count("\n") + 2
        raise FixtureError(FileProblem(path, line, "", "front matter: holds a control character"))


def first_line(lines: Sequence[str], start: int) -> int:
    """Number (from 1) of the first line at or after index `start` that holds something."""
    full = (n for n, line in enumerate(lines[start:], start=start + 1) if line.strip("\r"))
    return next(full, start + 1)


def compose(text: str, path: Path) -> yaml.Node | None:
    """The front matter as nodes; what plain text values do not need is refused. Raises FixtureError."""
    try:
        depth = 0
        for event in yaml.parse(text, Loader=yaml.CSafeLoader):
            depth += NESTING.get(type(event), 0)
            refuse_specials(event, depth, text, path)
        return yaml.compose(text, Loader=yaml.CSafeLoader)
    except yaml.YAMLError as error:
        line = line_of(getattr(error, "problem_mark", None), text)
        reason = getattr(error, "problem", None) or "cannot be read"
        raise FixtureError(FileProblem(path, line, "", f"front matter: {reason}")) from error


def refuse_specials(event: Any, depth: int, text: str, path: Path) -> None:
    if depth > DEEPEST:
        raise FixtureError(FileProblem(path, line_of(event.start_mark, text), "", "front matter: nested too deeply"))
    if not (getattr(event, "anchor", None) or getattr(event, "tag", None)):
        return
    line = line_of(event.start_mark, text)
    if getattr(event, "anchor", None):
        raise FixtureError(FileProblem(path, line, "", "anchors and aliases (& and *) are not allowed"))
    if getattr(event, "tag", None):
        raise FixtureError(FileProblem(path, line, "", "tags (!) are not allowed"))


def line_of(mark: Any, text: str) -> int:
    """The line of the file, counted from 1, that a place in its front matter stands on."""
    return text[: mark.index].count("\n") + 2 if mark else 1


class Reader:
    """Turns YAML nodes into text, lists and mappings, and notes the line of each key."""

    def __init__(self, file: FixtureFile, text: str) -> None:
        self.file, self.text = file, text

    def fail(self, node: yaml.Node, key: str, message: str) -> FixtureError:
        return FixtureError(FileProblem(self.file.path, line_of(node.start_mark, self.text), key, message))

    def read_root(self, node: yaml.Node) -> None:
        if not isinstance(node, yaml.MappingNode):
            raise self.fail(node, "", "front matter must be 'key: value' lines")
        self.file.values = self.read_mapping(node, "")

    def read_mapping(self, node: yaml.MappingNode, inside: str) -> dict[str, Any]:
        values: dict[str, Any] = {}
        for key_node, value_node in node.value:
            if not isinstance(key_node, yaml.ScalarNode):
                raise self.fail(key_node, inside, "a key must be a word")
            key = str(key_node.value)
            if key in values:
                raise self.fail(key_node, f"{inside}{key}", "stands twice")
            self.file.lines[f"{inside}{key}"] = line_of(key_node.start_mark, self.text)
            values[key] = self.read_value(value_node, f"{inside}{key}")
        return values

    def read_value(self, node: yaml.Node, key: str) -> Any:
        if isinstance(node, yaml.MappingNode):
            return self.read_mapping(node, f"{key}.")
        if isinstance(node, yaml.SequenceNode):
            return [self.read_item(item, f"{key}.{number}") for number, item in enumerate(node.value)]
        return node.value

    def read_item(self, node: yaml.Node, key: str) -> Any:
        self.file.lines[key] = line_of(node.start_mark, self.text)
        return self.read_value(node, key)


class TextDumper(yaml.SafeDumper):
    """Writes text as text: nothing is quoted because it looks like a number or a date."""

    yaml_implicit_resolvers: dict[str, Any] = {}

    def increase_indent(self, flow: bool = False, indentless: bool = False) -> None:
        super().increase_indent(flow, False)


class Root(dict[str, Any]):
    """The front matter itself: always one key a line."""


def represent_node(dumper: yaml.SafeDumper, value: Any) -> yaml.Node:
    if isinstance(value, str):
        style = '"' if BREAKS_A_LINE.search(value) else None
        return dumper.represent_scalar("tag:yaml.org,2002:str", value, style=style)
    if isinstance(value, Mapping):
        node: Any = dumper.represent_mapping("tag:yaml.org,2002:map", value.items())
    else:
        node = dumper.represent_sequence("tag:yaml.org,2002:seq", value)
    node.flow_style = not isinstance(value, Root) and fits_a_line(value)
    return node


for kind in (str, list, dict, Root):
    TextDumper.add_representer(kind, represent_node)


def fits_a_line(value: Any) -> bool:
    """Whether a list of words or a mapping of words is short enough to be written as one line."""
    parts = [*value, *value.values()] if isinstance(value, Mapping) else value
    if not all(isinstance(part, str) for part in parts):
        return False
    return sum(len(part) + 2 for part in parts) <= FLOW_WIDTH


def write(values: Mapping[str, Any], body: str) -> str:
    """The one canonical text of a file: keys in the given order, body, one line end at the end."""
    front_matter = yaml.dump(Root(values), Dumper=TextDumper, **DUMP_OPTIONS)
    end = f"\n{body}\n" if body else ""
    return f"{FENCE}\n{front_matter}{FENCE}\n{end}"


DUMP_OPTIONS: dict[str, Any] = {
    "allow_unicode": True,
    "default_flow_style": False,
    "sort_keys": False,
    "width": 1_000_000,  # one value, one line: differences stay readable
}
