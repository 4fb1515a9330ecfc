"""Nothing of a request is shown at the front desk without an event, and nothing at all to other roles."""

import re

import pytest
from django.db import OperationalError, connection
from django.test import Client

from consultations import urls_desk
from consultations.models import ConsultationEvent, ConsultationRequest
from consultations.trail import verify_trail
from tests.consultations.desk_factories import (
    CANARIES,
    EMAIL,
    NAME,
    PHONE,
    address,
    client_of,
    kinds,
    last_event,
    leaks,
    make_consultation,
    make_note,
)
from tests.consultations.record_table import take_no_more_events, take_protection_away
from tests.factories import make_article, make_clinic, make_user

pytestmark = pytest.mark.django_db

BODIES = {
    "desk_search": {"text": NAME},
    "desk_export": {"since": "2020-01-01", "until": "2099-12-31", "reason": "Report to management", "notes": "yes"},
    "desk_correct": {"name": "", "phone": PHONE, "email": EMAIL},
    "desk_note": {"body": ""},
}


def make_row() -> ConsultationRequest:
    row = make_consultation()
    make_note(row, make_user("Front desk"))
    return row


def visits(client: Client, row: ConsultationRequest):
    """Every address of the desk with every method, and the answer as text."""
    for pattern in urls_desk.urlpatterns:
        where = address(pattern.name, row if "reference" in str(pattern.pattern) else None)
        for method in ("get", "post"):
            data = {"version": row.version, **BODIES.get(pattern.name, {})} if method == "post" else {}
            before = ConsultationEvent.objects.count()
            answer = getattr(client, method)(where, data)
            added = ConsultationEvent.objects.count() - before
            yield f"{method} {pattern.name}", answer.status_code, answer.content.decode(), added


def test_every_page_that_shows_something_of_a_person_adds_an_event():
    row, found = make_row(), []
    for name, _, text, added in visits(client_of("Owner"), row):
        if leaks(text):
            found.append(name)
            assert added >= 1, name

    assert found == [
        "post desk_search",
        "post desk_export",
        "get desk_request",
        "post desk_note",
        "get desk_correct",
        "post desk_correct",
        "post desk_export_one",
    ]


def test_without_the_record_nothing_is_shown_or_changed():
    row, client = make_row(), client_of("Owner")
    before = ConsultationRequest.objects.values().get()
    take_no_more_events()
    answers = list(visits(client, row))
    client.post(address("desk_step", row), {"version": 1, "step": "booked"})
    client.post(address("desk_delete", row), {"version": 1, "reason": "The person asked for it"})

    assert {text: code for name, code, text, _ in answers if leaks(text)} == {}
    assert {code for name, code, _, _ in answers if name.startswith("get desk_re")} == {503}
    assert ConsultationRequest.objects.values().get() == before


@pytest.mark.parametrize("role", ["Editor", "Reviewer", ""])
def test_other_roles_get_the_same_page_for_a_request_and_for_none(role):
    row, client = make_row(), client_of(role)
    real = client.get(address("desk_request", row))
    none = client.get("/staff/desk/ZZZZZZ/")

    assert real.status_code == none.status_code == 404
    assert real.content.decode().replace(row.reference, "") == none.content.decode().replace("ZZZZZZ", "")
    assert kinds()[-2:] == ["refused", "refused"]
    assert ConsultationEvent.objects.filter(kind="refused").values_list("reference", flat=True)[0] == row.reference
    assert {code for _, code, _, _ in visits(client, row)} <= {404, 405}


@pytest.mark.parametrize("role", ["Editor", "Reviewer"])
def test_editors_and_reviewers_find_no_trace_wherever_they_can_go(role):
    row = make_row()
    make_article(slug="one")
    make_clinic()
    client, seen = client_of(role), set()
    waiting = ["/staff/admin/", "/", "/staff/account/", "/staff/admin/content/article/?q=Larkspur"]
    while waiting and len(seen) < 60:
        where = waiting.pop(0)
        seen.add(where)
        answer = client.get(where, follow=True)
        text = answer.content.decode()
        traces = [one for one in (*CANARIES, row.reference, row.shown_reference(), "/desk/") if one in text]
        assert [one for one in traces if one not in where] == [], where  # a search box repeats what was typed into it
        links = re.findall(r'href="(/(?!static/)[^"#]*)', text)
        waiting += [link for link in dict.fromkeys(links) if link not in seen and link not in waiting]

    assert len(seen) > 20


