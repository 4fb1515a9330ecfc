"""What the queue and a search show: the right requests, in the right order, and nobody's name."""

import re
from datetime import UTC, datetime, timedelta

import pytest
from django.utils import timezone

from consultations.models import ConsultationRequest
from consultations.queue_lines import contact_words, due_words, line_of, status_words
from consultations.reply_times import zone_of
from tests.consultations.desk_factories import (
    EMAIL,
    NAME,
    PHONE,
    address,
    client_of,
    days_ago,
    leaks,
    make_consultation,
)
from tests.factories import make_user
from tests.staff_sign_in import signed_in

pytestmark = pytest.mark.django_db

WEDNESDAY = datetime(2026, 6, 3, 14, 0, tzinfo=UTC)  # 10 am in New York


def shown_on(page) -> list[str]:
    """References in the order of the page."""
    return [line.row.reference for line in page.context["lines"]]


def in_hours(hours: float):
    return timezone.now() + timedelta(hours=hours)


def test_the_late_come_first_then_by_reply_time_and_those_who_wait_for_the_person_last():
    soon = make_consultation(reply_by=in_hours(2))
    waiting = make_consultation(reply_by=in_hours(-90), state="waiting")
    reached = make_consultation(reply_by=in_hours(-80), state="reached")
    late = make_consultation(reply_by=in_hours(-1))
    very_late = make_consultation(reply_by=in_hours(-5), state="tried", tries=2)
    page = client_of("Front desk").get(address("desk"))

    assert shown_on(page) == [row.reference for row in (very_late, late, reached, soon, waiting)]
    assert "2 past their reply time" in page.content.decode()


def test_each_filter_shows_its_own_and_says_how_many():
    user = make_user("Front desk")
    client = signed_in(client_of("Front desk"), user)
    mine = make_consultation(assigned_to=user)
    nobodys = make_consultation()
    closed = make_consultation(state="booked", closed_at=in_hours(1))
    tray = make_consultation(is_suspect=True, suspicion="busy")
    wanted = {"mine": [mine], "nobody": [nobodys], "closed": [closed], "tray": [tray], "all": [mine, nobodys]}
    for show, rows in wanted.items():
        page = client.get(address("desk"), {"show": show})
        assert set(shown_on(page)) == {row.reference for row in rows}, show
        assert f'?show={show}" aria-current="page"' in page.content.decode()

    counts = {key: count for key, _, count in page.context["filters"]}
    assert counts == {"all": 2, "mine": 1, "nobody": 1, "closed": 1, "tray": 1}
    assert set(shown_on(client.get(address("desk"), {"show": "nonsense"}))) == {mine.reference, nobodys.reference}


def test_a_list_has_no_name_and_no_contact_details():
    make_consultation()
    page = client_of("Front desk").get(address("desk")).content.decode()

    assert leaks(page) == []
    assert "Phone, morning or late afternoon" in page
    assert "Interpreter or help" in page


@pytest.mark.parametrize("count", [1, 4])
def test_the_queue_needs_the_same_queries_for_any_number(count, django_assert_num_queries):
    for _ in range(count):
        make_consultation(assigned_to=make_user("Front desk"))
    client = client_of("Front desk")

    # session, person, role 4; transaction, head 4; rows and counts 8; mail; event 2; clinic, facts 2
    with django_assert_num_queries(21):
        client.get(address("desk"))


def test_the_queue_has_pages_of_25():
    for _ in range(26):
        make_consultation()
    client = client_of("Front desk")

    assert len(shown_on(client.get(address("desk")))) == 25
    assert len(shown_on(client.get(address("desk"), {"page": 2}))) == 1
    assert "Page 2 of 2" in client.get(address("desk"), {"page": 99}).content.decode()


