"""The settings of a site that is only measured. Knows nothing of Django: it is read before Django is set up."""

from pathlib import Path


def environment_for(database: Path) -> dict[str, str]:
    """What makes the site use this SQLite file, and keep its static files beside it."""
    return {
        "ENVIRONMENT": "development",
        "SECRET_KEY": "only-for-measuring-0123456789-abcdefghijklmnopqrstuvw",
        "DATABASE_URL": f"sqlite:///{database}",
        "STATIC_ROOT": f"{database.parent}/static",
        "MEDIA_ROOT": f"{database.parent}/media",
        "ALLOWED_HOSTS": "testserver",
        "SCHEDULE_SECONDS": "0",
        "DJANGO_SETTINGS_MODULE": "clinic_site.settings",
    }
