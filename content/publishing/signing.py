"""What a clinician signs: the words of a page, the findings and facts that it quotes, and the picture at its top."""

import hashlib
import json
from typing import Any

from content.models import Article, Clinic, Condition, Fact, Finding, Image
from content.models.pages import ClinicalText
from content.rendering.facts import FACT
from content.standing import RELIEF
from content.syncing.kind import Kind
from content.syncing.kinds import KIND_OF
from content.syncing.values import Draft, body_of, digest, digest_of_row, values_of_row
from content.texts import quotes, texts_of


def signed_digest(words: str, draft: Draft) -> str:
    """Stands for the words of a page (by their own digest) and for everything they quote, as it is now."""
    quoted = [words, facts_in(draft), [finding_text(finding) for finding in findings_of(draft)], *hero_in(draft)]
    return hashlib.sha256(json.dumps(quoted, ensure_ascii=False).encode()).hexdigest()


def facts_in(draft: Draft) -> list[tuple[str, str]]:
    """Key and value of every fact that the texts of a page quote."""
    keys = fact_keys_in(draft)
    if not keys:
        return []
    known = quotes(Fact.objects.filter(key__in=keys), Clinic.objects.main())
    return sorted((key, known[key].text) for key in keys if key in known)


def fact_keys_in(draft: Draft) -> set[str]:
    rows = [draft.instance, *(child for children in draft.rows.values() for child in children)]
    return {key for row in rows for text in texts_of(row) for key in FACT.findall(text.text)}


def findings_of(draft: Draft) -> list[Finding]:
    """The rows of evidence that a page shows."""
    return [finding for finding in all_findings() if is_shown(finding, draft)] if shows_findings(draft) else []


def all_findings() -> "list[Finding]":
    findings = Finding.objects.prefetch_related("sources").select_related("condition", "treatment")
    return list(findings.order_by("slug"))


def shows_findings(draft: Draft) -> bool:
    page = draft.instance
    return isinstance(page, Condition) or (isinstance(page, Article) and RELIEF in page.body)


def is_shown(finding: Finding, draft: Draft) -> bool:
    """Whether the page shows this row of evidence: the conditions' own, and articles in their section of relief."""
    if isinstance(draft.instance, Condition):
        return finding.condition_id == draft.instance.pk
    return shows_findings(draft) and finding.condition.slug in draft.links.get("conditions", [])


def pages_showing(conditions: set[Any]) -> list[str]:
    """Pages that show the findings of these conditions, as lines for staff."""
    articles = Article.objects.filter(body__contains=RELIEF, conditions__in=conditions).distinct()
    pages = [*Condition.objects.filter(pk__in=conditions), *articles]
    return [f"{page._meta.verbose_name} '{page}'" for page in pages]


def finding_text(finding: Finding) -> str:
    kind = KIND_OF[Finding]
    return digest(values_of_row(kind, finding), body_of(kind, finding))


def hero_in(draft: Draft) -> list[str]:
    """The picture at the top with the words that stand for it; a page without one is signed as ever."""
    hero = getattr(draft.instance, "hero", None)
    return [digest_of_row(KIND_OF[Image], hero)] if hero else []


def is_clinical(kind: Kind) -> bool:
    """Whether a clinician other than the author must have signed what is public."""
    return issubclass(kind.model, ClinicalText)


def draft_of_row(row: Any) -> Draft:
    """A saved row in the form that signed_digest() takes."""
    kind = KIND_OF[type(row)]
    links = {key: [one.slug for one in getattr(row, key).all()] for key in kind.link_keys()}
    return Draft(row, links, {key: list(getattr(row, key).all()) for key in kind.rows})
