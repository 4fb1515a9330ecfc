"""The evidence over all conditions: the table with its figure, the sources, the data."""

import json
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from content.evidence import data
from content.evidence.forms import EvidenceForm
from content.evidence.table import ORDERS, condition_rows
from content.evidence.uses import MOST_ARTICLES, by_kind, newest_articles, source_uses
from content.figures import relief_figure
from content.models import Condition, Treatment
from content.page_parts import know_sources_of, open_page
from content.site import site_of
from content.spreadsheets import csv_text
from content.views.kept import kept
from content.views.listings import query_of


@kept("certainty", "group", "sort")
@require_safe
def evidence(request: HttpRequest) -> HttpResponse:
    """Conditions x outcomes x time. Choices that do not exist are left out, and the page says so."""
    form = EvidenceForm(request.GET)
    conditions = Condition.objects.published().select_related("reviewed_by").defer("body")
    shown = form.narrow(conditions.prefetch_related("findings__sources"))
    findings = [finding for condition in shown for finding in condition.findings.all()]
    text = open_page(site_of(request), findings, explains_words=False)
    know_sources_of(findings, text)
    sort = form.chosen("sort").get("sort", "")
    context = {
        "form": form,
        "chosen": form.chosen("group", "certainty"),
        "sort": sort,
        "order": ORDERS[sort],
        "orders": order_links(form),
        "blocks": [condition_rows(condition, text) for condition in shown],
        "relief": relief_figure(findings, text),
        "text": text,
        "treatment": Treatment.objects.published().filter(is_offered=True).first(),
        "is_about_mood": any(condition.is_about_mood for condition in shown),
        "license": data.LICENSE,
        "license_address": data.LICENSE_ADDRESS,
    }
    return render(request, "content/evidence.html", context)


def order_links(form: EvidenceForm) -> list[tuple[str, str, bool]]:
    """What each order is called, its address with the filters kept, and whether it is the one shown."""
    query, current = query_of(form.chosen("group", "certainty")), form.chosen("sort").get("sort", "")
    return [
        (order.label, f"?{query}sort={value}" if value else f"?{query}".rstrip("&"), value == current)
        for value, order in ORDERS.items()
    ]


@kept()
@require_safe
def source_list(request: HttpRequest) -> HttpResponse:
    """Every source, with the public pages, findings and facts that rest on it."""
    articles = newest_articles()
    uses = source_uses(articles[:MOST_ARTICLES])
    context = {"groups": by_kind(uses), "newest_articles": MOST_ARTICLES if len(articles) > MOST_ARTICLES else 0}
    return render(request, "content/source_list.html", context)


@kept()
@require_safe
def findings_csv(request: HttpRequest) -> HttpResponse:
    return as_file(csv_text(data.rows_of(found(request))), "text/csv", "csv")


@kept()
@require_safe
def findings_json(request: HttpRequest) -> HttpResponse:
    return as_file(json.dumps(found(request), ensure_ascii=False, indent=1), "application/json", "json")


def found(request: HttpRequest) -> dict[str, Any]:
    return data.data_of_site(site_of(request), timezone.localdate())


def as_file(text: str, media_type: str, extension: str) -> HttpResponse:
    """An answer that is saved under a name with today's date."""
    name = f"ketamine-findings-{timezone.localdate():%Y-%m-%d}.{extension}"
    response = HttpResponse(text, content_type=f"{media_type}; charset=utf-8")
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    response.headers["Link"] = f'<{data.LICENSE_ADDRESS}>; rel="license"'
    return response
