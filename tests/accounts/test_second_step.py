"""Codes and passkeys are good once; recovery codes too; guessing is slow."""

import pytest
from django.test import Client

from accounts import totp
from accounts.models import Device, RecoveryCode, SecurityEvent
from accounts.recovery import HOW_MANY, make_codes, take_recovery_code
from accounts.totp import code_at, current_step
from tests.accounts import race
from tests.accounts.people import (
    SECOND_STEP,
    code,
    give_code,
    give_password,
    is_in,
    make_staff,
    make_staff_with_codes,
    sign_in,
)

pytestmark = pytest.mark.django_db

# RFC 6238, appendix B, the last six digits
VECTORS = [
    (59, "287082"),
    (1111111109, "081804"),
    (1111111111, "050471"),
    (1234567890, "005924"),
    (20000000000, "353130"),
]


@pytest.mark.parametrize(("seconds", "digits"), VECTORS)
def test_codes_are_those_of_the_standard(seconds, digits):
    assert code_at(b"12345678901234567890", seconds // 30) == digits


@pytest.mark.parametrize(("later", "status"), [(-2, 200), (-1, 302), (0, 302), (1, 302), (2, 200)])
def test_a_clock_may_be_half_a_minute_off(client, time_machine, later, status):
    time_machine.move_to("2026-06-01T12:00:00Z", tick=False)
    make_staff()
    give_password(client)

    assert give_code(client, code(later)).status_code == status
    assert is_in(client) == (status == 302)


def test_a_code_is_taken_once(time_machine):
    time_machine.move_to("2026-06-01T12:00:00Z", tick=False)
    make_staff()
    sign_in(Client())

    again = Client()
    give_password(again)
    assert give_code(again).status_code == 200
    assert not is_in(again)


def test_an_older_code_is_not_taken_after_a_newer_one(time_machine):
    time_machine.move_to("2026-06-01T12:00:00Z", tick=False)
    make_staff()
    sign_in(Client(), later=1)

    again = Client()
    give_password(again)
    assert give_code(again, code(0)).status_code == 200
    assert give_code(again, code(-1)).status_code == 200


def test_the_code_that_set_up_an_app_does_not_sign_in():
    user = make_staff()
    Device.objects.all().delete()
    totp.add_app(user, b"12345678901234567890", "Phone", step=current_step())
    assert totp.take_code(user, code_at(b"12345678901234567890", current_step())) is None
    assert totp.take_code(user, code_at(b"12345678901234567890", current_step() + 1)) is not None


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "12345",
        "1234567",
        "abcdef",
        "\uff11\uff12\uff13\uff14\uff15\uff16",
        "0-aaaaa-aaaaa",
        "x" * 40,
        "\u00b234567",
    ],
)
def test_what_is_not_a_code_is_refused_in_words(client, typed):
    make_staff_with_codes()
    give_password(client)

    response = give_code(client, typed)
    assert response.status_code == 200
    assert not is_in(client)


def test_a_recovery_code_takes_the_place_of_the_device_once():
    _, codes = make_staff_with_codes()
    first, again, other = Client(), Client(), Client()
    for browser in (first, again, other):
        give_password(browser)

    assert give_code(first, f" {codes[3].upper().replace('-', ' ')} ").status_code == 302
    assert is_in(first)
    assert give_code(again, codes[3]).status_code == 200
    assert not is_in(again)
    assert give_code(other, codes[4]).status_code == 302
    assert RecoveryCode.objects.unused().count() == HOW_MANY - 2


def test_recovery_codes_belong_to_one_person_and_new_ones_replace_the_old():
    ann, codes = make_staff_with_codes()
    ben, _ = make_staff_with_codes("ben")

    assert not take_recovery_code(ben, codes[0])
    make_codes(ann)
    assert not take_recovery_code(ann, codes[0])
    assert RecoveryCode.objects.filter(user=ann).count() == 10


def test_recovery_codes_are_kept_as_hashes_only():
    _, codes = make_staff_with_codes()
    stored = " ".join(RecoveryCode.objects.values_list("digest", flat=True))

    assert len(set(codes)) == 10
    assert not any(piece in stored for whole in codes for piece in whole.split("-")[1:])


def test_fifty_guesses_are_stopped_and_the_right_code_waits_too(client):
    make_staff()
    give_password(client)
    answers = [give_code(client, "000000").status_code for _ in range(50)]

    assert answers == [200] * 5 + [429] * 45
    assert give_code(client).status_code == 429
    assert SecurityEvent.objects.filter(kind="throttled").count() == 2  # the person's limit, then the network's


def test_the_first_step_is_forgotten_after_ten_minutes(client, time_machine):
    time_machine.move_to("2026-06-01T12:00:00Z", tick=False)
    make_staff()
    give_password(client)
    assert client.get(SECOND_STEP).status_code == 200

    time_machine.move_to("2026-06-01T12:10:01Z", tick=False)
    assert give_code(client).headers["Location"] == "/staff/sign-in/"
    assert not is_in(client)


def test_a_new_password_ends_a_sign_in_that_waits_for_its_second_step(client):
    user = make_staff()
    give_password(client)
    user.set_password("some quite different words")
    user.save()

    assert give_code(client).headers["Location"] == "/staff/sign-in/"


def test_who_is_switched_off_between_the_steps_does_not_get_in(client):
    user = make_staff()
    give_password(client)
    user.is_active = False
    user.save()

    assert give_code(client).headers["Location"] == "/staff/sign-in/"


@pytest.mark.parametrize("kind", ["app", "recovery"])
def test_of_many_sign_ins_with_the_same_code_at_the_same_moment_one_succeeds(tmp_path, kind):
    assert race.winners(tmp_path, kind) == 1
