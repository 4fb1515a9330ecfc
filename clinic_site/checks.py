"""System checks: what must be true before a production site starts."""

from collections.abc import Iterator, Sequence
from typing import Any

from django.apps import apps
from django.conf import settings
from django.core import checks
from django.db import DatabaseError, connections
from django.utils import timezone

SAMPLE_HINT = "Replace samples by real people, or take them down, in the admin."
STANDBY_HINT = "Name the primary in DATABASE_URL, or set READ_ONLY_DATABASE=yes on a machine that only shows pages."
BLANK_HINT = "Fill in the marked blanks of the page, or set its state back to draft."


@checks.register(checks.Tags.database)
def check_nothing_unfinished_is_public(
    databases: Sequence[str] | None = None, **kwargs: Any
) -> list[checks.CheckMessage]:
    """In production: no sample person, entry or sign-off is there to be shown, and no unfilled template is public."""
    if not settings.IS_PRODUCTION or not databases:
        return []
    if "content_policy" not in connections["default"].introspection.table_names():
        return []
    return [*public_samples(), *sample_listings(), *sample_sign_offs(), *public_blanks()]


def public_samples() -> Iterator[checks.CheckMessage]:
    for person in apps.get_model("content", "Person").objects.public().samples():
        message = f"The sample person '{person}' has a public page."
        yield checks.Error(message, hint=SAMPLE_HINT, id="clinic.E001")


def sample_listings() -> Iterator[checks.CheckMessage]:
    """Production never shows them; that they are still there means that nobody has made the directory their own."""
    count = apps.get_model("content", "Listing").objects.samples().count()
    if count:
        message = f"The directory holds {count} sample(s)."
        hint = "Delete them in the admin, or their files in content/fixtures/listings/, and load again."
        yield checks.Error(message, hint=hint, id="clinic.E004")


def sample_sign_offs() -> Iterator[checks.CheckMessage]:
    for name in ("Condition", "Treatment", "Article", "Faq", "StateRules", "SuitabilityQuestion"):
        count = apps.get_model("content", name).objects.signed_by_a_sample().count()
        if count:
            message = f"{count} public {name.lower()}(s) were signed by a sample, not by a clinician."
            yield checks.Error(message, hint=SAMPLE_HINT, id="clinic.E002")


def public_blanks() -> Iterator[checks.CheckMessage]:
    for policy in apps.get_model("content", "Policy").objects.published().with_blanks():
        message = f"The page '{policy}' is public with blanks that nobody has filled in."
        yield checks.Error(message, hint=BLANK_HINT, id="clinic.E003")


@checks.register(checks.Tags.database)
def check_database_takes_writes(databases: Sequence[str] | None = None, **kwargs: Any) -> list[checks.CheckMessage]:
    """On a standby of PostgreSQL every form would fail, one visitor after the other."""
    if not databases or settings.READ_ONLY_DATABASE or connections["default"].vendor != "postgresql":
        return []
    with connections["default"].cursor() as cursor:
        cursor.execute("SHOW transaction_read_only")
        if cursor.fetchone() == ("off",):
            return []
    return [checks.Error("The database takes no writes.", hint=STANDBY_HINT, id="clinic.E005")]


@checks.register()
def check_security_txt(**kwargs: Any) -> list[checks.CheckMessage]:
    """A contact that has expired is no longer shown: somebody should renew it."""
    expires = settings.SECURITY_TXT_EXPIRES
    if not settings.SECURITY_CONTACT or (expires is not None and expires > timezone.localdate()):
        return []
    return [checks.Warning("SECURITY_TXT_EXPIRES is missing or past.", hint="Renew the day.", id="clinic.W001")]


def refuse_unsafe_start() -> None:
    """End the process with the list of errors, if there are any. Production only."""
    if not settings.IS_PRODUCTION:
        return
    try:
        found = checks.run_checks(databases=["default"])
    except DatabaseError as error:
        raise SystemExit(f"Configuration error: the database cannot be read: {error}") from error
    finally:
        connections.close_all()  # gunicorn forks next: an open SQLite file must not be carried into its workers
    errors = [message for message in found if message.level >= checks.ERROR]
    if errors:
        lines = "\n".join(f"- {error.msg} {error.hint or ''}" for error in errors)
        raise SystemExit(f"Configuration error: this site must not go live yet:\n{lines}")
