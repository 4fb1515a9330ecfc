"""What happened around signing in is written down, once, without a name or an address."""

import json
import logging

import pytest
from django.core.management import call_command
from django.test import Client

from accounts.events import record_event
from accounts.models import Device, SecurityEvent
from accounts.totp import add_app
from tests.accounts.people import (
    ACCOUNT,
    PASSWORD,
    code,
    give_code,
    give_password,
    make_staff,
    make_staff_with_codes,
    sign_in,
)

pytestmark = pytest.mark.django_db

EVENTS = "/staff/events/"


@pytest.fixture
def lines(caplog):
    """The lines of the security log so far."""
    caplog.set_level(logging.INFO, logger="security")
    return lambda: [json.loads(one.getMessage()) for one in caplog.records if one.name == "security"]


def kinds(lines) -> list[str]:
    return [line["event"] for line in lines()]


def test_signing_in_and_out_leaves_a_line_and_a_row_each(client, lines):
    user = make_staff()
    give_password(client, "ann", "wrong")
    give_password(client)
    give_code(client, "000000")
    give_code(client)
    client.post("/staff/sign-out/")

    expected = ["sign_in_failed", "second_step_failed", "signed_in", "signed_out"]
    assert kinds(lines) == expected
    assert [event.kind for event in SecurityEvent.objects.order_by("pk")] == expected
    assert {line["user"] for line in lines()} == {user.pk}


def test_what_people_do_with_their_account_leaves_a_line_each(client, lines):
    user, codes = make_staff_with_codes()
    tablet = add_app(user, b"12345678901234567890", "Tablet", step=0)
    give_password(client)
    give_code(client, codes[0])
    client.post("/staff/confirm/", {"code": code(), "next": ACCOUNT})
    client.post("/staff/account/recovery-codes/")
    client.post(f"/staff/account/devices/{tablet.pk}/remove/")
    new = "some quite different words"
    client.post("/staff/account/password/", {"old_password": PASSWORD, "new_password": new, "again": new})
    client.post("/staff/account/sessions/end-all/")

    assert kinds(lines) == [
        "recovery_code_used",
        "signed_in",
        "confirmed",
        "recovery_codes_made",
        "device_removed",
        "password_changed",
        "sessions_ended",
        "signed_out",
    ]


def test_commands_leave_a_line_each(lines, capsys):
    call_command("invite", "ann", "--role", "Editor")
    call_command("reset_second_factor", "ann")

    assert kinds(lines) == ["invited", "second_step_reset"]


def test_too_many_tries_leave_one_line(client, lines):
    for _ in range(20):
        give_password(client, "ann", "wrong")

    assert kinds(lines) == ["sign_in_failed"] * 5 + ["throttled"]


def test_lines_hold_keys_and_hashes_only(lines):
    make_staff("canaryname", email="canary@example.org")
    client = Client(REMOTE_ADDR="203.0.113.77", headers={"user-agent": "canary-agent"})
    give_password(client, "canaryname", "canary password\nFORGED LINE")
    give_password(client, "canary-unknown\n{}", "x")
    give_password(client, "canaryname")
    give_code(client, "canary")
    give_code(client)
    text = json.dumps(lines())

    assert "canary" not in text
    assert "203.0.113" not in text
    assert all(set(line) == {"at", "event", "user", "actor", "network"} for line in lines())
    assert all(len(line["network"]) == 16 for line in lines())
    assert len(lines()) == 4


def test_lines_go_to_the_log_of_the_process_as_bare_json(settings):
    assert settings.LOGGING["loggers"]["security"] == {"handlers": ["events"], "level": "INFO"}
    assert settings.LOGGING["formatters"]["bare"]["format"] == "{message}"


def test_an_unknown_kind_is_a_mistake_of_the_caller():
    with pytest.raises(ValueError, match="nonsense"):
        record_event("nonsense")


def test_who_did_it_is_the_person_unless_somebody_else_is_named():
    ann, ben = make_staff(), make_staff("ben")
    record_event("role_changed", user=ann, actor=ben)
    record_event("exported", user=ann)

    assert list(SecurityEvent.objects.order_by("pk").values_list("user", "actor")) == [
        (ann.pk, ben.pk),
        (ann.pk, ann.pk),
    ]


@pytest.mark.parametrize(("role", "status"), [("Owner", 200), ("Editor", 403), ("Reviewer", 403), ("Front desk", 403)])
def test_only_owners_read_the_record(client, role, status):
    make_staff(role=role)
    sign_in(client)

    assert client.get(EVENTS).status_code == status
    assert SecurityEvent.objects.filter(kind="denied").exists() == (status == 403)


def test_the_record_is_shown_newest_first_in_pages(client, django_assert_num_queries):
    make_staff(role="Owner")
    sign_in(client)
    for _ in range(60):
        record_event("exported")
    page = client.get(EVENTS).content.decode()

    assert page.count("<tr><th") == 51  # fifty events and the headings
    assert "Page 1 of 2" in page
    assert "Signed in" not in page.split("<tbody>")[1].split("</tbody>")[0]
    assert "Signed in" in client.get(EVENTS + "?page=2").content.decode()
    assert client.get(EVENTS + "?page=x").status_code == 200


def test_the_record_needs_the_same_queries_for_any_number_of_events(client, django_assert_max_num_queries):
    make_staff(role="Owner")
    sign_in(client)
    for _ in range(30):
        record_event("exported", user=make_staff(f"person{_}"))
    with django_assert_max_num_queries(10):  # session, its row, person, role, count, events, three for the frame
        client.get(EVENTS)


def test_the_record_outlives_the_account():
    ann = make_staff()
    record_event("signed_in", user=ann)
    Device.objects.all().delete()
    ann.delete()

    assert SecurityEvent.objects.get().user is None
