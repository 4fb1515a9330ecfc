"""Time and memory of importing many directory entries, then queries and speed of the pages at that size.

.venv/bin/python benchmarks/listings.py 1000000
"""

import os
import sys
import tempfile
import time
from pathlib import Path
from statistics import quantiles

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))
FOLDER = tempfile.TemporaryDirectory()
os.environ.update(
    {
        "ENVIRONMENT": "development",
        "SECRET_KEY": "only-for-measuring-0123456789-abcdefghijklmnopqrstuvw",
        "DATABASE_URL": f"sqlite:///{FOLDER.name}/site.sqlite3",
        "STATIC_ROOT": f"{FOLDER.name}/static",
        "ALLOWED_HOSTS": "testserver",
        "DJANGO_SETTINGS_MODULE": "clinic_site.settings",
    }
)

import django  # noqa: E402

django.setup()

from django.conf import settings  # noqa: E402
from django.db import connection  # noqa: E402
from django.test import Client  # noqa: E402
from django.test.utils import CaptureQueriesContext  # noqa: E402
from django.utils import timezone  # noqa: E402

from benchmarks import nppes  # noqa: E402
from benchmarks.load_content import cost_of, peak_mebibytes  # noqa: E402
from content.models import Listing  # noqa: E402

ONE_IN = 20  # is verified when the pages are measured
VISITS = 60
ADDRESSES = (
    "/find-care/",
    "/find-care/new-york/",
    "/find-care/new-york/?page=2",
    "/find-care/new-york/?q=pine+riverton",
    "/find-care/new-york/?city=Easton&setting=office",
)


def verify_some() -> None:
    """One in 20 entries was checked today."""
    checked = {"verified_on": timezone.localdate(), "verified_by": "the front desk", "verified_how": "phone"}
    Listing.objects.extra(where=[f"id % {ONE_IN} = 0"]).update(**checked, setting="office")
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def measure_pages() -> None:
    profile = Listing.objects.verified(timezone.localdate()).filter(region="NY").in_order().first()
    client = Client()
    print(f"{'page':50} {'queries':>7} {'p50 ms':>8} {'p95 ms':>8}")
    for address in (*ADDRESSES, profile.get_absolute_url()):
        client.get(address)
        with CaptureQueriesContext(connection) as queries:
            assert client.get(address).status_code == 200, address
            count = len(queries)
        times = [milliseconds(client, address) for _ in range(VISITS)]
        cuts = quantiles(times, n=20)
        print(f"{address:50} {count:7} {cuts[9]:8.1f} {cuts[18]:8.1f}")


def milliseconds(client: Client, address: str) -> float:
    """Of processor time, the database's included: it runs in this process."""
    started = time.process_time()
    client.get(address)
    return (time.process_time() - started) * 1000


def main(count: int) -> None:
    database, path = Path(FOLDER.name, "site.sqlite3"), Path(FOLDER.name, "nppes.csv")
    nppes.write(path, count)
    print(f"{count} rows, {path.stat().st_size / 2**20:.0f} MiB")
    cost_of(database, "migrate", "--verbosity", "0")
    print(f"peak memory before:    {peak_mebibytes():8.0f} MiB")
    print(f"first import:          {cost_of(database, 'import_listings', path)}")
    print(f"peak memory so far:    {peak_mebibytes():8.0f} MiB")
    print(f"second import, same:   {cost_of(database, 'import_listings', path)}")
    print(f"peak memory so far:    {peak_mebibytes():8.0f} MiB")
    print(f"database:              {database.stat().st_size / 2**20:8.0f} MiB")
    cost_of(database, "load_content", "--quiet")
    cost_of(database, "collectstatic", "--no-input", "--verbosity", "0")
    settings.IS_PRODUCTION = True  # samples are hidden, as they are for readers
    settings.SECURE_SSL_REDIRECT = False
    verify_some()
    measure_pages()


if __name__ == "__main__":
    rows = int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000
    if len(sys.argv) > 2:
        nppes.write(Path(sys.argv[2]), rows)
    else:
        main(rows)