def test_the_front_desk_finds_no_export_deletion_correction_or_record():
    row, client = make_row(), client_of("Front desk")
    codes = {name: code for name, code, _, _ in visits(client, row)}

    owners = ("desk_export", "desk_record", "desk_correct", "desk_delete", "desk_hold", "desk_export_one")
    assert {codes[f"post {name}"] for name in owners} == {404, 405}
    assert [name for name in owners if codes[f"get {name}"] not in (404, 405)] == []


def test_what_is_recorded_names_nobody_and_the_chain_stays_whole():
    row, client = make_row(), client_of("Owner")
    list(visits(client, row))

    told = " ".join(f"{event.detail} {event.reference}" for event in ConsultationEvent.objects.all())
    assert leaks(told) == []
    assert verify_trail().problem == ""


def test_a_list_says_which_references_it_showed_and_a_search_which_it_found():
    first, second = make_consultation(), make_consultation(name="Somebody Else", phone="(212) 555-0100", email="")
    client = client_of("Front desk")
    client.get(address("desk"))
    assert set(last_event().detail.split()) == {first.reference, second.reference}
    client.post(address("desk_search"), {"text": "larkspur, OTTOLINE"})

    assert (last_event().kind, last_event().detail) == ("searched", first.reference)


def test_a_request_that_does_not_exist_is_recorded_without_what_was_typed():
    client_of("Front desk").get("/staff/desk/Larkspur/")

    assert (last_event().kind, last_event().reference, last_event().detail) == ("refused", "", "")


def test_the_owner_reads_who_saw_a_request_and_what_a_person_saw():
    row, other = make_row(), make_consultation(phone="(212) 555-0100", email="")
    desk = make_user("Front desk", first_name="Desk", last_name="Person")
    from_desk = client_of("Front desk", first_name="Another", last_name="One")
    from_desk.get(address("desk_request", row))
    client = client_of("Owner")

    about = client.get(address("desk_record"), {"reference": row.shown_reference()}).content.decode()
    assert "Another One" in about
    assert other.reference not in about
    assert "Opened" in about
    person = from_desk.session["_auth_user_id"]
    assert row.reference in client.get(address("desk_record"), {"person": person}).content.decode()
    assert row.reference not in client.get(address("desk_record"), {"person": desk.pk}).content.decode()
    assert kinds()[-3:] == ["trail_read"] * 3


def test_the_owner_sees_whether_the_record_is_whole():
    client = client_of("Owner")
    assert "There was nothing on record before" in client.get(address("desk_record"), {"check": "yes"}).content.decode()
    make_row()
    assert "The record is whole" in client.get(address("desk_record"), {"check": "yes"}).content.decode()
    take_protection_away()
    with connection.cursor() as cursor:
        cursor.execute("UPDATE consultations_consultationevent SET reference = 'AAAAAA' WHERE number = 1")

    page = client.get(address("desk_record"), {"check": "yes"}).content.decode()
    assert "The record is not whole" in page
    assert "Event 1 was changed" in page


def test_the_check_is_for_owners_and_one_that_cannot_be_done_is_told():
    def no_chain(execute, sql, params, many, context):
        if '"previous"' in sql and sql.endswith("ASC"):  # every event, the oldest first
            raise OperationalError("no connection")
        return execute(sql, params, many, context)

    make_row()
    owner, editor = client_of("Owner"), client_of("Editor")
    with connection.execute_wrapper(no_chain):
        codes = [one.get(address("desk_record"), {"check": "yes"}).status_code for one in (owner, editor)]

    assert codes == [503, 404]
