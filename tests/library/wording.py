"""Words that no page may use, and what must stand beside a benefit."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from content.gate.page import GatePage
from tests.library.claims import any_of, read_list


@dataclass(frozen=True)
class Rule:
    name: str
    never: re.Pattern[str]
    unless: re.Pattern[str] | None
    wrong: list[str] = field(default_factory=list)
    right: list[str] = field(default_factory=list)

    def is_broken_by(self, text: str) -> bool:
        allowed = self.unless.sub("", text) if self.unless else text
        return self.never.search(allowed) is not None


def rules() -> list[Rule]:
    """The rows of wording.yml."""
    return [
        Rule(
            row["name"],
            any_of([row["never"]]) if "never" in row else re.compile(row["exactly"]),
            any_of(row["unless"]) if row["unless"] else None,
            row["wrong"],
            row["right"],
        )
        for row in read_list("wording.yml")
    ]


def broken_rules(pages: Iterable[GatePage]) -> Iterator[str]:
    known = rules()
    for page in pages:
        for block in page.blocks:
            for sentence in block.sentences:
                for rule in known:
                    if rule.is_broken_by(sentence.text):
                        yield f"{page.name}: {rule.name}: {sentence.text}"
