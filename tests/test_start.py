"""Production does not start while something unfinished is public."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings
from django.core import checks
from django.core.management import call_command

from clinic_site.checks import check_nothing_unfinished_is_public
from content.models import Condition, Faq, Person, Policy
from tests.factories import make_article, make_person, make_policy

ROOT = Path(settings.BASE_DIR)


def found(settings) -> set[str]:
    settings.IS_PRODUCTION = True
    return {message.id for message in check_nothing_unfinished_is_public(databases=["default"])}


@pytest.mark.django_db
def test_a_finished_site_may_start(settings):
    make_article()
    make_policy(body="Nothing to fill in.")

    assert found(settings) == set()


@pytest.mark.django_db
def test_a_public_sample_person_stops_production(settings):
    person = make_person(is_sample=True)

    assert found(settings) == {"clinic.E001"}
    Person.objects.filter(pk=person.pk).update(is_public=False)
    assert found(settings) == set()


@pytest.mark.django_db
def test_a_sample_sign_off_stops_production(settings):
    make_article(reviewed_by=make_person(is_sample=True, is_public=False))

    assert found(settings) == {"clinic.E002"}


@pytest.mark.django_db
def test_an_unfilled_template_stops_production_only_while_public(settings):
    make_policy(body="Contact: [[fill: name]].")

    assert found(settings) == {"clinic.E003"}
    Policy.objects.update(state="draft")
    assert found(settings) == set()


@pytest.mark.django_db
def test_the_example_content_is_not_fit_for_production_and_is_for_development(settings, site_content):
    assert found(settings) == {"clinic.E001", "clinic.E002", "clinic.E003", "clinic.E004"}
    settings.IS_PRODUCTION = False
    assert check_nothing_unfinished_is_public(databases=["default"]) == []


def production(tmp_path) -> dict[str, str]:
    return {name: value for name, value in os.environ.items() if name != "DJANGO_ALLOW_ASYNC_UNSAFE"} | {
        "ENVIRONMENT": "production",
        "SECRET_KEY": "q7Gm2xVb9Lr4Tz8Wc1Nd6Ks3Hf5Jp0Ya-Eu_RoIiQvXtZwBgCl",
        "ALLOWED_HOSTS": "clinic.example",
        "SITE_URL": "https://clinic.example",
        "DATABASE_URL": f"sqlite:///{tmp_path}/site.sqlite3",
        "STATIC_ROOT": str(tmp_path / "static"),
        "FIELD_KEYS": "u9X2mC0rQ7pZk4WvT1nB8sLh5JdYf3Ge6AaRiOtUxEw=",
        "LOOKUP_KEY": "M1bCdisMFEQ7i3-dfdCseBfcN60PMvgKLvxq6mS3tsM=",
        "EMAIL_HOST": "mail.clinic.example",
        "DEFAULT_FROM_EMAIL": "site@clinic.example",
        "STAFF_NOTICE_TO": "desk@clinic.example",
        "DJANGO_SETTINGS_MODULE": "clinic_site.settings",
        "PYTHONWARNINGS": "ignore",
    }


def run(tmp_path, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, *arguments],
        cwd=ROOT,
        env=production(tmp_path),
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


def test_the_server_refuses_the_example_content_and_says_why(tmp_path):
    assert run(tmp_path, "manage.py", "migrate", "-v0").returncode == 0
    assert run(tmp_path, "manage.py", "load_content").returncode == 0
    result = run(tmp_path, "-c", "import clinic_site.wsgi")

    assert result.returncode == 1
    assert "this site must not go live yet" in result.stderr
    assert "Sample Clinician" in result.stderr
    assert "Traceback" not in result.stderr


def test_the_server_starts_once_nothing_unfinished_is_public(tmp_path):
    run(tmp_path, "manage.py", "migrate", "-v0")

    assert run(tmp_path, "-c", "import clinic_site.wsgi").returncode == 0


def test_djangos_own_deployment_check_is_clean(tmp_path):
    run(tmp_path, "manage.py", "migrate", "-v0")
    result = run(tmp_path, "manage.py", "check", "--deploy", "--fail-level", "WARNING")

    assert result.returncode == 0, result.stderr


@pytest.mark.django_db
def test_strict_transport_security_is_sent_over_https_only_in_production(client, settings):
    settings.SECURE_HSTS_SECONDS = 31_536_000
    settings.SECURE_HSTS_INCLUDE_SUBDOMAINS = True

    secure = client.get("/consultation/", secure=True)
    assert secure.headers["Strict-Transport-Security"] == "max-age=31536000; includeSubDomains"


def test_no_migration_is_missing(db):
    call_command("makemigrations", "--check", "--dry-run", verbosity=0)


def test_all_system_checks_pass(db):
    assert checks.run_checks(databases=["default"]) == []


@pytest.mark.django_db
def test_the_error_page_needs_nothing_and_carries_help(client, monkeypatch, settings):
    client.raise_request_exception = False
    monkeypatch.setattr("content.views.home.plain_visit", None)
    settings.TEMPLATES = []

    response = client.get("/")
    text = response.content.decode()
    assert response.status_code == 500
    for words in ("tel:911", "tel:988", "It is not your fault"):
        assert words in text
    assert "received" not in text.lower()


@pytest.mark.django_db
def test_models_refuse_what_must_never_be_true():
    with pytest.raises(Exception, match="condition_published_is_reviewed"):
        Condition.objects.create(
            title="T",
            slug="t",
            summary="S",
            risk_line="R",
            body="B",
            group="pain",
            state="published",
            published_at="2026-01-01T00:00:00Z",
        )


@pytest.mark.django_db
def test_an_undated_answer_cannot_be_published():
    with pytest.raises(Exception, match="faq_published_has_date"):
        Faq.objects.create(question="Q", slug="q", answer="A", topic="safety", state="published")
