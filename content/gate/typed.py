"""What belongs in the registry of facts and may not be typed: phone and crisis numbers, prices, when one may drive."""

import re
from collections.abc import Iterator

from content.gate.page import GatePage, plain
from content.gate.rules import Level, Place, Rule

SPOKEN = "(oh|zero|one|two|three|four|five|six|seven|eight|nine)"
TENS = "ten|twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety|hundred|thousand"
NUMBER = f"(one|two|three|four|five|six|seven|eight|nine|{TENS})"
MONEY = "costs?|price[sd]?|fees?|rates?|plans?|packages?|payments?|pay|charge[sd]?|membership|single visit"
LEADS = "is|are|at|to|for|from|only|just|of|costs?"
CRISIS = "(988|911|838255|nine eight eight|nine one one)"
TYPED = {
    "a phone or crisis number": re.compile(
        rf"\b(call|text|dial|phone|calling|texting|ring|press|line)\b[^.]{{0,30}}\b{CRISIS}\b"
        rf"|\b{SPOKEN}(-{SPOKEN}){{2,}}\b"
        r"|\b(988|911) (lifeline|crisis|hotline|line)\b"
        r"|(?<![\d-])\(?\d{3}\)?[-. ]\d{3}[-. ]\d{4}\b"
        r"|\b1?[-. ]?8\d\d[-. ]\d{3}[-. ]\d{4}\b|\b\d{3}-\d{4}\b(?!-)|\b1-8\d\d-[a-z\d]{3,}"
    ),
    "a price": re.compile(
        rf"\$ ?\d|\b(\d[\d,.]*|{NUMBER}) (us )?(dollars|bucks)\b"
        rf"|\b({MONEY})\b[^.;]{{0,40}}\b({LEADS}) ({NUMBER} hundred|{NUMBER}[- ]{NUMBER})\b"
        rf"(?! (people|patients|minutes|hours|days|weeks|months|years|visits|sessions|infusions))"
    ),
    "a driving rule": re.compile(
        r"\bdriv(e|es|ing)\b.*(\d|\bsle(ep|pt)|\bnext day|\bnight|\bhours?\b|\btomorrow)"
        r"|(\d+ hours|\bsle(ep|pt)|\bnext day|\bnight).*\bdriv(e|es|ing)\b"
    ),
}


def typed_places(page: GatePage) -> Iterator[Place]:
    for block, sentence in page.sentences():
        for name, pattern in TYPED.items():
            if pattern.search(plain(sentence.said)[:2000]):
                yield Place(block.field, block.line, sentence.text, name)
    for block in page.blocks:
        if any(link.startswith(("tel:", "sms:")) for link in block.links):
            yield Place(block.field, block.line, block.text, "a phone or crisis number")


TYPED_RULES = [
    Rule(
        "fact-typed",
        Level.BLOCK,
        "This types a number that the registry of facts holds",
        "A number that stands in many places is wrong in one of them after a change.",
        "Quote the fact, for example {{ crisis_line }}.",
        typed_places,
    )
]
