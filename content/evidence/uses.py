"""What rests on each source: public pages that cite it, findings, facts. Of articles, which have no end, the newest."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from content.attention import REVIEWED
from content.models import Article, Clinic, Fact, Finding, Person, Source, Term
from content.rendering.citations import keys_in
from content.syncing.kinds import KIND_OF
from content.texts import texts_of

MOST_ARTICLES = 300  # are read for the list of sources


@dataclass(frozen=True)
class Use:
    label: str
    address: str = ""  # where readers find it; empty for facts, which stand on many pages


@dataclass
class SourceUses:
    """One source and what rests on it, in groups that have a name."""

    source: Source
    groups: dict[str, list[Use]] = field(default_factory=lambda: defaultdict(list))

    def add(self, group: str, use: Use) -> None:
        self.groups[group].append(use)

    def count(self) -> int:
        return sum(len(uses) for uses in self.groups.values())

    def named(self) -> list[tuple[str, list[Use]]]:
        return list(self.groups.items())


def newest_articles() -> list[Article]:
    """One more than are named, if there are so many."""
    return list(Article.objects.published().prefetch_related(*KIND_OF[Article].rows)[: MOST_ARTICLES + 1])


def source_uses(articles: list[Article]) -> dict[str, SourceUses]:
    """Every source by key, with those of the articles that cite it. Drafts and withdrawn pages are never named."""
    found = {source.key: SourceUses(source) for source in Source.objects.select_related("superseded_by")}
    findings = Finding.objects.public().select_related("condition").order_by("condition", "position", "slug")
    for finding in findings.prefetch_related("sources"):
        for source in finding.sources.all():
            found[source.key].add("Findings", use_of_finding(finding))
    for page in public_pages(articles):
        group = str(page._meta.verbose_name_plural).capitalize()
        for key in keys_cited(page) & found.keys():
            found[key].add(group, Use(name_of(page), page.get_absolute_url()))
    for key, label in Fact.objects.filter(source__isnull=False).values_list("source__key", "label"):
        found[key].add("Facts", Use(label))
    return found


def use_of_finding(finding: Finding) -> Use:
    return Use(f"{name_of(finding.condition)}: {finding.outcome}", f"{finding.condition.get_absolute_url()}#findings")


def public_pages(articles: list[Article]) -> Iterator[Any]:
    """Everything with a text and an address that readers can open, with its child rows; of articles these."""
    for model in REVIEWED:
        pages = model.objects.published().prefetch_related(*KIND_OF[model].rows)
        yield from articles if model is Article else pages
    yield from Term.objects.all()
    yield from Clinic.objects.all()
    yield from Person.objects.public()


def keys_cited(page: Any) -> set[str]:
    kind = KIND_OF[type(page)]
    children = [child for key in kind.rows for child in getattr(page, key).all()] if kind.is_signed else []
    return {key for row in (page, *children) for text in texts_of(row) for key in keys_in(text.text)}


def name_of(page: Any) -> str:
    return getattr(page, "short_name", "") or str(page)


def by_kind(uses: dict[str, SourceUses]) -> list[tuple[Source.Kind, list[SourceUses]]]:
    """Sources of each kind, the newest first; kinds without one are left out."""
    in_order = sorted(uses.values(), key=lambda use: (-(use.source.year or 0), use.source.label().casefold()))
    groups = [(kind, [use for use in in_order if use.source.kind == kind]) for kind in Source.Kind]
    return [(kind, members) for kind, members in groups if members]
