"""How hard a page is to read. Alone it neither passes nor blocks: easy text can be unsafe."""

import re
from collections.abc import Iterator

from content.gate.page import GatePage, plain
from content.gate.rules import Level, Place, Rule
from content.reading import Reading, reading, syllables, words_of

GOOD_GRADE, HIGHEST_GRADE = 8, 10  # US school years
LONG_SENTENCE, LONGEST_SENTENCE = 25, 40  # words
FEWEST_WORDS = 100  # below that a grade says nothing
HARDEST = 5
MOST_PASSIVE = 0.25  # of the sentences
DONE = r"(\w+ed|given|taken|shown|found|seen|done|known|made|put|told|felt|kept|left|sent|read|written|chosen)"
PASSIVE = re.compile(rf"\b(is|are|was|were|be|been|being)\b( \w+ly| not)? {DONE}\b")


def read_of(page: GatePage) -> Reading | None:
    found = reading(page.blocks, page.names)
    return found if found.sentences and found.words >= FEWEST_WORDS else None


def grade_of(found: Reading) -> float:
    """The higher of the two grades, names of drugs, conditions and clinics masked."""
    return max(found.grade, found.smog)


def hardest(page: GatePage) -> list[str]:
    """The five sentences that cost most, the hardest first."""
    found = [sentence.text for block, sentence in page.sentences() if block.is_running]
    return sorted(found, key=lambda text: -hardness(page.names.sub("Name", text)))[:HARDEST]


def hardness(text: str) -> float:
    words = words_of(text)
    return 0.39 * len(words) + 11.8 * sum(map(syllables, words)) / max(len(words), 1)


def grade_places(page: GatePage, above: float, most: float) -> Iterator[Place]:
    found = read_of(page)
    if found and above < found.grade <= most:
        for text in hardest(page):
            yield Place(
                "", 0, text, f"Flesch-Kincaid {found.grade:.1f}, SMOG {found.smog:.1f}; one of its hardest sentences"
            )


def hard_page(page: GatePage) -> Iterator[Place]:
    return grade_places(page, GOOD_GRADE, HIGHEST_GRADE)


def very_hard_page(page: GatePage) -> Iterator[Place]:
    return grade_places(page, HIGHEST_GRADE, float("inf"))


def sentences_of_length(page: GatePage, above: int, most: float) -> Iterator[Place]:
    for block, sentence in page.sentences():
        count = len(words_of(sentence.text))
        if above < count <= most:
            yield Place(block.field, block.line, sentence.text, f"{count} words")


def long_sentences(page: GatePage) -> Iterator[Place]:
    return sentences_of_length(page, LONG_SENTENCE, LONGEST_SENTENCE)


def very_long_sentences(page: GatePage) -> Iterator[Place]:
    return sentences_of_length(page, LONGEST_SENTENCE, float("inf"))


def much_passive(page: GatePage) -> Iterator[Place]:
    texts = [plain(sentence.text) for block, sentence in page.sentences() if block.is_running]
    passive = sum(PASSIVE.search(text) is not None for text in texts)
    if len(texts) >= 10 and passive > MOST_PASSIVE * len(texts):
        yield Place("", detail=f"{passive} of {len(texts)} sentences")


TIRED = "Pain, worry and medicines make reading harder."
READABILITY_RULES = [
    Rule(
        "grade-high",
        Level.ADVICE,
        f"This is harder to read than grade {GOOD_GRADE}",
        TIRED,
        "Use shorter words and sentences.",
        hard_page,
    ),
    Rule(
        "grade-very-high",
        Level.REASON,
        f"This is harder to read than grade {HIGHEST_GRADE}",
        TIRED,
        "Use shorter words and sentences.",
        very_hard_page,
    ),
    Rule(
        "sentence-long",
        Level.ADVICE,
        f"This sentence has more than {LONG_SENTENCE} words",
        TIRED,
        "Make two of it.",
        long_sentences,
    ),
    Rule(
        "sentence-very-long",
        Level.REASON,
        f"This sentence has more than {LONGEST_SENTENCE} words",
        TIRED,
        "Make two or three of it.",
        very_long_sentences,
    ),
    Rule(
        "passive-share",
        Level.ADVICE,
        "Many sentences do not say who acts",
        "A patient must know who does what.",
        "Name who acts.",
        much_passive,
    ),
]
