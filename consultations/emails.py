"""The two messages that this site sends about a request. Neither says who asked, for what, or where."""

from email.utils import formataddr
from urllib.parse import urlsplit

from django.conf import settings
from django.core.mail import EmailMessage
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone

from consultations.models import OutgoingMail
from consultations.reply_times import zone_of

SUBJECTS = {OutgoingMail.Kind.NOTICE: "1 new request", OutgoingMail.Kind.RECEIPT: "We received your request"}


def build_message(mail: OutgoingMail) -> EmailMessage:
    """The message as it goes out. Its Message-ID is the same at every try.

    Raises accounts.sealing.CannotOpen when the recipient cannot be read.
    """
    kind = OutgoingMail.Kind(mail.kind)
    return EmailMessage(
        SUBJECTS[kind],
        render_to_string(f"consultations/mail/{kind}.txt", words_of(mail)),
        formataddr((settings.MAIL_SENDER_NAME, settings.DEFAULT_FROM_EMAIL)),
        [mail.recipient] if kind == OutgoingMail.Kind.RECEIPT else list(settings.STAFF_NOTICE_TO),
        headers={"Message-ID": message_id(mail), "Auto-Submitted": "auto-generated"},
    )


def message_id(mail: OutgoingMail) -> str:
    return f"<{mail.pk}@{urlsplit(settings.SITE_URL).hostname}>"


def words_of(mail: OutgoingMail) -> dict[str, object]:
    """What the templates may say. Times are in the clinic's zone."""
    row = mail.request
    zone = zone_of(row.clinic)
    return {
        "reference": row.shown_reference(),
        "received_at": timezone.localtime(row.received_at, zone),
        "reply_by": timezone.localtime(row.reply_by, zone),
        "phone": row.clinic.phone if row.clinic else "",
        "link": f"{settings.SITE_URL}{reverse('consultations:desk')}",
    }
