"""What live pages quote: kept with the version that was signed, and compared with what it is now.

A change of a fact or finding shows on every page at once. The words around it were signed with the old one, so the page
says that, until somebody signs it again.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from content.comparing import Part, changes_only, compare
from content.models import Article, Condition, Fact, Finding, Revision
from content.publishing.signing import all_findings, draft_of_row, fact_keys_in, is_shown
from content.standing import RELIEF
from content.syncing.kinds import KIND_NAMED, KIND_OF, KINDS
from content.syncing.values import Draft
from content.syncing.writing import text_of_row

NOTHING: dict[str, dict[str, str]] = {"facts": {}, "findings": {}}
Quoted = dict[str, dict[str, str]]  # by "facts" and "findings": key or slug, and what it says


@dataclass(frozen=True)
class Change:
    """One fact or finding that a page quotes, with its difference since the page was signed."""

    name: str
    parts: list[Part]


class Registry:
    """Every fact and every row of evidence as it is now, read once for any number of pages."""

    def __init__(self) -> None:
        self.facts = dict(Fact.objects.values_list("key", "value"))
        self.findings = [(finding, text_of_row(KIND_OF[Finding], finding)) for finding in all_findings()]

    def quoted_by(self, draft: Draft) -> Quoted:
        """What the page quotes. The clinic's own data and the settings are no facts: nobody signs a phone number."""
        keys = fact_keys_in(draft) & self.facts.keys()
        return {
            "facts": {key: self.facts[key] for key in sorted(keys)},
            "findings": {finding.slug: text for finding, text in self.findings if is_shown(finding, draft)},
        }


@transaction.atomic
def note_changes() -> int:
    """Note on each live version since which day it quotes something that was changed; how many do.

    A version without anything kept, such as one from a file, is taken to quote what is there now.
    """
    registry, count = Registry(), 0
    for version, draft in live_pages():
        quoted = registry.quoted_by(draft)
        signed = quoted if version.quoted is None else version.quoted
        is_changed = signed != quoted
        since = (version.quotes_changed_on or timezone.localdate()) if is_changed else None
        if (signed, since) != (version.quoted, version.quotes_changed_on):
            Revision.objects.live().filter(pk=version.pk).update(quoted=signed, quotes_changed_on=since)
        count += is_changed
    return count


def live_pages() -> Iterator[tuple[Revision, Draft]]:
    """What can quote something: not the many that quoted nothing when they were signed and show no findings."""
    showing = Article.objects.filter(body__contains=RELIEF).values("pk")
    shows_findings = Q(kind=KIND_OF[Condition].name) | Q(kind=KIND_OF[Article].name, row_id__in=showing)
    versions = Revision.objects.live().filter(~Q(quoted=NOTHING) | shows_findings).defer("text")
    live = {(version.kind, version.row_id): version for version in versions}
    for kind in KINDS:
        pages = {row_id for name, row_id in live if name == kind.name}
        for row in kind.rows_in_full().filter(pk__in=pages) if pages else ():
            yield live[kind.name, row.pk], draft_of_row(row)


def changed_versions() -> list[Revision]:
    """Live versions that quote something that was changed after they were signed, the longest ago first."""
    changed = Revision.objects.live().filter(quotes_changed_on__isnull=False)
    return list(changed.defer("text").order_by("quotes_changed_on", "pk"))


def changes_of(version: Revision) -> list[Change]:
    """What a live version quotes differently now; a name on one side alone is new, or gone."""
    row: Any = KIND_NAMED[version.kind].rows_in_full().get(pk=version.row_id)
    before, now = version.quoted or {}, Registry().quoted_by(draft_of_row(row))
    return [
        Change(f"{words} {name}", changes_only(compare(before[group].get(name, ""), now[group].get(name, ""))))
        for group, words in (("facts", "Fact"), ("findings", "Finding"))
        if before
        for name in sorted(before[group].keys() | now[group].keys())
        if before[group].get(name) != now[group].get(name)
    ]
