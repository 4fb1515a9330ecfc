"""For staff who edit: what is typed in the admin's form, as readers would see it. Nothing here stores any text."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, render
from django.template.loader import render_to_string
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from accounts.roles import may
from content.gate.found import found_in
from content.models import RateLimit
from content.publishing.checks import faults_typed
from content.rendering.markdown import plain_text
from content.rendering.page import PageContext
from content.syncing.kinds import KIND_OF
from content.texts import full_context, plain_values
from content.views.staff import PAGES, PREVIEWS_A_MINUTE, show_draft, show_preview

NOT_SAVED = "What you have typed, not saved"
TOO_MANY = "That was a lot of previews at once. The next one comes in a minute. Nothing you type is lost."
PARTS = {"result": "staff/preview_result.html", "card": "staff/preview_card.html"}
LINE = re.compile(r"Line (\d+): ")


@dataclass(frozen=True)
class Mistake:
    """What keeps a form from being shown, with the field that it is about; no field for the whole form."""

    label: str
    message: str
    field_id: str = ""

    def __str__(self) -> str:
        return f"{self.label}: {self.message}" if self.label else self.message

    @property
    def line(self) -> str:
        """The line of the field that the message names, counted from 1; empty where it names none."""
        found = LINE.match(self.message)
        return found[1] if found else ""


@dataclass(frozen=True)
class Typed:
    """A page as it stands in the admin's form: sent and looked through, not saved."""

    page_admin: Any
    form: Any
    formsets: list[Any]

    @cached_property
    def mistakes(self) -> list[Mistake]:
        """Everything that is wrong in the form and in its parts."""
        forms = [self.form, *(part for formset in self.formsets for part in formset.forms)]
        found = [mistake for form in forms for mistake in mistakes_in(form)]
        return [*found, *(Mistake("", error) for formset in self.formsets for error in formset.non_form_errors())]

    @property
    def row(self) -> Any:
        return self.form.instance


def typed_page(request: HttpRequest, kind: str) -> Typed:
    """The form that was sent. Raises Http404 for what has no page, PermissionDenied for who may not write it."""
    model = next((model for model in PAGES if model._meta.model_name == kind), None)
    if model is None:
        raise Http404
    if not may(request.user, "change", model):
        raise PermissionDenied
    pk = request.GET.get("pk", "")
    saved = get_object_or_404(model, pk=pk) if pk.isdecimal() and len(pk) < 19 else None
    page_admin: Any = admin.site.get_model_admin(model)
    return Typed(page_admin, *page_admin.typed(request, saved))


def mistakes_in(form: Any) -> Iterator[Mistake]:
    for name, errors in form.errors.items():
        label, field_id = (form[name].label, form[name].id_for_label) if name in form.fields else ("", "")
        yield from (Mistake(str(label), str(error), field_id) for error in errors)


@never_cache
@require_POST
def page_preview(request: HttpRequest, kind: str) -> HttpResponse:
    """The page in its real template; with `?as=result` or `card` what leads to it."""
    typed = typed_page(request, kind)
    if typed.mistakes:
        return render(request, "staff/preview_refused.html", {"lines": typed.mistakes}, status=400)
    return show_typed(request, typed)


@never_cache
@require_POST
def live_preview(request: HttpRequest, kind: str) -> JsonResponse:
    """The same for the form's own page, which asks while somebody types: the HTML, and what the gate finds."""
    typed = typed_page(request, kind)
    if RateLimit.objects.use(f"live:{request.user.pk}", seconds=60) > PREVIEWS_A_MINUTE:
        return JsonResponse({"said": TOO_MANY}, status=429)
    if typed.mistakes:
        wrong = render_to_string("staff/parts/mistakes.html", {"mistakes": typed.mistakes}, request)
        return JsonResponse({"found": wrong, "said": "The preview waits for what must be put right."})
    found = found_while_typing(typed)
    answer = {
        "page": show_typed(request, typed).content.decode(),
        "found": render_to_string("staff/parts/found.html", {"found": found}, request),
        "said": f"The preview is up to date. Things to mend: {len(found.get('graver', []))}.",
    }
    return JsonResponse(answer)


def found_while_typing(typed: Typed) -> dict[str, Any]:
    """What the publish gate says of it, as the form shows it."""
    kind = KIND_OF[type(typed.row)]
    if kind.is_signed:
        faults = faults_typed(kind, typed.row, typed.page_admin.typed_parts(typed.formsets))
    else:
        faults = typed.form.faults or []
    return found_in(kind.model, typed.form.fields, faults)


def show_typed(request: HttpRequest, typed: Typed) -> HttpResponse:
    """A form without mistakes, as readers would see its page, or what leads to it."""
    if (part := request.GET.get("as", "")) in PARTS:
        return show_part(request, typed.row, PARTS[part])
    kind = KIND_OF[type(typed.row)]
    if not kind.is_signed:
        return show_preview(request, typed.row, NOT_SAVED)
    return show_draft(request, kind, typed.page_admin.typed_draft(typed.form, typed.formsets), NOT_SAVED)


def show_part(request: HttpRequest, row: Any, template: str) -> HttpResponse:
    """A row among the results of a search, or where its address is shared. Benefit and risk stand together."""
    context = full_context()
    texts = plain_values(row, context)
    summary = texts.get("summary") or first_words(row, context)
    shown = {"row": row, "summary": summary, "risk": texts.get("risk_line", ""), "preview_note": NOT_SAVED}
    return render(request, template, shown)


def first_words(row: Any, context: PageContext) -> str:
    """The first paragraph of what has no summary, as words."""
    paragraphs = getattr(row, KIND_OF[type(row)].body).split("\n\n")
    return plain_text(next((one for one in paragraphs if not one.startswith(("#", ":"))), ""), context)
