from django.apps import AppConfig
from django.contrib.admin import apps as admin_apps
from django.db.models.signals import post_migrate

import accounts.checks  # noqa: F401  registers the check of the groups
from accounts.permissions import sync_groups


class AccountsConfig(AppConfig):
    name = "accounts"
    default_auto_field = "django.db.models.BigAutoField"
    verbose_name = "Staff accounts"

    def ready(self) -> None:
        post_migrate.connect(sync_groups, dispatch_uid="accounts.sync_groups")


class StaffAdminConfig(admin_apps.AdminConfig):
    """The Django admin with our own site object."""

    default = False
    default_site = "accounts.site.StaffSite"
