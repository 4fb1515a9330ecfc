"""Whether what a page rests on still stands: asked of the database, for lists of pages that show no text."""

from typing import Any

from django.db.models import (
    BooleanField,
    Exists,
    ExpressionWrapper,
    F,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    TextField,
    Value,
)
from django.db.models.functions import Concat

from content.models import Article, Revision, Source
from content.syncing.kinds import KIND_OF
from content.texts import is_in_the_dialect

RELIEF = "{#relief}"  # the section of an article that shows findings of its conditions
CITED = Concat(Value("@"), F("key"), Value("([^a-z0-9]|$)"))  # a key may begin another key


def with_fallen_sources(articles: Any) -> Any:
    """Articles with `rests_on_fallen`: whether a source that they or their findings cite was retracted or replaced."""
    return articles.annotate(rests_on_fallen=rests_on_fallen())


def standing(articles: Any) -> Any:
    """The articles whose sources all stand: what may be featured."""
    return with_fallen_sources(articles).filter(rests_on_fallen=False)


def rests_on_fallen() -> ExpressionWrapper:
    names = [field.name for field in Article._meta.fields if is_in_the_dialect(field)]
    texts = [part for name in names for part in (OuterRef(name), Value("\n"))]
    fallen = Source.objects.fallen()
    cited = Exists(fallen.annotate(text=Concat(*texts, output_field=TextField())).filter(text__regex=CITED))
    shown = Exists(fallen.filter(findings__condition__articles=OuterRef("pk")))
    return ExpressionWrapper(Q(cited) | Q(body__contains=RELIEF) & Q(shown), output_field=BooleanField())


def with_quotes(pages: "QuerySet[Any]") -> "QuerySet[Any]":
    """Pages with `quotes_changed_on`: since when they quote something that was changed after they were signed."""
    live = Revision.objects.live().filter(kind=KIND_OF[pages.model].name, row_id=OuterRef("pk"))
    return pages.annotate(quotes_changed_on=Subquery(live.values("quotes_changed_on")[:1]))


def answered(faqs: Any) -> "QuerySet[Any]":
    """Public questions of a manager, with what is shown below each answer."""
    return with_quotes(faqs.published().select_related("reviewed_by"))
