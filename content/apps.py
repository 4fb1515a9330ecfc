from django.apps import AppConfig
from django.db.models.signals import post_migrate

from content.versioning import make_triggers


class ContentConfig(AppConfig):
    name = "content"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        post_migrate.connect(make_triggers, sender=self, dispatch_uid="content.make_triggers")
