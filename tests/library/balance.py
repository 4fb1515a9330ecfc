"""What must stand beside a benefit."""

from collections.abc import Iterator

from content.management.commands.report_content import PageProse
from content.prose import Block
from tests.library.claims import any_of, read_list

WORDS = {name: any_of(entries) for name, entries in read_list("balance.yml").items()}
EVIDENCE = ("evidence", "fit", "relief")  # sections that tell what studies found


def names_benefit(text: str) -> bool:
    return WORDS["benefit"].search(text) is not None


def names_risk(text: str) -> bool:
    return WORDS["risk"].search(text) is not None


def links_to_risks(blocks: list[Block]) -> bool:
    return any(link.endswith("#risks") for block in blocks for link in block.links)


def text_of(blocks: list[Block]) -> str:
    return " ".join(block.text for block in blocks)


def blocks_without_risk(page: PageProse) -> Iterator[str]:
    """Where a benefit stands alone: the summary, the key points, a section on what studies found."""
    summary = text_of(page.of_field("summary"))
    if names_benefit(summary) and not names_risk(summary) and not page.row.risk_line:
        yield f"{page.name}: the summary names a benefit, and no risk stands beside it"
    if not names_risk(text_of(page.of_field("key_points"))):
        yield f"{page.name}: no key point names a harm"
    for name in EVIDENCE:
        blocks = page.of_section(name)
        if blocks and not names_risk(text_of(blocks)) and not links_to_risks(blocks):
            yield f"{page.name}: section {name} names no harm and does not link to the risks"
