"""All rules, and the one way to run them: the admin, the command and the form for pasted text call this."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import Any

from django.utils import timezone

from content.gate.balance import BALANCE_RULES
from content.gate.claims import CLAIM_RULES
from content.gate.page import GatePage, read_page, texts_of_row, title_blocks
from content.gate.readability import READABILITY_RULES
from content.gate.rules import Fault, Level, Rule
from content.gate.signing import SIGNING_RULES
from content.gate.sources import SOURCE_RULES
from content.gate.structure import STRUCTURE_RULES
from content.gate.typed import TYPED_RULES
from content.gate.wording import wording_rules
from content.models import Article, Fact, Source, State
from content.prose import names_to_mask
from content.rendering.page import PageContext
from content.syncing.kinds import KIND_OF, KINDS, Kind
from content.texts import full_context, problems_in

CHECKED = (
    *("conditions", "treatments", "articles", "questions", "policies"),
    *("clinics", "terms", "findings", "people", "state_rules"),
)
RULES: dict[str, Rule] = {
    rule.id: rule
    for rule in (
        *SIGNING_RULES,
        *STRUCTURE_RULES,
        *CLAIM_RULES,
        *SOURCE_RULES,
        *BALANCE_RULES,
        *wording_rules(),
        *TYPED_RULES,
        *READABILITY_RULES,
    )
}
ABOUT_THE_ROW = {rule.id for rule in SIGNING_RULES} | {"section-missing", "crisis-block-missing"}
SEVERITY = {level: number for number, level in enumerate(Level)}


class Gate:
    """What the rules must know of the whole site, read once for any number of pages."""

    def __init__(self, context: PageContext | None = None) -> None:
        self.context = context or full_context()
        self.sources = {source.key: source for source in Source.objects.all()}
        self.fact_sources = dict(Fact.objects.filter(source__isnull=False).values_list("key", "source__key"))
        self.names = names_to_mask()

    def page(self, kind: Kind, row: Any, rows: Iterable[Any]) -> GatePage:
        """The page of a row, saved or not; `rows` are the row and its child rows."""
        rows = list(rows)
        problems = tuple(
            (text.field, problem.line, problem.message) for text, problem in problems_in(rows, self.context)
        )
        page = read_page(
            kind,
            row,
            rows,
            self.context,
            sources=self.sources,
            fact_sources=self.fact_sources,
            names=self.names,
            problems=problems,
            today=timezone.localdate(),
        )
        return replace(page, blocks=[*title_blocks(row), *page.blocks])

    def check_row(self, row: Any) -> list[Fault]:
        """Every fault of a saved row."""
        kind = KIND_OF[type(row)]
        return check(self.page(kind, row, texts_of_row(kind, row)))

    def check_text(self, text: str) -> list[Fault]:
        """Every fault of a text from elsewhere, as the body of an article; nobody asks for author, dates and parts."""
        article = Article(body=text)
        page = self.page(KIND_OF[Article], article, [article])
        return [fault for fault in check(page) if fault.rule.id not in ABOUT_THE_ROW]

    def check_site(self) -> Iterator[tuple[str, list[Fault]]]:
        """Name and faults of every row that readers can see, by kind."""
        for kind in KINDS:
            if kind.name in CHECKED:
                for row in kind.rows_in_full():
                    if is_public(row):
                        yield f"{kind.name}/{getattr(row, kind.slug)}", self.check_row(row)


def is_public(row: Any) -> bool:
    """Whether readers see the row, now or from a set time on; what has no state is always public."""
    return getattr(row, "state", State.PUBLISHED) == State.PUBLISHED


def check(page: GatePage) -> list[Fault]:
    """Every fault of a page, the gravest first, then in reading order of the rules."""
    faults = [Fault(rule, place) for rule in RULES.values() for place in rule.check(page)]
    return sorted(faults, key=lambda fault: SEVERITY[fault.rule.level])
