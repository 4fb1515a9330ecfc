from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest

from accounts.admin_by_role import ByRole
from content.admin.drafts import DraftAdmin
from content.admin.pages import REVIEW, WITHDRAWAL
from content.listings.addresses import lead_on
from content.models import Listing, ListingChange, StateRules
from content.search.indexing import index, index_ids

CHECKED: Any = {
    "fields": ["verified_on", "verified_by", "verified_how", "taken_out", "clinic", "is_sample", "is_imported"]
}
PLACE: Any = {
    "fields": ["name", "slug", "region", "city", "street", "postal_code", "phone", "website", "npi", "other_npis"]
}
TOLD: Any = {
    "fields": [
        *("treatments", "setting", "taking_patients", "in_the_room", "training", "monitoring", "rescue", "transfer"),
        "license_lookup",
    ],
    "description": "Leave empty what nobody has asked: the page then says that it is not known.",
}


@admin.register(Listing)
class ListingAdmin(ByRole, admin.ModelAdmin):
    """What an entry says. That it was checked is noted in the queue of the directory, in one step."""

    list_display = ["name", "city", "region", "verified_on", "taken_out"]
    list_filter = ["taken_out", "is_sample", "verified_how"]
    search_fields = ["name", "npi"]
    ordering = ["verified_on", "pk"]
    show_full_result_count = False  # there may be a million
    prepopulated_fields = {"slug": ["name"]}
    filter_horizontal = ["treatments"]
    readonly_fields = ["is_imported"]
    fieldsets = [(None, PLACE), ("What the place told us", TOLD), ("Check", CHECKED)]

    def save_model(self, request: HttpRequest, obj: Listing, form: Any, change: bool) -> None:
        before = Listing.objects.filter(pk=obj.pk).first()
        obj.save(by=request.user)
        if before:
            lead_on(before, obj)

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        listing = form.instance
        before = {"treatments": names_of(listing)}
        super().save_related(request, form, formsets, change)
        after = {"treatments": names_of(listing)}
        if before != after:
            ListingChange.objects.record(listing, before, after, by=request.user)
        index(listing)

    def delete_model(self, request: HttpRequest, obj: Listing) -> None:
        gone = obj.pk
        obj.delete(by=request.user)
        index_ids(Listing, [gone])

    def delete_queryset(self, request: HttpRequest, queryset: QuerySet[Listing]) -> None:
        for listing in queryset:
            self.delete_model(request, listing)


def names_of(listing: Listing) -> list[str]:
    return sorted(listing.treatments.values_list("slug", flat=True))


@admin.register(StateRules)
class StateRulesAdmin(DraftAdmin):
    list_display = ["region", "state", "reviewed_by", "reviewed_on", "review_due_on"]
    list_filter = ["state"]
    list_select_related = ["reviewed_by"]
    search_fields = ["slug"]
    fieldsets = [(None, {"fields": ["region", "slug", "body"]}), REVIEW, WITHDRAWAL]
