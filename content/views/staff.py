"""For staff who edit: previews of what they are typing. Nothing here stores anything.

These take the place of the addresses that markdownx ships, which are open to anybody.
"""

import secrets
from collections.abc import Callable
from typing import Any

from django.contrib import admin
from django.contrib.admin.models import ADDITION, LogEntry
from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import UploadedFile
from django.db import models
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from accounts.requests import StaffRequest
from accounts.roles import may, may_change_row
from content.images.accepting import ImageRefused, accept_image
from content.images.keeping import count_upload, keep
from content.models import Article, Clinic, Condition, Image, Policy, RateLimit, State, Treatment
from content.models.images import TO_DESCRIBE
from content.rendering.markdown import render as render_text
from content.site import citing, site_of
from content.syncing.kinds import KINDS
from content.views.clinics import clinic_context
from content.views.pages import article_context, condition_context, treatment_context
from content.views.reference import policy_context

PREVIEWS_A_MINUTE = 60
PAGES: dict[type[models.Model], tuple[Callable[..., dict[str, Any]], str]] = {
    Article: (article_context, "content/article_detail.html"),
    Condition: (condition_context, "content/condition_detail.html"),
    Treatment: (treatment_context, "content/treatment_detail.html"),
    Policy: (policy_context, "content/policy_detail.html"),
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
    context = site_of(request).page_context()
    sources = citing(context, text)
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


@require_POST
def page_preview(request: HttpRequest, kind: str) -> HttpResponse:
    """What is typed in the admin form, in the page's real template. Nothing is saved."""
    model = next((model for model in PAGES if model._meta.model_name == kind), None)
    if model is None:
        raise Http404
    if not may(request.user, "change", model):
        raise PermissionDenied
    pk = request.GET.get("pk", "")
    saved = get_object_or_404(model, pk=pk) if pk.isdecimal() else None
    if saved is not None and not may_change_row(request.user, saved):
        raise PermissionDenied
    form_class = admin.site.get_model_admin(model).get_form(request, saved, change=saved is not None)
    typed = request.POST.copy()
    typed["state"] = State.DRAFT  # the gate asks only of what is to be public
    form = form_class(typed, instance=saved or model())
    if not form.is_valid():
        return render(request, "staff/preview_refused.html", {"form": form}, status=400)
    build, template = PAGES[model]
    return render(request, template, build(request, form.instance))
