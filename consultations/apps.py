from django.apps import AppConfig

import consultations.checks  # noqa: F401  registers the checks


class ConsultationsConfig(AppConfig):
    name = "consultations"
    default_auto_field = "django.db.models.BigAutoField"
