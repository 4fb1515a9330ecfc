"""Texts as sentences, and how hard they are to read."""

import pytest

from content.prose import Block, Sentence, blocks_in
from content.reading import Reading, pattern_of, reading, syllables, words_of
from content.rendering.page import PageContext, Quote
from content.texts import Text

CONTEXT = PageContext(facts={"line": Quote("988"), "rule": Quote("Do not drive today.")}, sources={"a", "b"})


def blocks(text: str, *, is_block: bool = True) -> list[Block]:
    return list(blocks_in(Text("body", text, is_block), CONTEXT))


def sentences(text: str) -> list[str]:
    return [sentence.text for block in blocks(text) for sentence in block.sentences]


def sources(text: str) -> list[tuple[str, ...]]:
    return [keys for block in blocks(text) for _, keys in block.with_sources()]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("It fell. It rose.", ["It fell.", "It rose."]),
        ("Pain was 2.7 of 10. It rose.", ["Pain was 2.7 of 10.", "It rose."]),
        ("See 7 Wembley Ct. Albany is near.", ["See 7 Wembley Ct. Albany is near."]),
        ("Is it safe? No.", ["Is it safe?", "No."]),
        ('He said "no." She left.', ['He said "no."', "She left."]),
        ("**CRPS:** less\npain.", ["CRPS: less pain."]),
        ("It fell [@a]. It rose.", ["It fell.", "It rose."]),
        ("It fell. [@a] It rose.", ["It fell.", "It rose."]),
        ("{{ rule }} [@a] Call {{ line }}.", ["Do not drive today.", "Call 988."]),
    ],
)
def test_a_text_is_cut_where_its_sentences_end(text, expected):
    assert sentences(text) == expected


def test_every_block_knows_its_kind_and_its_section():
    parts = [
        "Start.",
        "## Risks {#risks}",
        "Text.",
        "- item",
        "| a | b |\n|---|---|\n| c | d |",
        "::: note Title\nIn it.\n:::",
    ]

    assert [(block.kind, block.section, block.text) for block in blocks("\n\n".join(parts))] == [
        ("paragraph", "", "Start."),
        ("heading", "risks", "Risks"),
        ("paragraph", "risks", "Text."),
        ("item", "risks", "item"),
        ("column", "risks", "a"),
        ("column", "risks", "b"),
        ("row", "risks", "c d"),
        ("heading", "risks", "Title"),
        ("paragraph", "risks", "In it."),
    ]


def test_a_line_is_one_block_with_its_links():
    (block,) = blocks("See [risks](/x/#risks).", is_block=False)

    assert (block.kind, block.text, block.links) == ("line", "See risks.", ("/x/#risks",))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("One [@a]. Two [@b].", [("a",), ("b",)]),
        ("One. Two. [@a; @b]", [("a", "b"), ("a", "b")]),
        ("One [@a]. Two.", [("a",), ()]),  # nothing after the citation is covered by it
        ("One. Two. Three. Four [@a].", [("a",)] * 4),
        ("One. Two. Three. Four. Five [@a].", [(), *[("a",)] * 4]),  # too far from the citation
        ("One.\n\nTwo [@a].", [(), ("a",)]),  # another paragraph is another group
        ("| x | y |\n|---|---|\n| One [@a] | Two |", [(), (), ("a",), ("a",)]),  # two columns, then one row
    ],
)
def test_a_sentence_rests_on_its_own_citation_or_on_that_of_its_group(text, expected):
    assert sources(text) == expected


def test_a_sentence_knows_the_facts_it_quotes_and_what_it_says_without_them():
    assert blocks("Call {{ line }} now [@a].")[0].sentences == (
        Sentence("Call 988 now.", "Call now.", ("a",), ("line",)),
    )
    assert blocks("Call {{ line }}.")[0].sentences[0].said == "Call."


# Syllables as in a dictionary of pronunciation.
SPOKEN = {
    **dict.fromkeys(["the", "are", "use", "breathe", "helped", "times", "through", "2,309"], 1),
    **dict.fromkeys(["placebo's", "FDA", "hospital", "medicine", "area"], 3),
    **dict.fromkeys(["patient", "someone", "doesn't", "table", "needed", "rhythm", "react", "safely", "special"], 2),
    **dict.fromkeys(["anxiety", "ability", "PTSD", "psychologist", "anybody", "low-certainty"], 4),
}


@pytest.mark.parametrize(("word", "count"), SPOKEN.items())
def test_syllables_are_counted_as_spoken(word, count):
    assert syllables(word) == count


def test_words_are_what_holds_a_letter_or_a_digit():
    assert words_of("Pain - 2.7 of 10, not-so-bad …") == ["Pain", "2.7", "of", "10,", "not-so-bad"]


def test_the_grades_follow_their_formulas():
    # 2 sentences, 10 words, 13 syllables, one word of three or more: 30/2 of it in thirty sentences
    text = ("You may feel sick today.", "Ask the hospital for help.")
    assert [syllables(word) for sentence in text for word in words_of(sentence)] == [1, 1, 1, 1, 2, 1, 1, 3, 1, 1]
    read = Reading(text, text)

    assert read.grade == pytest.approx(0.39 * 5 + 11.8 * 1.3 - 15.59)
    assert read.smog == pytest.approx(1.0430 * 15**0.5 + 3.1291)
    assert (read.words, read.average, read.longest) == (10, 5, "You may feel sick today.")


def test_names_are_masked_for_the_grade_and_kept_for_the_length():
    names = pattern_of(["Complex regional pain syndrome (CRPS)", "ketamine", "S-ketamine"])
    read = reading(blocks("S-ketamine eases complex regional pain syndrome."), names)

    assert read.masked == ("Name eases Name.",)
    assert read.lengths == [6]


def test_headings_and_cells_are_no_running_text():
    read = reading(blocks("## Title\n\nText here.\n\n| a |\n|---|\n| cell |"), pattern_of(["x"]))

    assert read.sentences == ("Text here.",)
