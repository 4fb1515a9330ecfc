"""Devices: sealed at rest, listed, revocable; sensitive steps ask again."""

import base64
import secrets
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from accounts.checks import check_stored_secrets_open
from accounts.models import Device, StaffSession
from accounts.passkeys import is_our_origin
from accounts.sealing import CannotOpen, seal, unseal
from accounts.totp import add_app, as_text
from tests.accounts.people import (
    ACCOUNT,
    SEED,
    code,
    give_code,
    give_password,
    is_in,
    make_staff,
    make_staff_with_codes,
    sign_in,
)

pytestmark = pytest.mark.django_db

NEW_DEVICE = "/staff/account/devices/new/"
NEW_CODES = "/staff/account/recovery-codes/"
CONFIRM = "/staff/confirm/"
PASSWORD_PAGE = "/staff/account/password/"


def make_stale(client: Client) -> None:
    """As if the last second step of everybody was eleven minutes ago."""
    StaffSession.objects.update(proved_at=timezone.now() - timedelta(minutes=11))


def test_a_seed_cannot_be_read_in_the_database():
    make_staff()
    stored = Device.objects.get().sealed_seed

    assert SEED not in base64.b64decode(stored.partition(".")[2])
    assert as_text(SEED) not in stored
    assert unseal(stored, f"totp:{Device.objects.get().user_id}") == SEED


def test_a_seed_cannot_be_moved_to_somebody_else():
    make_staff()
    ben = make_staff("ben")
    Device.objects.filter(user=ben).update(sealed_seed=Device.objects.get(user__username="ann").sealed_seed)

    with pytest.raises(CannotOpen):
        unseal(ben.devices.get().sealed_seed, f"totp:{ben.pk}")


@pytest.mark.parametrize(
    "damage", [lambda text: text[:-6] + "AAAAA=", lambda text: "ffffffff" + text[8:], lambda text: ""]
)
def test_a_damaged_seed_is_refused(damage):
    with pytest.raises(CannotOpen):
        unseal(damage(seal(SEED, "x")), "x")


def test_equal_seeds_look_different():
    assert seal(SEED, "x") != seal(SEED, "x")


def test_an_old_key_still_opens_and_a_new_one_seals(settings):
    old, new = settings.FIELD_KEYS[0], secrets.token_bytes(32)
    sealed = seal(SEED, "x")
    settings.FIELD_KEYS = [new, old]
    assert unseal(sealed, "x") == SEED
    resealed = seal(SEED, "x")
    settings.FIELD_KEYS = [new]
    assert unseal(resealed, "x") == SEED


def test_a_missing_key_stops_the_start(settings):
    make_staff()
    assert check_stored_secrets_open(databases=["default"]) == []
    settings.FIELD_KEYS = [secrets.token_bytes(32)]

    assert [error.id for error in check_stored_secrets_open(databases=["default"])] == ["accounts.E001"]


def test_without_the_key_recovery_codes_still_sign_in(client, settings):
    _, codes = make_staff_with_codes()
    settings.FIELD_KEYS = [secrets.token_bytes(32)]
    give_password(client)
    assert give_code(client, code()).status_code == 200

    assert give_code(client, codes[0]).status_code == 302
    assert is_in(client)


def test_the_seed_on_the_page_waits_sealed_in_the_session(client):
    make_staff()
    sign_in(client)
    page = client.get(NEW_DEVICE).content.decode()
    shown = page.split('class="seed">')[1].split("<")[0].replace(" ", "")

    assert len(shown) == 32
    assert shown not in str(dict(client.session))
    assert shown in client.get(NEW_DEVICE).content.decode().replace(" ", "")


def test_a_removed_device_no_longer_signs_in_and_the_last_one_stays(client):
    user = make_staff()
    second = add_app(user, b"12345678901234567890", "Tablet", step=0)
    sign_in(client)
    phone = Device.objects.get(name="Ann's phone")
    assert client.post(f"{ACCOUNT}devices/{phone.pk}/remove/").status_code == 302

    later = Client()
    give_password(later)
    assert give_code(later, code(1)).status_code == 200
    page = client.post(f"{ACCOUNT}devices/{second.pk}/remove/", follow=True).content.decode()
    assert "your only device" in page
    assert Device.objects.count() == 1


def test_nobody_removes_the_device_of_another_person(client):
    make_staff()
    bens = add_app(make_staff("ben"), b"12345678901234567890", "Tablet", step=0)
    sign_in(client)

    assert client.post(f"{ACCOUNT}devices/{bens.pk}/remove/").status_code == 404
    assert Device.objects.filter(pk=bens.pk).exists()


