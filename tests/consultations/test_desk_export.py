"""What leaves as a file: only for Owners, on record, and harmless in a spreadsheet."""

import csv
import io
import json
import re

import pytest

from accounts.models import SecurityEvent
from consultations.models import ConsultationEvent
from content.spreadsheets import harmless
from tests.consultations.desk_factories import (
    ACCESS,
    EMAIL,
    NAME,
    NOTE,
    PHONE,
    address,
    client_of,
    days_ago,
    last_event,
    make_consultation,
    make_note,
)
from tests.factories import make_user

pytestmark = pytest.mark.django_db

ALL = {"since": "2020-01-01", "until": "2099-12-31", "reason": "Report to management"}


def table(answer) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"))))


@pytest.mark.parametrize("sign", "=+-@\t\r\n")
def test_a_cell_that_a_spreadsheet_would_run_becomes_text(sign):
    assert harmless(f"{sign}1+1") == f"'{sign}1+1"
    assert harmless(f"1{sign}1") == f"1{sign}1"
    assert harmless("") == ""


def test_an_export_holds_everything_but_the_notes_and_goes_on_record():
    row = make_consultation(name='=HYPERLINK("https://x.example")', phone="+1 518 555 0163")
    make_note(row, make_user("Front desk"))
    answer = client_of("Owner").post(address("desk_export"), ALL)

    (line,) = table(answer)
    assert line["name"] == '\'=HYPERLINK("https://x.example")'
    assert line["phone"] == "'+1 518 555 0163"
    assert (line["email"], line["access"], line["state"], line["reference"]) == (EMAIL, ACCESS, "New", row.reference)
    assert NOTE not in answer.content.decode()
    assert answer.headers["Content-Disposition"] == 'attachment; filename="requests-2020-01-01-2099-12-31.csv"'
    assert answer.headers["Cache-Control"] == "no-store, private"
    assert (last_event().kind, last_event().detail) == ("exported", f"Report to management: {row.reference}")
    assert SecurityEvent.objects.filter(kind="exported").count() == 1


def test_an_export_has_the_days_and_the_notes_that_were_asked_for():
    old, new = make_consultation(received_at=days_ago(40), reply_by=days_ago(39)), make_consultation()
    make_note(new, make_user("Front desk"))
    day = f"{days_ago(2):%Y-%m-%d}"
    (line,) = table(client_of("Owner").post(address("desk_export"), ALL | {"since": day, "notes": "yes"}))

    assert line["reference"] == new.reference
    assert line["notes"] == NOTE
    assert old.reference not in last_event().detail


@pytest.mark.parametrize(
    "values", [{"reason": ""}, {"reason": "Curious"}, {"since": ""}, {"until": "2019-01-01"}, {"until": "soon"}]
)
def test_an_export_needs_days_and_a_reason(values):
    make_consultation()
    answer = client_of("Owner").post(address("desk_export"), ALL | values)

    assert answer.status_code == 422
    assert NAME not in answer.content.decode()
    assert not ConsultationEvent.objects.filter(kind="exported").exists()


def test_what_an_export_lacks_is_listed_in_the_order_of_its_fields():
    page = client_of("Owner").post(address("desk_export"), {}).content.decode()

    assert re.findall(r'<li><a href="#id_(\w+)', page) == ["since", "until", "reason"]


def test_what_cannot_be_read_is_named_in_the_table_and_recorded(settings):
    row = make_consultation()
    settings.FIELD_KEYS = [b"k" * 32]
    (line,) = table(client_of("Owner").post(address("desk_export"), ALL))

    assert (line["reference"], line["name"], line["phone"]) == (row.reference, "cannot be read", "")
    assert (last_event().kind, last_event().reference) == ("unreadable", row.reference)


def test_a_person_gets_everything_about_their_request_and_who_saw_it():
    row, other = make_consultation(), make_consultation(name="Same Phone")
    make_note(row, make_user("Front desk"))
    client_of("Front desk", first_name="Desk", last_name="Person").get(address("desk_request", row))
    answer = client_of("Owner").post(address("desk_export_one", row))

    said = json.loads(answer.content)
    assert (said["request"]["name"], said["request"]["phone"], said["request"]["email"]) == (NAME, PHONE, EMAIL)
    assert said["notes"][0]["text"] == NOTE
    assert {"Desk Person"} < {event["by"] for event in said["record"]}
    assert [event["what"] for event in said["record"]] == ["Received", "Opened", "Exported"]
    assert other.name not in answer.content.decode()
    assert f'filename="request-{row.reference}.json"' in answer.headers["Content-Disposition"]
