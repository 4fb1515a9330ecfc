"""The Django admin for everything the clinic publishes."""

from content.admin import clinics, evidence, images, pages, people, questions

__all__ = ["clinics", "evidence", "images", "pages", "people", "questions"]
