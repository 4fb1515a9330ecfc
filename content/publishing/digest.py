"""One mail a day to the reviewers: what is due and what waits. No text of any page is in it."""

from datetime import date

from django.conf import settings
from django.core.mail import EmailMessage
from django.template.loader import render_to_string

from content.models import RateLimit, Revision, Stage
from content.publishing.clock import by_stage, open_changes, reviews
from content.publishing.refused import Refused

KEPT_SECONDS = 7 * 24 * 60 * 60


def everything(model: object) -> bool:
    return True


def send_digest(today: date, addresses: list[str]) -> bool:
    """Send today's digest; False when it was sent already or nothing waits.

    The day is claimed in one statement before the mail is sent, so that two runs cannot both send it. A mail that
    fails gives the day back, for the next run. What a missed day would have told is in the next digest.
    """
    due = by_stage(reviews(everything, until=today), today)
    stages = [(stage, rows) for stage, rows in due if rows and stage != Stage.SOON]
    waiting = [one for one in open_changes(everything) if one.version.state == Revision.State.IN_REVIEW]
    if not (stages or waiting) or not addresses:
        return False
    key = f"review-digest:{today.isoformat()}"
    if RateLimit.objects.use(key, seconds=KEPT_SECONDS) > 1:
        return False
    context = {"stages": stages, "waiting": waiting, "site_url": settings.SITE_URL, "prefix": settings.STAFF_PREFIX}
    text = render_to_string("staff/mail/digest.txt", context)
    try:
        EmailMessage("Pages to review", text, settings.DEFAULT_FROM_EMAIL, bcc=addresses).send()
    except OSError as error:  # what smtplib raises is one too
        RateLimit.objects.filter(key=key).delete()
        raise Refused(f"The mail could not be sent: {error}") from error
    return True
