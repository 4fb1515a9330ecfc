"""Whether what a page rests on still stands: asked of the database, for lists of pages that show no text."""

from collections.abc import Iterable
from functools import reduce
from operator import or_
from typing import Any

from django.db.models import (
    BooleanField,
    Exists,
    ExpressionWrapper,
    F,
    Model,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    TextField,
    Value,
)
from django.db.models.functions import Concat

from content.models import (
    Condition,
    KeyFact,
    MonitoringCheck,
    Revision,
    Source,
    StudyCourse,
    Treatment,
    VisitStep,
)
from content.syncing.kinds import KIND_OF
from content.texts import is_in_the_dialect

RELIEF = "{#relief}"  # the section of an article that shows findings of its conditions
PARTS = (KeyFact, VisitStep, StudyCourse, MonitoringCheck)  # of a treatment, shown on its page
CITED = Concat(Value("@"), F("key"), Value("([^a-z0-9]|$)"))  # a key may begin another key


def with_fallen_sources(pages: Any) -> Any:
    """Pages with `rests_on_fallen`: whether a source that they or their findings cite was retracted or replaced."""
    return pages.annotate(rests_on_fallen=ExpressionWrapper(rests_on_fallen(pages.model), output_field=BooleanField()))


def standing(pages: Any) -> Any:
    """The pages whose sources all stand: what may be featured, or named as related."""
    return with_fallen_sources(pages).filter(rests_on_fallen=False)


def still_standing(pages: Iterable[Any]) -> list[Any]:
    """The same, of pages that came `with_fallen_sources()`: those in date whose sources all stand."""
    return [page for page in pages if not page.is_overdue() and not page.rests_on_fallen]


def rests_on_fallen(model: type[Model]) -> Q:
    """Of a condition also its findings, of a treatment also its parts; of an article the findings that it shows."""
    fallen = Source.objects.fallen()
    cited = Q(cites_fallen(model))
    if model is Condition:
        return cited | Q(Exists(fallen.filter(findings__condition=OuterRef("pk"))))
    if model is Treatment:
        parts = [part.objects.filter(cites_fallen(part), treatment=OuterRef("pk")) for part in PARTS]
        return reduce(or_, (Q(Exists(part)) for part in parts), cited)
    shown = Exists(fallen.filter(findings__condition__articles=OuterRef("pk")))
    return cited | Q(body__contains=RELIEF) & Q(shown)


def cites_fallen(model: type[Model]) -> Exists:
    """Whether a text of the row itself cites a source that was retracted or replaced."""
    names = [field.name for field in model._meta.fields if is_in_the_dialect(field)]
    texts = [part for name in names for part in (OuterRef(name), Value("\n"))]
    cited = Source.objects.fallen().annotate(text=Concat(*texts, output_field=TextField()))
    return Exists(cited.filter(text__regex=CITED))


def with_quotes(pages: "QuerySet[Any]") -> "QuerySet[Any]":
    """Pages with `quotes_changed_on`: since when they quote something that was changed after they were signed."""
    live = Revision.objects.live().filter(kind=KIND_OF[pages.model].name, row_id=OuterRef("pk"))
    return pages.annotate(quotes_changed_on=Subquery(live.values("quotes_changed_on")[:1]))


def answered(faqs: Any) -> "QuerySet[Any]":
    """Public questions of a manager, with what is shown below each answer."""
    return with_quotes(faqs.published().select_related("reviewed_by"))
