"""All rules, and the one way to run them: the admin, the command and the form for pasted text call this."""

import re
from collections.abc import Iterable, Iterator
from typing import Any

from django.utils import timezone

from content.gate.balance import BALANCE_RULES
from content.gate.claims import CLAIM_RULES
from content.gate.evidence import EVIDENCE_RULES, certainties_for, findings_by_source
from content.gate.links import addresses_of, is_open
from content.gate.page import GatePage, Part, children_of, read_page
from content.gate.people import PEOPLE_RULES
from content.gate.prices import PRICE_RULES
from content.gate.readability import READABILITY_RULES
from content.gate.rules import Fault, Level, Rule
from content.gate.signing import SIGNING_RULES
from content.gate.sources import SOURCE_RULES
from content.gate.structure import STRUCTURE_RULES
from content.gate.typed import TYPED_RULES
from content.gate.wording import wording_rules
from content.models import Article, Clinic, Fact, Source
from content.reading import names_to_mask, words_of
from content.syncing.kind import Kind
from content.syncing.kinds import KIND_OF, KINDS
from content.texts import full_context, problems_in

CHECKED = (
    *("conditions", "treatments", "articles", "questions", "policies"),
    *("clinics", "terms", "findings", "people", "state_rules", "suitability"),
)
RULES: dict[str, Rule] = {
    rule.id: rule
    for rule in (
        *SIGNING_RULES,
        *STRUCTURE_RULES,
        *CLAIM_RULES,
        *SOURCE_RULES,
        *EVIDENCE_RULES,
        *BALANCE_RULES,
        *wording_rules(),
        *TYPED_RULES,
        *PEOPLE_RULES,
        *PRICE_RULES,
        *READABILITY_RULES,
    )
}
ABOUT_THE_ROW = {rule.id for rule in SIGNING_RULES} | {"section-missing", "crisis-block-missing"}
WORDINGS = {rule.id for rule in wording_rules()}
RULE_ID = re.compile(r"\b[a-z]+(?:-[a-z]+)+\b")
FEWEST_WORDS = 4  # of a reason, besides the rules that it names
SEVERITY = {level: number for number, level in enumerate(Level)}


class Gate:
    """What the rules must know of the whole site, read once for any number of pages."""

    def __init__(self) -> None:
        self.context = full_context()
        self.sources = {source.key: source for source in Source.objects.all()}
        facts = {fact.key: fact for fact in Fact.objects.select_related("source")}
        self.fact_sources = {key: fact.source.key for key, fact in facts.items() if fact.source}
        self.money = {key: fact for key, fact in facts.items() if fact.kind == Fact.Kind.MONEY}
        self.names = names_to_mask()
        self.findings = list(findings_by_source())
        self.addresses = addresses_of([], has_saved=True)

    def page(self, kind: Kind, row: Any, children: Iterable[Part] = (), prices: Iterable[str] = ()) -> GatePage:
        """The page of a row, saved or not. `prices` are the keys of those that a clinic calls its own."""
        children = list(children)
        rows = [row, *(child for _, child in children)]
        problems = tuple(
            (text.field, problem.line, problem.message) for text, problem in problems_in(rows, self.context)
        )
        return read_page(
            kind,
            row,
            children,
            self.context,
            sources=self.sources,
            fact_sources=self.fact_sources,
            pictures=self.context.pictures,
            names=self.names,
            problems=problems,
            money=self.money,
            prices=tuple(prices),
            certainties=certainties_for(getattr(row, kind.slug) if kind.name == "conditions" else "", self.findings),
            addresses=self.addresses,
            today=timezone.localdate(),
        )

    def check_row(self, row: Any) -> list[Fault]:
        """Every fault of a saved row."""
        kind = KIND_OF[type(row)]
        prices = [fact.key for fact in row.prices.all()] if isinstance(row, Clinic) else []
        return check(self.page(kind, row, children_of(kind, row), prices))

    def check_text(self, text: str) -> list[Fault]:
        """Every fault of a text from elsewhere, as the body of an article; nobody asks for author, dates and parts."""
        page = self.page(KIND_OF[Article], Article(body=text))
        return [fault for fault in check(page) if fault.rule.id not in ABOUT_THE_ROW]

    def check_site(self) -> Iterator[tuple[str, list[Fault]]]:
        """Name and faults of every row that readers can see, by kind."""
        for kind, row, faults in self.check_rows():
            yield f"{kind.name}/{getattr(row, kind.slug)}", faults

    def check_rows(self) -> Iterator[tuple[Kind, Any, list[Fault]]]:
        """Every row that readers can see, by kind, with its faults."""
        for kind in KINDS:
            if kind.name in CHECKED:
                for row in kind.rows_in_full().iterator(chunk_size=200):
                    if is_open(row):
                        yield kind, row, self.check_row(row)


def check(page: GatePage) -> list[Fault]:
    """Every fault of a page, the gravest first, then in reading order of the rules."""
    faults = [Fault(rule, place, is_lifted(rule, page)) for rule in RULES.values() for place in rule.check(page)]
    return sorted(faults, key=lambda fault: SEVERITY[fault.rule.level])


def is_lifted(rule: Rule, page: GatePage) -> bool:
    """Whether a reason was written that lets the page be published all the same.

    Any reason lifts what asks for one. A forbidden wording is lifted only where the reason names its rule and says why,
    and only on clinical pages, whose reason nobody but a Reviewer can write (accounts/matrix.yml; SECURITY row CNT-2).
    Nothing lifts another block.
    """
    reason = getattr(page.row, "publish_reason", "")
    if rule.level == Level.REASON:
        return bool(reason)
    says_why = len(words_of(RULE_ID.sub("", reason))) >= FEWEST_WORDS
    return page.is_clinical and rule.id in WORDINGS and rule.id in RULE_ID.findall(reason) and says_why
