"""The one message that accounts send."""

import logging
from collections.abc import Callable
from smtplib import SMTPException
from typing import Any

from django.conf import settings
from django.core.mail import EmailMessage
from django.http import HttpResponseRedirect
from django.template.loader import render_to_string
from django.urls import reverse

from accounts.links import make_link
from accounts.models import OneTimeLink, User

logger = logging.getLogger("accounts")


class SendAfterwards(HttpResponseRedirect):
    """A redirect that does its work once the browser has its answer, so that the time tells nothing."""

    def __init__(self, name: str, work: Callable[[], None], **kwargs: Any) -> None:
        super().__init__(reverse(name), **kwargs)
        self.work = work

    def close(self) -> None:
        super().close()
        self.work()


def can_send() -> bool:
    """Whether the site knows a mail server."""
    return bool(settings.EMAIL_HOST)


def send_reset(user: User) -> None:
    """Neutral words: whoever reads over a shoulder learns nothing about the clinic's work."""
    link = make_link(user, OneTimeLink.Kind.PASSWORD)
    text = render_to_string("accounts/mail/reset.txt", {"link": link})
    message = EmailMessage("Your staff account", text, settings.DEFAULT_FROM_EMAIL, [user.email])
    try:
        message.send()
    except (SMTPException, OSError):
        logger.error("The message with a link for a new password could not be sent.")
