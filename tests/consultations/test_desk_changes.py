"""What staff do with a request: each step, each refusal, and what stays as it was."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from accounts.models import StaffSession
from consultations.models import ConsultationEvent, ConsultationRequest, Note, OutgoingMail
from tests.consultations.desk_factories import (
    NAME,
    NOTE,
    PHONE,
    address,
    client_of,
    days_ago,
    kinds,
    last_event,
    leaks,
    make_consultation,
    make_note,
)
from tests.factories import make_user
from tests.staff_sign_in import signed_in

pytestmark = pytest.mark.django_db

STEPS = {
    "tried_message": ("tried", "Tried, left a message"),
    "tried": ("tried", "Tried, no message"),
    "reached": ("reached", "Reached"),
    "waiting": ("waiting", "Waiting for the person"),
    "booked": ("booked", "Booked"),
    "not_suitable": ("not_suitable", "Not suitable"),
    "no_answer": ("no_answer", "No answer"),
    "duplicate": ("duplicate", "Duplicate"),
    "spam": ("spam", "Spam"),
    "closed": ("closed", "Closed"),
}


@pytest.fixture
def desk() -> Client:
    return client_of("Front desk")


def stored(row: ConsultationRequest) -> dict[str, object]:
    return ConsultationRequest.objects.filter(pk=row.pk).values().get()


def press(client: Client, row: ConsultationRequest, step: str, version: int | None = None):
    now = row.version if version is None else version
    return client.post(address("desk_step", row), {"version": now, "step": step})


@pytest.mark.parametrize("step", STEPS)
def test_each_button_gives_its_state_and_goes_on_record(desk, step):
    row = make_consultation()
    state, words = STEPS[step]
    assert press(desk, row, step).status_code == 302

    now = stored(row)
    assert (now["state"], now["version"], bool(now["closed_at"])) == (state, 2, state in ConsultationRequest.ENDS)
    assert now["tries"] == (1 if state == "tried" else 0)
    assert (last_event().kind, last_event().reference, last_event().detail) == ("changed", row.reference, words)


def test_the_clock_pauses_while_the_person_is_waited_for_and_starts_again_after(desk):
    row = make_consultation(reply_by=days_ago(3))
    press(desk, row, "waiting")
    assert ConsultationRequest.objects.late(timezone.now()).count() == 0
    press(desk, row, "tried", 2)

    assert stored(row)["reply_by"] > timezone.now()


def test_what_is_closed_can_be_opened_again_with_a_new_reply_time(desk):
    row = make_consultation(state="no_answer", closed_at=days_ago(-1), tries=2, reply_by=days_ago(9))
    press(desk, row, "reopen")

    now = stored(row)
    assert (now["state"], now["closed_at"], now["tries"]) == ("tried", None, 2)
    assert now["reply_by"] > timezone.now()


def test_a_person_is_taken_out_of_the_tray_and_spam_is_closed_there(desk):
    person = make_consultation(is_suspect=True, suspicion="hidden_field", reply_by=days_ago(2))
    spam = make_consultation(is_suspect=True, suspicion="busy")
    press(desk, person, "person")
    press(desk, spam, "tray_spam")

    assert list(ConsultationRequest.objects.in_queue()) == [person]
    assert stored(person)["reply_by"] > timezone.now()
    assert stored(spam)["state"] == "spam"


@pytest.mark.parametrize("step", ["reopen", "person", "nonsense", ""])
def test_a_step_that_is_not_offered_is_refused(desk, step):
    row = make_consultation()
    before = stored(row)

    assert press(desk, row, step).status_code == 404
    assert stored(row) == before
    assert kinds()[-1] == "refused"


def test_the_clock_of_the_server_going_back_does_not_stop_a_closing(desk):
    row = make_consultation(received_at=timezone.now() + timedelta(hours=1))
    press(desk, row, "booked")

    assert stored(row)["closed_at"] == row.received_at


@pytest.mark.parametrize("version", ["1", "", "x", "99", "-1"])
def test_a_change_of_an_old_version_is_refused_with_both_shown(desk, version):
    row = make_consultation()
    press(client_of("Front desk", first_name="Desk", last_name="Other"), row, "booked")
    before = stored(row)
    answer = desk.post(address("desk_step", row), {"version": version, "step": "no_answer"})
    page = answer.content.decode()

    assert answer.status_code == 409
    assert stored(row) == before
    assert "No answer" in page
    assert "Booked" in page
    assert "Desk Other" in page
    assert last_event().kind == "conflict"


def test_two_at_once_cannot_both_be_right(desk):
    """The row is read, and changed by somebody else before it is written."""
    row = make_consultation()
    ConsultationRequest.objects.filter(pk=row.pk).update(version=2)

    assert desk.post(address("desk_assign", row), {"version": 1, "person": ""}).status_code == 409
    assert desk.post(address("desk_note", row), {"version": 1, "body": "Call at noon"}).status_code == 409
    assert Note.objects.count() == 0


def test_a_note_that_was_refused_comes_back_and_can_be_sent_again(desk):
    row = make_consultation(version=2)
    page = desk.post(address("desk_note", row), {"version": 1, "body": "Call at noon"}).content.decode()

    assert '<textarea class="input" id="body" name="body" rows="3">Call at noon</textarea>' in page
    assert 'name="version" value="2"' in page


def test_a_note_is_stored_encrypted_and_shown(desk):
    row = make_consultation()
    desk.post(address("desk_note", row), {"version": 1, "body": NOTE})

    note = Note.objects.get()
    assert note.body == NOTE
    assert leaks(note.sealed_body) == []
    page = desk.get(address("desk_request", row)).content.decode()
    assert NOTE in page
    assert "Scheduling notes only. Medical details belong in the chart." in page
    assert "noted" in kinds()


@pytest.mark.parametrize(("body", "problem"), [("", "Write the note"), ("x" * 501, "at most 500 characters")])
def test_a_note_that_cannot_be_stored_is_given_back(desk, body, problem):
    row = make_consultation()
    answer = desk.post(address("desk_note", row), {"version": 1, "body": body})

    assert answer.status_code == 422
    assert problem in answer.content.decode()
    assert f">{body}</textarea>" in answer.content.decode()


def test_a_request_is_taken_given_away_and_given_back(desk):
    row, other = make_consultation(), make_user("Front desk", first_name="Desk", last_name="Other")
    me = int(desk.session["_auth_user_id"])
    for version, person, detail in (
        (1, me, "Taken"),
        (2, other.pk, f"Given to person {other.pk}"),
        (3, "", "Given to nobody"),
    ):
        assert desk.post(address("desk_assign", row), {"version": version, "person": person}).status_code == 302
        assert stored(row)["assigned_to_id"] == (person or None)
        assert last_event().detail == detail
    assert "Given to Desk Other" in desk.get(address("desk_request", row)).content.decode()


@pytest.mark.parametrize(("role", "values"), [("Editor", {}), ("Front desk", {"is_active": False})])
def test_a_request_is_given_only_to_who_may_open_it(desk, role, values):
    row, person = make_consultation(), make_user(role, **values)

    assert desk.post(address("desk_assign", row), {"version": 1, "person": person.pk}).status_code == 404
    assert stored(row)["assigned_to_id"] is None


def test_whatever_else_is_sent_is_ignored(desk):
    row = make_consultation()
    before = stored(row)
    forged = {"name": "Forged", "sealed_name": "x", "reply_by": "2099-01-01", "is_on_hold": "1", "reference": "AAAAAA"}
    desk.post(address("desk_step", row), {"version": 1, "step": "reached", "tries": 9, **forged})

    assert stored(row) == before | {"state": "reached", "version": 2}


def test_one_request_shows_everything_and_who_else_has_it_open(desk):
    row = make_consultation(may_leave_message=False)
    make_consultation(name="Same Phone", email="", received_at=days_ago(10), reply_by=days_ago(9))
    make_consultation(name="Long Ago", received_at=days_ago(31), reply_by=days_ago(30))
    client_of("Front desk", first_name="Desk", last_name="Other").get(address("desk_request", row))
    page = desk.get(address("desk_request", row)).content.decode()

    for words in (NAME, PHONE, "tel:+15185550163", "Do not leave a message", "Quechua interpreter", "Deleted after"):
        assert words in page
    assert "Desk Other opened this just now." in page
    assert page.count("Also asked on") == 1
    assert [other.name for other in desk.get(address("desk_request", row)).context["others"]] == ["Same Phone"]
    assert f"<title>Request {row} - Staff</title>" in page


def test_the_words_to_copy_are_neutral(desk):
    page = desk.get(address("desk_request", make_consultation())).content.decode()
    replies = page.partition('id="replies-title"')[2].partition("</section>")[0].lower()

    assert "please call us" in replies
    for word in ("ketamine", "infusion", "treatment", "depression", "pain", "diagnos", "medicine"):
        assert word not in replies
    assert "message on a machine" not in replies


def test_a_request_whose_key_is_lost_cannot_be_read_and_nothing_is_overwritten(settings):
    row, owner = make_consultation(), client_of("Owner")
    key, settings.FIELD_KEYS = settings.FIELD_KEYS, [b"k" * 32]
    before = stored(row)
    form = {"version": 1, "name": "Forged", "phone": PHONE}
    opened, corrected = owner.get(address("desk_request", row)), owner.post(address("desk_correct", row), form)
    exported = owner.post(address("desk_export_one", row))

    for answer in (opened, corrected, exported):
        assert f"{row} cannot be read" in answer.content.decode()
        assert "<form" not in answer.content.decode().partition("<main")[2].partition("</main>")[0]
    assert kinds()[-4:].count("unreadable") == 3
    assert stored(row) == before
    settings.FIELD_KEYS = key
    assert NAME in owner.get(address("desk_request", row)).content.decode()


def test_the_owner_corrects_what_the_person_says(desk):
    row, owner = make_consultation(), client_of("Owner")
    form = {
        "version": 1,
        "name": "Ottilie New",
        "phone": "212 555 0199",
        "email": "",
        "access": "",
        "may_leave_message": "yes",
    }
    assert desk.post(address("desk_correct", row), form).status_code == 404
    assert owner.post(address("desk_correct", row), form).status_code == 302

    row.refresh_from_db()
    assert (row.name, row.phone, row.email, row.access, row.may_leave_message) == (
        "Ottilie New",
        "212 555 0199",
        "",
        "",
        True,
    )
    assert list(ConsultationRequest.objects.matching("new ottilie")) == [row]
    assert list(ConsultationRequest.objects.matching(PHONE)) == []
    assert (last_event().kind, last_event().detail) == ("corrected", "name phone email access may_leave_message")


@pytest.mark.parametrize(
    ("values", "problem"),
    [
        ({"name": ""}, "Enter your full name"),
        ({"phone": "12"}, "10 digits"),
        ({"phone": "", "email": ""}, "phone number or"),
    ],
)
def test_a_wrong_correction_is_given_back(values, problem):
    row = make_consultation()
    form = {"version": 1, "name": "Ottilie New", "phone": PHONE, "email": ""}
    answer = client_of("Owner").post(address("desk_correct", row), form | values)

    assert answer.status_code == 422
    assert problem in answer.content.decode()
    assert stored(row)["version"] == 1


def test_a_correction_of_an_old_version_shows_both(desk):
    row = make_consultation(version=2)
    answer = client_of("Owner").post(
        address("desk_correct", row), {"version": 1, "name": "Ottilie New", "phone": PHONE}
    )
    page = answer.content.decode()

    assert answer.status_code == 409
    assert 'value="Ottilie New"' in page
    assert f"Stored now: {NAME}" in page
    row.refresh_from_db()
    assert row.name == NAME


def test_a_legal_hold_keeps_a_request_from_being_deleted():
    row, owner = make_consultation(), client_of("Owner")
    owner.post(address("desk_hold", row), {"version": 1, "reason": "Complaint or dispute"})
    assert (last_event().kind, last_event().detail) == ("held", "Complaint or dispute")
    assert "Kept: complaint or dispute" in owner.get(address("desk_request", row)).content.decode()
    gone = {"version": 2, "reason": "The person asked for it"}
    assert owner.post(address("desk_delete", row), gone).status_code == 404
    owner.post(address("desk_hold", row), {"version": 2})
    assert last_event().kind == "released"

    assert owner.post(address("desk_delete", row), gone | {"version": 3}).status_code == 302
    assert ConsultationRequest.objects.count() == 0


def test_deleting_takes_notes_and_mail_and_leaves_the_record():
    row, owner = make_consultation(), client_of("Owner")
    make_note(row, make_user("Front desk"))
    assert owner.post(address("desk_delete", row), {"version": 1, "reason": "Because"}).status_code == 422
    owner.post(address("desk_delete", row), {"version": 1, "reason": "The person asked for it"})

    assert [model.objects.count() for model in (ConsultationRequest, Note, OutgoingMail)] == [0, 0, 0]
    deleted = ConsultationEvent.objects.get(kind="deleted")
    assert (deleted.reference, deleted.detail) == (row.reference, "The person asked for it")
    assert owner.get(address("desk_record"), {"reference": row.reference}).content.decode().count(row.reference) > 2


@pytest.mark.parametrize(
    ("name", "method"), [("desk_delete", "get"), ("desk_export", "get"), ("desk_export_one", "post")]
)
def test_deleting_and_exporting_ask_for_the_second_step_again(name, method):
    row, owner = make_consultation(), make_user("Owner")
    client = signed_in(Client(), owner)
    StaffSession.objects.filter(user=owner).update(proved_at=timezone.now() - timedelta(minutes=11))
    answer = getattr(client, method)(address(name, None if name == "desk_export" else row))

    assert answer.status_code == (302 if method == "get" else 403)
    assert leaks(answer.content.decode()) == []
