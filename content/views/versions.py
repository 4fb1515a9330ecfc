"""For staff: one version of a page, as words, as a difference, as readers see or saw it."""

from datetime import date, datetime, time, timedelta
from http import HTTPStatus
from typing import Any

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.dateparse import parse_date
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from accounts.roles import may
from content.comparing import changes_only, compare
from content.models import Revision
from content.publishing.drafts import UNSIGNED
from content.rendering.changes import marked
from content.syncing.kinds import KIND_NAMED, KIND_OF
from content.syncing.writing import read_draft, with_signing
from content.views.desk import viewed_page
from content.views.staff import show_draft

SIGNS = "Underlined with a plus: new. Struck through: no longer there"
SHOWN_OTHERS = 100


def viewed_version(request: HttpRequest, pk: int) -> Revision:
    """A version for somebody who may see pages of its kind. Raises PermissionDenied and Http404."""
    version = get_object_or_404(Revision.objects.select_related("written_by"), pk=pk)
    if not may(request.user, "view", KIND_NAMED[version.kind].model):
        raise PermissionDenied
    return version


def show(request: HttpRequest, template: str, version: Revision, **more: Any) -> HttpResponse:
    model = KIND_NAMED[version.kind].model
    row = get_object_or_404(model, pk=version.row_id)
    context = {"row": row, "kind": model._meta.model_name, "version": version, "trail": f"Version {version.pk}"}
    return render(request, template, {**admin.site.each_context(request), **context, **more})


@never_cache
@require_safe
def version_detail(request: HttpRequest, pk: int) -> HttpResponse:
    return show(request, "staff/desk/version.html", viewed_version(request, pk))


@never_cache
@require_safe
def version_text(request: HttpRequest, pk: int) -> HttpResponse:
    """The file of a version, byte for byte."""
    version = viewed_version(request, pk)
    disposition = {"Content-Disposition": f'attachment; filename="{version.slug}-{version.pk}.md"'}
    return HttpResponse(version.text.encode(), content_type="text/markdown; charset=utf-8", headers=disposition)


@never_cache
@require_safe
def version_compare(request: HttpRequest, pk: int) -> HttpResponse:
    """`with` is live, previous, or the number of a version of the same page."""
    version = viewed_version(request, pk)
    other = compared_with(version, request.GET.get("with", "live"))
    parts = changes_only(compare(*(words_of(one, other, version) for one in (other, version))))
    others = Revision.objects.of(version.kind, version.row_id).exclude(pk=version.pk)[:SHOWN_OTHERS]
    return show(request, "staff/desk/compare.html", version, other=other, others=others, parts=parts)


def words_of(one: Revision | None, *pair: Revision | None) -> str:
    """The text to compare: with its signature only where both were shown to readers."""
    if one is None:
        return ""
    if all(version and version.was_shown() for version in pair):
        return one.text
    return with_signing(KIND_NAMED[one.kind], one.text, UNSIGNED)


def compared_with(version: Revision, which: str) -> Revision | None:
    versions = Revision.objects.of(version.kind, version.row_id)
    if which == "previous":
        return versions.filter(pk__lt=version.pk).first()
    if which.isdecimal() and len(which) < 19:
        return get_object_or_404(versions, pk=which)
    return versions.live().first()


@never_cache
@require_safe
def version_preview(request: HttpRequest, pk: int) -> HttpResponse:
    """A version in the real template, in the surroundings of today. Nothing of it is saved.

    What it links to and is gone is left out; what cannot be shown any more is named.
    """
    version = viewed_version(request, pk)
    return rendered(request, version, version.text)


def rendered(request: HttpRequest, version: Revision, text: str) -> HttpResponse:
    """The text of a version in the page's template; 409 where it cannot be shown any more."""
    kind = KIND_NAMED[version.kind]
    draft, _, _ = read_draft(kind, text, version.slug, version.row_id)
    now: Any = kind.model._default_manager.filter(pk=version.row_id).first()
    draft.instance.slug = now.slug if now else draft.instance.slug  # the old one may be another page's by now
    return show_draft(request, kind, draft, f"Version {version.pk}, {version.get_state_display().lower()}")


@never_cache
@require_safe
def version_changes(request: HttpRequest, pk: int) -> HttpResponse:
    """The same page with the changes since another version marked in it; `with` as in the comparison by words."""
    version = viewed_version(request, pk)
    other = compared_with(version, request.GET.get("with", "live"))
    pages = [rendered(request, one, words_of(one, other, version)) for one in (other, version) if one]
    for page in pages:
        if page.status_code != HTTPStatus.OK:
            return page
    before = pages[0].content.decode() if other else ""
    note = f"Version {version.pk} compared with {f'version {other.pk}' if other else 'nothing'}. {SIGNS}"
    context = {"row": version.title, "changes": marked(before, pages[-1].content.decode()), "preview_note": note}
    response = render(request, "staff/changes.html", context)
    response.headers["X-Robots-Tag"] = "noindex"
    return response


@never_cache
@require_safe
def page_on_day(request: HttpRequest, kind: str, pk: int) -> HttpResponse:
    """Everything that readers were shown of a page on one day, in the site's time zone."""
    row = viewed_page(request, kind, pk)
    versions = Revision.objects.of(KIND_OF[type(row)].name, row.pk)
    day = asked_day(request.GET.get("day", ""))
    first = versions.order_by("pk").first()
    context = {
        **admin.site.each_context(request),
        "row": row,
        "kind": kind,
        "trail": "What did it say on a day?",
        "day": day,
        "shown": versions.shown_between(*ends_of(day)).order_by("live_from") if day else [],
        "began": first.written_at if first else timezone.now(),
    }
    return render(request, "staff/desk/day.html", context)


def asked_day(text: str) -> date | None:
    try:
        return parse_date(text)
    except ValueError:
        return None


def ends_of(day: date) -> tuple[datetime, datetime]:
    start = timezone.make_aware(datetime.combine(day, time.min))
    return start, timezone.make_aware(datetime.combine(day + timedelta(days=1), time.min))
