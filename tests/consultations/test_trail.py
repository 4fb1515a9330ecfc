"""The record: in the same transaction, append-only, chained, without a word that somebody typed."""

from datetime import timedelta

import pytest
import time_machine
from django.core.management import CommandError, call_command
from django.db import DatabaseError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from consultations import trail as trail_module
from consultations.models import ConsultationEvent, ConsultationRequest
from consultations.trail import NoTransaction, record, verify_trail
from tests.consultations.factories import CANARIES, make_consultation
from tests.consultations.record_table import take_protection_away
from tests.factories import make_user

Kind = ConsultationEvent.Kind


@pytest.fixture
def trail(db):
    return [record(Kind.VIEWED, reference=f"AAAAA{number}", actor=make_user()) for number in range(2, 7)]


def test_each_event_follows_the_one_before(trail):
    assert [event.number for event in trail] == [1, 2, 3, 4, 5]
    assert [event.previous for event in trail[1:]] == [event.digest for event in trail[:-1]]
    assert verify_trail().problem == ""


@pytest.mark.django_db(transaction=True)
def test_an_event_without_a_transaction_is_refused():
    with pytest.raises(NoTransaction):
        record(Kind.VIEWED)


@pytest.mark.parametrize("change", ["UPDATE {} SET detail = 'x' WHERE number = 2", "DELETE FROM {} WHERE number = 5"])
def test_the_database_itself_refuses_to_change_or_delete_an_event(trail, change):
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(change.format(ConsultationEvent._meta.db_table))


def test_an_event_older_than_six_years_may_be_deleted(db):
    with time_machine.travel(timezone.now() - timedelta(days=6 * 365 + 3)):  # one or two of them leap years
        record(Kind.VIEWED)
    record(Kind.VIEWED)
    with connection.cursor() as cursor:
        cursor.execute(f"DELETE FROM {ConsultationEvent._meta.db_table} WHERE number = 1")

    assert ConsultationEvent.objects.count() == 1


@pytest.mark.parametrize("column", ["detail", "reference", "kind", "network", "actor_id", "at"])
def test_a_changed_event_is_found_and_named(trail, column):
    take_protection_away()
    with connection.cursor() as cursor:
        value = {"actor_id": "NULL", "at": "'2026-01-01 00:00:00'"}.get(column, "'x'")
        cursor.execute(f"UPDATE {ConsultationEvent._meta.db_table} SET {column} = {value} WHERE number = 3")

    assert verify_trail().problem == "Event 3 was changed."


@pytest.mark.parametrize(("number", "words"), [(1, "start"), (3, "Event 4 does not follow"), (5, "The end is missing")])
def test_a_missing_event_is_found_wherever_it_stood(trail, number, words):
    take_protection_away()
    ConsultationEvent.objects.filter(number=number).delete()

    assert words in verify_trail().problem


def test_an_event_put_after_the_noted_end_is_found(trail):
    take_protection_away()
    with connection.cursor() as cursor:
        cursor.execute("UPDATE consultations_trailhead SET number = 4, digest = %s", [trail[3].digest])

    assert verify_trail().problem == "Event 5 stands after the end that is noted."


def test_a_record_that_was_emptied_is_not_whole(trail):
    take_protection_away()
    ConsultationEvent.objects.all().delete()

    assert "The end is missing" in verify_trail().problem


def test_what_is_written_during_the_check_is_no_fault(trail, monkeypatch):
    """One event comes after the noted end was read, one after the events were."""
    read, compute, later = ConsultationEvent.objects.order_by, trail_module.digest_of, []

    def written_before(*names: str):
        record(Kind.VIEWED, reference="AAAAA8")
        return read(*names)

    def written_after(values):
        later.append(later or record(Kind.VIEWED, reference="AAAAA9"))
        return compute(values)

    monkeypatch.setattr(ConsultationEvent.objects, "order_by", written_before)
    monkeypatch.setattr(trail_module, "digest_of", written_after)

    assert verify_trail().problem == ""
    assert ConsultationEvent.objects.count() == 7


def test_a_head_that_was_written_down_finds_an_end_cut_off_with_the_stored_head(trail):
    known = trail[-1].digest
    take_protection_away()
    ConsultationEvent.objects.filter(number=5).delete()
    with connection.cursor() as cursor:
        cursor.execute("UPDATE consultations_trailhead SET number = 4, digest = %s", [trail[3].digest])

    assert verify_trail().problem == ""
    assert "no longer" in verify_trail(known).problem


def test_the_command_prints_the_head_and_fails_where_the_chain_is_broken(trail, capsys):
    with CaptureQueriesContext(connection) as queries:
        call_command("verify_trail")
    asked = " ".join(query["sql"] for query in queries)
    assert not any(word in asked for word in ("SAVEPOINT", "UPDATE", "INSERT"))  # no transaction, no lock: nobody waits
    assert f"head {trail[-1].digest}" in capsys.readouterr().out
    take_protection_away()
    ConsultationEvent.objects.filter(number=3).delete()

    with pytest.raises(CommandError, match="Event 4"):
        call_command("verify_trail")


def test_the_record_of_a_request_holds_no_word_of_it(db):
    make_consultation(email="zephyrina@quillfeather.example")
    rows = str(list(ConsultationEvent.objects.values_list()))

    assert not [canary for canary in CANARIES if canary in rows]


def test_a_request_whose_event_cannot_be_written_is_not_stored(db):
    def no_events(execute, sql, params, many, context):
        return execute("SELECT no_such_function()" if "consultationevent" in sql else sql, params, many, context)

    with connection.execute_wrapper(no_events), pytest.raises(DatabaseError):
        make_consultation()

    assert not ConsultationRequest.objects.exists()
