"""The Django admin for everything the clinic publishes."""

from content.admin import clinics, evidence, listings, pages, people, questions

__all__ = ["clinics", "evidence", "listings", "pages", "people", "questions"]
