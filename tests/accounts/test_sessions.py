"""How long a session lasts, how it ends, and that nothing typed is lost with it."""

import re
from datetime import datetime, timedelta

import pytest
from django.contrib.sessions.models import Session
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.models import StaffSession
from accounts.sessions import SEEN_COOKIE
from content.models import Term
from tests.accounts.people import ACCOUNT, PASSWORD, code, give_code, give_password, is_in, make_staff, sign_in

pytestmark = pytest.mark.django_db

NOON = datetime.fromisoformat("2026-06-01T12:00:00+00:00")
STATUS = "/staff/session/"
STAY = "/staff/session/stay/"
TERM = "/staff/admin/content/term/add/"
TYPED = {
    "word": "placebo",
    "slug": "placebo",
    "meaning": 'Line one.\n\nLine <b>two</b> & "three".',
    "other_spellings": "",
}


def at(time_machine, **later: float) -> None:
    time_machine.move_to(NOON + timedelta(**later), tick=False)


@pytest.fixture
def signed_in_at_noon(client, time_machine) -> Client:
    at(time_machine)
    make_staff(role="Reviewer")
    return sign_in(client)


@pytest.mark.parametrize(("idle", "still_in"), [((14, 59), True), ((15, 1), False)])
def test_fifteen_idle_minutes_end_a_session(signed_in_at_noon, time_machine, idle, still_in):
    at(time_machine, minutes=idle[0], seconds=idle[1])

    assert is_in(signed_in_at_noon) == still_in


def test_every_page_starts_the_fifteen_minutes_again(signed_in_at_noon, time_machine):
    for minutes in (10, 20, 30):
        at(time_machine, minutes=minutes)
        assert is_in(signed_in_at_noon)


@pytest.mark.parametrize(("seconds", "still_in"), [(-1, True), (1, False)])
def test_twelve_hours_end_a_busy_session(signed_in_at_noon, time_machine, seconds, still_in):
    for minutes in range(10, 12 * 60, 10):
        at(time_machine, minutes=minutes)
        assert is_in(signed_in_at_noon)
        signed_in_at_noon.session.save()  # as a message does, which makes Django's own limit later
    at(time_machine, hours=12, seconds=seconds)

    assert is_in(signed_in_at_noon) == still_in


def test_looking_at_the_time_that_is_left_does_not_make_it_longer(signed_in_at_noon, time_machine):
    assert signed_in_at_noon.get(STATUS).json() == {"seconds": 900}
    at(time_machine, minutes=13)
    assert signed_in_at_noon.get(STATUS).json() == {"seconds": 120}
    at(time_machine, minutes=15, seconds=1)
    assert signed_in_at_noon.get(STATUS).json() == {"seconds": 0}


def test_staying_signed_in_makes_it_longer(signed_in_at_noon, time_machine):
    at(time_machine, minutes=14)
    assert signed_in_at_noon.post(STAY).status_code == 200
    assert signed_in_at_noon.get(STATUS).json() == {"seconds": 900}


def test_reading_pages_writes_nothing(signed_in_at_noon, time_machine):
    for minutes, address in enumerate((ACCOUNT, "/staff/admin/", STATUS, TERM), start=2):
        at(time_machine, minutes=minutes)
        with CaptureQueriesContext(connection) as queries:
            signed_in_at_noon.get(address)
        assert [q["sql"] for q in queries if not q["sql"].lstrip().upper().startswith("SELECT")] == []


def test_sessions_are_not_saved_with_every_request(settings):
    assert settings.SESSION_SAVE_EVERY_REQUEST is False


@pytest.mark.parametrize("value", ["", "1:9999999999", "1:9999999999:forged"])
def test_the_time_of_the_last_activity_cannot_be_made_up(signed_in_at_noon, value):
    signed_in_at_noon.cookies[SEEN_COOKIE] = value

    assert not is_in(signed_in_at_noon)


def test_the_time_of_one_session_does_not_serve_another(signed_in_at_noon, time_machine):
    old = signed_in_at_noon
    at(time_machine, minutes=14)
    fresh = sign_in(Client())
    at(time_machine, minutes=16)
    old.cookies[SEEN_COOKIE] = fresh.cookies[SEEN_COOKIE].value

    assert not is_in(old)
    assert is_in(fresh)


def test_signing_in_gives_the_session_a_new_key(client):
    make_staff()
    give_password(client)
    before = client.session.session_key
    give_code(client)

    assert client.session.session_key != before
    assert not Session.objects.filter(session_key=before).exists()


def test_signing_out_ends_the_session_for_good_and_clears_the_browser(client):
    make_staff()
    stolen = Client()
    stolen.cookies = sign_in(client).cookies.copy()
    assert client.get("/staff/sign-out/").status_code == 405

    response = client.post("/staff/sign-out/")

    assert response.headers["Clear-Site-Data"] == '"cache", "cookies", "storage"'
    assert response.headers["Location"] == "/staff/signed-out/"
    assert not is_in(stolen)
    assert not is_in(client)
    assert not StaffSession.objects.exists()


def test_the_admins_sign_out_button_is_ours(client):
    make_staff()
    sign_in(client)

    assert "Clear-Site-Data" in client.post("/staff/admin/logout/").headers
    assert not is_in(client)


def test_signing_out_needs_a_form_token():
    make_staff()
    strict = Client(enforce_csrf_checks=True)
    strict.cookies = sign_in(Client()).cookies

    assert strict.post("/staff/sign-out/").status_code == 403
    assert is_in(strict)


