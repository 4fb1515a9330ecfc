"""The record can be added to and not be changed: the database itself refuses, whoever asks.

Only events older than six years (45 CFR 164.316(b)(2)) may be deleted.
"""

from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps

TABLE = "consultations_consultationevent"
SQLITE = (
    f"CREATE TRIGGER consultation_event_is_not_changed BEFORE UPDATE ON {TABLE} "
    "BEGIN SELECT RAISE(ABORT, 'events are append-only'); END",
    f"CREATE TRIGGER consultation_event_is_kept BEFORE DELETE ON {TABLE} "
    "WHEN OLD.at > datetime('now', '-6 years') "
    "BEGIN SELECT RAISE(ABORT, 'events are append-only'); END",
)
POSTGRESQL = (
    "CREATE FUNCTION consultation_event_is_kept() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
    "IF TG_OP = 'DELETE' AND OLD.at <= now() - interval '6 years' THEN RETURN OLD; END IF; "
    "RAISE EXCEPTION 'events are append-only' USING ERRCODE = 'integrity_constraint_violation'; END $$",
    f"CREATE TRIGGER consultation_event_is_kept BEFORE UPDATE OR DELETE ON {TABLE} "
    "FOR EACH ROW EXECUTE FUNCTION consultation_event_is_kept()",
)
UNDO = {
    "sqlite": ("DROP TRIGGER consultation_event_is_not_changed", "DROP TRIGGER consultation_event_is_kept"),
    "postgresql": (
        f"DROP TRIGGER consultation_event_is_kept ON {TABLE}",
        "DROP FUNCTION consultation_event_is_kept",
    ),
}


def protect(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    statements = {"sqlite": SQLITE, "postgresql": POSTGRESQL}[schema_editor.connection.vendor]
    for statement in statements:
        schema_editor.execute(statement)


def unprotect(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    for statement in UNDO[schema_editor.connection.vendor]:
        schema_editor.execute(statement)


class Migration(migrations.Migration):
    dependencies = [("consultations", "0001_consultation_requests")]
    operations = [migrations.RunPython(protect, unprotect)]
