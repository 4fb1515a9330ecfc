"""The Django admin for everything the clinic publishes."""

from content.admin import clinics, evidence, images, listings, pages, people, questions, search

__all__ = ["clinics", "evidence", "images", "listings", "pages", "people", "questions", "search"]
