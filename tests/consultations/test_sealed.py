"""What a person sent is encrypted, bound to its place, and survives a new key; a lost one overwrites nothing."""

import pytest
from django.core import checks
from django.core.management import CommandError, call_command
from django.db import connection

from accounts.sealing import CannotOpen
from accounts.totp import add_app
from consultations.checks import check_database_keeps_its_word, check_requests_open
from consultations.lookups import email_hash, name_hash, phone_hash
from consultations.models import ConsultationRequest, Note, OutgoingMail
from consultations.rotation import rotate
from tests.consultations.factories import CANARIES, EMAIL, NAME, make_consultation
from tests.factories import make_user
from tests.run_database import IS_POSTGRESQL

pytestmark = pytest.mark.django_db
OTHER_KEY = bytes(range(100, 132))


@pytest.fixture
def row():
    made = make_consultation(email=EMAIL, access="Tzotzil relay")
    note = Note(request=made, by=make_user())
    note.body = "Zephyrina prefers mornings"
    note.save()
    return made


def everything_stored() -> str:
    """Every value of every table of the app, as the database holds it."""
    with connection.cursor() as cursor:
        tables = [name for name in connection.introspection.table_names(cursor) if name.startswith("consultations")]
        rows = []
        for table in tables:
            cursor.execute(f"SELECT * FROM {table}")
            rows += cursor.fetchall()
        return str(rows)


def test_the_database_holds_no_word_that_was_sent(row):
    stored = everything_stored()

    assert row.reference in stored
    assert not [canary for canary in CANARIES if canary.casefold() in stored.casefold()]


def test_a_value_moved_to_another_row_or_field_does_not_open(row):
    other = make_consultation(name="Somebody Else", phone="518 555 0101")
    row.sealed_phone, other.sealed_name = row.sealed_email, row.sealed_name

    for moved in (lambda: row.phone, lambda: other.name):
        with pytest.raises(CannotOpen):
            moved()


def test_a_lost_key_reads_nothing_and_changes_nothing(row, settings):
    before = everything_stored()
    settings.FIELD_KEYS = [OTHER_KEY]

    with pytest.raises(CannotOpen):
        _ = ConsultationRequest.objects.get().name
    with pytest.raises(CommandError, match="left as they are"):
        call_command("rotate_keys")
    assert everything_stored() == before


def test_a_start_with_a_key_missing_is_refused_without_naming_a_key(row, settings):
    assert check_requests_open(["default"]) == []
    settings.FIELD_KEYS = [OTHER_KEY]
    (problem,) = check_requests_open(["default"])

    assert (problem.level, problem.id) == (checks.ERROR, "consultations.E001")
    assert OTHER_KEY.hex() not in str(problem)


def test_after_rotation_the_new_key_alone_opens_everything(row, settings):
    user = make_user()
    add_app(user, b"a seed of twenty byte", "Phone", 0)
    settings.FIELD_KEYS = [OTHER_KEY, *settings.FIELD_KEYS]
    done = {progress.kind: progress.done for progress in rotate()}
    settings.FIELD_KEYS = [OTHER_KEY]

    assert done == {"consultation requests": 1, "notes": 1, "outgoing mails": 1, "devices": 1}
    assert ConsultationRequest.objects.get().name == NAME
    assert Note.objects.get().body == "Zephyrina prefers mornings"
    assert OutgoingMail.objects.get(kind="receipt").recipient == EMAIL
    assert list(rotate()) == []


def test_a_new_lookup_key_finds_people_again_after_the_hashes_are_made_anew(row, settings):
    settings.LOOKUP_KEY = OTHER_KEY
    assert not ConsultationRequest.objects.filter(email_hash=email_hash(EMAIL)).exists()
    call_command("rotate_keys", "--lookups")

    assert ConsultationRequest.objects.get(email_hash=email_hash(EMAIL)) == row


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (phone_hash("(518) 555-0147"), phone_hash("+1 518 555 0147 ext. 3")),
        (email_hash("Name@Example.com "), email_hash("name@example.com")),
        (name_hash("Doe, Zoë"), name_hash("zoe doe")),
    ],
)
def test_a_person_is_found_however_it_was_written(one, other):
    assert one == other != ""


WEAK = {"synchronous": "NORMAL", "secure_delete": "OFF"}
WEAK_ON_POSTGRESQL = {"synchronous_commit": "off"}


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(("name", "value"), (WEAK_ON_POSTGRESQL if IS_POSTGRESQL else WEAK).items())
def test_a_database_that_may_lose_or_keep_too_much_is_an_error(name, value):
    def named() -> bool:
        return any(name in problem.msg for problem in check_database_keeps_its_word(["default"]))

    assert not named()
    with connection.cursor() as cursor:
        ask, change = ("SHOW {}", "SET {} = {}") if IS_POSTGRESQL else ("PRAGMA {}", "PRAGMA {}={}")
        cursor.execute(ask.format(name))
        [before] = cursor.fetchone()
        cursor.execute(change.format(name, value))
        assert named()
        cursor.execute(change.format(name, before))
