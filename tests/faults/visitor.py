"""Somebody who fills in the form over HTTP and, like a patient person with a bad connection, tries again."""

import http.client
import re
from collections import Counter
from dataclasses import dataclass, field
from itertools import count
from urllib.parse import urlencode

from tests.faults.site import HOST, PAUSE

NUMBER = count(1)
COOKIE = "__Host-csrftoken"
TOKEN = re.compile(r'name="token" value="([^"]+)"')
CSRF = re.compile(r'name="csrfmiddlewaretoken" value="([^"]+)"')
REFERENCE = re.compile(r'class="panel__reference">(\w{4}) (\w{2})<')
KEPT = re.compile(r'<input type="hidden" name="([^"]+)" value="([^"]*)">')
FORM, CHECK, SEND = "/consultation/", "/consultation/", "/consultation/send/"
TRIES = 600
BETWEEN_TRIES = 0.1
OLD_ENOUGH = 3.2  # a form that is sent within three seconds is taken for a program's


@dataclass
class Answer:
    status: int
    text: str = ""
    location: str = ""


@dataclass
class Visitor:
    """One person with one form; every address and number is another one."""

    port: int
    number: int = field(default_factory=lambda: next(NUMBER))
    token: str = ""
    csrf: str = ""
    cookie: str = ""
    reference: str = ""
    statuses: Counter[str] = field(default_factory=Counter)

    @property
    def address(self) -> str:
        """Of documentation and test networks only."""
        return f"198.{18 + self.number // 65536 % 2}.{self.number // 256 % 256}.{self.number % 256}"

    @property
    def answers(self) -> dict[str, str]:
        return {
            "name": f"Wanda Unmistakable {self.number}",
            "before": "unsure",
            "by": "phone",
            "phone": f"518 {200 + self.number // 10000 % 800:03} {self.number % 10000:04}",
            "voicemail": "on",
            "email": f"wanda{self.number}@mail.example",
            "access": f"Interpreter number {self.number}",
            "reason": "cost",
            "consent": "on",
        }

    def ask(self, method: str, path: str, values: dict[str, str] | None = None) -> Answer:
        """One request. Raises OSError or HTTPException when the connection breaks."""
        headers = {"Host": HOST, "X-Forwarded-For": self.address, "X-Forwarded-Proto": "https", "Connection": "close"}
        if self.cookie:
            headers["Cookie"] = f"{COOKIE}={self.cookie}"
        if values is not None:
            headers |= {"Origin": f"https://{HOST}", "Content-Type": "application/x-www-form-urlencoded"}
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        try:
            connection.request(method, path, urlencode(values) if values is not None else None, headers)
            response = connection.getresponse()
            for name, value in response.getheaders():
                if name == "Set-Cookie" and value.startswith(COOKIE):
                    self.cookie = value.partition("=")[2].partition(";")[0]
            return Answer(response.status, response.read().decode(), response.headers.get("Location", ""))
        finally:
            connection.close()

    def insist(self, method: str, path: str, wanted: int, values: dict[str, str] | None = None) -> Answer:
        """Ask until the answer is `wanted`; what else was answered is counted in `statuses`."""
        for _ in range(TRIES):
            try:
                answer = self.ask(method, path, values)
            except (OSError, http.client.HTTPException):
                self.statuses["broken"] += 1
            else:
                self.statuses[f"{method} {path} {answer.status}"] += 1
                if answer.status == wanted:
                    return answer
            PAUSE.wait(BETWEEN_TRIES)
        raise AssertionError(f"{method} {path} was never answered with {wanted}: {self.statuses}")

    def open_form(self) -> None:
        self.read_form(self.insist("GET", FORM, 200))

    def read_form(self, answer: Answer) -> None:
        self.token = found(TOKEN, answer.text)
        self.csrf = found(CSRF, answer.text)

    def values(self) -> dict[str, str]:
        return {**self.answers, "token": self.token, "csrfmiddlewaretoken": self.csrf}

    def send(self) -> None:
        """Check answers, send until the site says "sent", and read the reference on its page."""
        checked = self.insist("POST", CHECK, 200, self.values())
        assert "Check your answers" in checked.text, checked.text
        self.token, self.csrf = found(TOKEN, checked.text), found(CSRF, checked.text)
        self.send_checked()

    def send_checked(self) -> None:
        sent = self.insist("POST", SEND, 302, self.values())
        self.reference = self.read_reference(sent.location)

    def read_reference(self, location: str) -> str:
        """What the confirmation shows."""
        page = self.insist("GET", location, 200)
        shown = REFERENCE.search(page.text)
        assert shown, page.text
        return shown[1] + shown[2]


def found(pattern: "re.Pattern[str]", text: str) -> str:
    match = pattern.search(text)
    assert match, text
    return match[1]


def kept_answers(text: str) -> dict[str, str]:
    """The answers that a page gives back, ready to be sent again."""
    return dict(KEPT.findall(text))


def open_forms(visitors: list[Visitor]) -> None:
    """Everybody opens the form; returns when the youngest is old enough to be sent."""
    for visitor in visitors:
        visitor.open_form()
    PAUSE.wait(OLD_ENOUGH)
