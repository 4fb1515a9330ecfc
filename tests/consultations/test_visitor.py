"""What a visitor fills in, checks and sends; and that nothing typed is lost on the way."""

import base64
import re
from datetime import timedelta

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.utils import timezone

from consultations.models import ConsultationEvent, ConsultationRequest, OutgoingMail
from consultations.tokens import new_form_token
from tests.consultations.factories import ACCESS, CANARIES, EMAIL, NAME, PHONE, filled_in, send
from tests.factories import make_clinic, make_hours, make_policy

pytestmark = pytest.mark.django_db
MESSAGES = {
    "name": ("", "Enter your full name"),
    "before": ("", "Select whether you have been to this clinic before"),
    "by": ("", "Select how we should contact you"),
    "phone": ("", "Enter a phone number so that we can call you"),
    "reason": ("", "Select what your request is about"),
    "consent": ("", "Select the box to agree that we may contact you"),
}
WRONG = [
    ({"name": "x" * 121}, "Full name must be 120 characters or less"),
    ({"name": "Cheap pills www.pills.example"}, "Full name must not include a web address"),
    ({"name": "pills.com"}, "Full name must not include a web address"),
    ({"before": "perhaps"}, "Select whether you have been to this clinic before"),
    ({"by": "pigeon"}, "Select how we should contact you"),
    ({"reason": "crps"}, "Select what your request is about"),
    ({"phone": "555 0123"}, "Enter a phone number with 10 digits, including the area code"),
    ({"phone": "+1 518 555"}, "Enter a phone number with 10 digits, including the area code"),
    ({"by": "email", "phone": "123"}, "Enter a phone number with 10 digits, including the area code"),
    ({"by": "email", "email": ""}, "Enter an email address so that we can email you"),
    ({"email": "name@"}, "Enter an email address in the correct format, like name@example.com"),
    ({"email": "x" * 250 + "@example.com"}, "Email address must be 254 characters or less"),
    ({"access": "x" * 61}, "Interpreter or other help must be 60 characters or less"),
]


@pytest.fixture(autouse=True)
def privacy_notice(db):
    return make_policy(slug="privacy-notice")


def test_the_form_asks_first_for_nothing_and_sets_only_its_own_cookie(client):
    response = client.get("/consultation/")

    assert response.status_code == 200
    assert set(response.cookies) == {"__Host-csrftoken"}
    assert response["Cache-Control"] == "no-store, private"
    assert response["X-Robots-Tag"] == "noindex"
    assert 'error-summary"' not in response.text.replace('#error-summary"', "")


def test_help_in_an_emergency_stands_above_the_form(client):
    text = client.get("/consultation/").text

    assert 0 < text.index("This form is not for emergencies") < text.index('<form class="form"')


@pytest.mark.parametrize("field", MESSAGES)
def test_each_missing_answer_is_named_in_the_summary_and_at_the_field(client, field):
    value, message = MESSAGES[field]
    response = client.post("/consultation/", filled_in(**{field: value}))

    assert response.text.count(message) == 2
    assert "<title>Error: " in response.text
    target = re.search(rf'<a href="#([a-z0-9-]+)">{message}', response.text)
    assert target
    assert f'id="{target[1]}"' in response.text


@pytest.mark.parametrize(("values", "message"), WRONG)
def test_each_wrong_answer_is_named_and_every_answer_is_kept(client, values, message):
    response = client.post("/consultation/", filled_in(**values))
    kept = filled_in() | values

    assert response.text.count(message) == 2
    for name in ("name", "phone", "email", "access"):
        assert f'value="{kept[name]}"' in response.text
    assert not ConsultationRequest.objects.exists()


@pytest.mark.parametrize(
    "phone", ["5185550123", "(518) 555-0123", "+1 518.555.0123", "518 555 0123 ext. 4", "+44 20 7946 0018"]
)
def test_a_number_may_be_written_in_any_way(client, phone):
    assert "Check your answers" in client.post("/consultation/", filled_in(phone=phone)).text


def test_the_check_page_shows_every_answer_and_stores_nothing(client):
    response = client.post("/consultation/", filled_in())

    for words in (NAME, PHONE, EMAIL, ACCESS, "Phone call", "No message to be left", "A first consultation for me"):
        assert words in response.text
    assert not ConsultationRequest.objects.exists()
    assert not ConsultationEvent.objects.exists()


@pytest.mark.parametrize(
    ("email", "domain"), [("a@gmial.com", "gmail.com"), ("a@yaho.com", "yahoo.com"), ("a@clinic.example", "")]
)
def test_a_mistyped_domain_is_questioned_and_never_refused(client, email, domain):
    text = client.post("/consultation/", filled_in(email=email)).text

    assert ("Did you mean" in text) == bool(domain)
    assert domain in text
    assert send(client, email=email).status_code == 302


