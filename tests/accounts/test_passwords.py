"""What a password may be, and new ones by mail."""

import re

import pytest
from django.conf import settings as site_settings
from django.contrib.auth.hashers import Argon2PasswordHasher, make_password
from django.contrib.auth.password_validation import CommonPasswordValidator, validate_password
from django.core import mail
from django.core.exceptions import ValidationError
from django.core.management import call_command
from django.test import Client

from accounts.models import StaffSession, User
from clinic_site import settings as real_settings
from tests.accounts.people import ACCOUNT, PASSWORD, give_code, give_password, is_in, make_staff, sign_in
from tests.factories import make_clinic

pytestmark = pytest.mark.django_db

FORGOT = "/staff/forgot/"
RESET = "/staff/new-password/"
CHANGE = "/staff/account/password/"
NEW = "some quite different words"


@pytest.mark.parametrize(
    "password",
    [
        "elevensigns",
        "x" * 129,
        "password1234",
        "qwertyuiop[]",
        "Ketamine2026!",
        "K3t@mine-2026",
        "ketamineketamine",
        "Clinic-Infusion-1",
        "Example Wellness 24",
        "RiverdaleClinic12",
        "margaretson1",
    ],
)
def test_a_guessable_password_is_refused(password):
    make_clinic(name="Example Wellness", city="Riverdale")
    with pytest.raises(ValidationError):
        validate_password(password, User(username="margaretson"))


@pytest.mark.parametrize(
    "password",
    [
        PASSWORD,
        "twelve signs",
        "ketamine horse battery staple",
        "日本語のパスワードです長い",
        "a" * 6 + "b" * 122,
        "    spaces    inside   ",
    ],
)
def test_any_long_password_of_ones_own_will_do(password):
    make_clinic(name="Example Wellness", city="Riverdale")

    validate_password(password, User(username="margaretson"))


def test_the_shipped_list_of_common_passwords_is_long_enough():
    validators = [one["NAME"].rpartition(".")[2] for one in site_settings.AUTH_PASSWORD_VALIDATORS]
    assert "CommonPasswordValidator" in validators
    assert len(CommonPasswordValidator().passwords) >= 10_000


def test_passwords_are_hashed_with_argon2():
    assert real_settings.PASSWORD_HASHERS[0].endswith(".Argon2PasswordHasher")


def test_argon2_is_installed(settings):
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]

    assert make_password(PASSWORD).startswith("argon2$argon2id$")
    assert Argon2PasswordHasher().verify(PASSWORD, make_password(PASSWORD))


def test_password_fields_allow_pasting_and_password_managers(client):
    page = client.get("/staff/sign-in/").content.decode()

    assert 'autocomplete="current-password"' in page
    assert 'autocomplete="username"' in page
    assert "onpaste" not in page


def test_changing_a_password_needs_the_old_one_and_ends_other_sessions(client):
    make_staff()
    other = sign_in(Client())
    sign_in(client, later=1)
    form = {"old_password": "wrong", "new_password": NEW, "again": NEW}
    assert "That is not your password" in client.post(CHANGE, form).content.decode()
    assert is_in(other)

    assert client.post(CHANGE, form | {"old_password": PASSWORD}).headers["Location"] == ACCOUNT
    assert (is_in(client), is_in(other)) == (True, False)
    assert StaffSession.objects.count() == 1
    assert give_password(Client()).status_code == 200
    assert give_password(Client(), password=NEW).status_code == 302


@pytest.mark.parametrize(
    ("new", "again", "words"),
    [
        (NEW, "other", "not the same"),
        ("short", "short", "too short"),
        ("Ketamine2026!", "Ketamine2026!", "words about"),
    ],
)
def test_a_refused_password_is_explained_and_changes_nothing(client, new, again, words):
    make_staff()
    sign_in(client)
    page = client.post(CHANGE, {"old_password": PASSWORD, "new_password": new, "again": again}).content.decode()

    assert words in page
    assert give_password(Client()).status_code == 302


def test_the_old_password_cannot_be_guessed_in_a_session_left_open(client):
    make_staff()
    sign_in(client)
    wrong = {"old_password": "wrong", "new_password": NEW, "again": NEW}

    assert [client.post(CHANGE, wrong).status_code for _ in range(7)] == [200] * 5 + [302] * 2
    assert client.post(CHANGE, wrong | {"old_password": PASSWORD}).status_code == 302
    assert give_password(Client(REMOTE_ADDR="192.0.2.9")).status_code == 302


