"""The site's settings with the usual advice for SQLite, which loses data at a power cut: the tests must notice."""

from clinic_site.settings import *  # noqa: F403

OPTIONS = DATABASES["default"]["OPTIONS"]  # noqa: F405
OPTIONS["init_command"] = OPTIONS["init_command"].replace("synchronous=FULL", "synchronous=NORMAL")
