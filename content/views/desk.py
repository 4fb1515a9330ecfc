"""For staff: one page's state, the steps it can take, and its history."""

from datetime import timedelta
from functools import partial
from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from accounts.matrix import OWNER
from accounts.roles import may, may_write, role_of
from content.attention import REVIEWED
from content.gate.found import found_in
from content.models import LastRun, Revision
from content.models.reviewing import SOON_DAYS
from content.publishing import drafts
from content.publishing.checks import faults_of
from content.publishing.clock import by_stage, days_due, reviews, workload
from content.publishing.deleting import bring_back
from content.publishing.moving import pages_linking_to
from content.publishing.quoting import changed_versions, changes_of
from content.publishing.refused import Refused
from content.publishing.status import status_of
from content.syncing.kinds import KIND_NAMED, KIND_OF, KINDS, SIGNING
from content.upkeep import faults, samples
from content.views.desk_steps import STEP_NAMED, form_class, may_take, offers

SHOWN_VERSIONS = 20
SHOWN_REVIEWS = 200


def page_of(kind: str, pk: int) -> Any:
    """The page, by the name of its model. Raises Http404."""
    model = next((one.model for one in KINDS if one.is_signed and one.model._meta.model_name == kind), None)
    if model is None:
        raise Http404
    return get_object_or_404(model, pk=pk)


def viewed_page(request: HttpRequest, kind: str, pk: int) -> Any:
    """The same for somebody who may see it. Raises PermissionDenied."""
    row = page_of(kind, pk)
    if not may(request.user, "view", row):
        raise PermissionDenied
    return row


@never_cache
@require_safe
def page_desk(request: HttpRequest, kind: str, pk: int) -> HttpResponse:
    """State, steps and history of one page."""
    return show_desk(request, viewed_page(request, kind, pk))


def show_desk(
    request: HttpRequest, row: Any, *, refused: list[str] | None = None, sent: Any = None, status_code: int = 200
) -> HttpResponse:
    status = status_of(row)
    versions = Revision.objects.of(KIND_OF[type(row)].name, row.pk).select_related("written_by")
    shown = versions if request.GET.get("all") == "yes" else versions[:SHOWN_VERSIONS]
    steps = list(offers(request.user, row, status, sent))
    faults = faults_of(status.change) if status.change else []
    context = {
        **admin.site.each_context(request),
        "row": row,
        "kind": row._meta.model_name,
        "status": status,
        "steps": steps,
        "quoted": changes_of(status.live) if status.live and status.live.quotes_changed_on else [],
        "linking": pages_linking_to(row.get_absolute_url()) if any(s.name == "withdraw" for s in steps) else [],
        "found": found_in(type(row), fields_open_to(request.user, row), faults),
        "versions": shown.prefetch_related("steps__by"),
        "hidden_versions": max(versions.count() - len(shown), 0),
        "may_write": may(request.user, "change", row),
        "refused": refused,
    }
    return render(request, "staff/desk/page.html", context, status=status_code)


def fields_open_to(user: Any, row: Any) -> set[str]:
    """Names of the fields that the page's form lets this person write."""
    names = {field.name for field in (*row._meta.fields, *row._meta.many_to_many) if may_write(user, row, field.name)}
    return names - SIGNING


@never_cache
@require_POST
def page_step(request: HttpRequest, kind: str, pk: int, step: str) -> HttpResponse:
    """Take one step with the version that was looked at."""
    row = page_of(kind, pk)
    if step not in STEP_NAMED:
        raise Http404
    chosen = STEP_NAMED[step]
    if not may_take(request.user, chosen, row):
        raise PermissionDenied
    number = request.POST.get("version", "")
    versions = Revision.objects.of(KIND_OF[type(row)].name, row.pk)
    version = get_object_or_404(versions, pk=number if number.isdecimal() and len(number) < 19 else 0)
    form = form_class(chosen, row, request.user)(request.POST, auto_id=f"id_{step}_%s")
    if not form.is_valid():
        return show_desk(request, row, sent=(step, form), status_code=400)
    try:
        chosen.take(version, request.user, **form.cleaned_data)
    except Refused as refusal:
        return show_desk(request, page_of(kind, pk), refused=refusal.reasons, sent=(step, form), status_code=409)
    messages.success(request, f"Done: {chosen.label[0].lower()}{chosen.label[1:]}.")
    return redirect("page_desk", kind, pk)


@never_cache
@require_POST
def version_restore(request: HttpRequest, pk: int) -> HttpResponse:
    """An old version as a draft again."""
    version = get_object_or_404(Revision, pk=pk)
    row = page_of(KIND_NAMED[version.kind].model._meta.model_name or "", version.row_id)
    if not may(request.user, "change", row):
        raise PermissionDenied
    try:
        drafts.restore(version, request.user)
    except Refused as refusal:
        return show_desk(request, row, refused=refusal.reasons, status_code=409)
    messages.success(request, f"Version {pk} is a draft again. The live page has not changed.")
    return redirect("page_desk", row._meta.model_name, row.pk)


@never_cache
@require_POST
def version_bring_back(request: HttpRequest, pk: int) -> HttpResponse:
    """A deleted page as a draft again."""
    version = get_object_or_404(Revision, pk=pk)
    if not may(request.user, "change", KIND_NAMED[version.kind].model):
        raise PermissionDenied
    try:
        row = bring_back(version, request.user)
    except Refused as refusal:
        messages.error(request, str(refusal))
        return redirect("admin:index")
    messages.success(request, f"“{row}” is a draft again.")
    return redirect("page_desk", row._meta.model_name, row.pk)


@never_cache
@require_safe
def staff_reviews(request: HttpRequest) -> HttpResponse:
    """What is due for review now, and how much there will be in the next 12 months."""
    if not any(may(request.user, "view", model) for model in REVIEWED):
        raise PermissionDenied
    today, may_view = timezone.localdate(), partial(may, request.user, "view")
    rows = reviews(may_view, until=today + timedelta(days=SOON_DAYS))
    context = {
        "stages": by_stage(rows[:SHOWN_REVIEWS], today),
        "hidden": max(len(rows) - SHOWN_REVIEWS, 0),
        "months": workload(days_due(may_view), today),
    }
    return render(request, "staff/reviews.html", admin.site.each_context(request) | context)


@never_cache
@require_safe
def staff_upkeep(request: HttpRequest) -> HttpResponse:
    """What the nightly checks found in live pages; for Owners also the samples, and what ran when."""
    may_view = partial(may, request.user, "view")
    if not any(may_view(model) for model in REVIEWED):
        raise PermissionDenied
    is_owner = role_of(request.user) == OWNER
    context = {
        "checks": faults(may_view),
        "quoting": [one for one in changed_versions() if may_view(KIND_NAMED[one.kind].model)],
        "is_owner": is_owner,
        "samples": samples() if is_owner else [],
        "runs": LastRun.objects.order_by("-ended_at") if is_owner else [],
    }
    return render(request, "staff/upkeep.html", admin.site.each_context(request) | context)
