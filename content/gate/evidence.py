"""Whether a sentence says more than what was found: figures without a comparison, words surer than the finding."""

import re
from collections.abc import Iterable, Iterator
from itertools import pairwise

from content.gate.balance import BENEFIT
from content.gate.claims import FIGURES
from content.gate.page import GatePage, plain
from content.gate.rules import Level, Place, Rule
from content.gate.wording import asks, finder, is_excused, read_words
from content.models import Certainty, Finding
from content.prose import Sentence

LISTS = read_words("evidence.yml")
COMPARED, NOT_A_BENEFIT = finder(LISTS["compared"]), finder(LISTS["not_a_benefit"])
SURE = {Certainty(name): finder(group) for name, group in LISTS["sure"].items()}
NUMBER = re.compile(r"\d[\d.,]*")


def lone_figures(page: GatePage) -> Iterator[Place]:
    """A share or a factor of people helped, with no comparison in its sentence or the one before or after it."""
    for block in page.blocks:
        if not block.is_running:
            continue
        sentences = [Sentence(""), *block.sentences, Sentence("")]
        for (before, sentence), (_, after) in pairwise(pairwise(sentences)):
            if states_a_gain(sentence) and not any(compares(one) for one in (before, sentence, after)):
                yield Place(block.field, block.line, sentence.text)


def states_a_gain(sentence: Sentence) -> bool:
    text = plain(sentence.said)
    if asks(text) or NOT_A_BENEFIT.search(text) or not FIGURES.search(text):
        return False
    return any(not is_excused(text, *found.span()) for found in BENEFIT.finditer(text))


def compares(sentence: Sentence) -> bool:
    """Whether it names a comparison, or says that there was none."""
    return COMPARED.search(plain(sentence.text)) is not None


def surer_than_the_finding(page: GatePage) -> Iterator[Place]:
    for block, sentence in page.sentences():
        allowed = [page.certainties[key] for key in sentence.sources if key in page.certainties]
        for found, certainty in sure_words(sentence):
            if allowed and certainty.level > max(allowed):
                yield Place(
                    block.field, block.line, sentence.text, f"“{found}” needs {certainty.label.lower()} certainty"
                )


def sure_words(sentence: Sentence) -> Iterator[tuple[str, Certainty]]:
    text = plain(sentence.text)
    for certainty, pattern in SURE.items():
        for found in pattern.finditer(text):
            if not is_excused(text, *found.span()):
                yield found[0], certainty


FoundBy = tuple[str, str, int]  # key of a source, slug of the condition, level of the finding


def findings_by_source() -> Iterator[FoundBy]:
    rows = Finding.objects.values_list("sources__key", "condition__slug", "certainty")
    return ((key, condition, Certainty(certainty).level) for key, condition, certainty in rows if key)


def certainties_for(condition: str, findings: Iterable[FoundBy]) -> dict[str, int]:
    """The surest finding of each source: of this condition where it has one for it, else of any."""
    found: dict[str, int] = {}
    own: dict[str, int] = {}
    for key, about, level in findings:
        found[key] = max(level, found.get(key, 0))
        if about == condition:
            own[key] = max(level, own.get(key, 0))
    return found | own


EVIDENCE_RULES = [
    Rule(
        "figure-without-comparison",
        Level.REASON,
        "This gives a share of people helped and nothing to compare it with",
        "Many people feel better without the drug too; a share alone reads as the effect of the drug.",
        "Add the share in the comparison group, or say that there was none.",
        lone_figures,
    ),
    Rule(
        "certainty-above-finding",
        Level.BLOCK,
        "This is surer than the finding that it cites",
        "The site grades how sure each finding is; a reader must not be told more.",
        "Use “may” for low certainty and “probably” for moderate, or cite a surer finding.",
        surer_than_the_finding,
    ),
]
