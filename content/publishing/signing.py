"""What a clinician signs: the words of a page, and the findings and facts that it quotes."""

import hashlib
import json
from typing import Any

from content.models import Article, Clinic, Condition, Fact, Finding
from content.models.pages import ClinicalText
from content.rendering.facts import FACT
from content.syncing.kinds import KIND_OF, Kind
from content.syncing.values import Draft, body_of, digest, values_of_row
from content.texts import quotes, texts_of

RELIEF = "{#relief}"  # the section of an article that shows findings of its conditions


def signed_digest(words: str, draft: Draft) -> str:
    """Stands for the words of a page (by their own digest) and for everything they quote, as it is now."""
    quoted = [words, facts_in(draft), [finding_text(finding) for finding in findings_of(draft)]]
    return hashlib.sha256(json.dumps(quoted, ensure_ascii=False).encode()).hexdigest()


def facts_in(draft: Draft) -> list[tuple[str, str]]:
    """Key and value of every fact that the texts of a page quote."""
    rows = [draft.instance, *(child for children in draft.rows.values() for child in children)]
    keys = {key for row in rows for text in texts_of(row) for key in FACT.findall(text.text)}
    if not keys:
        return []
    known = quotes(Fact.objects.filter(key__in=keys), Clinic.objects.main())
    return sorted((key, known[key].text) for key in keys if key in known)


def findings_of(draft: Draft) -> list[Finding]:
    """The rows of evidence that a page shows."""
    page = draft.instance
    findings = Finding.objects.prefetch_related("sources").select_related("condition", "treatment").order_by("slug")
    if isinstance(page, Condition) and page.pk:
        return list(findings.filter(condition=page.pk))
    if isinstance(page, Article) and RELIEF in page.body:
        return list(findings.filter(condition__slug__in=draft.links.get("conditions", [])))
    return []


def finding_text(finding: Finding) -> str:
    kind = KIND_OF[Finding]
    return digest(values_of_row(kind, finding), body_of(kind, finding))


def is_clinical(kind: Kind) -> bool:
    """Whether a clinician other than the author must have signed what is public."""
    return issubclass(kind.model, ClinicalText)


def draft_of_row(row: Any) -> Draft:
    """A saved row in the form that signed_digest() takes."""
    kind = KIND_OF[type(row)]
    links = {key: [one.slug for one in getattr(row, key).all()] for key in kind.link_keys()}
    return Draft(row, links, {key: list(getattr(row, key).all()) for key in kind.rows})
