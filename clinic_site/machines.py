"""Answers for machines: is the process alive, can it work, what may be indexed, and whom to tell about a hole."""

import shutil
from datetime import UTC, datetime, time
from pathlib import Path

from django.conf import settings
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from accounts.sealing import CannotOpen, seal, unseal

LEAST_FREE_BYTES = 100_000_000
CANARY = b"canary"


@never_cache
@require_safe
def healthz(request: HttpRequest) -> HttpResponse:
    """The process answers. Asks nothing of the database."""
    return HttpResponse("ok\n", content_type="text/plain")


@never_cache
@require_safe
def readyz(request: HttpRequest) -> HttpResponse:
    """Whether pages and forms can be served; strangers do not learn what is wrong."""
    is_ready = database_is_ready() and disk_has_room() and keys_work()
    return HttpResponse(
        "ready\n" if is_ready else "not ready\n", status=200 if is_ready else 503, content_type="text/plain"
    )


def database_is_ready() -> bool:
    """It answers, and every migration was run."""
    try:
        executor = MigrationExecutor(connection)
        return not executor.migration_plan(executor.loader.graph.leaf_nodes())
    except DatabaseError:
        return False


def disk_has_room() -> bool:
    """At least 100 MB, where a SQLite database and its log grow."""
    folder = Path(settings.BASE_DIR)
    if connection.vendor == "sqlite" and "memory" not in str(settings.DATABASES["default"]["NAME"]):
        folder = Path(settings.DATABASES["default"]["NAME"]).parent
    return shutil.disk_usage(folder).free >= LEAST_FREE_BYTES


def keys_work() -> bool:
    try:
        return unseal(seal(CANARY, "readyz"), "readyz") == CANARY
    except (CannotOpen, IndexError, ValueError):
        return False


@require_safe
def robots_txt(request: HttpRequest) -> HttpResponse:
    """Everything may be read; a site with example content should be found by nobody."""
    rule = "Allow: /" if settings.IS_PRODUCTION else "Disallow: /"
    lines = ["User-agent: *", rule, f"Sitemap: {settings.SITE_URL}{reverse('content:sitemap_index')}"]
    return HttpResponse("\n".join(lines) + "\n", content_type="text/plain")


@require_safe
def security_txt(request: HttpRequest) -> HttpResponse:
    """RFC 9116. Not there rather than out of date."""
    expires = settings.SECURITY_TXT_EXPIRES
    if not settings.SECURITY_CONTACT or expires is None or expires <= timezone.localdate():
        raise Http404
    lines = [
        f"Contact: {settings.SECURITY_CONTACT}",
        f"Expires: {datetime.combine(expires, time.min, UTC):%Y-%m-%dT%H:%M:%SZ}",
        f"Canonical: {settings.SITE_URL}/.well-known/security.txt",
        "Preferred-Languages: en",
    ]
    return HttpResponse("\n".join(lines) + "\n", content_type="text/plain; charset=utf-8")
