"""Small pages for the gate to judge."""

from datetime import date
from typing import Any

from content.gate.links import addresses_of
from content.gate.page import GatePage, read_page
from content.gate.runner import check
from content.models import Article, Certainty, Condition, Fact, Faq, Source
from content.reading import pattern_of
from content.rendering.page import PageContext, Picture, Quote
from content.syncing.kinds import KIND_OF
from content.texts import problems_in

KEYS = (
    *("cohen2018", "short2018", "ferraro2025", "sigtermans2009", "ketalar2024", "fda2023", "jelovac2025"),
    "murrough2013",
)
SOURCES = {key: Source(key=key, seen_on=date(2026, 11, 1)) for key in KEYS} | {
    "old": Source(key="old", seen_on=date(2024, 1, 1)),
    "gone": Source(key="gone", is_retracted=True),
    "first": Source(key="first", superseded_by_id=1),
}
FACTS = {"crisis_line": Quote("call or text 988"), "driving_rule": Quote("Do not drive until the next day.")}
MONEY = {
    "dated": Fact(key="dated", value="$500, monitoring included", checked_on=date(2026, 11, 1)),
    "stale": Fact(key="stale", value="$500, monitoring included", checked_on=date(2025, 11, 21)),
    "bare": Fact(key="bare", value="$500", checked_on=date(2026, 11, 1)),
}
FACTS |= {key: Quote(fact.value) for key, fact in MONEY.items()}
ADDRESSES = addresses_of(
    [
        (KIND_OF[Condition], Condition(slug="crps", state="published", body="## Risks {#risks}\n\nText.")),
        (KIND_OF[Condition], Condition(slug="unready", state="draft", body="Text.")),
        (KIND_OF[Faq], Faq(slug="driving", state="published")),
    ]
)
PICTURES = {
    "door": Picture(alt="The front door."),
    "line": Picture(is_decorative=True),
    "new": Picture(alt="A door.", missing=("who made it",)),
}
SIGNED = {
    "author_id": 1,
    "reviewed_by_id": 1,
    "reviewed_on": date(2026, 11, 21),
    "review_due_on": date(2027, 5, 22),
}


def make_page(body: str = "", model: Any = Article, prices: tuple[str, ...] = (), **values: Any) -> GatePage:
    """An unsaved page that is signed; `values` are those of its row."""
    kind = KIND_OF[model]
    texts = {kind.slug: "a", kind.body: body} if kind.body else {kind.slug: "a"}
    row = model(**texts | (SIGNED if hasattr(model, "author_id") else {}) | values)
    context = PageContext(facts=FACTS, sources=set(SOURCES), pictures=PICTURES)
    problems = tuple((text.field, problem.line, problem.message) for text, problem in problems_in([row], context))
    return read_page(
        kind,
        row,
        [],
        context,
        sources=SOURCES,
        pictures=PICTURES,
        names=pattern_of(["ketamine"]),
        problems=problems,
        money=MONEY,
        prices=prices,
        certainties={"cohen2018": Certainty.LOW.level, "short2018": Certainty.HIGH.level},
        addresses=ADDRESSES,
        today=date(2026, 11, 22),
    )


def ids(page: GatePage) -> set[str]:
    """Which rules fire."""
    return {fault.rule.id for fault in check(page)}
