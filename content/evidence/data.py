"""The findings as a file for other programs: each with its certainty, its harms and its sources."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from content.models import Condition, Finding, Source
from content.site import Site

LICENSE = "CC BY 4.0"
LICENSE_ADDRESS = "https://creativecommons.org/licenses/by/4.0/"


def data_of_site(site: Site, today: date) -> dict[str, Any]:
    """Every public finding with what must stand beside it. Texts are plain; codes are those of the files."""
    findings = Finding.objects.public().order_by("condition", "position", "slug")
    found = findings.select_related("condition__reviewed_by", "treatment").prefetch_related("sources")
    return {
        "title": "What studies of ketamine found",
        "retrieved_on": today.isoformat(),
        "license": LICENSE,
        "license_address": LICENSE_ADDRESS,
        "limits": limits_of(site),
        "findings": [values_of(finding, site) for finding in found],
    }


def limits_of(site: Site) -> str:
    """What anybody who uses the file should know."""
    off_label = site.facts["off_label"].text if "off_label" in site.facts else ""
    averages = "Findings are about groups of people in studies and tell nothing about one person."
    return f"{off_label} {averages}".strip()


def values_of(finding: Finding, site: Site) -> dict[str, Any]:
    condition, treatment = finding.condition, finding.treatment
    return {
        "id": finding.slug,
        "condition": condition.title,
        "group": condition.group,
        "outcome": finding.outcome,
        "outcome_kind": finding.outcome_kind,
        "timing": finding.timing,
        "treatment": treatment.title if treatment and treatment.is_public() else "",
        "route": finding.route,
        "direction": finding.direction,
        "certainty": finding.certainty,
        "result": site.plain(finding.result),
        "harms": site.plain(finding.harms),
        "risks_of_treatment": site.plain(condition.risk_line),
        "comparison": finding.comparison,
        "people": finding.people,
        "least_days": finding.least_days,
        "most_days": finding.most_days,
        "sources": [source_values(source) for source in finding.sources.all()],
        "page": f"{site.url}{condition.get_absolute_url()}#findings",
        **review_values(condition),
    }


def source_values(source: Source) -> dict[str, Any]:
    return {
        "key": source.key,
        "title": source.title,
        "year": source.year,
        "address": source.address(),
        "is_retracted": source.is_retracted,
        "is_superseded": source.superseded_by_id is not None,
    }


def review_values(condition: Condition) -> dict[str, Any]:
    """Who checked the page that the finding stands on, and until when that holds."""
    return {
        "reviewed_by": str(condition.reviewed_by or ""),
        "is_sample_review": condition.is_signed_by_a_sample(),
        "reviewed_on": condition.reviewed_on and condition.reviewed_on.isoformat(),
        "review_due_on": condition.review_due_on and condition.review_due_on.isoformat(),
        "is_past_review": condition.is_overdue(),
    }


def rows_of(data: dict[str, Any]) -> Iterable[list[str]]:
    """The same as lines of a table; date, license and limits stand in each, so that no line travels without them."""
    shared = ("retrieved_on", "license", "license_address", "limits")
    columns = list(data["findings"][0]) if data["findings"] else ["id"]
    yield [*columns, *shared]
    for finding in data["findings"]:
        yield [*(cell_of(finding[column]) for column in columns), *(data[name] for name in shared)]


def cell_of(value: Any) -> str:
    """One value as a cell: nothing stays empty, sources become one line of text."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, list):
        return "; ".join(source_line(source) for source in value)
    return "" if value is None else str(value)


def source_line(source: dict[str, Any]) -> str:
    marks = [word for word in ("retracted", "superseded") if source[f"is_{word}"]]
    named = f"{source['key']}: {source['title']} ({source['year'] or 'no year'})"
    return " ".join([named, *(f"[{mark}]" for mark in marks), source["address"]]).strip()
