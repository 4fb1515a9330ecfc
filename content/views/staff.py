"""For staff who edit: previews of what they are typing. Nothing here stores anything.

These take the place of the addresses that markdownx ships, which are open to anybody.
"""

import secrets
from collections.abc import Callable
from typing import Any

from django.contrib.admin.models import ADDITION, LogEntry
from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import UploadedFile
from django.db import models, transaction
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_POST

from accounts.requests import StaffRequest
from accounts.roles import may
from content.images.accepting import ImageRefused, accept_image
from content.images.keeping import count_upload, keep
from content.models import (
    Article,
    Clinic,
    Condition,
    Faq,
    Image,
    Policy,
    RateLimit,
    StateRules,
    SuitabilityQuestion,
    Treatment,
    UsState,
)
from content.models.images import TO_DESCRIBE
from content.rendering.markdown import render as render_text
from content.rendering.page import UnshowableText
from content.site import citing, site_of
from content.syncing.kind import Kind
from content.syncing.kinds import KINDS
from content.syncing.values import Draft
from content.syncing.writing import known_ids, save_draft
from content.views.clinics import clinic_context
from content.views.listings import state_context
from content.views.pages import article_context, condition_context, treatment_context
from content.views.reference import policy_context, questions_context
from content.views.suitability import preview_context

PREVIEWS_A_MINUTE = 60
PAGES: dict[type[models.Model], tuple[Callable[..., dict[str, Any]], str]] = {
    Article: (article_context, "content/article_detail.html"),
    Condition: (condition_context, "content/condition_detail.html"),
    Treatment: (treatment_context, "content/treatment_detail.html"),
    Policy: (policy_context, "content/policy_detail.html"),
    Faq: (lambda request, faq: questions_context(request, [faq]), "content/faq_list.html"),
    StateRules: (
        lambda request, rules: state_context(request, UsState(rules.region), rules),
        "content/listing_list.html",
    ),
    SuitabilityQuestion: (preview_context, "content/suitability_answer.html"),
    Clinic: (clinic_context, "content/clinic_detail.html"),
}


def require_an_editor(request: HttpRequest) -> None:
    """Raises PermissionDenied for everybody who may not edit any text."""
    if not any(may(request.user, "change", kind.model) for kind in KINDS if kind.body):
        raise PermissionDenied


@require_POST
def markdown_preview(request: HttpRequest) -> HttpResponse:
    """The text being typed, as the one renderer shows it, under a list of what is wrong with it."""
    require_an_editor(request)
    if RateLimit.objects.use(f"preview:{request.user.pk}", seconds=60) > PREVIEWS_A_MINUTE:
        return HttpResponse("Too many previews. Wait a minute.", status=429, content_type="text/plain")
    text = request.POST.get("content")
    if text is None:
        return HttpResponse("Nothing to preview.", status=400, content_type="text/plain")
    site = site_of(request)
    context = site.page_context()
    sources = citing(site, context, text)
    rendered = render_text(text, context)
    lines = [(number, sources[key]) for number, key in enumerate(context.cited, start=1)]
    return render(request, "staff/markdown_preview.html", {"rendered": rendered, "sources": lines})


@require_POST
def markdown_upload(request: StaffRequest) -> HttpResponse:
    """Take a picture that was dropped or pasted into a text; answer with what the text then holds.

    It cannot be published before somebody says on the picture's own page what it shows and whose it is.
    """
    if not may(request.user, "add", Image):
        raise PermissionDenied
    upload = request.FILES.get("image")
    if not isinstance(upload, UploadedFile):
        return JsonResponse({"detail": "Choose a picture."}, status=400)
    try:
        count_upload(request.user.pk, upload.size or 0)
        clean = accept_image(upload)
    except ImageRefused as refusal:
        return JsonResponse({"detail": str(refusal)}, status=400)
    image = Image(slug=f"picture-{secrets.token_hex(4)}", alt=TO_DESCRIBE)
    keep(image, clean)
    LogEntry.objects.log_actions(request.user.pk, [image], ADDITION, [{"added": {}}], single_object=True)
    page = reverse("admin:content_image_change", args=[image.pk])
    return JsonResponse({"image_code": image.markdown(), "page": page})


def show_draft(request: HttpRequest, kind: Kind, draft: Draft, note: str) -> HttpResponse:
    """A draft as readers would see it. It is written for the time of this answer only, so that each list is right."""
    with transaction.atomic():
        save_draft(kind, draft, known_ids(kind))
        response = show_preview(request, draft.instance, note)
        transaction.set_rollback(True)
    return response


def show_preview(request: HttpRequest, row: Any, note: str) -> HttpResponse:
    """A row in the real template, marked as a preview."""
    build, template = PAGES[type(row)]
    try:
        response = render(request, template, build(request, row) | {"preview_note": note})
    except UnshowableText as problem:
        return render(request, "staff/preview_refused.html", {"lines": [str(problem)]}, status=409)
    response.headers["X-Robots-Tag"] = "noindex"
    return response
