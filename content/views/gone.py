"""Public pages, and pages that were withdrawn: those say when, why and what to read instead."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.db import models
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from content.models import OldPath, State
from content.site import site_of


def moved_answer(request: HttpRequest) -> HttpResponse | None:
    """For an address that pages had: a redirect to where it leads now, or the reason why nothing is there."""
    if "\0" in request.path:  # PostgreSQL refuses even to look for it
        return None
    path, match = request.path, request.resolver_match
    if match and match.view_name == "content:treatment_plan":  # it goes where its treatment goes
        path = reverse("content:treatment_detail", kwargs=match.kwargs)
    old = OldPath.objects.filter(path=path).first()
    if old is None:
        return None
    if old.target:
        return redirect(old.target, permanent=True)
    return render(request, "410.html", {"gone": old}, status=410)


DetailView = Callable[[HttpRequest, Any], HttpResponse]


def public_or_gone(model: type[models.Model]) -> Callable[[DetailView], Callable[..., HttpResponse]]:
    """Give the view the public row with the slug of the address; 404 or 410 when there is none."""

    def decorate(view: DetailView) -> Callable[..., HttpResponse]:
        @wraps(view)
        def with_row(request: HttpRequest, slug: str) -> HttpResponse:
            rows = site_of(request).with_quotes(model._default_manager.select_related("author", "reviewed_by"))
            row: Any = rows.filter(slug=slug).first()
            if row is not None and row.is_public():
                return view(request, row)
            if row is not None and row.state == State.WITHDRAWN:
                if moved := moved_answer(request):
                    return moved
                return render(request, "410.html", {"page": row}, status=410)
            raise Http404

        return with_row

    return decorate
