"""Every address x everybody x every method gets the answer that the table and the matrix promise."""

import logging
from collections.abc import Iterator

import pytest
from django.db import transaction
from django.http import HttpResponse
from django.test import Client

from tests.accounts.walk import OUTSIDERS, PEOPLE, TABLE, Rows, Visit, make_person, patterns, visits
from tests.staff_sign_in import signed_in

pytestmark = pytest.mark.django_db


def test_every_address_has_a_line_and_every_line_an_address():
    assert patterns() == set(TABLE)


@pytest.fixture
def quiet():
    """Two thousand refusals are not worth writing down."""
    logging.disable()
    yield
    logging.disable(logging.NOTSET)


def answers(client: Client, visit: Visit) -> Iterator[tuple[str, HttpResponse]]:
    """What each method gets. Nothing of it lasts."""
    cookies = client.cookies.copy()
    for method in visit.methods():
        body = {"data": visit.line.get("send", {})} if method == "POST" else {}
        with transaction.atomic():
            yield method, getattr(client, method.lower())(visit.address, **body)
            transaction.set_rollback(True)
        client.cookies = cookies.copy()


def way_in(visit: Visit) -> str:
    """Where outsiders are sent from here: from the staff's addresses to the sign-in page."""
    return "/staff/sign-in/" if visit.address.startswith("/staff/") else "/"


@pytest.mark.parametrize("person", PEOPLE)
@pytest.mark.usefixtures("quiet")
def test_everybody_gets_what_the_matrix_says_at_every_address(person):
    rows, user = Rows(), make_person(person)
    client = Client(raise_request_exception=False)
    if user:
        signed_in(client, user)
    wrong = [
        f"{method} {visit.address}: {answer.status_code}, not {expected}"
        for visit in visits(rows)
        for method, answer in answers(client, visit)
        if (expected := visit.status(person, method)) != answer.status_code
        or (expected == 302 and person in OUTSIDERS and not answer.headers["Location"].startswith(way_in(visit)))
    ]

    assert "\n".join(wrong) == ""
