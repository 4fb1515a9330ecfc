"""Processes that end by themselves at a named point. Wraps functions by their names: the site knows nothing of it.

As a WSGI application for gunicorn it crashes at the point that stands in the file CRASH_FILE, once.
As a command, `python -m tests.faults.crashing POINT...`, it sends waiting mail in one process for each named point,
and then lets every lease run out and sends the rest.
"""

import os
import smtplib
import sys
from collections.abc import Callable, Iterator
from functools import wraps
from pathlib import Path
from typing import Any

import django

CRASHED = 70
BEFORE_VALIDATION, AFTER_VALIDATION = "before validation", "after validation"
AFTER_INSERT, AFTER_COMMIT, AFTER_HEADERS = "after insert", "after commit, before response", "after headers"
AFTER_CLAIM, AFTER_RCPT = "mail claimed", "after SMTP RCPT"
AFTER_DATA, BEFORE_MARK = "after DATA, before 250", "after 250, before mark"
WEB_POINTS = (BEFORE_VALIDATION, AFTER_VALIDATION, AFTER_INSERT, AFTER_COMMIT, AFTER_HEADERS)
MAIL_POINTS = (AFTER_CLAIM, AFTER_RCPT, AFTER_DATA, BEFORE_MARK)
END_OF_MESSAGE = b"\r\n.\r\n"


def crash_at(point: str) -> None:
    """End here, without any cleaning up, if this point was asked for."""
    wanted = Path(os.environ["CRASH_FILE"])
    try:
        if wanted.read_text(encoding="utf-8") != point:
            return
        wanted.unlink()
    except FileNotFoundError:
        return
    os._exit(CRASHED)


def wrap(owner: Any, name: str, *, before: str = "", after: str = "") -> None:
    original: Callable[..., Any] = getattr(owner, name)

    @wraps(original)
    def wrapped(*arguments: Any, **named: Any) -> Any:
        crash_at(before)
        result = original(*arguments, **named)
        crash_at(after)
        return result

    setattr(owner, name, wrapped)


def wrap_everything() -> None:
    """Needs django.setup()."""
    from django.core.mail import EmailMessage
    from django.db.backends.base.base import BaseDatabaseWrapper

    from consultations import mail_queue, sending
    from consultations.forms import ConsultationForm
    from consultations.views import visitor

    wrap(ConsultationForm, "full_clean", before=BEFORE_VALIDATION)
    wrap(visitor, "take_in", before=AFTER_VALIDATION)
    wrap(sending, "queue_mail", after=AFTER_INSERT)
    wrap(BaseDatabaseWrapper, "commit", after=AFTER_COMMIT)
    wrap(mail_queue, "claim", after=AFTER_CLAIM)
    wrap(smtplib.SMTP, "rcpt", after=AFTER_RCPT)
    wrap(EmailMessage, "send", after=BEFORE_MARK)
    send = smtplib.SMTP.send

    def sent(self: smtplib.SMTP, text: bytes | str) -> None:
        send(self, text)
        if text[-len(END_OF_MESSAGE) :] == END_OF_MESSAGE:
            crash_at(AFTER_DATA)

    smtplib.SMTP.send = sent  # type: ignore[method-assign]


def crashing_application() -> Callable[..., Iterator[bytes]]:
    from clinic_site.wsgi import application as site

    wrap_everything()

    def served(environ: dict[str, Any], start_response: Any) -> Iterator[bytes]:
        response = site(environ, start_response)
        yield b""  # gunicorn sends the headers with the first piece, even an empty one
        crash_at(AFTER_HEADERS)
        yield from response
        response.close()

    return served


def main(points: list[str]) -> None:
    django.setup()
    wrap_everything()
    from consultations import mail_queue
    from consultations.models import OutgoingMail

    def rest() -> None:
        OutgoingMail.objects.waiting().update(leased_until=None)
        mail_queue.drain()

    for point in points:
        Path(os.environ["CRASH_FILE"]).write_text(point, encoding="utf-8")
        print(in_a_child(mail_queue.drain))
    print(in_a_child(rest))


def in_a_child(deed: Callable[[], Any]) -> int:
    """The exit code of a copy of this process that does it."""
    sys.stdout.flush()
    child = os.fork()
    if not child:
        deed()
        os._exit(0)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


if __name__ == "__main__":
    main(sys.argv[1:])
elif "CRASH_FILE" in os.environ:
    application = crashing_application()