def test_a_person_sees_and_ends_their_own_sessions_only(client):
    make_staff()
    make_staff("ben")
    phone = Client(headers={"user-agent": "Mozilla/5.0 (Linux; Android 15) Firefox/140.0"})
    sign_in(phone)
    desk, other = sign_in(client, later=1), sign_in(Client(), "ben")
    assert "Firefox on Android" in desk.get(ACCOUNT).content.decode()
    bens = StaffSession.objects.get(user__username="ben")
    phones = StaffSession.objects.get(browser="Firefox on Android")

    assert desk.post(f"/staff/account/sessions/{bens.pk}/end/").status_code == 404
    assert desk.post(f"/staff/account/sessions/{phones.pk}/end/").status_code == 302
    assert (is_in(phone), is_in(desk), is_in(other)) == (False, True, True)


def test_sessions_that_are_over_are_not_listed_and_go_at_the_next_sign_in(signed_in_at_noon, time_machine):
    at(time_machine, hours=12, minutes=1)
    page = sign_in(Client()).get(ACCOUNT).content.decode()

    assert page.count("Since ") == 1
    assert StaffSession.objects.count() == 1


def test_signing_out_everywhere_ends_all_sessions_of_the_person(client):
    make_staff()
    make_staff("ben")
    phone, desk, other = sign_in(Client()), sign_in(client, later=1), sign_in(Client(), "ben")

    assert "Clear-Site-Data" in desk.post("/staff/account/sessions/end-all/").headers
    assert (is_in(phone), is_in(desk), is_in(other)) == (False, False, True)


def test_a_session_ended_elsewhere_cannot_be_brought_back_by_its_cookie(client):
    make_staff()
    sign_in(client)
    StaffSession.objects.all().end()

    assert not is_in(client)
    assert client.post(STAY).status_code == 403


def test_a_password_changed_by_somebody_else_ends_the_session(client):
    user = make_staff()
    sign_in(client)
    user.set_password("some quite different words")
    user.save()

    assert not is_in(client)


def hidden_fields(page: str) -> dict[str, str]:
    """Name and value of each field of the form that sends again."""
    found = re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)">', page)
    signs = {"&quot;": '"', "&lt;": "<", "&gt;": ">", "&#x27;": "'", "&amp;": "&"}
    return {name: re.sub("|".join(signs), lambda one: signs[one[0]], value) for name, value in found}


class StrictBrowser(Client):
    """Needs form tokens, and takes them from the page, as a browser does."""

    def __init__(self) -> None:
        super().__init__(enforce_csrf_checks=True)

    def fill(self, address: str, **typed: str):
        page = self.get(address).content.decode()
        return self.post(address, hidden_fields(page) | typed, headers={"origin": "http://testserver"})

    def sign_in(self) -> None:
        assert self.fill("/staff/sign-in/", username="ann", password=PASSWORD).status_code == 302
        assert self.fill("/staff/sign-in/second-step/", code=code()).status_code == 302


@pytest.fixture
def desk(time_machine) -> StrictBrowser:
    at(time_machine)
    make_staff(role="Reviewer")
    desk = StrictBrowser()
    desk.sign_in()
    return desk


def test_a_form_sent_after_the_end_comes_back_and_is_saved_after_signing_in(desk, time_machine):
    token = hidden_fields(desk.get(TERM).content.decode())["csrfmiddlewaretoken"]
    at(time_machine, minutes=20)

    late = desk.post(TERM, TYPED | {"csrfmiddlewaretoken": token})
    kept = hidden_fields(late.content.decode())
    assert late.status_code == 403
    assert late.headers["Cache-Control"] == "no-store, private"
    assert {name: kept[name] for name in TYPED} == TYPED
    assert "<b>two" not in late.content.decode()
    assert not Term.objects.exists()

    desk.sign_in()
    assert desk.post(TERM, kept).status_code == 302
    assert Term.objects.get().meaning == TYPED["meaning"]


def test_a_form_with_the_token_of_an_older_sign_in_comes_back_with_a_new_one(desk, time_machine):
    token = hidden_fields(desk.get(TERM).content.decode())["csrfmiddlewaretoken"]
    assert desk.post("/staff/sign-out/", {"csrfmiddlewaretoken": token}).status_code == 302
    at(time_machine, minutes=1)
    desk.sign_in()

    late = desk.post(TERM, TYPED | {"csrfmiddlewaretoken": token}, headers={"origin": "http://testserver"})
    assert late.status_code == 403
    assert desk.post(TERM, hidden_fields(late.content.decode())).status_code == 302


@pytest.mark.parametrize("headers", [{}, {"origin": "https://evil.example"}, {"origin": "null"}])
def test_a_form_that_may_be_somebody_elses_does_not_come_back(desk, headers):
    answer = desk.post(TERM, TYPED | {"csrfmiddlewaretoken": "x" * 64}, headers=headers)

    assert answer.status_code == 403
    assert "Line one" not in answer.content.decode()
    assert not Term.objects.exists()


def test_the_form_token_changes_when_somebody_else_signs_in(desk, time_machine):
    before = desk.cookies["__Host-csrftoken"].value
    make_staff("ben")
    at(time_machine, minutes=16)
    desk.fill("/staff/sign-in/", username="ben", password=PASSWORD)
    desk.fill("/staff/sign-in/second-step/", code=code())

    assert is_in(desk)
    assert desk.cookies["__Host-csrftoken"].value != before


def test_passwords_and_codes_are_not_given_back():
    secrets = {"password": "hush-a", "old_password": "hush-b", "code": "hush-c", "credential": "hush-d"}
    page = Client().post(ACCOUNT, secrets | {"note": "typed"}).content.decode()

    assert "typed" in page
    assert "hush" not in page
