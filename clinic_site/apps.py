from django.apps import AppConfig

import clinic_site.checks  # noqa: F401  registers what must hold before the site starts


class ClinicSiteConfig(AppConfig):
    """The wiring of the site."""

    name = "clinic_site"
