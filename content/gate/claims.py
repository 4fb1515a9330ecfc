"""Which sentences claim a benefit, and which sources they rest on."""

import re
from collections.abc import Iterator
from itertools import pairwise

from content.gate.page import CLINICAL, GatePage, plain
from content.gate.rules import Level, Place, Rule
from content.gate.wording import any_of, asks, finder, pieces, read_words, when_asked, with_leads
from content.prose import Block, Sentence

CLAIMING = (*CLINICAL, "people", "clinics")  # kinds whose pages may speak of what a treatment does
LISTS = read_words("claims.yml")
TREATMENTS, COMPLAINTS, PEOPLE, GAINS, FIGURES = (
    finder(LISTS[name]) for name in ("treatments", "complaints", "people", "gains", "figures")
)
OPEN, SOLD_BY_DENIAL, SOLD_BY_ASKING = (finder(LISTS[name]) for name in ("open", "sold_by_denial", "sold_by_asking"))
HARMLESS = when_asked(lambda: any_of(finder(LISTS[name]).pattern for name in ("asks_reader", "team", "about")))
CONDITION = re.compile(r"^(if|when|once|after|before|until|unless|as soon as|for)\b[^,]*, ")


def claims_something(sentence: str) -> bool:
    """Whether a sentence says something of a treatment or a complaint that a reader would need a source for."""
    return any(claims_something_in(text) for text in pieces(plain(sentence)))


def claims_something_in(text: str) -> bool:
    said = CONDITION.sub("", text)
    if asks(text) or (HARMLESS.search(said) and not SOLD_BY_ASKING.search(said)):
        return False
    if OPEN.search(said) and not SOLD_BY_DENIAL.search(said):
        return False
    if TREATMENTS.search(said) or COMPLAINTS.search(said) or FIGURES.search(said):
        return True
    return PEOPLE.search(said) is not None and GAINS.search(said) is not None


def resting(page: GatePage) -> Iterator[tuple[Block, Sentence, tuple[str, ...]]]:
    """Every sentence of running text and tables with the sources it rests on.

    Its own or its group's; those of the facts it quotes; those of the sentence that leads into its list; and for a
    sentence that leads into a list or a table, those of the first entry.
    """
    lead: tuple[str, ...] = ()
    blocks = [block for block in page.blocks if block.kind != "column"]
    for block, following in pairwise([*blocks, Block("end", ())]):
        if block.kind != "item":
            lead = ()
        for sentence, keys in block.with_sources():
            facts = tuple(page.fact_sources[key] for key in sentence.facts if key in page.fact_sources)
            is_last = sentence is block.sentences[-1]
            below = first_sources(following) if is_last and leads_on(block, sentence) else ()
            yield block, sentence, keys or facts or lead or below
        if block.kind != "item" and block.sentences and is_lead(block.sentences[-1]):
            lead = block.sentences[-1].sources


def leads_on(block: Block, sentence: Sentence) -> bool:
    return is_lead(sentence) or block.kind == "heading"


def is_lead(sentence: Sentence) -> bool:
    return sentence.text.endswith(":")


def first_sources(block: Block) -> tuple[str, ...]:
    return next((sentence.sources for sentence in block.sentences if sentence.sources), ())


def is_fragment(sentence: Sentence) -> bool:
    """Whether this is an entry that ends what its lead began: "Ask whether it includes:", "each infusion"."""
    return not sentence.text.endswith((".", "!", "?"))


def unsourced_claims(page: GatePage) -> Iterator[Place]:
    if page.kind not in CLAIMING:
        return
    leads = {id(sentence): lead for _, sentence, lead in with_leads(page)}
    for block, sentence, keys in resting(page):
        if is_fragment(sentence) and HARMLESS.search(plain(leads[id(sentence)])):
            continue
        if block.is_running and not keys and claims_something(sentence.said):
            yield Place(block.field, block.line, sentence.text)


CLAIM_RULES = [
    Rule(
        "claim-unsourced",
        Level.BLOCK,
        "This claims something about a treatment without a source",
        "A reader cannot tell a finding from a wish.",
        "Cite the study in the same sentence, or say that nothing is known.",
        unsourced_claims,
    )
]
