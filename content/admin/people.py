from django.contrib import admin

from content.admin.gated import GatedAdmin
from content.models import Person


@admin.register(Person)
class PersonAdmin(GatedAdmin):
    list_display = ["name", "job_title", "is_sample", "is_public"]
    list_filter = ["is_sample", "is_public"]
    search_fields = ["name", "job_title"]
    prepopulated_fields = {"slug": ["name"]}
