"""Two texts, word by word."""

from hypothesis import given
from hypothesis import strategies as st

from content.comparing import as_marks, changes_only, compare

TEXTS = st.text(st.sampled_from("ab \n."), max_size=40)


def test_only_the_changed_words_are_marked():
    parts = compare("Rest for one day.\nDrink.", "Rest for two days.\nDrink.")

    assert as_marks(parts) == "[-one-] {+two+} [-day.-] {+days.+}"


@given(TEXTS, TEXTS)
def test_both_texts_can_be_read_back(before, after):
    parts = compare(before, after)

    assert "".join(part.text for part in parts if part.kind != "added") == before
    assert "".join(part.text for part in parts if part.kind != "removed") == after


def test_long_unchanged_runs_are_left_out():
    same = "word " * 200
    parts = changes_only(compare(f"{same}\nold\n{same}", f"{same}\nnew\n{same}"))

    assert [part.kind for part in parts].count("skipped") == 2
    assert as_marks(parts) == "[-old-] {+new+}"
    assert sum(len(part.text) for part in parts) < 400