def test_change_goes_back_to_that_field_with_all_answers_and_no_complaint(client):
    text = client.post("/consultation/send/", filled_in(change="reason", consent="")).text

    assert re.search(r'id="reason-1"[^>]* autofocus', text)
    assert f'value="{NAME}"' in text
    assert "There is a problem" not in text


def test_a_request_that_is_sent_is_stored_with_its_record_and_its_mail(client):
    response = send(client)
    row = ConsultationRequest.objects.get()

    assert response.status_code == 302
    assert (row.name, row.phone, row.email, row.access) == (NAME, PHONE, EMAIL, ACCESS)
    assert (row.been_before, row.contact_by, row.about, row.state) == ("no", "phone", "first", "new")
    assert [event.kind for event in ConsultationEvent.objects.all()] == ["received"]
    assert sorted(OutgoingMail.objects.values_list("kind", flat=True)) == ["notice", "receipt"]


def test_the_confirmation_gives_the_reference_the_reply_time_and_when_it_is_gone(client):
    clinic = make_clinic(time_zone="America/New_York")
    for day in range(5):
        make_hours(clinic, day, "9:00", "17:00")
    with time_machine.travel("2026-06-05T15:30:00-04:00", tick=False):
        page = client.get(send(client)["Location"]).text
    row = ConsultationRequest.objects.get()

    assert row.shown_reference() in page
    assert "5:00 pm on Monday, June 8" in page
    assert row.delete_on().isoformat() == "2027-06-05"  # on that day it goes, or in the night after
    assert "by June 6, 2027 at the latest" in page
    for canary in (NAME, PHONE, EMAIL, ACCESS):
        assert canary not in page


@pytest.mark.parametrize(("by", "found_by"), [("phone", "name and phone number"), ("email", "name and email address")])
def test_the_confirmation_names_what_the_person_gave(client, by, found_by):
    assert found_by in client.get(send(client, by=by)["Location"]).text


@pytest.mark.parametrize("host", ["", "mail.example"])
def test_a_receipt_is_promised_only_where_mail_can_be_sent(client, settings, host):
    settings.EMAIL_HOST = host

    assert ("We are sending a receipt" in client.get(send(client)["Location"]).text) == bool(host)


def test_the_confirmation_opened_elsewhere_says_nothing_about_the_person_even_in_its_address(client):
    address = send(client)["Location"]
    payload = base64.urlsafe_b64decode(address.split("/")[3].partition(":")[0] + "==").decode()
    other = Client().get(address)

    assert (other.status_code, other["Cache-Control"]) == (200, "no-store, private")
    for canary in CANARIES:
        assert canary not in payload
        assert canary not in other.text


def test_a_confirmation_expires_after_a_day_and_forged_ones_show_nothing(client):
    address = send(client)["Location"]
    with time_machine.travel(timezone.now() + timedelta(hours=25)):
        old = client.get(address)

    assert (old.status_code, "Your request was not affected" in old.text) == (410, True)
    assert client.get(address[:-4] + "abc/").status_code == 410


@pytest.mark.parametrize("times", [2, 3])
def test_the_same_form_sent_again_is_one_request_with_the_same_reference(client, times):
    form = filled_in()
    pages = [client.get(client.post("/consultation/send/", form)["Location"]).text for _ in range(times)]
    references = {re.search(r'panel__reference">([^<]+)<', page)[1] for page in pages}

    assert len(references) == 1
    assert ConsultationRequest.objects.count() == 1
    assert OutgoingMail.objects.filter(kind="notice").count() == 1


def test_the_same_form_with_other_answers_keeps_the_first_and_says_so(client):
    token = filled_in()["token"]
    send(client, token=token)
    again = client.get(send(client, token=token, phone="518 555 0188")["Location"]).text

    assert "We kept the answers that you sent first" in again
    assert ConsultationRequest.objects.get().phone == PHONE


@pytest.mark.parametrize("token", ["", "forged", "abc:def:ghi"])
def test_a_missing_or_forged_token_gives_the_form_back_and_stores_nothing(client, token):
    response = send(client, token=token)

    assert response.status_code == 200
    assert "Your answers are still here" in response.text
    assert f'value="{NAME}"' in response.text
    assert not ConsultationRequest.objects.exists()


def test_a_form_is_good_for_a_day_and_not_longer(client):
    almost, over = filled_in(), filled_in()
    with time_machine.travel(timezone.now() + timedelta(hours=23)):
        assert send(client, token=almost["token"]).status_code == 302
    with time_machine.travel(timezone.now() + timedelta(hours=25)):
        assert "Your answers are still here" in send(client, token=over["token"]).text


