"""What every kind of page costs on one database; benchmarks/growth.py runs this for each size. Prints JSON.

Nothing is kept between requests but rendered texts: no finished bytes, and nothing of what stands around a page.
"""

import json
import os
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from statistics import quantiles

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from benchmarks.environment import environment_for  # noqa: E402

os.environ.update(environment_for(Path(sys.argv[1])))

import django  # noqa: E402

django.setup()

from django.conf import settings  # noqa: E402
from django.db import connection  # noqa: E402
from django.test import Client  # noqa: E402
from django.test.utils import CaptureQueriesContext  # noqa: E402
from django.utils import timezone  # noqa: E402

from accounts.models import User  # noqa: E402
from consultations.models import ConsultationRequest  # noqa: E402
from content.models import Article, Clinic, Condition, Faq, Finding, Listing, Source, Term  # noqa: E402
from tests.staff_sign_in import signed_in  # noqa: E402

RUNS, FEWEST, SECONDS = 15, 3, 3.0  # of each page: fewer runs where these take longer than so many seconds
PUBLIC = (
    *("/", "/articles/", "/articles/?page=40", "/conditions/", "/conditions/crps/", "/treatments/", "/questions/"),
    *("/treatments/iv-ketamine-infusion/", "/glossary/", "/evidence/", "/evidence/sources/", "/evidence/findings.json"),
    *("/costs/", "/clinics/", "/find-care/", "/find-care/new-york/", "/find-care/new-york/?q=pine+riverton"),
    *("/search/?q=ketamine", "/search/?q=nerve+pain", "/sitemap.xml"),
    *("/sitemap-pages.xml", "/sitemap-articles.xml", "/sitemap-directory.xml", "/feeds/articles/"),
    *("/consultation/", "/is-it-for-me/", "/share/?page=/conditions/crps/", "/feedback/?page=/conditions/crps/"),
)
STAFF = {
    "Owner": (
        *("admin/", "admin/content/listing/", "admin/content/listing/?q=pine+riverton", "admin/content/listing/?p=9"),
        *("admin/content/fact/", "admin/content/clinic/", "admin/content/person/", "admin/accounts/user/"),
        *("upkeep/", "events/", "desk/record/", "desk/record/?person=1", "desk/record/?check=1", "desk/export/"),
    ),
    "Editor": (
        *("admin/", "admin/content/article/", "admin/content/article/?q=ketamine", "admin/content/article/?p=9"),
        *("admin/content/article/?state__exact=draft", "admin/content/article/add/", "admin/content/condition/"),
        *("admin/content/faq/", "admin/content/source/", "admin/content/finding/", "admin/content/term/"),
        *("admin/content/image/", "search/", "search/?q=ketamine", "insert/source/?q=a", "reviews/", "upkeep/"),
        *("feedback/", "check/"),
    ),
    "Reviewer": ("admin/",),
    "Front desk": (
        *("admin/", "desk/", "desk/?show=tray", "desk/?show=closed", "desk/?show=closed&page=9", "desk/search/"),
        *("listings/", "listings/?show=out-of-date", "listings/?show=oldest", "listings/?show=never"),
    ),
}


def public_pages() -> Iterator[tuple[str, str]]:
    """What each page is called at every size, and its address."""
    yield from ((address, address) for address in PUBLIC)
    articles = Article.objects.published().filter(slug__startswith="generated-").order_by("pk")
    yield "an article", articles[3].get_absolute_url()
    yield "the last page of articles", f"/articles/?page={articles.count() // 20}"
    yield "/search/?q={a word of an article}", f"/search/?q={articles[3].title.split()[0]}"
    shown = Listing.objects.listed_in("NY", timezone.localdate()).in_order()
    yield "/find-care/new-york/?city=...", f"/find-care/new-york/?city={shown[0].city}"
    yield "an entry of the directory", shown[0].get_absolute_url()
    yield "a clinic", Clinic.objects.main().get_absolute_url()


def staff_pages() -> Iterator[tuple[str, str, str]]:
    """Role, name, and address below the prefix."""
    for role, addresses in STAFF.items():
        yield from ((role, address, address) for address in addresses)
    article = Article.objects.published().get(slug="generated-3").pk
    for page in ("change/", "history/"):
        yield "Editor", f"admin/content/article/.../{page}", f"admin/content/article/{article}/{page}"
    for role in ("Editor", "Reviewer"):
        yield role, "pages/article/.../", f"pages/article/{article}/"
    yield "Reviewer", "admin/content/article/.../delete/", f"admin/content/article/{article}/delete/"
    for model in (Faq, Condition, Source, Term, Finding, Clinic):
        name = f"admin/content/{model._meta.model_name}"
        role = "Owner" if model is Clinic else "Reviewer"
        yield role, f"{name}/.../change/", f"{name}/{model.objects.first().pk}/change/"
    listing = Listing.objects.verified(timezone.localdate()).order_by("pk").first().pk
    yield "Front desk", "listings/.../", f"listings/{listing}/"
    yield "Front desk", "admin/content/listing/.../change/", f"admin/content/listing/{listing}/change/"
    row = ConsultationRequest.objects.in_queue().order_by("-received_at").first()
    yield "Front desk", "desk/.../", f"desk/{row.reference}/"
    yield "Owner", "desk/record/?reference=...", f"desk/record/?reference={row.reference}"


def cost_of(client: Client, address: str) -> tuple[float, float, int]:
    """Milliseconds of processor time, the database's included (p50 and p95), and queries."""
    with CaptureQueriesContext(connection) as queries:
        status = client.get(address).status_code
        count = len(queries)
    if status != 200:
        raise SystemExit(f"{address}: {status}")
    times: list[float] = []
    while len(times) < FEWEST or (len(times) < RUNS and sum(times) < SECONDS * 1000):
        started = time.process_time()
        client.get(address)
        times.append((time.process_time() - started) * 1000)
    cuts = quantiles(times, n=20, method="inclusive")
    return cuts[9], cuts[18], count


def main() -> None:
    settings.IS_PRODUCTION, settings.SECURE_SSL_REDIRECT = True, False  # samples are hidden, as they are for readers
    found = {name: cost_of(Client(), address) for name, address in public_pages()}
    clients = {role: signed_in(Client(), User.objects.get(groups__name=role)) for role in STAFF}
    for role, name, address in staff_pages():
        found[f"{role}: {name}"] = cost_of(clients[role], f"/{settings.STAFF_PREFIX}/{address}")
    print(json.dumps(found))


if __name__ == "__main__":
    main()
