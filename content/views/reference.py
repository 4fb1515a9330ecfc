"""Questions, glossary, people and policies."""

from itertools import groupby
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from content.models import Article, Faq, Person, Policy, Term
from content.page_parts import by_topic, open_page
from content.site import site_of
from content.views.gone import public_or_gone
from content.views.kept import kept


@kept("open")
@require_safe
def faq_list(request: HttpRequest) -> HttpResponse:
    return render(request, "content/faq_list.html", questions_context(request, site_of(request).questions))


def questions_context(request: HttpRequest, faqs: list[Faq]) -> dict[str, Any]:
    """What the page of these questions needs; they may be drafts."""
    text = open_page(site_of(request), faqs)
    in_order = sorted(faqs, key=lambda faq: list(Faq.Topic).index(Faq.Topic(faq.topic)))
    answers = [text.answer(faq) for faq in in_order]
    return {
        "topics": list(by_topic(answers)),
        "text": text,
        "opens_all": request.GET.get("open") == "all",
        "is_about_mood": any(faq.is_about_mood for faq in faqs),
    }


@kept()
@require_safe
def glossary(request: HttpRequest) -> HttpResponse:
    terms = sorted(Term.objects.all(), key=lambda term: term.word.lower())
    text = open_page(site_of(request), terms, explains_words=False)
    shown = [(term, text.block(term.meaning)) for term in terms]
    letters = groupby(shown, key=lambda pair: pair[0].word[:1].upper())
    context = {"letters": [(letter, list(group)) for letter, group in letters], "text": text}
    return render(request, "content/glossary.html", context)


@kept()
@require_safe
def person_detail(request: HttpRequest, slug: str) -> HttpResponse:
    person = get_object_or_404(Person.objects.public(), slug=slug)
    text = open_page(site_of(request), [person])
    context = {
        "person": person,
        "biography": text.block(person.biography),
        "text": text,
        "written": Article.objects.published().filter(author=person)[:12],
        "clinics": person.clinics.all(),
    }
    return render(request, "content/person_detail.html", context)


@kept()
@require_safe
@public_or_gone(Policy)
def policy_detail(request: HttpRequest, policy: Policy) -> HttpResponse:
    return render(request, "content/policy_detail.html", policy_context(request, policy))


def policy_context(request: HttpRequest, policy: Policy) -> dict[str, Any]:
    text = open_page(site_of(request), [policy], explains_words=False)
    text.summary = text.inline(policy.summary)
    text.read_body(policy.body)
    return {"page": policy, "text": text, "has_blanks": policy.has_blanks()}
