"""“Is it for me?”: what to talk about with a clinician. Nothing that a reader answers is stored, counted or logged."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db import models
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.safestring import SafeString
from django.views.decorators.debug import sensitive_post_parameters, sensitive_variables
from django.views.decorators.http import require_http_methods

from content.models import SuitabilityQuestion
from content.models.pages import ReviewedText
from content.page_parts import open_page
from content.paths import deciding, main_treatment
from content.site import site_of
from content.standing import with_quotes

FORM = "content/suitability_form.html"


class Choice(models.TextChoices):
    YES = "yes", "Yes"
    NO = "no", "No"
    UNSURE = "unsure", "I am not sure"

    @property
    def is_worth_a_talk(self) -> bool:
        return self != Choice.NO


@dataclass(frozen=True)
class Item:
    """A question, what was answered, and, in the answer page, why it is worth a talk."""

    question: SuitabilityQuestion
    answer: Choice | None
    reason: SafeString = field(default_factory=SafeString)

    @property
    def name(self) -> str:
        return field_name(self.question)


Group = tuple[SuitabilityQuestion.Group, list[Item]]


@require_http_methods(["GET", "HEAD", "POST"])
@sensitive_post_parameters()
@sensitive_variables()
def suitability(request: HttpRequest) -> HttpResponse:
    """The questions, or what the answers are worth talking about. Every answer travels in the pages themselves."""
    questions = public_questions()
    answers = answers_in(request.POST, questions)
    if request.method != "POST" or "change" in request.POST:
        return never_kept(request, FORM, form_context(questions, answers))
    if not answers:
        return never_kept(request, FORM, form_context(questions, answers) | {"is_empty": True})
    return never_kept(request, "content/suitability_answer.html", answer_context(request, questions, answers))


@sensitive_post_parameters()
@sensitive_variables()
def form_again(request: HttpRequest) -> HttpResponse:
    """Give the answers back with a new token: the old one, or the cookie that goes with it, is too old or gone."""
    questions = public_questions()
    context = form_context(questions, answers_in(request.POST, questions))
    return never_kept(request, FORM, context | {"is_late": True})


def is_form_address(request: HttpRequest) -> bool:
    return request.path_info == reverse("content:suitability")


def never_kept(request: HttpRequest, template: str, context: dict[str, Any]) -> HttpResponse:
    """An answer that no cache and no history of a browser keeps."""
    response = render(request, template, context)
    response.headers["Cache-Control"] = "no-store, private"
    return response


def public_questions() -> list[SuitabilityQuestion]:
    return list(with_quotes(SuitabilityQuestion.objects.published().select_related("author", "reviewed_by")))


def field_name(question: SuitabilityQuestion) -> str:
    return f"q-{question.slug}"


def answers_in(sent: Mapping[str, Any], questions: Iterable[SuitabilityQuestion]) -> dict[SuitabilityQuestion, Choice]:
    """What was chosen, question by question. Whatever else was sent counts as no answer."""
    found = {question: str(sent.get(field_name(question))) for question in questions}
    return {question: Choice(answer) for question, answer in found.items() if answer in Choice}


def form_context(
    questions: Sequence[SuitabilityQuestion], answers: Mapping[SuitabilityQuestion, Choice]
) -> dict[str, Any]:
    items = [Item(question, answers.get(question)) for question in questions]
    return {
        "groups": by_group(items),
        "choices": Choice.choices,
        "needs_help": any(item.question.is_urgent and item.answer and item.answer.is_worth_a_talk for item in items),
        "weakest": weakest_review(questions),
        "neighbors": deciding(main_treatment(), reverse("content:suitability")),
    }


def answer_context(
    request: HttpRequest,
    questions: Sequence[SuitabilityQuestion],
    answers: Mapping[SuitabilityQuestion, Choice],
) -> dict[str, Any]:
    """What the answer page needs. Questions whose answer leads to help come first and stand alone."""
    worth = [question for question, answer in answers.items() if answer.is_worth_a_talk]
    first = [question for question in worth if question.is_urgent]
    in_order = [*first, *(question for question in worth if not question.is_urgent)]
    text = open_page(site_of(request), in_order)
    items = [Item(question, answers[question], text.block(question.body)) for question in in_order]
    return {
        "help_first": items[: len(first)],
        "groups": by_group(items[len(first) :]),
        "denied": [question for question, answer in answers.items() if answer == Choice.NO],
        "skipped": [question for question in questions if question not in answers],
        "sent": [(field_name(question), answer.value) for question, answer in answers.items()],
        "text": text,
        "weakest": weakest_review(questions),
    }


def by_group(items: Iterable[Item]) -> list[Group]:
    """In the order of the groups; empty ones are left out."""
    listed = list(items)
    groups = [(group, [item for item in listed if item.question.group == group]) for group in SuitabilityQuestion.Group]
    return [(group, members) for group, members in groups if members]


def preview_context(request: HttpRequest, question: SuitabilityQuestion) -> dict[str, Any]:
    """The answer page for a yes to one question, which may be a draft."""
    return answer_context(request, [question], {question: Choice.YES})


def weakest_review(texts: Iterable[ReviewedText]) -> ReviewedText | None:
    """The text whose check is worth least: signed by a sample, or else due first. It speaks for all of a page."""
    checked = [text for text in texts if text.review_due_on]
    return min(checked, key=lambda text: (not text.is_signed_by_a_sample(), text.review_due_on), default=None)
