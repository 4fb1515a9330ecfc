"""Generated entries of the directory in any number, the same ones each time."""

from collections.abc import Iterator
from datetime import date, timedelta
from random import Random
from typing import Any

from django.db import transaction
from django.utils import timezone

from benchmarks import nppes
from content.listings.columns import NPPES, values_of_nppes
from content.listings.importing import slug_of
from content.models import Listing, ListingReport, Treatment
from content.models.contacts import tidy_phone, tidy_zip
from content.search.indexing import BATCH, batches

EMPTY = dict.fromkeys(NPPES, "")
VERIFIED_ONE_IN = 20
OUT_OF_DATE_ONE_IN = 100
REPORTED_ONE_IN = 1_000  # of those that are verified


def make_listings(count: int, random: Random) -> None:
    """As an import of the public file leaves them: most were checked by nobody, some within the last 12 months."""
    treatment = Treatment.objects.published().filter(is_offered=True).first()
    gives: Any = Listing.treatments.through
    with transaction.atomic():
        for rows in batches(listings(count, random)):
            verified = [one for one in Listing.objects.bulk_create(rows) if one.is_verified(timezone.localdate())]
            gives.objects.bulk_create([gives(listing=one, treatment=treatment) for one in verified], batch_size=BATCH)
            reported = [one for one in verified if random.randrange(REPORTED_ONE_IN) == 0]
            ListingReport.objects.bulk_create([ListingReport(listing=one, problem="no_answer") for one in reported])


def listings(count: int, random: Random) -> Iterator[Listing]:
    today = timezone.localdate()
    for number in range(count):
        values = values_of_nppes(EMPTY | nppes.values(number, random))
        values |= {"phone": tidy_phone(values["phone"]), "postal_code": tidy_zip(values["postal_code"])}
        yield Listing(slug=slug_of(values), is_imported=True, **(values | check(number, today, random)))


def check(number: int, today: date, random: Random) -> dict[str, Any]:
    """When somebody checked the entry, if anybody did."""
    if number % VERIFIED_ONE_IN == 0:
        days = random.randrange(300)
    elif number % OUT_OF_DATE_ONE_IN == 1:
        days = random.randrange(400, 700)
    else:
        return {}
    checked = {"verified_on": today - timedelta(days=days), "verified_by": "the front desk", "verified_how": "phone"}
    return checked | {"setting": "office"}
