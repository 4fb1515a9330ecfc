"""The Django admin for everything the clinic publishes."""

from django.contrib import admin

from content.admin import clinics, evidence, pages, people, questions

__all__ = ["clinics", "evidence", "pages", "people", "questions"]

admin.site.site_header = "Clinic website: staff"
admin.site.site_title = "Clinic staff"
admin.site.index_title = "What the clinic publishes"
