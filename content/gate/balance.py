"""What must stand beside a benefit."""

from collections.abc import Iterator

from content.gate.page import GatePage, plain
from content.gate.rules import Level, Place, Rule
from content.gate.wording import finder, read_words
from content.prose import Block

LISTS = read_words("balance.yml")
BENEFIT, RISK = finder(LISTS["benefit"]), finder(LISTS["risk"])
MAIN_RISKS = {name: finder(group) for name, group in LISTS["main_risks"].items()}
EVIDENCE = ("evidence", "fit", "relief")  # sections that tell what studies found
MOST_BENEFIT = 2.0  # sentences with a benefit for each one with a risk
FEWEST_BENEFIT = 8  # below that a proportion says nothing
ABOUT_TREATMENT = ("conditions", "treatments", "articles")


def text_of(blocks: list[Block]) -> str:
    return plain(" ".join(block.text for block in blocks))


def links_to_risks(blocks: list[Block]) -> bool:
    return any(link.endswith("#risks") for block in blocks for link in block.links)


def benefit_alone(page: GatePage) -> Iterator[Place]:
    """The summary, the key points and the sections on what studies found: each by itself."""
    if page.kind not in ABOUT_TREATMENT:
        return
    summary = text_of(page.of_field("summary"))
    if BENEFIT.search(summary) and not RISK.search(summary) and not page.row.risk_line:
        yield Place("summary")
    if page.of_field("key_points") and not RISK.search(text_of(page.of_field("key_points"))):
        yield Place("key_points")
    for name in EVIDENCE:
        blocks = page.of_section(name)
        if blocks and not RISK.search(text_of(blocks)) and not links_to_risks(blocks):
            yield Place("body", blocks[0].line, detail=f"{{#{name}}}")
    body = page.of_field("body")
    if BENEFIT.search(text_of(body)) and not RISK.search(text_of(body)):
        yield Place("body")


def more_benefit_than_risk(page: GatePage) -> Iterator[Place]:
    if page.kind not in ABOUT_TREATMENT:
        return
    sentences = [plain(sentence.text) for _, sentence in page.sentences()]
    benefits = sum(BENEFIT.search(text) is not None for text in sentences)
    risks = sum(RISK.search(text) is not None for text in sentences)
    if benefits >= FEWEST_BENEFIT and benefits > MOST_BENEFIT * risks:
        yield Place("body", detail=f"{benefits} sentences with a benefit, {risks} with a risk")


def unnamed_risks(page: GatePage) -> Iterator[Place]:
    """Pages of treatments and of conditions that are no caution name each main risk of ketamine in their risks."""
    if page.kind not in ("conditions", "treatments") or getattr(page.row, "is_caution", False):
        return
    blocks = page.of_section("risks")
    missing = [name for name, pattern in MAIN_RISKS.items() if not pattern.search(text_of(blocks))]
    if blocks and missing:
        yield Place("body", blocks[0].line, detail=", ".join(missing))


BALANCE_RULES = [
    Rule(
        "benefit-without-risk",
        Level.BLOCK,
        "A benefit stands here without a risk",
        "Who reads only this part decides on half of the facts.",
        "Name the main harm in the same part, or link to the risks.",
        benefit_alone,
    ),
    Rule(
        "benefit-outweighs-risk",
        Level.REASON,
        "This page speaks of benefit far more than of risk",
        "The weight of words is read as the weight of evidence.",
        "Say more of harms and limits, or less of benefits.",
        more_benefit_than_risk,
    ),
    Rule(
        "main-risk-unnamed",
        Level.BLOCK,
        "The section on risks leaves out a main risk",
        "US and New York rules ask for the main risks wherever a benefit is stated.",
        "Add what is named here, with a source.",
        unnamed_risks,
    ),
]
