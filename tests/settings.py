"""The site's own settings, in a known environment."""

import os

from tests import run_database

os.environ.update(
    {
        "ENVIRONMENT": "development",
        "SECRET_KEY": "only-for-tests-0123456789-abcdefghijklmnopqrstuvwxyz",
        "DATABASE_URL": run_database.url(),
        "FIELD_KEYS": "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=",
        "LOOKUP_KEY": "POe8yz80nUXB17b7FMQJo0puUzRNEMLEcMpC_7F4OCQ=",
        "DEBUG": "no",
        "SCHEDULE_SECONDS": "0",  # queries of a page are counted
        # Playwright leaves an event loop behind in the process that runs the next file of tests
        "DJANGO_ALLOW_ASYNC_UNSAFE": "true",
    }
)

from clinic_site.settings import *  # noqa: F403

DATABASES["default"]["TEST"] = run_database.OPTIONS  # noqa: F405
STORAGES["default"] = {"BACKEND": "django.core.files.storage.InMemoryStorage"}  # noqa: F405
STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}  # noqa: F405
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
