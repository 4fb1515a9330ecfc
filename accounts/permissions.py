"""Keeps the four groups and their Django permissions in line with the matrix."""

from typing import Any

from django.apps import AppConfig
from django.apps import apps as installed
from django.apps.registry import Apps
from django.contrib.auth.management import create_permissions
from django.db import DEFAULT_DB_ALIAS

from accounts.matrix import MATRIX, ROLES


def codenames(role: str, app_label: str) -> set[str]:
    """The Django permissions that the matrix gives a role in one app."""
    kinds = [(*label.split("."), line) for label, line in MATRIX.items()]
    return {f"{action}_{model}" for app, model, line in kinds if app == app_label for action in line.may.get(role, ())}


def sync_groups(sender: AppConfig, using: str = DEFAULT_DB_ALIAS, apps: Apps = installed, **kwargs: Any) -> None:
    """After each `migrate`: every role has exactly the permissions of the matrix in the sender's app."""
    if "auth" not in apps.app_configs:
        return
    create_permissions(sender, verbosity=0, using=using, apps=apps)
    groups = installed.get_model("auth", "Group").objects.using(using)
    permissions = installed.get_model("auth", "Permission").objects.using(using)
    of_app = permissions.filter(content_type__app_label=sender.label)
    for role in ROLES:
        group, _ = groups.get_or_create(name=role)
        given = set(of_app.filter(codename__in=codenames(role, sender.label)))
        held = set(of_app.filter(group=group))
        group.permissions.add(*(given - held))
        group.permissions.remove(*(held - given))


def groups_out_of_line() -> list[str]:
    """Roles whose group is missing, or has other permissions than the matrix says."""
    groups = installed.get_model("auth", "Group").objects
    names = ("permissions__content_type__app_label", "permissions__codename")
    held = set(groups.filter(name__in=ROLES, permissions__isnull=False).values_list("name", *names))
    apps = {label.split(".")[0] for label in MATRIX}
    meant = {(role, app, name) for role in ROLES for app in apps for name in codenames(role, app)}
    return sorted({role for role, _, _ in held ^ meant})
