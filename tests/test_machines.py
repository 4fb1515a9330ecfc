"""What machines ask: alive, ready, whom to tell about a hole."""

from collections import namedtuple
from datetime import date

import pytest
from django.core import checks
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.recorder import MigrationRecorder

from clinic_site import machines
from clinic_site.checks import check_security_txt

SECURITY_TXT = "/.well-known/security.txt"


def test_a_process_is_healthy_without_a_database(client, django_db_blocker):
    with django_db_blocker.block():
        response = client.get("/healthz/")

    assert (response.status_code, response.text) == (200, "ok\n")
    assert "no-store" in response["Cache-Control"]


@pytest.mark.django_db
def test_a_site_in_order_is_ready(client):
    assert client.get("/readyz/").text == "ready\n"


@pytest.mark.django_db
def test_a_migration_that_was_not_run_makes_it_unready(client):
    [(app, newest)] = MigrationExecutor(connection).loader.graph.leaf_nodes("content")
    MigrationRecorder(connection).record_unapplied(app, newest)
    response = client.get("/readyz/")

    assert (response.status_code, response.text) == (503, "not ready\n")


@pytest.mark.django_db
def test_keys_that_do_not_work_make_it_unready(client, settings):
    settings.FIELD_KEYS = []

    assert client.get("/readyz/").status_code == 503


@pytest.mark.django_db
def test_a_full_disk_makes_it_unready(client, monkeypatch):
    usage = namedtuple("usage", "total used free")(10**9, 10**9, 10**6)
    monkeypatch.setattr(machines.shutil, "disk_usage", lambda folder: usage)

    assert client.get("/readyz/").status_code == 503


@pytest.mark.parametrize(
    ("contact", "expires", "status"),
    [
        ("", None, 404),
        ("mailto:safety@clinic.example", None, 404),
        ("mailto:safety@clinic.example", date(2026, 11, 22), 404),
        ("mailto:safety@clinic.example", date(2026, 11, 23), 200),
    ],
)
@pytest.mark.django_db
def test_the_contact_is_there_while_it_holds(client, settings, time_machine, contact, expires, status):
    time_machine.move_to("2026-11-22T12:00:00-05:00")
    settings.SECURITY_CONTACT, settings.SECURITY_TXT_EXPIRES = contact, expires
    response = client.get(SECURITY_TXT)

    assert response.status_code == status
    assert bool(check_security_txt()) == (bool(contact) and status == 404)
    if status == 200:
        assert response.text.splitlines()[:2] == [f"Contact: {contact}", "Expires: 2026-11-23T00:00:00Z"]


def test_an_expired_contact_is_a_warning_only(settings):
    settings.SECURITY_CONTACT, settings.SECURITY_TXT_EXPIRES = "mailto:a@b.example", date(2020, 1, 1)

    assert [found.level for found in check_security_txt()] == [checks.WARNING]
