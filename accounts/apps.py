from django.apps import AppConfig

import accounts.checks  # noqa: F401  registers what must hold before the site starts


class AccountsConfig(AppConfig):
    name = "accounts"
    default_auto_field = "django.db.models.BigAutoField"
    verbose_name = "Staff accounts"
