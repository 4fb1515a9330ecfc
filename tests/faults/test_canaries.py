"""Words that a person sent are found nowhere afterwards but on the desk's own pages and in their receipt's address."""

import base64
import binascii
import http.client
import json
import re
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlencode

from tests.databases import sqlite_file
from tests.faults.mail_server import MailServer
from tests.faults.site import HOST, Site
from tests.faults.test_mail_server import sending_site, words_in
from tests.faults.visitor import CSRF, REFERENCE, SEND, Visitor, found, open_forms

SENT = {
    "name": "Zephyrina Quillfeather",
    "phone": "(518) 555-0147",
    "email": "zq@quillfeather.example",
    "access": "Tzotzil relay",
}
NOTE, CORRECTED = "Xylographic mornings", "Zephyrina Umbrellabird"
CANARIES = ("zephyrina", "quillfeather", "5550147", "555-0147", "tzotzil", "xylographic", "umbrellabird")
VERSION = re.compile(r'name="version" value="(\d+)"')
DECODED_SESSIONS = """
import json
from django.contrib.sessions.models import Session
from django.contrib.admin.models import LogEntry
from accounts.models import SecurityEvent
print(json.dumps([[row.get_decoded() for row in Session.objects.all()],
    list(LogEntry.objects.values_list("object_repr", "change_message")),
    [str(row.__dict__) for row in SecurityEvent.objects.all()]], default=str))
"""


class Canary(Visitor):
    """A visitor whose answers are unlike any other words."""

    @property
    def answers(self) -> dict[str, str]:
        return {**super().answers, **SENT}


@dataclass
class Staff:
    """A browser of somebody who is signed in; it notes every address and cookie it meets."""

    port: int
    cookies: dict[str, str]
    addresses: list[str] = field(default_factory=list)
    given: list[str] = field(default_factory=list)

    def ask(self, method: str, path: str, **values: str) -> str:
        headers = {
            "Host": HOST,
            "X-Forwarded-Proto": "https",
            "X-Forwarded-For": "198.51.100.7",
            "Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items()),
        }
        body = None
        if method == "POST":
            headers |= {"Origin": f"https://{HOST}", "Content-Type": "application/x-www-form-urlencoded"}
            body = urlencode(values)
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        connection.request(method, path, body, headers)
        response = connection.getresponse()
        text = response.read().decode()
        self.addresses += [path, response.headers.get("Location", "")]
        for name, value in response.getheaders():
            if name == "Set-Cookie":
                self.given.append(value)
                cookie, _, rest = value.partition("=")
                self.cookies[cookie] = rest.partition(";")[0]
        connection.close()
        assert response.status in (200, 302, 409, 422), (path, response.status, text)
        return text

    def post(self, page: str, path: str, **values: str) -> str:
        """Send a form of the page at `page`, with its token and version."""
        text = self.ask("GET", page)
        version = VERSION.search(text)
        own = {"csrfmiddlewaretoken": found(CSRF, text), "version": version[1] if version else "0"}
        return self.ask("POST", path, **own | values)


def staff(site: Site, name: str, role: str) -> Staff:
    line = f"from tests import staff_sign_in; staff_sign_in.print_cookies({name!r}, {role!r})"
    return Staff(site.port, json.loads(site.manage("shell", "-v0", "-c", line)))


def test_no_word_that_a_person_sent_is_left_anywhere(sqlite_site: Site, mail_server: MailServer, tmp_path: Path):
    temporary = tmp_path / "temporary"
    temporary.mkdir()
    site = sending_site(sqlite_site, mail_server, MAIL_BESIDE_SERVER="no", TMPDIR=str(temporary))
    site.start()
    locations = send_in_every_way(site)
    site.manage("send_mail_queue")
    pages, people = work_at_the_desk(site)
    held = site.manage("shell", "-v0", "-c", DECODED_SESSIONS)
    site.stop()
    database = sqlite_file(site.url)
    assert database is not None
    assert site.errors is not None
    files = [site.errors, *database.parent.glob(f"{database.name}*"), *temporary.rglob("*")]
    places = {
        **{path.name: path.read_bytes() for path in files if path.is_file()},
        "addresses": "\n".join([*locations, *(one for person in people for one in person.addresses)]).encode(),
        "cookies": b"\n".join(unpacked(one for person in people for one in person.given)),
        "confirmations": b"\n".join(unpacked(locations)),
        "sessions, history, events": held.encode(),
        "mail": "\n".join(words_in(message) for message in mail_server.messages()).encode(),
        "mail before encryption": mail_server.clear(),
    }
    summary = ", ".join(f"{name} {len(content)}" for name, content in places.items())
    print(f"Bytes searched for {len(CANARIES)} words: {summary}")

    assert found_in(pages.encode()) == sorted(CANARIES)  # the desk did show them, and the search finds them
    assert {name: found_in(content) for name, content in places.items() if found_in(content)} == {}
    assert len(mail_server.messages()) == 2


