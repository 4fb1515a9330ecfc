"""A machine on a database that takes no writes. With a real standby: tests/faults/test_standby.py."""

import pytest
from django.db import connection
from django.test import Client

from clinic_site.checks import check_database_takes_writes
from tests.run_database import IS_POSTGRESQL


def test_it_shows_no_staff_page_and_says_where_they_are(settings):
    settings.READ_ONLY_DATABASE = True
    response = Client().get("/staff/admin/")

    assert response.status_code == 503
    assert "another machine" in response.text
    assert "no-store" in response["Cache-Control"]


@pytest.mark.skipif(not IS_POSTGRESQL, reason="SQLite has no standbys")
@pytest.mark.django_db(transaction=True)
def test_it_is_an_error_unless_the_setting_says_so(settings):
    def found() -> list[str | None]:
        return [problem.id for problem in check_database_takes_writes(["default"])]

    assert found() == []
    with connection.cursor() as cursor:
        cursor.execute("SET default_transaction_read_only = on")
        assert found() == ["clinic.E005"]
        settings.READ_ONLY_DATABASE = True
        assert found() == []
        cursor.execute("SET default_transaction_read_only = off")
