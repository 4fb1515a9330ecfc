"""A content file <-> its values: text stays text, and every bad sign is named with its line."""

from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from content.fixture_files import FixtureError, FixtureFile, parse, read, write
from content.models.fields import tidy_text

PATH = Path("sample.md")
NEXT_LINE, LINE_SEPARATOR, NO_BREAK_SPACE = "\x85", "\u2028", "\xa0"


def parsed(*lines: str, body: str = "") -> FixtureFile:
    return parse("\n".join(["---", *lines, "---", "", body]), PATH)


def problem_in(text: str | bytes, folder: Path) -> tuple[int, str, str]:
    """Line, field and message of the problem that reading `text` from a file raises."""
    path = folder / "sample.md"
    path.write_bytes(text.encode() if isinstance(text, str) else text)
    with pytest.raises(FixtureError) as caught:
        read(path)
    problem = caught.value.problem
    assert problem.path == path
    return problem.line, problem.field, problem.message


@pytest.mark.parametrize(
    "typed",
    [
        "9:30",
        "no",
        "yes",
        "true",
        "02134",
        "1.10",
        "1_000",
        "0x1F",
        "1e3",
        ".inf",
        "~",
        "null",
        "2026-11-22",
        "2026-11-21T09:00:00-05:00",
        "=",
        "<<",
    ],
)
def test_a_value_comes_out_as_typed(typed):
    file = parsed(f"value: {typed}", f"list: [{typed}]", f"mapping: {{key: {typed}}}", f"{typed}: key")

    assert file.values == {"value": typed, "list": [typed], "mapping": {"key": typed}, typed: "key"}


def test_a_key_without_a_value_holds_empty_text():
    assert parsed("value:").values == {"value": ""}


def test_quotes_comments_and_folded_lines_follow_yaml():
    file = parsed("quoted: 'it''s # 1' # a comment", "folded: >-", "  one", "  two")

    assert file.values == {"quoted": "it's # 1", "folded": "one two"}


def test_front_matter_may_be_empty():
    assert parsed(body="Text.").values == {}


def test_lines_of_keys_list_items_and_the_body_are_known():
    file = parsed("title: A", "topics:", "  - a", "  - {when: now}", body="\n\nText.\nMore.")

    assert file.lines == {"title": 2, "topics": 3, "topics.0": 4, "topics.1": 5, "topics.1.when": 5}
    assert file.body == "Text.\nMore."
    assert file.body_problem("", 2, "here").line == 11  # --- 2..5 --- and three blank lines stand before


def test_lines_of_three_hyphens_are_body_once_the_front_matter_is_closed():
    assert parsed("title: A", body="One\n\n---\n\nTwo\n---").body == "One\n\n---\n\nTwo\n---"


def test_a_file_with_windows_line_ends_says_the_same():
    text = "---\ntitle: A\ntopics:\n  - a\n  - b\n---\n\nOne\n\nTwo\n"
    windows, unix = parse(text.replace("\n", "\r\n"), PATH), parse(text, PATH)

    assert windows == unix
    assert windows.values == {"title": "A", "topics": ["a", "b"]}
    assert windows.body == "One\n\nTwo"


def test_a_problem_in_a_file_with_windows_line_ends_names_the_right_line(tmp_path):
    assert problem_in("---\r\na: b\r\na: c\r\n---\r\n", tmp_path) == (3, "a", "stands twice")


def test_a_line_separator_inside_a_value_does_not_shift_the_lines_after_it():
    assert parsed(f"a: 'one{LINE_SEPARATOR}two'", "b: c").lines["b"] == 3


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param(
            "\ufeff---\na: b\n---\n",
            (1, "", "starts with a byte order mark; save it as plain UTF-8"),
            id="byte order mark",
        ),
        pytest.param("---\na: b\nc: d\0\n---\n", (3, "", "holds a NUL character"), id="NUL"),
        pytest.param(b"---\na: caf\xe9\n---\n", (0, "", "is not UTF-8 text"), id="not UTF-8"),
        pytest.param(b"---\na: \xed\xa0\x80\n---\n", (0, "", "is not UTF-8 text"), id="lone surrogate"),
        pytest.param("", (1, "", "must start with a line '---'"), id="empty file"),
        pytest.param("\n---\na: b\n---\n", (1, "", "must start with a line '---'"), id="blank line first"),
        pytest.param(
            "---\na: b\n\n# Text\n",
            (1, "", "front matter is not closed with a line '---'"),
            id="front matter not closed",
        ),
        pytest.param("---\na: b\nc: d\na: e\n---\n", (4, "a", "stands twice"), id="key twice"),
        pytest.param("---\na:\n  b: c\n  b: d\n---\n", (4, "a.b", "stands twice"), id="key twice in a mapping"),
        pytest.param(
            "---\na:\n  - {b: c}\n  - {b: c, b: d}\n---\n",
            (4, "a.1.b", "stands twice"),
            id="key twice in a list",
        ),
        pytest.param("---\n? [a]\n: b\n---\n", (2, "", "a key must be a word"), id="list as a key"),
        pytest.param(
            "---\na: b: c\n---\n",
            (2, "", "front matter: mapping values are not allowed in this context"),
            id="two colons",
        ),
        pytest.param(
            "---\na: b\n\tc: d\n---\n",
            (3, "", "front matter: found a tab character that violates indentation"),
            id="tab",
        ),
    ],
)
def test_an_unreadable_file_is_refused_with_the_line_of_the_cause(tmp_path, text, expected):
    assert problem_in(text, tmp_path) == expected


