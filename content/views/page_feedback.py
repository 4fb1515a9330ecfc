"""Whether a page helped: fixed answers, counted by day. No account, and nothing kept about who answered."""

from typing import Any

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from content.addressed import PublicPage, address_about, page_at
from content.answer_forms import AnswerForm
from content.models import PageFeedback
from content.views.listing_reports import is_too_often, no_index


class FeedbackForm(AnswerForm):
    """One answer, and what was missing when the page did not help."""

    answer = forms.ChoiceField(
        choices=PageFeedback.Answer.choices,
        widget=forms.RadioSelect,
        label="Did this page help?",
        error_messages=dict.fromkeys(("required", "invalid_choice"), "Select whether the page helped"),
    )
    missing = forms.ChoiceField(
        choices=PageFeedback.Missing.choices,
        widget=forms.RadioSelect,
        label="If not, what was missing or wrong?",
        required=False,
        error_messages={"invalid_choice": "Select one of the things that may be missing, or none"},
    )

    def clean(self) -> dict[str, Any]:
        """Nothing is missing from a page that helped."""
        if self.cleaned_data.get("answer") == PageFeedback.Answer.YES:
            self.cleaned_data["missing"] = ""
        return self.cleaned_data


def named_page(request: HttpRequest) -> PublicPage:
    """The public page that the query names, the home page when it names none. Raises Http404."""
    page = page_at(request.GET.get("page", "/"))
    if page is None:
        raise Http404
    return page


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def page_feedback(request: HttpRequest) -> HttpResponse:
    """The question about one page, named in the address."""
    page = named_page(request)
    form = FeedbackForm(request.POST if request.method == "POST" else None)
    status = 200
    if request.method == "POST":
        if is_too_often(request, "page-feedback"):
            status = 429
        elif form.is_valid():
            PageFeedback.objects.add_one(page.address, form.cleaned_data["answer"], form.cleaned_data["missing"])
            return redirect(address_about("content:feedback_sent", page.address))
        else:
            status = 400
    context = {"page": page, "form": form, "stamp": form.stamp(), "is_too_often": status == 429}
    return no_index(render(request, "content/page_feedback.html", context, status=status))


@require_safe
def feedback_sent(request: HttpRequest) -> HttpResponse:
    return no_index(render(request, "content/feedback_sent.html", {"page": named_page(request)}))
