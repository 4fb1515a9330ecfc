"""D. A mail server that is away, slow, refuses, breaks off or does not encrypt: nobody waits, no mail is lost."""

import re
import subprocess
import sys
import uuid
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from email.message import Message
from pathlib import Path

from clinic_site.mail import Backend
from tests.faults import mail_server as mail
from tests.faults.mail_server import MailServer
from tests.faults.site import IS_LONG, PAUSE, Site
from tests.faults.visitor import BETWEEN_TRIES, TRIES, Visitor, open_forms
from tests.processes import ROOT

COUNT = 20 if IS_LONG else 2
WORKERS, ROWS = (4, 500) if IS_LONG else (4, 40)
NEVER = ("ketamine", "pain", "infusion", "depression")
TROUBLES = (
    mail.REFUSES_FOR_NOW,
    mail.REFUSES_TEXT_FOR_NOW,
    mail.REFUSES_TEXT,
    mail.DROPS,
    mail.NO_STARTTLS,
)
DUE_AGAIN = "UPDATE consultations_outgoingmail SET leased_until = NULL, not_before = created_at WHERE sent_at IS NULL"
WAITING = "SELECT count(*) FROM consultations_outgoingmail WHERE sent_at IS NULL"


def sending_site(site: Site, server: MailServer, **more: str) -> Site:
    return replace(site, environment=site.environment | server.environment() | more)


def send_requests(site: Site, count: int = COUNT) -> list[Visitor]:
    visitors = [Visitor(site.port) for _ in range(count)]
    open_forms(visitors)
    for visitor in visitors:
        visitor.send()
    return visitors


def words_in(message: Message) -> str:
    """Everything in it that a person or a provider reads, but for whom it is addressed to."""
    body = message.get_payload(decode=True)
    assert isinstance(body, bytes)
    headers = [str(value) for name, value in message.items() if name != "To"]
    return "\n".join([*headers, body.decode()]).casefold()


def assert_says_nothing(message: Message, visitors: list[Visitor]) -> None:
    words = words_in(message)
    assert not [word for word in NEVER if word in words]
    digits = re.sub(r"[ ()+-]", "", words)
    for visitor in visitors:
        answers = visitor.answers
        for name in ("name", "email", "access"):
            assert answers[name].casefold() not in words
        assert answers["phone"].replace(" ", "") not in digits


def test_every_message_goes_out_in_the_end_with_one_id_encrypted_and_without_a_word_about_the_person(
    sqlite_site: Site, mail_server: MailServer
):
    site = sending_site(sqlite_site, mail_server, MAIL_BESIDE_SERVER="no")
    site.start()
    visitors = send_requests(site)
    site.stop()
    assert mail_server.clear() == b""  # no request talks to the mail server
    none, all_of_them = f"0 sent, {2 * COUNT} failed.", f"{2 * COUNT} sent, 0 failed."
    trusted, strange = (mail_server.folder / name for name in ("authority.pem", "server.pem"))
    with sender(site) as send:
        for trouble in TROUBLES:
            mail_server.behave(trouble)
            assert (trouble, send(trusted)) == (trouble, none)
        mail_server.stop()
        assert send(trusted) == none
        mail_server.behave(mail.WELL)
        mail_server.start()
        assert send(strange) == none  # an authority that did not sign the server's certificate
        assert mail_server.messages() == []

        assert send(trusted) == all_of_them

    times = Counter(message["Message-ID"] for message in mail_server.messages())
    kept = {uuid.UUID(str(pk)) for (pk,) in site.rows("SELECT id FROM consultations_outgoingmail")}
    assert {uuid.UUID(name.strip("<>").partition("@")[0]) for name in times} == kept
    assert set(times.values()) == {1}
    for message in mail_server.messages():
        assert_says_nothing(message, visitors)
    assert commands_in(mail_server.clear()) <= {b"EHLO", b"STARTTLS", b"QUIT"}


def commands_in(clear: bytes) -> set[bytes]:
    """The first word of each line, but for what TLS itself sends."""
    return {line.split()[0].upper() for line in clear.splitlines() if line.isascii() and line[:1].isalpha()}


@contextmanager
def sender(site: Site) -> Iterator[Callable[[Path], str]]:
    """Lets everything be due again and runs `send_mail_queue`, trusting that authority; what the command says."""
    command = [sys.executable, "-m", "tests.faults.mail_workers"]
    with subprocess.Popen(
        command, cwd=ROOT, env=site.environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        talk, listen = process.stdin, process.stdout

        def send(authority: Path) -> str:
            site.rows(DUE_AGAIN)
            talk.write(f"{authority}\n")
            talk.flush()
            return listen.readline().strip()

        yield send


def test_nobody_waits_for_a_bad_mail_server_and_the_thread_beside_the_site_outlives_it(
    sqlite_site: Site, mail_server: MailServer
):
    site = sending_site(sqlite_site, mail_server, WEB_WORKERS="1")
    mail_server.behave(mail.SILENT)
    site.start()
    for trouble in (mail.BABBLES, mail.SILENT, mail.DRIPS) if IS_LONG else (mail.BABBLES, mail.DRIPS):
        mail_server.behave(trouble)
        before, talks = len(mail_server.messages()), len(mail_server.clear())
        send_requests(site, 1)
        if trouble != mail.SILENT:
            wait_until(lambda talks=talks: len(mail_server.clear()) > talks)
        send_requests(site, 1)  # the thread talks to the server, and people are answered meanwhile
        mail_server.behave(mail.WELL)

        wait_until(lambda before=before: len(mail_server.messages()) >= before + 2)
    site.stop()


def test_a_server_that_takes_leave_wrongly_has_taken_the_mail(mail_server: MailServer, monkeypatch):
    monkeypatch.setenv("SSL_CERT_FILE", str(mail_server.folder / "authority.pem"))
    mail_server.behave(mail.BABBLES)
    backend = Backend(host="localhost", port=mail_server.port, use_tls=True, timeout=10)

    assert backend.open()
    backend.close()

    assert backend.connection is None


def wait_until(is_so: Callable[[], bool]) -> None:
    assert any(is_so() or PAUSE.wait(BETWEEN_TRIES) for _ in range(TRIES))


def test_workers_share_the_queue_and_what_a_dead_one_held_is_taken_over(any_site: Site, mail_server: MailServer):
    site = sending_site(any_site, mail_server)
    printed = site.python("-m", "tests.faults.mail_workers", str(WORKERS), str(ROWS))

    times = Counter(message["Message-ID"] for message in mail_server.messages())
    assert printed.split() == ["0"] * WORKERS
    assert len(times) == ROWS
    assert set(times.values()) == {1}
    assert site.rows(WAITING) == [(1,)]  # somebody else has it in hand

    site.rows("UPDATE consultations_outgoingmail SET leased_until = created_at WHERE sent_at IS NULL")
    assert site.manage("send_mail_queue") == "1 sent, 0 failed.\n"
