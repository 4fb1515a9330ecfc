"""Emergency access: one person looks at requests for a few hours, the Owners know of it, and then it is over."""

from datetime import timedelta

import pytest
import time_machine
from django.core import mail
from django.core.management import CommandError, call_command
from django.db import DatabaseError
from django.test import Client
from django.utils import timezone

from accounts import totp
from accounts.models import User
from consultations import urls_desk
from consultations.models import ConsultationEvent, ConsultationRequest, EmergencyAccess
from tests.accounts.people import SEED
from tests.consultations.desk_factories import NAME, address, client_of, kinds, last_event, leaks, make_consultation
from tests.consultations.record_table import take_no_more_events
from tests.factories import make_user
from tests.staff_sign_in import signed_in

pytestmark = pytest.mark.django_db

MAY_LOOK = {"desk", "desk_search", "desk_request"}
START = "/staff/admin/"


def make_person(role: str = "Editor", **values) -> User:
    user = make_user(role, username="ann", first_name="Ann", **values)
    totp.add_app(user, SEED, "A phone", step=0)
    return user


def give(name: str = "ann", **options) -> None:
    call_command("emergency_access", name, **{"reason": "desk_away", **options})


def codes(client: Client, row: ConsultationRequest, method: str) -> dict[str, int]:
    found = {}
    for pattern in urls_desk.urlpatterns:
        where = address(pattern.name, row if "reference" in str(pattern.pattern) else None)
        found[pattern.name] = getattr(client, method)(where, {"version": row.version}).status_code
    return found


@pytest.mark.parametrize("role", ["Editor", "Reviewer"])
def test_who_has_it_may_look_and_do_nothing_else(role):
    row, client = make_consultation(), signed_in(Client(), make_person(role))
    give()
    before = ConsultationRequest.objects.values().get()

    seen = {name for name, code in codes(client, row, "get").items() if code == 200}
    assert seen == MAY_LOOK
    assert {name for name, code in codes(client, row, "post").items() if code not in (404, 405)} == {"desk_search"}
    assert ConsultationRequest.objects.values().get() == before

    client.post(address("desk_search"), {"text": NAME})
    assert (last_event().kind, last_event().detail) == ("searched", row.reference)
    page = client.get(address("desk_request", row)).content.decode()
    assert NAME in page
    assert "<textarea" not in page
    assert "/step/" not in page
    assert "/assign/" not in page
    assert (last_event().kind, last_event().reference, last_event().actor.username) == ("viewed", row.reference, "ann")
    assert 'href="/staff/desk/"' in client.get(START).content.decode()


def test_it_is_over_by_the_clock():
    row, user = make_consultation(), make_person()
    now = timezone.now()
    with time_machine.travel(now, tick=False):
        give(hours=2)
    for minutes, code in ((119, 200), (120, 404)):
        with time_machine.travel(now + timedelta(minutes=minutes), tick=False):
            client = signed_in(Client(), user)
            assert client.get(address("desk_request", row)).status_code == code
    assert kinds()[-2:] == ["viewed", "refused"]


def test_it_can_be_ended_early_and_only_once():
    row, client = make_consultation(), signed_in(Client(), make_person())
    give()
    call_command("emergency_access", "ann", end=True)

    assert (last_event().kind, last_event().detail) == ("emergency", "Ended early")
    assert client.get(address("desk_request", row)).status_code == 404
    with pytest.raises(CommandError, match="Nobody called ann"):
        call_command("emergency_access", "ann", end=True)


@pytest.mark.parametrize(
    ("make", "options", "words"),
    [
        (lambda: None, {}, "Nobody called ann"),
        (lambda: make_person(is_active=False), {}, "Nobody called ann"),
        (lambda: make_person("Front desk"), {}, "already: Front desk"),
        (lambda: make_person("Owner"), {}, "already: Owner"),
        (lambda: make_person(""), {}, "needs a role"),
        (lambda: make_user("Editor", username="ann"), {}, "second step"),
        (make_person, {"hours": 25}, "From 1 to 24"),
        (make_person, {"hours": 0}, "From 1 to 24"),
        (lambda: (make_person(), give()), {}, "has emergency access already"),
    ],
)
def test_it_is_refused_in_words_and_leaves_nothing(make, options, words):
    make()
    before = EmergencyAccess.objects.count(), ConsultationEvent.objects.count()
    with pytest.raises(CommandError, match=words):
        give(**options)

    assert (EmergencyAccess.objects.count(), ConsultationEvent.objects.count()) == before


def test_without_the_record_it_is_not_given():
    make_person()
    take_no_more_events()
    with pytest.raises(DatabaseError):
        give()

    assert not EmergencyAccess.objects.exists()


def test_owners_see_it_at_once_and_later_and_others_do_not():
    person, owner = make_person(), client_of("Owner")
    give(hours=3)

    assert "Emergency access: 1 person until" in owner.get(START).content.decode()
    for role in ("Editor", "Front desk"):
        assert "Emergency access" not in client_of(role).get(START).content.decode()
    with time_machine.travel(timezone.now() + timedelta(hours=4)):
        owner = client_of("Owner")
        assert "Emergency access" not in owner.get(START).content.decode()
        record = owner.get(address("desk_record"), {"person": person.pk}).content.decode()
        assert "Given for 3 h: desk_away" in record


def test_one_mail_without_names_follows_the_commit(settings, django_capture_on_commit_callbacks):
    settings.EMAIL_HOST, settings.STAFF_NOTICE_TO = "mail.example", ["front@site.example"]
    row, _ = make_consultation(), make_person()
    with django_capture_on_commit_callbacks(execute=True):
        give()
        assert mail.outbox == []

    (sent,) = mail.outbox
    text = f"{sent.subject} {sent.body}"
    assert sent.to == ["front@site.example"]
    assert "Sign in to see it" in text
    assert [word for word in ("ann", "Ann", "desk_away", row.reference) if word in text] == []
    assert leaks(text) == []


def test_a_mail_that_fails_takes_nothing_back(settings, caplog, django_capture_on_commit_callbacks):
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT, settings.STAFF_NOTICE_TO = "127.0.0.1", 1, ["front@site.example"]
    make_person()
    with django_capture_on_commit_callbacks(execute=True):
        give()

    assert EmergencyAccess.objects.running().count() == 1
    assert "could not be sent" in caplog.text
    assert "front@site.example" not in caplog.text
