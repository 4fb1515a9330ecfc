"""For the staff's start page."""

from functools import partial
from typing import Any

from django import template
from django.db import models
from django.urls import reverse
from django.utils import timezone

from accounts.matrix import OWNER, ROLES
from accounts.roles import may, role_of
from content.attention import REVIEWED, Task, Tile, tasks
from content.models import Listing, LiveFault, Revision
from content.publishing.clock import open_changes, pages_on_fallen_sources
from content.publishing.deleting import deleted_versions
from content.publishing.quoting import changed_versions
from content.syncing.kinds import KIND_NAMED, KINDS
from content.upkeep import fault_tiles, owner_tiles

register = template.Library()


@register.simple_tag(takes_context=True)
def staff_tasks(context: dict[str, Any]) -> list[Task]:
    """What needs this person's attention, as far as their role shows it."""
    user = context["request"].user
    return tasks(timezone.localdate(), lambda model: may(user, "view", model), lambda model: may(user, "change", model))


@register.simple_tag(takes_context=True)
def staff_desk(context: dict[str, Any]) -> dict[str, Any]:
    """Open changes, pages on sources that fell, and deleted pages, as far as this person's role shows them."""
    user = context["request"].user
    may_view = partial(may, user, "view")
    if not any(may_view(model) for model in REVIEWED):
        return {"shows_pages": False}
    return {
        "shows_pages": True,
        "changes": open_changes(may_view),
        "quoting": [one for one in changed_versions() if may_view(KIND_NAMED[one.kind].model)],
        "fallen": list(pages_on_fallen_sources(may_view)),
        "deleted": [
            (version, step)
            for version, step in deleted_versions()
            if may(user, "change", KIND_NAMED[version.kind].model)
        ],
    }


@register.simple_tag(takes_context=True)
def upkeep_tiles(context: dict[str, Any]) -> list[Tile]:
    """What the last checks found in what this person may change; for Owners also samples, backup, nightly run."""
    user = context["request"].user
    if not edits_texts(context):
        return []
    page = reverse("staff_upkeep")
    owners = owner_tiles(timezone.now(), page) if role_of(user) == OWNER else []
    return [*fault_tiles(partial(may, user, "change"), page), *owners]


@register.simple_tag(takes_context=True)
def staff_role(context: dict[str, Any]) -> str:
    """The role of the person who looks, and what it is for; empty without one."""
    role = role_of(context["request"].user)
    return f"{role}: {ROLES[role]}" if role else ""


@register.simple_tag(takes_context=True)
def edits_texts(context: dict[str, Any]) -> bool:
    """Whether this person may change texts of any kind."""
    return any(may(context["request"].user, "change", kind.model) for kind in KINDS if kind.body)


@register.simple_tag(takes_context=True)
def listing_work(context: dict[str, Any]) -> dict[str, int]:
    """How many entries of the directory wait for a check; nothing for those who do not check them."""
    if not may(context["request"].user, "change", Listing):
        return {}
    today = timezone.localdate()
    return {"reported": Listing.objects.reported().count(), "hidden": Listing.objects.out_of_date(today).count()}


@register.filter
def admin_address(row: models.Model) -> str:
    """Where a row is changed."""
    return reverse(f"admin:{row._meta.app_label}_{row._meta.model_name}_change", args=[row.pk])


@register.filter
def desk_address(version: Revision) -> str:
    """Where the page of a version is reviewed and published."""
    return reverse("page_desk", args=[KIND_NAMED[version.kind].model._meta.model_name, version.row_id])


@register.filter
def fault_address(fault: LiveFault) -> str:
    """Where the row of a fault is changed."""
    return reverse(f"admin:content_{KIND_NAMED[fault.kind].model._meta.model_name}_change", args=[fault.row_id])


@register.filter
def kind_of(row: models.Model) -> str:
    return str(row._meta.verbose_name).capitalize()
