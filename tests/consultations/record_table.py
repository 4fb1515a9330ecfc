"""What somebody can do to the record, or what can happen to it, in the database itself."""

from django.db import connection

from tests.run_database import IS_POSTGRESQL

TABLE = "consultations_consultationevent"
PROTECTION = ("kept",) if IS_POSTGRESQL else ("kept", "not_changed")


def take_protection_away() -> None:
    """Events can then be changed and deleted, by whoever may write to the database."""
    on_table = f" ON {TABLE}" if IS_POSTGRESQL else ""
    with connection.cursor() as cursor:
        for name in PROTECTION:
            cursor.execute(f"DROP TRIGGER consultation_event_is_{name}{on_table}")


def take_no_more_events() -> None:
    """As if there were no room for any."""
    start = f"CREATE TRIGGER no_event BEFORE INSERT ON {TABLE}"
    with connection.cursor() as cursor:
        if not IS_POSTGRESQL:
            cursor.execute(f"{start} BEGIN SELECT RAISE(ABORT, 'no room'); END")
            return
        raising = "BEGIN RAISE EXCEPTION 'no room'; END"
        cursor.execute(f"CREATE OR REPLACE FUNCTION no_room() RETURNS trigger LANGUAGE plpgsql AS $$ {raising} $$")
        cursor.execute(f"{start} FOR EACH ROW EXECUTE FUNCTION no_room()")