@pytest.mark.parametrize(
    "text",
    [NAME, "larkspur ottoline", PHONE, "518.555.0163", "+1 518 555 0163", EMAIL.upper(), "reference"],
)
def test_a_request_is_found_however_its_number_name_or_reference_is_written(text):
    row = make_consultation()
    make_consultation(name="Somebody Else", phone="(212) 555-0100", email="")
    typed = f" {row.shown_reference().lower()} " if text == "reference" else text
    page = client_of("Front desk").post(address("desk_search"), {"text": typed})

    assert shown_on(page) == [row.reference]


@pytest.mark.parametrize("text", ["Ottoline", "0163", "larkspur.example", "%", "' OR 1=1"])
def test_a_part_finds_nothing(text):
    make_consultation()
    page = client_of("Front desk").post(address("desk_search"), {"text": text})

    assert shown_on(page) == []
    assert "Nothing found" in page.content.decode()


def test_a_search_leaves_nothing_in_an_address():
    make_consultation()
    client = client_of("Front desk")
    page = client.get(address("desk_search"), {"text": NAME})

    assert shown_on(page) == []
    assert 'method="post" action="/staff/desk/search/"' in page.content.decode()


def words(**values) -> tuple[str, str]:
    row = ConsultationRequest(**{"received_at": days_ago(0), "state": "new"} | values)
    return due_words(row, WEDNESDAY.astimezone(zone_of(None)))


def test_reply_times_are_told_as_people_say_them():
    at = WEDNESDAY.replace(hour=21)  # 5 pm

    assert words(reply_by=at) == ("Today, 5:00 pm", "due")
    assert words(reply_by=at + timedelta(days=1)) == ("Tomorrow, 5:00 pm", "")
    assert words(reply_by=at + timedelta(days=2))[0].startswith("Fri, Jun 5")
    assert words(reply_by=at - timedelta(days=1)) == ("Late since yesterday", "late")
    assert words(reply_by=WEDNESDAY - timedelta(minutes=1)) == ("Late since 9:59 am", "late")
    assert words(reply_by=at - timedelta(days=2), state="tried")[0].startswith("Late since Mon, Jun 1")
    assert words(reply_by=at - timedelta(days=1), state="waiting") == ("Paused", "")
    assert words(reply_by=at - timedelta(days=1), state="reached") == ("Reached", "")
    assert words(reply_by=at, state="booked", closed_at=WEDNESDAY)[0].startswith("Closed Wed, Jun 3")


def test_states_and_ways_of_contact_are_words():
    tries = [status_words(ConsultationRequest(state="tried", tries=number)) for number in (1, 2, 3, 4)]

    assert tries == ["Tried once", "Tried twice", "Tried three times", "Tried 4 times"]
    assert contact_words(ConsultationRequest(contact_by="phone")) == "Phone, any time"
    assert contact_words(ConsultationRequest(contact_by="email")) == "Email"


def test_a_request_says_once_that_the_person_was_reached():
    page = client_of("Front desk").get(make_consultation(state="reached").get_absolute_url()).content.decode()

    assert re.search(r">Reached</span>\s+<span>Assigned to", page)


def test_the_start_page_counts_late_waiting_and_tray():
    make_consultation(reply_by=in_hours(-1))
    make_consultation(reply_by=in_hours(5), state="tried", tries=1)
    make_consultation(reply_by=in_hours(-5), state="waiting")
    make_consultation(is_suspect=True, suspicion="busy")
    for role in ("Front desk", "Owner"):
        page = client_of(role).get("/staff/admin/").content.decode()
        assert (
            'tile--urgent" href="/staff/desk/"><b class="tile__number">1</b> <span>request past its reply time<' in page
        )
        assert '<b class="tile__number">2</b> <span>requests waiting' in page
        assert '<b class="tile__number">1</b> <span>in the tray' in page
    assert "requests waiting" not in client_of("Editor").get("/staff/admin/").content.decode()


def test_a_line_knows_who_has_it():
    person = make_user("Front desk", first_name="Desk", last_name="Person")

    assert line_of(make_consultation(assigned_to=person), timezone.now()).assigned == "Desk Person"
    assert line_of(make_consultation(), timezone.now()).assigned == "Nobody"
