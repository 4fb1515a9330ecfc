"""Who wrote a page, who checked it, and when: without all of it, nothing is clinical text."""

from collections.abc import Iterator

from content.gate.page import GatePage
from content.gate.rules import Level, Place, Rule

LONGEST_MONTHS = 24  # until a text must be checked again


def missing_author(page: GatePage) -> Iterator[Place]:
    if page.is_clinical and page.row.author_id is None:
        yield Place("author")


def missing_reviewer(page: GatePage) -> Iterator[Place]:
    if page.is_clinical and page.row.reviewed_by_id is None:
        yield Place("reviewed_by")


def missing_dates(page: GatePage) -> Iterator[Place]:
    for name in ("reviewed_on", "review_due_on"):
        if page.is_clinical and getattr(page.row, name) is None:
            yield Place(name)


def late_due_date(page: GatePage) -> Iterator[Place]:
    if not page.is_clinical or not (page.row.reviewed_on and page.row.review_due_on):
        return
    reviewed, due = page.row.reviewed_on, page.row.review_due_on
    months = (due.year - reviewed.year) * 12 + due.month - reviewed.month + (due.day > reviewed.day)
    if months > LONGEST_MONTHS:
        yield Place("review_due_on")


WHY = "A reader must be able to see who answers for a medical text, and how old it is."
SIGNING_RULES = [
    Rule("author-missing", Level.BLOCK, "No author is named", WHY, "Choose the person who wrote it.", missing_author),
    Rule(
        "reviewer-missing",
        Level.BLOCK,
        "No clinician has checked this",
        WHY,
        "Ask a clinician to read it and name them.",
        missing_reviewer,
    ),
    Rule(
        "review-dates-missing",
        Level.BLOCK,
        "A date of the clinical check is missing",
        WHY,
        "Give the day of the check and of the next.",
        missing_dates,
    ),
    Rule(
        "review-due-late",
        Level.BLOCK,
        f"The next check is due more than {LONGEST_MONTHS} months after the last",
        "Evidence on ketamine changes fast.",
        "Choose an earlier day.",
        late_due_date,
    ),
]