def test_a_form_sent_within_three_seconds_comes_back_and_can_be_sent_afterwards(client):
    token = new_form_token()
    response = send(client, token=token)

    assert "Nothing was sent yet" in response.text
    assert not ConsultationRequest.objects.exists()
    with time_machine.travel(timezone.now() + timedelta(seconds=5)):
        assert send(client, token=token).status_code == 302


@pytest.mark.parametrize("address", ["/consultation/", "/consultation/send/"])
@pytest.mark.parametrize("origin", [None, "null", "https://elsewhere.example"])
def test_without_the_cookie_of_the_form_the_answers_come_back_and_nothing_is_stored(address, origin):
    headers = {} if origin is None else {"Origin": origin}
    response = Client(enforce_csrf_checks=True).post(address, filled_in(), headers=headers)

    assert response.status_code == 200
    assert "Your answers are still here" in response.text
    assert f'value="{NAME}"' in response.text
    assert "__Host-csrftoken" in response.cookies
    assert not ConsultationRequest.objects.exists()


def test_what_fills_in_the_hidden_box_is_told_so_and_kept_in_the_tray_once(client):
    form = filled_in(leave_empty="Acme")
    texts = [client.post(address, form).text for address in ("/consultation/", "/consultation/send/")]
    row = ConsultationRequest.objects.get()

    assert all("Empty the box named" in text for text in texts)
    assert all("<title>Error: Ask" in text for text in texts)
    assert all('value="Acme"' in text for text in texts)
    assert (row.is_suspect, row.suspicion, row.name) == (True, "hidden_field", NAME)
    assert not OutgoingMail.objects.exists()


def test_whoever_empties_the_box_is_received(client):
    form = filled_in(leave_empty="Acme")
    client.post("/consultation/send/", form)
    response = client.post("/consultation/send/", form | {"leave_empty": ""})

    assert response.status_code == 302
    assert ConsultationRequest.objects.in_queue().count() == 1


def test_twenty_people_behind_one_address_are_all_received(client):
    codes = [send(client, phone=f"518 555 01{number:02}", email="").status_code for number in range(20)]

    assert codes == [302] * 20


def test_one_address_is_refused_at_last_with_its_answers_kept_whatever_headers_it_forges(client):
    for number in range(30):
        send(client, phone=f"518 555 01{number:02}", email="")
    response = client.post(
        "/consultation/send/", filled_in(phone="518 555 0199", email=""), headers={"X-Forwarded-For": "203.0.113.9"}
    )

    assert response.status_code == 429
    assert "Wait 1 hour" in response.text
    assert f'value="{NAME}"' in response.text
    assert ConsultationRequest.objects.count() == 30


def test_one_person_is_refused_after_five_in_an_hour_from_wherever(client):
    codes = [
        client.post("/consultation/send/", filled_in(email=""), REMOTE_ADDR=f"203.0.113.{number}").status_code
        for number in range(6)
    ]

    assert codes == [302] * 5 + [429]


def test_while_very_many_come_in_one_address_goes_to_the_tray_and_is_still_acknowledged(client, monkeypatch):
    monkeypatch.setattr("consultations.limits.BUSY", 3)
    codes = [send(client, phone=f"518 555 01{number:02}", email="").status_code for number in range(7)]

    assert codes == [302] * 7
    assert ConsultationRequest.objects.in_tray().count() == 2
    assert OutgoingMail.objects.filter(kind="notice").count() == 7


def test_a_request_that_cannot_be_stored_is_refused_with_its_answers_in_the_page(client):
    with connection.execute_wrapper(full_disk):
        response = send(client)

    assert response.status_code == 503
    assert "Your request was not sent" in response.text
    assert f'name="name" value="{NAME}"' in response.text
    assert not ConsultationRequest.objects.exists()


def full_disk(execute, sql, params, many, context):
    if sql.startswith('INSERT INTO "consultations_outgoingmail"'):
        return execute("SELECT no_such_function()", None, many, context)
    return execute(sql, params, many, context)


def test_an_unknown_query_changes_nothing_and_is_not_repeated(client):
    assert "crps-secret" not in client.get("/consultation/?condition=crps-secret").text


def test_going_to_the_sending_address_leads_to_the_form(client):
    assert client.get("/consultation/send/")["Location"] == "/consultation/"


def test_with_two_clinics_the_form_asks_which_one(client):
    make_clinic(slug="one")
    make_clinic(slug="two", name="Second Clinic")

    assert "Select which clinic you want to contact" in client.post("/consultation/", filled_in()).text
    assert send(client, clinic="two").status_code == 302
    assert ConsultationRequest.objects.get().clinic.slug == "two"