def send_in_every_way(site: Site) -> list[str]:
    """With mistakes, without a cookie, with the hidden box filled in, while the record is away, and well."""
    visitor = Canary(site.port)
    open_forms([visitor])
    visitor.insist("POST", "/consultation/", 200, visitor.values() | {"by": "pigeon", "phone": "5550147"})
    cookie, visitor.cookie = visitor.cookie, ""
    visitor.insist("POST", SEND, 200, visitor.values())
    visitor.cookie = cookie
    visitor.insist("POST", SEND, 200, visitor.values() | {"leave_empty": "Quillfeather"})
    site.rows("ALTER TABLE consultations_trailhead RENAME TO elsewhere")
    visitor.insist("POST", SEND, 503, visitor.values())
    site.rows("ALTER TABLE elsewhere RENAME TO consultations_trailhead")
    sent = visitor.insist("POST", SEND, 302, visitor.values())
    assert REFERENCE.search(visitor.insist("GET", sent.location, 200).text)
    return [sent.location]


def work_at_the_desk(site: Site) -> tuple[str, list[Staff]]:
    """Everything that front desk and owner do with a request; what they saw, and who they were."""
    ((reference,),) = site.rows("SELECT reference FROM consultations_consultationrequest WHERE NOT is_suspect")
    desk, owner = staff(site, "desk", "Front desk"), staff(site, "boss", "Owner")
    queue, one = "/staff/desk/", f"/staff/desk/{reference}/"
    seen = [desk.ask("GET", queue), desk.ask("GET", f"{queue}?show=tray"), desk.ask("GET", one)]
    seen.append(desk.post(one, f"{one}note/", body=NOTE))
    seen.append(desk.post(one, f"{one}step/", step="reached"))
    seen += [desk.post(f"{queue}search/", f"{queue}search/", text=text) for text in SENT.values()]
    wanted = {"name": CORRECTED, "phone": SENT["phone"], "email": SENT["email"], "access": SENT["access"]}
    seen.append(owner.post(f"{one}correct/", f"{one}correct/", **wanted))
    days = {"since": "2020-01-01", "until": "2090-01-01", "notes": "on"}
    page = owner.ask("GET", f"{queue}export/")
    reason = found(re.compile(r'name="reason"[^>]*value="([^"]+)"'), page)
    seen += [page, owner.post(f"{queue}export/", f"{queue}export/", reason=reason, **days)]
    seen += [owner.ask("GET", one), owner.ask("GET", f"{queue}record/?reference={reference}")]
    seen.append(owner.ask("GET", "/staff/events/"))
    return re.sub(r"[ ()]", "", "\n".join(seen)) + "555-0147", [desk, owner]


def unpacked(texts: Iterator[str] | list[str]) -> Iterator[bytes]:
    """Each text, and what its parts hold once decoded and unpacked."""
    for text in texts:
        yield text.encode()
        for part in re.split(r"[^\w-]+", text):
            try:
                plain = base64.urlsafe_b64decode(part + "=" * (-len(part) % 4))
            except (binascii.Error, ValueError):
                continue
            yield plain
            try:
                yield zlib.decompress(plain)
            except zlib.error:
                continue


def found_in(content: bytes) -> list[str]:
    lower = content.lower()
    return sorted(canary for canary in CANARIES if canary.encode() in lower)
