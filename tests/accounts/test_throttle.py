"""Guessing is slow for the one who guesses, and for nobody else."""

import pytest
from django.contrib.auth.hashers import MD5PasswordHasher
from django.db import connection
from django.test import Client

from accounts import throttle
from accounts.models import SecurityEvent
from accounts.networks import network_of
from accounts.throttle import NETWORK, PERSON_AND_NETWORK, TooManyTries, count_try
from content.models import RateLimit
from tests.accounts.people import SECOND_STEP, code, give_code, give_password, is_in, make_staff

pytestmark = pytest.mark.django_db

HERE, ELSEWHERE = "203.0.113.7", "198.51.100.4"


def from_network(address: str) -> Client:
    return Client(REMOTE_ADDR=address)


def guesses(rf, name: str, address: str, how_many: int) -> int:
    """How many of these would have been looked at."""
    request = rf.post("/staff/sign-in/", REMOTE_ADDR=address)
    looked_at = 0
    for _ in range(how_many):
        try:
            count_try(request, "password", name)
        except TooManyTries:
            continue
        looked_at += 1
    return looked_at


def test_ten_thousand_guesses_do_not_keep_the_person_out_from_elsewhere(rf, time_machine):
    make_staff()
    for hour in range(10):
        time_machine.move_to(f"2026-06-01T{hour + 6:02}:00:00Z", tick=False)
        assert guesses(rf, "ann", HERE, 1000) == 5

    attacker, person = from_network(HERE), from_network(ELSEWHERE)
    assert give_password(attacker).status_code == 429
    assert give_password(person).status_code == 302
    assert give_code(person).status_code == 302
    assert is_in(person)


def test_guesses_for_ten_thousand_names_are_stopped_too(rf):
    looked_at = sum(guesses(rf, f"name{number}", HERE, 1) for number in range(1000))

    assert looked_at == NETWORK[0][0]
    assert guesses(rf, "ann", ELSEWHERE, 1) == 1
    assert RateLimit.objects.count() < 400  # names that were never looked at are not written down


def test_the_wait_grows(rf, time_machine):
    """Tries that were looked at, in each minute of an hour."""
    looked_at = []
    for minute in range(60):
        time_machine.move_to(f"2026-06-01T12:{minute:02}:30Z", tick=False)
        looked_at.append(guesses(rf, "ann", HERE, 10))

    assert looked_at[:10] == [5, 5, 0, 0, 0, 0, 0, 0, 0, 0]
    assert sum(looked_at) == PERSON_AND_NETWORK[2][0] == 20


def test_a_day_has_fifty_guesses_at_most(rf, time_machine):
    looked_at = 0
    for hour in range(24):
        for minute in (0, 15, 30, 45):
            time_machine.move_to(f"2026-06-01T{hour:02}:{minute:02}:00Z", tick=False)
            looked_at += guesses(rf, "ann", HERE, 5)

    assert looked_at == 50


def test_the_count_starts_again_after_a_success_for_this_person_here_only():
    make_staff()
    make_staff("ben")
    browser = from_network(HERE)
    for name in ("ann", "ben"):
        for _ in range(4):
            give_password(browser, name, "wrong")
    assert give_password(browser).status_code == 302

    again = [give_password(browser, "ann", "wrong").status_code for _ in range(6)]
    assert again == [200] * 5 + [429]
    assert [give_password(browser, "ben", "wrong").status_code for _ in range(2)] == [200, 429]


def test_a_success_of_ones_own_does_not_start_the_networks_count_again(rf):
    make_staff()
    browser = from_network(HERE)
    guesses(rf, "ann", HERE, 1)
    assert give_password(browser).status_code == 302

    left = NETWORK[0][0] - 2
    assert sum(guesses(rf, f"name{number}", HERE, 1) for number in range(100)) == left


def test_many_networks_together_cannot_try_all_codes():
    make_staff()
    browsers = [from_network(f"192.0.2.{number}") for number in range(30)]
    for browser in browsers:
        give_password(browser)
    answers = [give_code(browser, "000000").status_code for browser in browsers for _ in range(5)]

    assert answers.count(200) == throttle.CODES_OF_A_PERSON[0][0]
    passkey = from_network(ELSEWHERE)
    give_password(passkey)
    assert give_code(passkey).status_code == 429
    assert passkey.post(SECOND_STEP, {"credential": "{}"}).status_code == 200


def test_the_answer_to_too_many_tries_says_so_and_looks_at_nothing():
    make_staff()
    browser = from_network(HERE)
    for _ in range(5):
        give_password(browser, "ann", "wrong")

    response = give_password(browser)
    assert response.status_code == 429
    assert "Too many tries" in response.content.decode()
    assert SecurityEvent.objects.filter(kind="throttled").count() == 1


class CountingHasher(MD5PasswordHasher):
    worked = 0

    def encode(self, password: str, salt: str) -> str:
        CountingHasher.worked += 1
        return super().encode(password, salt)


@pytest.mark.parametrize("who", ["ann", "nobody", "former"])
def test_unknown_and_former_people_get_the_same_words_for_the_same_work(settings, who):
    settings.PASSWORD_HASHERS = ["tests.accounts.test_throttle.CountingHasher"]
    make_staff()
    make_staff("former", is_active=False)
    CountingHasher.worked = 0

    response = give_password(Client(), who, "a wrong password here")

    assert CountingHasher.worked == 1
    assert response.status_code == 200
    assert "do not fit together" in response.content.decode()


def test_the_right_password_of_a_former_person_gets_the_same_words():
    make_staff("former", is_active=False)

    assert "do not fit together" in give_password(Client(), "former").content.decode()


def test_no_address_is_kept_anywhere():
    make_staff()
    browser = from_network(HERE)
    give_password(browser, "ann", "wrong")
    give_password(browser)
    give_code(browser, "000000")
    give_code(browser, code())

    with connection.cursor() as cursor:
        for table in connection.introspection.table_names():
            cursor.execute(f'SELECT * FROM "{table}"')
            assert HERE not in str(cursor.fetchall()), table


def networks(rf, *addresses: str, **headers: str) -> int:
    return len({network_of(rf.get("/", REMOTE_ADDR=address, **headers)) for address in addresses})


def test_one_connection_is_one_network(rf):
    assert networks(rf, "203.0.113.7", "203.0.113.8") == 2
    assert networks(rf, "203.0.113.7", "::ffff:203.0.113.7") == 1
    assert networks(rf, "2001:db8:1:2::1", "2001:db8:1:2:ffff::9") == 1
    assert networks(rf, "2001:db8:1:2::1", "2001:db8:1:3::1") == 2
    assert networks(rf, "", "not an address") == 1


def test_a_header_does_not_change_the_network_unless_a_proxy_is_set(rf, settings):
    with_header = rf.get("/", REMOTE_ADDR=HERE, HTTP_X_FORWARDED_FOR=ELSEWHERE)
    assert network_of(with_header) == network_of(rf.get("/", REMOTE_ADDR=HERE))

    settings.BEHIND_PROXY = True
    assert network_of(with_header) == network_of(rf.get("/", REMOTE_ADDR=ELSEWHERE))
    forged = rf.get("/", REMOTE_ADDR="127.0.0.1", HTTP_X_FORWARDED_FOR=f"192.0.2.1, {HERE}")
    assert network_of(forged) == network_of(rf.get("/", REMOTE_ADDR=HERE))