def test_new_recovery_codes_are_shown_once_and_replace_the_old(client):
    _, old = make_staff_with_codes()
    sign_in(client)
    page = client.post(NEW_CODES).content.decode()

    assert page.count("<code>") == 10
    assert old[0] not in page
    assert "<code>" not in client.get(ACCOUNT).content.decode()


@pytest.mark.parametrize("address", [NEW_DEVICE, PASSWORD_PAGE])
def test_a_sensitive_page_asks_for_a_fresh_second_step_and_leads_back(client, address, time_machine):
    time_machine.move_to("2026-06-01T12:00:00Z", tick=False)
    make_staff()
    sign_in(client)
    time_machine.move_to("2026-06-01T12:09:59Z", tick=False)
    assert client.get(address).status_code == 200
    time_machine.move_to("2026-06-01T12:10:01Z", tick=False)
    response = client.get(address)
    assert response.headers["Location"].startswith(CONFIRM)

    assert client.post(CONFIRM, {"code": "000000", "next": address}).status_code == 200
    assert client.get(address).status_code == 302
    confirmed = client.post(CONFIRM, {"code": code(), "next": address})
    assert confirmed.headers["Location"] == address
    assert client.get(address).status_code == 200


def test_confirming_gives_the_session_a_new_key_and_takes_the_code(client):
    make_staff()
    sign_in(client)
    before = client.session.session_key
    assert client.post(CONFIRM, {"code": code(), "next": ACCOUNT}).status_code == 200  # used for signing in
    client.post(CONFIRM, {"code": code(1), "next": ACCOUNT})

    assert client.session.session_key != before
    assert is_in(client)


def test_a_sensitive_form_is_given_back_to_be_sent_after_confirming(client):
    make_staff_with_codes()
    sign_in(client)
    make_stale(client)
    response = client.post(NEW_CODES, {"note": "kept"})

    assert response.status_code == 403
    assert 'value="kept"' in response.content.decode()
    assert "/staff/confirm/" in response.content.decode()


@pytest.mark.parametrize("action", ["remove", "codes", "password", "passkey"])
def test_no_sensitive_step_is_taken_without_a_fresh_second_step(client, action):
    user, _ = make_staff_with_codes()
    second = add_app(user, b"12345678901234567890", "Tablet", step=0)
    sign_in(client)
    make_stale(client)
    address = {
        "remove": f"{ACCOUNT}devices/{second.pk}/remove/",
        "codes": NEW_CODES,
        "password": PASSWORD_PAGE,
        "passkey": "/staff/passkey/new/",
    }[action]
    before = list(user.recovery_codes.values_list("digest", flat=True))

    assert client.post(address).status_code == 403
    assert Device.objects.count() == 2
    assert list(user.recovery_codes.values_list("digest", flat=True)) == before


def test_a_made_up_answer_of_a_passkey_is_refused(client):
    make_staff()
    give_password(client)
    for answer in ("{}", "[]", "null", "x", '{"id": "x", "response": {}}', '{"rawId": 1}'):
        assert client.post("/staff/passkey/ask/").status_code == 200
        response = client.post("/staff/sign-in/second-step/", {"credential": answer})
        assert response.status_code in (200, 429)
    assert not is_in(client)


def test_a_made_up_passkey_is_not_added(client):
    make_staff()
    sign_in(client)
    for answer in ("{}", "[]", "null", "x", '{"id": "x", "response": {}}'):
        client.post("/staff/passkey/new/")
        assert "could not be added" in client.post(NEW_DEVICE, {"credential": answer}).content.decode()
    assert Device.objects.count() == 1


@pytest.mark.parametrize(
    ("origin", "is_ours"),
    [
        ("https://clinic.example", True),
        ("http://clinic.example", False),
        ("https://clinic.example:8443", False),
        ("https://evil.example", False),
        ("https://clinic.example.evil.example", False),
        ("https://sub.clinic.example", False),
        ("null", False),
    ],
)
def test_in_production_a_passkey_answers_the_sites_own_address_only(settings, origin, is_ours):
    settings.IS_PRODUCTION, settings.SITE_URL = True, "https://clinic.example"

    assert is_our_origin(origin) == is_ours


def test_in_development_a_passkey_answers_the_machine_itself_only():
    assert is_our_origin("http://localhost:8010")
    assert not is_our_origin("http://evil.example:8010")