@pytest.fixture
def mail_server(settings):
    settings.EMAIL_HOST = "mail.example"
    settings.DEFAULT_FROM_EMAIL = "staff@clinic.example"
    settings.SITE_URL = "https://clinic.example"


def ask(client: Client, username: str = "ann"):
    return client.post(FORGOT, {"username": username}, headers={"host": "localhost"})


def mailed_link() -> str:
    return re.search(r"https://clinic\.example(/staff/new-password/\S+)", mail.outbox[-1].body)[1]


def choose(client: Client, link: str, password: str = NEW):
    client.get(link)
    return client.post(RESET, {"new_password": password, "again": password})


def test_a_link_in_the_mail_gives_a_new_password_but_no_session(client, mail_server):
    make_staff(email="ann@example.org")
    signed_in = sign_in(Client())
    ask(client)
    choose(client, mailed_link())

    assert (is_in(client), is_in(signed_in)) == (False, False)
    assert client.get("/staff/sign-in/second-step/").headers["Location"] == "/staff/sign-in/"
    assert give_password(client, password=NEW).headers["Location"] == "/staff/sign-in/second-step/"
    assert not is_in(client)
    assert give_code(client, "000000").status_code == 200


def test_the_mail_link_works_once(client, mail_server):
    make_staff(email="ann@example.org")
    ask(client)
    link = mailed_link()
    choose(client, link)

    assert choose(Client(), link, "words number three here").status_code == 410
    assert Client().get(link).status_code == 410


def test_the_mail_link_ends_after_an_hour(client, mail_server, time_machine):
    time_machine.move_to("2026-06-01T12:00:00Z", tick=False)
    make_staff(email="ann@example.org")
    ask(client)
    client.get(mailed_link())
    time_machine.move_to("2026-06-01T13:00:01Z", tick=False)

    assert Client().get(mailed_link()).status_code == 410
    assert client.post(RESET, {"new_password": NEW, "again": NEW}).status_code == 410
    assert give_password(Client()).status_code == 302


def test_a_password_changed_meanwhile_ends_the_mail_link(client, mail_server):
    make_staff(email="ann@example.org")
    ask(client)
    own = sign_in(Client())
    own.post(CHANGE, {"old_password": PASSWORD, "new_password": NEW, "again": NEW})

    assert client.get(mailed_link()).status_code == 410


def test_a_reset_second_step_ends_the_mail_link(client, mail_server):
    make_staff(email="ann@example.org")
    ask(client)
    call_command("reset_second_factor", "ann")

    assert client.get(mailed_link()).status_code == 410


def test_the_mail_link_does_not_set_up_a_device(client, mail_server):
    make_staff(email="ann@example.org")
    ask(client)
    token = mailed_link().split("/")[3]
    client.get(mailed_link())

    assert client.get(f"/staff/welcome/{token}/").status_code == 410
    assert client.get("/staff/welcome/second-step/").status_code == 410


@pytest.mark.parametrize("username", ["ann", "nobody", "former", "nomail"])
def test_the_page_tells_nobody_whether_there_is_an_account(client, mail_server, username):
    make_staff(email="ann@example.org")
    make_staff("former", email="former@example.org", is_active=False)
    make_staff("nomail")

    response = ask(client, username)

    assert (response.status_code, response.headers["Location"]) == (302, "/staff/forgot/sent/")
    assert [message.to for message in mail.outbox] == ([["ann@example.org"]] if username == "ann" else [])


def test_the_mail_has_neutral_words_and_the_sites_own_host(client, mail_server):
    make_staff(email="ann@example.org")
    ask(client)
    message = mail.outbox[0]
    text = f"{message.subject} {message.body} {message.from_email}".lower()

    assert "https://clinic.example/staff/new-password/" in text
    assert "localhost" not in text
    for word in ("ketamine", "infusion", "patient", "treatment", "ann "):
        assert word not in text


def test_asking_is_throttled(client, mail_server):
    make_staff(email="ann@example.org")
    answers = [ask(client).status_code for _ in range(7)]

    assert answers == [302] * 5 + [429] * 2
    assert len(mail.outbox) == 5


def test_without_a_mail_server_the_page_says_whom_to_ask(client):
    make_staff(email="ann@example.org")
    page = ask(client).content.decode()

    assert "Ask the owner" in page
    assert mail.outbox == []


def test_a_mail_server_that_is_down_shows_in_the_log_and_not_on_the_page(client, mail_server, settings, caplog):
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 1
    make_staff(email="ann@example.org")

    assert ask(client).status_code == 302
    assert "could not be sent" in caplog.text
    assert "ann" not in caplog.text
