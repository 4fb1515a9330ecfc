"""No form for staff works without its token, from another site, or from nowhere."""

import pytest
from django.conf import settings
from django.test import Client

from tests.accounts.walk import Rows, Visit, make_person, visits
from tests.staff_sign_in import signed_in

pytestmark = pytest.mark.django_db

TOKEN = "a" * 32
FOREIGN = {
    "no token": {},
    "another token": {"csrfmiddlewaretoken": "b" * 32},
    "another site": {"csrfmiddlewaretoken": TOKEN, "origin": "https://evil.example"},
    "no site": {"csrfmiddlewaretoken": TOKEN, "origin": "null"},
}


def takes_posts(visit: Visit) -> bool:
    told = str(visit.line.get("post", visit.line["get"]))
    return visit.address.startswith("/staff/") and not told.endswith("405")


@pytest.mark.parametrize("way", FOREIGN)
def test_no_staff_form_is_taken_that_is_not_ours(way):
    values = dict(FOREIGN[way])
    headers = {"HTTP_ORIGIN": values.pop("origin")} if "origin" in values else {}
    client = signed_in(Client(enforce_csrf_checks=True), make_person("Owner"))
    client.cookies[settings.CSRF_COOKIE_NAME] = TOKEN
    taken = [
        f"{visit.address}: {status}"
        for visit in visits(Rows())
        if takes_posts(visit)
        and (status := client.post(visit.address, visit.line.get("send", {}) | values, **headers).status_code) != 403
    ]

    assert taken == []


def test_no_view_is_exempt():
    files = [path for app in ("accounts", "clinic_site", "content") for path in (settings.BASE_DIR / app).rglob("*.py")]

    assert [path.name for path in files if "csrf_exempt" in path.read_text(encoding="utf-8")] == []
