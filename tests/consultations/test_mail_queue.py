"""What waits is claimed once, tried again, and given up only where it is hopeless."""

from datetime import timedelta
from smtplib import SMTPRecipientsRefused, SMTPServerDisconnected

import pytest
import time_machine
from django.core import mail as outbox
from django.core.mail.backends.base import BaseEmailBackend
from django.utils import timezone

from consultations import mail_queue
from consultations.models import OutgoingMail
from tests.consultations.factories import CANARIES, EMAIL, make_consultation
from tests.factories import make_clinic

pytestmark = pytest.mark.django_db
HEALTH_WORDS = ("ketamine", "pain", "infusion", "depression", "treatment", "clinic")


@pytest.fixture(autouse=True)
def mail_server(settings):
    settings.EMAIL_HOST = "mail.example"
    settings.DEFAULT_FROM_EMAIL = "desk@site.example"
    settings.STAFF_NOTICE_TO = ["front@site.example"]


class Failing(BaseEmailBackend):
    """A server that answers each message with this error."""

    def __init__(self, error: Exception) -> None:
        super().__init__()
        self.error = error

    def send_messages(self, email_messages):
        raise self.error


def test_the_notice_and_the_receipt_say_nothing_about_the_person_or_their_health():
    row = make_consultation(email=EMAIL, clinic=make_clinic(name="Albany Ketamine Infusions", phone="518 555 0100"))
    assert mail_queue.drain() == (2, 0)
    notice, receipt = sorted(outbox.outbox, key=lambda message: message.to != ["front@site.example"])

    assert (notice.to, receipt.to) == (["front@site.example"], [EMAIL])
    for message in (notice, receipt):
        text = f"{message.subject} {message.from_email} {message.body}"
        assert row.shown_reference() in text
        assert not [canary for canary in CANARIES if canary in text]
        assert not [word for word in HEALTH_WORDS if word in text.lower()]
    assert "/staff/desk/" in notice.body
    assert "988" in receipt.body


def test_a_message_is_sent_once_and_keeps_its_id():
    make_consultation()
    mail = OutgoingMail.objects.get()
    mail_queue.drain()
    mail_queue.drain()

    assert [message.extra_headers["Message-ID"] for message in outbox.outbox] == [f"<{mail.pk}@127.0.0.1>"]


def test_what_is_claimed_is_nobody_elses_until_the_lease_runs_out():
    make_consultation()
    now = timezone.now()
    assert mail_queue.claim(now) is not None

    assert mail_queue.claim(now) is None
    assert mail_queue.claim(now + mail_queue.LEASE) is not None


def test_without_a_server_everything_waits(settings):
    settings.EMAIL_HOST = ""
    make_consultation()

    assert mail_queue.drain() == (0, 0)
    assert OutgoingMail.objects.waiting().count() == 1


def test_without_somebody_to_tell_the_notice_waits_and_the_receipt_goes_out(settings):
    settings.STAFF_NOTICE_TO = []
    make_consultation(email=EMAIL)
    mail_queue.drain()

    assert [message.to for message in outbox.outbox] == [[EMAIL]]
    assert OutgoingMail.objects.waiting().get().kind == "notice"


def test_each_failure_waits_longer_up_to_an_hour():
    make_consultation()
    pauses = []
    for _ in range(9):
        with time_machine.travel(OutgoingMail.objects.get().not_before, tick=False):
            mail_queue.drain(Failing(SMTPServerDisconnected("zephyrina@quillfeather.example")))
            pauses.append((OutgoingMail.objects.get().not_before - timezone.now()).seconds)

    assert pauses == [30, 60, 120, 240, 480, 960, 1920, 3600, 3600]
    assert OutgoingMail.objects.get().last_problem == "SMTPServerDisconnected"


def refused(code: int) -> SMTPRecipientsRefused:
    return SMTPRecipientsRefused({EMAIL: (code, b"no such person")})


@pytest.mark.parametrize(("code", "kinds"), [(550, ["receipt"]), (450, [])])
def test_a_receipt_refused_for_good_is_given_up_and_a_notice_never(code, kinds):
    make_consultation(email=EMAIL)
    mail_queue.drain(Failing(refused(code)))

    assert list(OutgoingMail.objects.exclude(given_up_at=None).values_list("kind", flat=True)) == kinds
    assert mail_queue.mail_numbers(timezone.now())["given_up"] == len(kinds)


def test_a_notice_is_tried_for_ever_and_a_receipt_for_three_days():
    make_consultation(email=EMAIL)
    with time_machine.travel(timezone.now() + timedelta(days=4)):
        mail_queue.drain(Failing(SMTPServerDisconnected()))
        assert mail_queue.mail_numbers(timezone.now())["late"] == 1

    assert OutgoingMail.objects.waiting().get().kind == "notice"


def test_a_failure_writes_no_address_into_the_log(caplog):
    make_consultation(email=EMAIL)
    mail_queue.drain(Failing(refused(550)))

    assert "SMTPRecipientsRefused 550" in caplog.text
    assert not [canary for canary in CANARIES if canary in caplog.text]
