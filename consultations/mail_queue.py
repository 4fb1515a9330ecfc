"""Send what waits: at least once, with the same Message-ID at every try, and never in the clear.

A row is claimed with a lease in a statement of its own, sent outside of any transaction, and marked. Whoever is killed
in between leaves a lease that runs out.
"""

import logging
import threading
from datetime import datetime, timedelta
from smtplib import SMTPRecipientsRefused, SMTPResponseException
from typing import Any

from django.conf import settings
from django.core.mail import get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.db import close_old_connections
from django.db.models import Count, F, Min, Q
from django.utils import timezone

from consultations.emails import build_message
from consultations.models import OutgoingMail

logger = logging.getLogger("consultations")
LEASE = timedelta(minutes=5)  # longer than all replies of a mail server are waited for (EMAIL_TIMEOUT each)
FIRST_PAUSE = timedelta(seconds=30)
LONGEST_PAUSE = timedelta(hours=1)
RECEIPTS_ARE_TRIED_FOR = timedelta(days=3)
LATE_AFTER = timedelta(hours=1)
LOOK_EVERY_SECONDS = 5.0


def is_configured() -> bool:
    """Whether there is a server to send with. Until then everything waits."""
    return bool(settings.EMAIL_HOST)


def claim(now: datetime) -> OutgoingMail | None:
    """Take one due message for `LEASE`; None when there is none. No two workers get the same one."""
    due = OutgoingMail.objects.due(now)
    if not settings.STAFF_NOTICE_TO:
        due = due.exclude(kind=OutgoingMail.Kind.NOTICE)
    for pk in due.order_by("not_before").values_list("pk", flat=True)[:20]:
        taken = OutgoingMail.objects.due(now).filter(pk=pk)
        if taken.update(leased_until=now + LEASE, attempts=F("attempts") + 1):
            return OutgoingMail.objects.select_related("request__clinic").filter(pk=pk).first()
    return None


def drain(connection: BaseEmailBackend | None = None) -> tuple[int, int]:
    """Send everything that is due now; how many went out, and how many failed."""
    sent = failed = 0
    if not is_configured():
        return sent, failed
    server = connection or get_connection()
    while (mail := claim(timezone.now())) is not None:
        if send(mail, server):
            sent += 1
        else:
            failed += 1
    server.close()
    return sent, failed


def send(mail: OutgoingMail, server: BaseEmailBackend) -> bool:
    """Try one message that was claimed, and note how it went."""
    try:
        message = build_message(mail)
        message.connection = server
        message.send()
    except Exception as error:  # whatever a server, network or key does: the message must be tried again
        server.close()
        note_failure(mail, error)
        return False
    OutgoingMail.objects.filter(pk=mail.pk).update(sent_at=timezone.now(), leased_until=None, last_problem="")
    return True


def note_failure(mail: OutgoingMail, error: Exception) -> None:
    """Say when to try again, and the kind of error: its text may quote an address."""
    now = timezone.now()
    pause = min(FIRST_PAUSE * 2 ** min(mail.attempts - 1, 10), LONGEST_PAUSE)
    problem = f"{type(error).__name__} {code_of(error)}".strip()
    values = {"leased_until": None, "not_before": now + pause, "last_problem": problem[:60]}
    if is_hopeless(mail, error, now):
        values["given_up_at"] = now
    OutgoingMail.objects.filter(pk=mail.pk).update(**values)
    logger.warning("Mail %s was not sent (try %s): %s", mail.pk, mail.attempts, problem)


def code_of(error: Exception) -> str:
    if isinstance(error, SMTPRecipientsRefused):
        return " ".join(sorted({str(code) for code, _ in error.recipients.values()}))
    return str(error.smtp_code) if isinstance(error, SMTPResponseException) else ""


def is_hopeless(mail: OutgoingMail, error: Exception, now: datetime) -> bool:
    """A receipt whose address the server refuses for good, or that failed for days. A notice to staff never is."""
    if mail.kind == OutgoingMail.Kind.NOTICE:
        return False
    refused = isinstance(error, SMTPRecipientsRefused) and code_of(error).startswith("5")
    return refused or mail.created_at + RECEIPTS_ARE_TRIED_FOR < now


def mail_numbers(now: datetime) -> dict[str, Any]:
    """In one query: how many messages wait for over an hour (`now` is aware) and since when, how many were given up."""
    late = Q(given_up_at=None, created_at__lt=now - LATE_AFTER)
    numbers = {"late": Count("pk", filter=late), "oldest": Min("created_at", filter=late)}
    return OutgoingMail.objects.filter(sent_at=None).aggregate(**numbers, given_up=Count("given_up_at"))


def run(stop: threading.Event) -> None:
    """Look every few seconds until told to stop, whatever happens: nobody would start this thread again."""
    while not stop.wait(LOOK_EVERY_SECONDS):
        try:
            drain()
        except Exception as error:  # a database that is away, for one
            logger.warning("The mail queue could not be worked on: %s", type(error).__name__)
        finally:
            close_old_connections()


def run_beside_server() -> None:
    """A thread that sends while this process serves. Several processes share the work by their leases."""
    threading.Thread(target=run, args=(threading.Event(),), name="mail-queue", daemon=True).start()
