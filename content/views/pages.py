"""Conditions, treatments and articles."""

from collections.abc import Iterable
from typing import Any

from django.core.paginator import Paginator
from django.db.models import prefetch_related_objects
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from content.figures import course_figure, gauge, relief_figure
from content.models import Article, ArticleTopic, Condition, Finding, Treatment
from content.page_parts import clinical_page, hero_of, know_sources_of, minutes_to_read
from content.paths import beside_article, beside_condition, beside_treatment
from content.site import Site, site_of
from content.standing import still_standing
from content.views.gone import public_or_gone
from content.views.kept import kept

ARTICLES_A_PAGE = 12
RELATED = 3


@kept()
@require_safe
def condition_list(request: HttpRequest) -> HttpResponse:
    conditions = site_of(request).conditions
    groups = [(group, [condition for condition in conditions if condition.group == group]) for group in Condition.Group]
    context = {"groups": [(group, members) for group, members in groups if members]}
    return render(request, "content/condition_list.html", context)


@kept()
@require_safe
@public_or_gone(Condition)
def condition_detail(request: HttpRequest, condition: Condition) -> HttpResponse:
    return render(request, "content/condition_detail.html", condition_context(request, condition))


def condition_context(request: HttpRequest, condition: Condition) -> dict[str, Any]:
    """What the page of a condition needs; the condition may be unsaved."""
    site, saved = site_of(request), condition.pk is not None
    if saved:
        prefetch_related_objects([condition], "findings__sources")
    findings = list(condition.findings.all()) if saved else []
    faqs = site.questions_on(condition) if saved else []
    text = clinical_page(site, condition, faqs, findings)
    benefit = condition.strongest_benefit() if saved else None
    return {
        "page": condition,
        "text": text,
        "benefit": benefit,
        "gauge": gauge(benefit),
        "relief": relief_figure(findings, text),
        "treatments": [treatment for treatment in still_standing(site.treatments) if treatment.is_offered],
        "articles": site.newest_about(condition.pk)[:RELATED] if saved else [],
        "neighbors": beside_condition(condition, site.conditions) if saved else None,
    }


@kept()
@require_safe
def treatment_list(request: HttpRequest) -> HttpResponse:
    context = {"treatments": site_of(request).treatments}
    return render(request, "content/treatment_list.html", context)


@kept()
@require_safe
@public_or_gone(Treatment)
def treatment_detail(request: HttpRequest, treatment: Treatment) -> HttpResponse:
    return render(request, "content/treatment_detail.html", treatment_context(request, treatment))


def treatment_context(request: HttpRequest, treatment: Treatment) -> dict[str, Any]:
    """What the page of a treatment needs; the treatment may be unsaved."""
    site, saved = site_of(request), treatment.pk is not None
    faqs = site.questions_on(treatment) if saved else []
    facts = list(treatment.key_facts.all()) if saved else []
    steps = list(treatment.visit.all()) if saved else []
    courses = list(treatment.courses.all()) if saved else []
    checks = list(treatment.monitoring.all()) if saved else []
    text = clinical_page(site, treatment, faqs, rows=[*facts, *steps, *courses, *checks])
    has_plan = treatment.is_offered and bool(steps)
    return {
        "page": treatment,
        "text": text,
        "key_facts": [(fact, text.inline(fact.value)) for fact in facts],
        "visit": [(step, text.inline(step.text)) for step in steps],
        "has_plan": has_plan,
        "course_figure": course_figure(courses, text),
        "monitoring": [(check, text.inline(check.text)) for check in checks],
        "conditions": [condition for condition in site.conditions if is_studied(treatment, condition)],
        "treatments": [other for other in still_standing(site.treatments) if other.pk != treatment.pk],
        "neighbors": beside_treatment(treatment, site.treatments, has_plan=has_plan) if saved else None,
    }


def is_studied(treatment: Treatment, condition: Condition) -> bool:
    """Whether a finding of the condition is about this treatment."""
    return any(finding.treatment_id == treatment.pk for finding in condition.findings.all())


@kept("page", "topic")
@require_safe
def article_list(request: HttpRequest) -> HttpResponse:
    topic = request.GET.get("topic", "")
    if topic and topic not in ArticleTopic.Topic:
        raise Http404
    site = site_of(request)
    rows = Article.objects.published().select_related("reviewed_by").defer("body", "key_points")
    articles = site.with_fallen_sources(rows)
    pages = Paginator(articles.about(topic) if topic else articles, ARTICLES_A_PAGE)
    pages.count = site.articles_on.get(topic, 0)
    number = request.GET.get("page", "1")
    if not number.isdecimal() or int(number) not in pages.page_range:
        raise Http404
    context = {
        "articles": pages.page(int(number)),
        "topic": ArticleTopic.Topic(topic) if topic else None,
        "topics": [choice for choice in ArticleTopic.Topic if choice in site.articles_on],
    }
    return render(request, "content/article_list.html", context)


@kept()
@require_safe
@public_or_gone(Article)
def article_detail(request: HttpRequest, article: Article) -> HttpResponse:
    return render(request, "content/article_detail.html", article_context(request, article))


def article_context(request: HttpRequest, article: Article) -> dict[str, Any]:
    """What the page of an article needs; the article may be unsaved."""
    site, saved = site_of(request), article.pk is not None
    faqs = site.questions_on(article) if saved else []
    topic, about = places_of(article)
    text = clinical_page(site, article, faqs)
    findings: list[Finding] = []
    if saved and any(section.name == "relief" for section in text.sections):
        findings = relief_findings(condition for condition in site.conditions if condition.pk in about)
        know_sources_of(findings, text)
    return {
        "page": article,
        "text": text,
        "hero": hero_of(article),
        "minutes": minutes_to_read(article.body),
        "relief": relief_figure(findings, text),
        "conditions": [condition for condition in still_standing(site.conditions) if condition.pk in about],
        "articles": related_articles(site, article, about),
        "neighbors": beside_article(article, topic) if topic else None,
    }


def relief_findings(conditions: Iterable[Condition]) -> list[Finding]:
    in_order = sorted(conditions, key=lambda condition: (condition.position, condition.title))
    return [finding for condition in in_order for finding in condition.findings.all()]


def places_of(article: Article) -> tuple[str, set[int]]:
    """The first topic of an article and the conditions it is about: one query. Nothing for one that is unsaved."""
    if article.pk is None:
        return "", set()
    in_order = Article.objects.filter(pk=article.pk).order_by("topics__position", "topics__pk")
    rows = list(in_order.values_list("topics__topic", "conditions"))
    return rows[0][0] or "", {condition for _, condition in rows if condition is not None}


def related_articles(site: Site, article: Article, about: set[int]) -> list[Article]:
    """Articles in date about these conditions, on sources that stand, the newest first."""
    found = {one.pk: one for condition in about for one in site.newest_about(condition) if one.pk != article.pk}
    return sorted(found.values(), key=newest_first)[:RELATED]


def newest_first(article: Article) -> tuple[float, str]:
    return -article.published_at.timestamp() if article.published_at else 0, article.title
