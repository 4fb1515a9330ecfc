"""One-time links: the only way to an account."""

import re

import pytest
from django.core.management import CommandError, call_command
from django.test import Client

from accounts.models import Device, OneTimeLink, RecoveryCode, SecurityEvent, StaffSession, User
from accounts.totp import code_at, current_step
from tests.accounts import race
from tests.accounts.people import give_code, give_password, is_in, make_staff, sign_in
from tests.accounts.setting_up import FIRST_DEVICE, WELCOME, choose_password, path_of, seed_on, set_up_app

pytestmark = pytest.mark.django_db


def invite(capsys, *arguments: str) -> str:
    """The address of the printed link, without the host."""
    call_command("invite", *arguments)
    return path_of(capsys.readouterr().out)


@pytest.fixture
def link(capsys) -> str:
    return invite(capsys, "ann", "--role", "Editor")


def test_a_link_leads_through_password_device_and_recovery_codes_and_in(client, link):
    assert choose_password(client, link).headers["Location"] == FIRST_DEVICE
    page = set_up_app(client).content.decode()

    assert len(set(re.findall(r"<code>(\d-\w{5}-\w{5})</code>", page))) == 10
    assert is_in(client)
    user = User.objects.get()
    assert (user.devices.get().name, user.recovery_codes.count()) == ("My phone", 10)
    assert [group.name for group in user.groups.all()] == ["Editor"]
    assert (user.is_staff, user.is_superuser) == (True, False)


def test_looking_at_a_link_does_not_use_it_up(client, link):
    for _ in range(3):
        assert Client().get(link).status_code == 302
    choose_password(client, link)
    assert set_up_app(client).status_code == 200


def test_a_setup_that_was_broken_off_can_be_started_again(link):
    choose_password(Client(), link)
    again = Client()
    choose_password(again, link, "another phrase of words")

    assert set_up_app(again).status_code == 200


def test_a_used_link_fails_in_words(client, link):
    choose_password(client, link)
    set_up_app(client)

    late = Client().get(link)
    assert late.status_code == 410
    assert "This link no longer works" in late.content.decode()


def test_two_browsers_cannot_both_finish_with_one_link(link):
    first, second = Client(), Client()
    for browser in (first, second):
        choose_password(browser, link)
        browser.get(FIRST_DEVICE)
    set_up_app(first)

    assert second.post(FIRST_DEVICE, {"code": "123456"}).status_code == 410
    assert Device.objects.count() == 1


def test_of_many_browsers_that_finish_with_one_link_at_the_same_moment_one_succeeds(tmp_path):
    assert race.winners(tmp_path, "link") == 1


@pytest.mark.parametrize("token", ["x", "x" * 43, "%00", "a.b"])
def test_a_made_up_link_fails_in_words(client, link, token):
    assert client.get(f"/staff/welcome/{token}/").status_code in (404, 410)
    assert client.get(WELCOME).status_code == 410
    assert client.post(FIRST_DEVICE).status_code == 410


def test_a_link_ends_after_three_days(client, capsys, time_machine):
    time_machine.move_to("2026-06-01T12:00:00Z", tick=False)
    link = invite(capsys, "ann", "--role", "Editor")
    time_machine.move_to("2026-06-04T11:59:00Z", tick=False)
    assert client.get(link).status_code == 302
    time_machine.move_to("2026-06-04T12:01:00Z", tick=False)
    assert client.get(link).status_code == 410
    assert client.get(WELCOME).status_code == 410


def test_a_new_link_ends_the_older_one(link, capsys):
    newer = invite(capsys, "ann", "--role", "Editor")

    assert Client().get(link).status_code == 410
    assert Client().get(newer).status_code == 302


def test_the_secret_of_a_link_is_not_stored(link):
    secret = link.split("/")[3]

    assert len(secret) >= 43
    assert secret not in str(list(OneTimeLink.objects.values_list()))


def test_the_second_step_is_not_offered_before_the_password(client, link):
    client.get(link)

    assert client.get(FIRST_DEVICE).status_code == 410
    assert client.post("/staff/passkey/new/").status_code == 403


def test_a_wrong_first_code_adds_nothing(client, link):
    choose_password(client, link)
    client.get(FIRST_DEVICE)
    response = client.post(FIRST_DEVICE, {"code": "000000"})

    assert "That code does not fit" in response.content.decode()
    assert not Device.objects.exists()
    assert not is_in(client)


def test_opening_somebodys_link_signs_out_who_is_signed_in(client, link):
    make_staff("ben")
    sign_in(client, "ben")
    client.get(link)

    assert not is_in(client)
    choose_password(client, link)
    set_up_app(client)
    assert StaffSession.objects.get().user.username == "ann"


def test_the_link_names_the_sites_own_host(capsys, settings):
    settings.SITE_URL = "https://clinic.example"
    call_command("invite", "ann", "--role", "Owner")

    assert "https://clinic.example/staff/welcome/" in capsys.readouterr().out


def test_who_can_sign_in_already_is_not_invited_again():
    make_staff()
    with pytest.raises(CommandError, match="reset_second_factor ann"):
        call_command("invite", "ann", "--role", "Owner")
    assert not User.objects.get().groups.filter(name="Owner").exists()


def test_who_is_switched_off_is_not_invited():
    User.objects.create_user("ann", is_active=False)
    with pytest.raises(CommandError, match="switched off"):
        call_command("invite", "ann", "--role", "Owner")
    assert not OneTimeLink.objects.exists()


@pytest.mark.parametrize("arguments", [("a b", "--role", "Editor"), ("ann", "--role", "King"), ("ann",)])
def test_a_bad_invitation_makes_no_account(arguments):
    with pytest.raises(CommandError):
        call_command("invite", *arguments)
    assert not User.objects.exists()


def test_a_reset_takes_devices_codes_and_sessions_and_gives_a_link(client, capsys):
    make_staff()
    sign_in(client)
    call_command("reset_second_factor", "ann")
    link = path_of(capsys.readouterr().out)

    assert not is_in(client)
    assert (Device.objects.count(), RecoveryCode.objects.count()) == (0, 0)
    assert give_password(Client()).status_code == 200
    choose_password(client, link, "another phrase of words")
    assert set_up_app(client).status_code == 200
    assert is_in(client)
    assert SecurityEvent.objects.filter(kind="second_step_reset").count() == 1


def test_nobody_unknown_is_reset():
    with pytest.raises(CommandError, match="Nobody called nobody"):
        call_command("reset_second_factor", "nobody")


def test_after_the_setup_password_and_app_sign_in(client, link):
    choose_password(client, link)
    seed = seed_on(client.get(FIRST_DEVICE).content.decode())
    client.post(FIRST_DEVICE, {"code": code_at(seed, current_step())})
    later = Client()
    give_password(later)

    assert give_code(later, code_at(seed, current_step())).status_code == 200
    assert give_code(later, code_at(seed, current_step() + 1)).status_code == 302
    assert is_in(later)
