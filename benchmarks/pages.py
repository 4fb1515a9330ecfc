"""Weight and queries of one page of each kind, with the site's own content.

.venv/bin/python benchmarks/pages.py
"""

import gzip
import io
import os
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from benchmarks.environment import environment_for  # noqa: E402

FOLDER = tempfile.TemporaryDirectory()
os.environ.update(environment_for(Path(FOLDER.name) / "site.sqlite3"))

import django  # noqa: E402

django.setup()

from django.contrib.staticfiles.storage import staticfiles_storage  # noqa: E402
from django.core.management import call_command  # noqa: E402
from django.db import connection  # noqa: E402
from django.test import Client  # noqa: E402
from django.test.utils import CaptureQueriesContext  # noqa: E402

ADDRESSES = (
    "/",
    "/conditions/",
    "/conditions/crps/",
    "/treatments/iv-ketamine-infusion/",
    "/articles/",
    "/articles/how-long-relief-lasts/",
    "/questions/",
    "/evidence/",
    "/evidence/sources/",
    "/evidence/findings.json",
    "/glossary/",
    "/clinics/albany/",
    "/about/privacy-notice/",
)
FIRST_VIEW = ("css/site.css", "fonts/figtree-latin-wght-normal.woff2", "img/favicon.svg")


def main() -> None:
    for command in ("migrate", "load_content"):
        call_command(command, verbosity=0, stdout=io.StringIO())
    call_command("collectstatic", interactive=False, verbosity=0)
    client = Client()
    print(f"{'page':40} {'queries':>7} {'HTML':>8} {'gzip':>7}")
    for address in ADDRESSES:
        with CaptureQueriesContext(connection) as queries:
            content = client.get(address).content
        print(f"{address:40} {len(queries):7} {len(content):8} {len(gzip.compress(content, 6)):7}")
    home = len(gzip.compress(client.get("/").content, 6))
    parts = [sent_size(name) for name in FIRST_VIEW]
    print(f"First view of the home page: {home + sum(parts)} bytes in {1 + len(parts)} requests")


def sent_size(name: str) -> int:
    """Bytes sent for a static file to a browser that takes gzip."""
    path = Path(staticfiles_storage.path(staticfiles_storage.stored_name(name)))
    packed = path.with_name(f"{path.name}.gz")
    return (packed if packed.exists() else path).stat().st_size


if __name__ == "__main__":
    main()
