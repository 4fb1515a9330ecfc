"""The admin site: what it shows and answers follows the matrix."""

from typing import Any

from django.contrib import admin
from django.contrib.contenttypes.models import ContentType
from django.contrib.contenttypes.views import shortcut
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import get_object_or_404
from django.urls import path

from accounts.roles import may


def view_on_site(request: HttpRequest, content_type_id: int, object_id: str) -> HttpResponseBase:
    """To the public address of a row, for those who may see the row: Django's own asks nothing."""
    model = get_object_or_404(ContentType, pk=content_type_id).model_class()
    if model is None or not may(request.user, "view", model):
        raise PermissionDenied
    return shortcut(request, content_type_id, object_id)


class StaffSite(admin.AdminSite):
    site_header = "Clinic website: staff"
    site_title = "Clinic staff"
    index_title = "Today"

    def get_urls(self) -> list[Any]:
        own = path("r/<int:content_type_id>/<path:object_id>/", self.admin_view(view_on_site), name="view_on_site")
        return [own, *(one for one in super().get_urls() if getattr(one, "name", "") != "view_on_site")]
