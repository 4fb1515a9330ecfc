"""Links inside the site lead to public pages."""

import threading
from contextlib import suppress
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from content.models import LinkCheck
from content.publishing.fetching import NoAnswer, Pace, is_public, look_up, problem_at
from content.publishing.live_faults import check_outside, keep_broken_links
from content.publishing.moving import move_address
from tests.factories import make_article, make_condition, make_person, make_source

pytestmark = pytest.mark.django_db


def test_each_broken_link_is_named_with_its_page_and_what_is_wrong():
    make_article(slug="here", body="## Risks {#risks}\n\nNausea.")
    make_article(slug="hidden", state="draft", body="[x](/nowhere-from-a-draft/)")
    make_person(slug="pat")
    move_address("/articles/old/", "/articles/here/")
    good = "[a](/articles/here/#risks) [b](/people/pat/) [c](/conditions/) [d](/consultation/)"
    bad = "[e](/articles/old/) [f](/articles/hidden/) [g](/nowhere/) [h](/articles/here/#gone)"
    make_condition(slug="linking", body=f"{good} {bad}")
    output = StringIO()
    with pytest.raises(CommandError, match="4 broken"):
        call_command("check_links", stdout=output)

    assert output.getvalue().splitlines() == [
        "conditions/linking: /articles/here/#gone: no such place on that page",
        "conditions/linking: /articles/hidden/: no public page",
        "conditions/linking: /articles/old/: moved to /articles/here/",
        "conditions/linking: /nowhere/: no such address",
    ]


class OtherSite(BaseHTTPRequestHandler):
    """Another site: some of its pages are gone, one leads on for ever, one leads inside, one does not like HEAD."""

    asked: list[str] = []
    stop = threading.Event()

    def do_HEAD(self) -> None:
        self.asked.append(f"{self.command} {self.path}")
        if self.path == "/drip":
            return self.drip()
        moved = {"/moved": "/good", "/circle": "/circle", "/inside": "http://10.0.0.1/secret"}
        status = {"/gone": 404, "/shy": 405 if self.command == "HEAD" else 200, "/closed": 403}.get(self.path, 200)
        self.send_response(302 if self.path in moved else status)
        if self.path in moved:
            self.send_header("Location", moved[self.path])
        return self.end_headers()

    def drip(self) -> None:
        """A status that does not end, one byte now and then."""
        self.wfile.write(b"HTTP/1.0 2")
        with suppress(OSError):
            while not self.stop.wait(0.05):
                self.wfile.write(b"x")

    do_GET = do_HEAD  # noqa: N815

    def log_message(self, *args: object) -> None:
        """Nothing."""


@pytest.fixture
def other_site(settings):
    """The address of a server on this machine that stands for another site."""
    settings.LINK_CHECK_OF_LOOPBACK = True
    OtherSite.asked = []
    OtherSite.stop.clear()
    server = ThreadingHTTPServer(("127.0.0.1", 0), OtherSite)
    threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    OtherSite.stop.set()
    server.shutdown()
    server.server_close()


def test_an_answer_that_drips_is_broken_off_in_time(other_site, monkeypatch):
    monkeypatch.setattr("content.publishing.fetching.SECONDS", 0.5)

    with pytest.raises(NoAnswer, match="was not reached"):
        problem_at(f"{other_site}/drip", Pace(0))


def test_links_to_other_sites_are_broken_after_failing_on_three_days_and_silence_is_no_failure(other_site):
    make_source("gone2010", url=f"{other_site}/gone")
    paths = ("good", "moved", "circle", "shy", "closed", "inside")
    text = " ".join(f"[x]({other_site}/{path})" for path in paths)
    make_condition(title="Linking", body=f"One.\n\n{text} [y](http://no-such-host.invalid/)")
    today = timezone.localdate()
    for day in (0, 0, 1):
        silent = check_outside(today + timedelta(days=day), pause=0)
    assert keep_broken_links() == []
    check_outside(today + timedelta(days=2), pause=0)

    assert {address.removeprefix(other_site): reason for address, reason in silent.items()} == {
        "/closed": "would not say (403)",
        "/inside": "is no public address",
        "http://no-such-host.invalid/": "was not found (gaierror)",
    }
    assert [(link.place, problem) for link, problem in keep_broken_links()] == [
        ("url", "nothing is there any more (404)"),
        ("body, line 3", "leads on more than 5 times"),
    ]
    assert OtherSite.asked.count("HEAD /good") == 8  # itself and behind /moved, four times
    LinkCheck.objects.all().worked([f"{other_site}/gone", f"{other_site}/circle"], today)
    assert keep_broken_links() == []


INSIDE = ["127.0.0.1", "10.0.0.1", "192.168.1.1", "169.254.169.254", "100.64.0.1", "0.0.0.0", "224.0.0.1", "::1"]
INSIDE += ["::ffff:10.0.0.1", "fe80::1%eth0", "fd00::1", "64:ff9b::a00:1", "2002:a00:1::1", "2001:0:1::1"]


@pytest.mark.parametrize("ip", INSIDE)
def test_no_question_is_asked_of_an_address_inside_a_network(ip):
    assert not is_public(ip)
    assert is_public("198.41.0.4")
    assert is_public("2001:503:ba3e::2:30")


@pytest.mark.parametrize("address", ["http://127.0.0.1:{port}/", "http://localhost:{port}/", "http://[::1]:{port}/"])
def test_this_very_machine_is_asked_nothing_without_the_setting_of_the_tests(other_site, settings, address):
    settings.LINK_CHECK_OF_LOOPBACK = False
    port = other_site.rpartition(":")[2]

    with pytest.raises(NoAnswer, match=r"no public address|not found"):
        problem_at(address.format(port=port), Pace(0))
    assert OtherSite.asked == []


@pytest.mark.parametrize(
    "address", ["ftp://example.org/", "http://me@198.41.0.4/", "http://198.41.0.4:22/", "http:///"]
)
def test_only_the_web_is_asked_and_only_at_its_own_ports(address):
    with pytest.raises(NoAnswer, match="no public address"):
        look_up(address)


def test_one_host_is_asked_at_a_pace(monkeypatch):
    waits: list[float] = []
    monkeypatch.setattr("content.publishing.fetching.sleep", waits.append)
    pace = Pace(2)
    for host in ("a", "a", "b", "a"):
        pace.wait(host)

    assert [round(wait) for wait in waits] == [0, 2, 0, 4]
