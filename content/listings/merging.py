"""Two entries of one place become one. Nothing that either knew is lost."""

from typing import Any

from django.db import models, transaction
from django.utils import timezone

from content.listings.addresses import lead_on
from content.models import Listing, ListingReport
from content.search.indexing import index, index_ids

# Of the two, the kept one's own; the rest is filled in where it has nothing.
OWN = {"id", "slug", "npi", "other_npis", "is_sample", "is_imported", "verified_on", "verified_by", "verified_how"}


class CannotMerge(Exception):
    """Says to staff why not."""


def seen_by_readers(*listings: Listing) -> set[int]:
    """The ids of those that are listed today."""
    listed = Listing.objects.listed(timezone.localdate())
    return set(listed.filter(pk__in=[listing.pk for listing in listings]).values_list("pk", flat=True))


def why_not(kept: Listing, double: Listing, seen: set[int]) -> str:
    """Why `kept` cannot take in `double`, when readers see those in `seen`; empty when it can."""
    if kept.pk == double.pk:
        return "An entry is no double of itself."
    if kept.is_sample != double.is_sample:
        return "A sample and a real place are not the same."
    if double.clinic_id:
        return f"“{double}” is the entry of our own clinic."
    if double.pk in seen and kept.pk not in seen:
        return f"Readers see “{double}” and not this entry: merging would hide the place from them."
    if double.taken_out and kept.pk in seen:
        return (
            f"“{double}” is taken out ({double.get_taken_out_display()}), and readers see this entry. Merging would "
            "hide it from them. Make “Why it is not listed” the same in both first."
        )
    return ""


@transaction.atomic
def merge(kept: Listing, double: Listing, by: Any) -> None:
    """Fill what `kept` does not know from `double`, move its reports and NPIs over, and delete it.

    The history of both stays, and the old address leads on; an import knows the NPIs of the double and leaves them
    alone. Whether `kept` is verified does not change. Raises CannotMerge, above all where readers would lose a place.
    """
    if why := why_not(kept, double, seen_by_readers(kept, double)):
        raise CannotMerge(why)
    for name in (field.attname for field in Listing._meta.concrete_fields if field.name not in OWN):
        if not getattr(kept, name):
            setattr(kept, name, getattr(double, name))
    if kept.clinic_id:
        keep_one_address(kept)
    kept.npi, npis = kept.npi or double.npi, [*kept.npis(), *double.npis()]
    kept.other_npis = "\n".join(dict.fromkeys(npi for npi in npis if npi != kept.npi))
    move_reports(kept, double)
    kept.treatments.add(*double.treatments.all())
    gone = double.pk
    double.delete(by=by)
    kept.save(by=by, what="merged")
    lead_on(double, kept)
    index_ids(Listing, [gone])
    index(kept)


def keep_one_address(own: Listing) -> None:
    """The page of our own clinic gives address, phone and website."""
    for name in ("street", "postal_code", "phone", "website"):
        setattr(own, name, "")


def move_reports(kept: Listing, double: Listing) -> None:
    """Reports that wait go over; the same problem is counted together."""
    for report in double.reports.filter(closed_on=None):
        same = kept.reports.filter(closed_on=None, problem=report.problem)
        if not same.update(times=models.F("times") + report.times):
            ListingReport.objects.filter(pk=report.pk).update(listing=kept)
