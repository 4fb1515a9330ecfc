"""Conditions, treatments and articles."""

from typing import Any

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from content.figures import course_figure, gauge, relief_figure
from content.models import Article, ArticleTopic, Condition, Finding, Treatment
from content.page_parts import clinical_page, hero_of, know_sources_of, minutes_to_read
from content.paths import beside_article, beside_condition, beside_treatment
from content.site import site_of
from content.standing import answered, standing, with_fallen_sources
from content.views.gone import public_or_gone
from content.views.kept import kept

ARTICLES_A_PAGE = 12
RELATED = 3


@kept()
@require_safe
def condition_list(request: HttpRequest) -> HttpResponse:
    conditions = Condition.objects.published().prefetch_related("findings")
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
    saved = condition.pk is not None
    findings = list(condition.findings.prefetch_related("sources")) if saved else []
    faqs = list(answered(condition.faqs)) if saved else []
    text = clinical_page(site_of(request), condition, faqs, findings)
    benefit = condition.strongest_benefit() if saved else None
    return {
        "page": condition,
        "text": text,
        "benefit": benefit,
        "gauge": gauge(benefit),
        "relief": relief_figure(findings, text),
        "treatments": standing(Treatment.objects.in_date().filter(is_offered=True)),
        "articles": standing(condition.articles.in_date())[:RELATED] if saved else [],
        "neighbors": beside_condition(condition) if saved else None,
    }


@kept()
@require_safe
def treatment_list(request: HttpRequest) -> HttpResponse:
    context = {"treatments": Treatment.objects.published()}
    return render(request, "content/treatment_list.html", context)


@kept()
@require_safe
@public_or_gone(Treatment)
def treatment_detail(request: HttpRequest, treatment: Treatment) -> HttpResponse:
    return render(request, "content/treatment_detail.html", treatment_context(request, treatment))


def treatment_context(request: HttpRequest, treatment: Treatment) -> dict[str, Any]:
    """What the page of a treatment needs; the treatment may be unsaved."""
    saved = treatment.pk is not None
    faqs = list(answered(treatment.faqs)) if saved else []
    facts = list(treatment.key_facts.all()) if saved else []
    steps = list(treatment.visit.all()) if saved else []
    courses = list(treatment.courses.all()) if saved else []
    checks = list(treatment.monitoring.all()) if saved else []
    text = clinical_page(site_of(request), treatment, faqs, rows=[*facts, *steps, *courses, *checks])
    has_plan = treatment.is_offered and bool(steps)
    studied = Condition.objects.published().filter(findings__treatment=treatment).distinct()
    return {
        "page": treatment,
        "text": text,
        "key_facts": [(fact, text.inline(fact.value)) for fact in facts],
        "visit": [(step, text.inline(step.text)) for step in steps],
        "has_plan": has_plan,
        "course_figure": course_figure(courses, text),
        "monitoring": [(check, text.inline(check.text)) for check in checks],
        "conditions": studied.prefetch_related("findings") if saved else [],
        "treatments": standing(Treatment.objects.in_date().exclude(pk=treatment.pk)),
        "neighbors": beside_treatment(treatment, has_plan=has_plan) if saved else None,
    }


@kept("page", "topic")
@require_safe
def article_list(request: HttpRequest) -> HttpResponse:
    topic = request.GET.get("topic", "")
    if topic and topic not in ArticleTopic.Topic:
        raise Http404
    articles = with_fallen_sources(Article.objects.published().select_related("reviewed_by"))
    if topic:
        articles = articles.about(topic)
    pages = Paginator(articles, ARTICLES_A_PAGE)
    number = request.GET.get("page", "1")
    if not number.isdecimal() or int(number) not in pages.page_range:
        raise Http404
    used = ArticleTopic.objects.filter(article__in=Article.objects.published())
    names = set(used.values_list("topic", flat=True).distinct())
    context = {
        "articles": pages.page(int(number)),
        "topic": ArticleTopic.Topic(topic) if topic else None,
        "topics": [choice for choice in ArticleTopic.Topic if choice in names],
    }
    return render(request, "content/article_list.html", context)


@kept()
@require_safe
@public_or_gone(Article)
def article_detail(request: HttpRequest, article: Article) -> HttpResponse:
    return render(request, "content/article_detail.html", article_context(request, article))


def article_context(request: HttpRequest, article: Article) -> dict[str, Any]:
    """What the page of an article needs; the article may be unsaved."""
    saved = article.pk is not None
    faqs = list(answered(article.faqs)) if saved else []
    text = clinical_page(site_of(request), article, faqs)
    findings: list[Finding] = []
    if saved and any(section.name == "relief" for section in text.sections):
        findings = list(relief_findings(article))
        know_sources_of(findings, text)
    conditions = standing(article.conditions.in_date()).prefetch_related("findings") if saved else []
    return {
        "page": article,
        "text": text,
        "hero": hero_of(article),
        "minutes": minutes_to_read(article.body),
        "relief": relief_figure(findings, text),
        "conditions": conditions,
        "articles": related_articles(article) if saved else [],
        "neighbors": beside_article(article) if saved else None,
    }


def relief_findings(article: Article) -> Any:
    findings = Finding.objects.filter(condition__in=article.conditions.published())
    return (
        findings.select_related("condition")
        .prefetch_related("sources")
        .order_by("condition__position", "condition__title", "position")
    )


def related_articles(article: Article) -> Any:
    """Articles in date about the same conditions, on sources that stand, the newest first."""
    same = Article.objects.in_date().filter(conditions__in=article.conditions.all())
    return standing(same).exclude(pk=article.pk).distinct()[:RELATED]
