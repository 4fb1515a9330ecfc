"""Accounts, for Owners. No password, no permission and no group is shown or can be set."""

from typing import Any

import django.contrib.auth.admin  # noqa: F401  registers Group, which is taken away below
from django.contrib import admin
from django.contrib.auth.models import Group
from django.db import models
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.formats import date_format
from django.utils.timezone import localtime

from accounts.account_form import StaffForm
from accounts.admin_by_role import ByRole
from accounts.decorators import requires_recent_sign_in
from accounts.events import record_event
from accounts.links import make_link
from accounts.models import OneTimeLink, SecurityEvent, User
from accounts.roles import give_role

admin.site.unregister(Group)
OWN_ACCOUNT_CLOSED = ["role", "is_active"]


@admin.register(User)
class StaffAdmin(ByRole, admin.ModelAdmin):
    form = StaffForm
    fields = ["username", "first_name", "last_name", "email", "role", "is_active", "last_sign_in"]
    readonly_fields = ["last_sign_in"]
    list_display = ["username", "full_name", "role", "is_active", "last_sign_in"]
    list_filter = ["is_active"]
    search_fields = ["username", "first_name", "last_name", "email"]
    ordering = ["username"]

    @admin.display(description="name")
    def full_name(self, user: User) -> str:
        return user.get_full_name()

    @admin.display(description="last sign-in", ordering="last_login")
    def last_sign_in(self, user: User) -> str:
        return date_format(localtime(user.last_login), "DATETIME_FORMAT") if user.last_login else "never"

    @admin.display(description="role")
    def role(self, user: User) -> str:
        return ", ".join(group.name for group in user.groups.all())

    def get_queryset(self, request: HttpRequest) -> models.QuerySet[User]:
        return super().get_queryset(request).prefetch_related("groups")

    def get_readonly_fields(self, request: HttpRequest, obj: models.Model | None = None) -> list[str]:
        """Nobody changes their own role or switches off their own account."""
        closed = super().get_readonly_fields(request, obj)
        return [*closed, *OWN_ACCOUNT_CLOSED] if obj is not None and obj.pk == request.user.pk else closed

    def lookup_allowed(self, lookup: str, value: str, request: HttpRequest | None = None) -> bool:
        """Addresses of the list must not answer questions about passwords and permissions."""
        return lookup.startswith("is_active")

    def save_model(self, request: HttpRequest, obj: User, form: StaffForm, change: bool) -> None:
        obj.is_staff = True
        if not change:
            obj.set_unusable_password()
        super().save_model(request, obj, form, change)
        if not change:
            self.record(SecurityEvent.Kind.ACCOUNT_ADDED, obj, request)
        if "is_active" in form.changed_data:
            self.record(SecurityEvent.Kind.ACCOUNT_SWITCHED, obj, request)
        if "role" in form.changed_data:
            give_role(obj, form.cleaned_data["role"])
            obj.staff_sessions.all().end()
            self.record(SecurityEvent.Kind.ROLE_CHANGED, obj, request)

    def changeform_view(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Changes of accounts ask for the second step again when the last one is long ago."""
        view = super().changeform_view
        if request.method == "POST":
            view = requires_recent_sign_in(view)
        return view(request, *args, **kwargs)

    def response_add(self, request: HttpRequest, obj: User, post_url_continue: str | None = None) -> HttpResponse:
        """Shows the link with which the new person sets up the account, once."""
        link = make_link(obj, OneTimeLink.Kind.WELCOME)
        return render(request, "accounts/invited.html", {"person": obj, "link": link})

    def record(self, kind: SecurityEvent.Kind, user: User, request: HttpRequest) -> None:
        actor = request.user if isinstance(request.user, User) else None
        record_event(kind, user=user, request=request, actor=actor)