@pytest.mark.parametrize("front_matter", ["- a\n- b", "just words", "[a]"])
def test_front_matter_must_be_keys_and_values(tmp_path, front_matter):
    expected = (2, "", "front matter must be 'key: value' lines")
    assert problem_in(f"---\n{front_matter}\n---\n", tmp_path) == expected


@pytest.mark.parametrize(
    "line",
    ["c: *x", "c: [*x]", "c: {d: *x}", "'c': &y d", "c: [&y d]", "c: {d: &y e}", "c: &y {d: e}"],
)
def test_anchors_and_aliases_are_refused(tmp_path, line):
    first = "b: &x d" if "*" in line else "b: d"
    found, _, message = problem_in(f"---\na: b\n{first}\n{line}\n---\n", tmp_path)

    assert found in ((3, 4) if "*" in line else (4,))  # the anchor, or what points to it
    assert "anchors and aliases (& and *) are not allowed" in message


@pytest.mark.parametrize("tag", ["!thing", "!!str", "!!int", "!!binary", "!!python/object:os.system", "!"])
@pytest.mark.parametrize("place", ["c: {} d", "c: [{} d]", "c: {{e: {} d}}", "{} c: d"])
def test_tags_are_refused(tmp_path, tag, place):
    line, _, message = problem_in(f"---\na: b\n{place.format(tag)}\n---\n", tmp_path)

    assert (line, message) == (3, "tags (!) are not allowed")


def test_a_control_character_in_the_front_matter_is_refused_with_its_line(tmp_path):
    line, _, message = problem_in("---\na: b\nc: d\x07\n---\n", tmp_path)

    assert line == 3
    assert "character" in message


def test_front_matter_nested_too_deeply_is_refused(tmp_path):
    depth = 5000
    line, _, message = problem_in(f"---\na: {'[' * depth}{']' * depth}\n---\n", tmp_path)

    assert line == 2
    assert message


ODD_PIECES = (
    *("---", "...", "- a", "a: b", "#", "~", "no", "'", '"', "{{ key }}", "[@a; @b]", "&a", "*a", "!a"),
    *(
        "\n",
        "\r",
        "\t",
        "\x0b",
        "\x0c",
        "\x1c",
        "\x7f",
        "\ufeff",
        "\ufffe",
        "\u200b",
        "\u202e",
        "😀",
        "e\u0301",
    ),
    *(NEXT_LINE, LINE_SEPARATOR, "\u2029", NO_BREAK_SPACE, " ", "  "),
)
WORDS = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=20)
TEXTS = st.one_of(WORDS, st.lists(st.one_of(WORDS, st.sampled_from(ODD_PIECES)), max_size=6).map("".join))
VALUES = st.recursive(
    TEXTS,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(TEXTS, inner, max_size=4),
    max_leaves=12,
)


@given(st.dictionaries(TEXTS, VALUES, max_size=5), TEXTS.map(tidy_text))
@example({"a": f"one{NEXT_LINE}two"}, "")
@example({"a": f"one{LINE_SEPARATOR} two", f"b{LINE_SEPARATOR}c": "d"}, f"one{LINE_SEPARATOR}two")
@example({"a": " blank before", "b": "blank after ", "c": NO_BREAK_SPACE, "d": "one\n---\ntwo"}, "")
@example({}, "---\n\ntitle: not a key\n---")
@example({}, "")
def test_what_is_written_is_read_back(values, body):
    file = parse(write(values, body), PATH)

    assert file.values == values
    assert list(file.values) == list(values)
    assert file.body == body


@given(st.dictionaries(TEXTS, VALUES, max_size=5), TEXTS.map(tidy_text))
def test_writing_what_was_read_gives_the_same_bytes(values, body):
    text = write(values, body)
    file = parse(text, PATH)

    assert write(file.values, file.body) == text


@given(st.text(max_size=200) | st.text("---\n:[]{}&*!'\" a", max_size=200).map("---\n{}\n---\n".format))
def test_any_text_is_read_or_refused_with_a_line_in_the_file(text):
    try:
        last_line = parse(text, PATH).body_line
    except FixtureError as error:
        last_line = error.problem.line
    assert 1 <= last_line <= text.count("\n") + 2


def test_a_written_value_stands_on_one_line_and_short_lists_on_one():
    values = {"title": "word " * 60, "topics": ["a", "b"], "visit": [{"title": "One", "text": "x" * 90}]}

    lines = write(values, "Text.").split("\n")

    assert lines[1] == f"title: '{'word ' * 60}'"
    assert lines[2] == "topics: [a, b]"
    assert lines[3:] == ["visit:", "  - title: One", f"    text: {'x' * 90}", "---", "", "Text.", ""]


def test_nothing_is_quoted_because_it_looks_like_a_number_or_a_date():
    text = write({"zip": "02134", "shown": "no", "on": "2026-11-22", "none": "~", "price": "1.10"}, "")

    assert text == "---\nzip: 02134\nshown: no\non: 2026-11-22\nnone: ~\nprice: 1.10\n---\n"
