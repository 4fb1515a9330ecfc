"""How far the clinical check of a text has run out."""

from datetime import date

from django.db import models

SOON_DAYS = 30  # before the day on which a clinical check is due
LATE_DAYS = 30  # after it: overdue
LONG_DAYS = 180  # after it: long overdue, and out of the indexes of search engines


class Stage(models.TextChoices):
    """From `due` on a page says so and leaves the featured lists; long overdue, the indexes."""

    FINE = "fine", "In date"
    SOON = "soon", "Due soon"
    DUE = "due", "Due"
    OVERDUE = "overdue", "Overdue"
    LONG_OVERDUE = "long_overdue", "Long overdue"


def stage_of(due: date | None, today: date) -> Stage:
    """A text without a date is fine. On the day itself it is due soon: it may still be shown as in date."""
    if due is None:
        return Stage.FINE
    late = (today - due).days
    bounds = ((LONG_DAYS, Stage.LONG_OVERDUE), (LATE_DAYS, Stage.OVERDUE), (0, Stage.DUE), (-SOON_DAYS - 1, Stage.SOON))
    return next((stage for bound, stage in bounds if late > bound), Stage.FINE)
