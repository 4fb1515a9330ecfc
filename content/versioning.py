"""The version of the content: what tells a kept page from one that must be made anew.

It is moved by triggers of the database and not by Python: a loader's bulk insert, an `update()`, a row mended
by hand in a database shell all move it. On SQLite every changed row does; on PostgreSQL a transaction moves it once,
when it commits, so that two people who save at once never wait for each other's version.
"""

from typing import Any

from django.apps import apps
from django.db import DEFAULT_DB_ALIAS, connections

# Kinds of rows that no kept page shows. Readers themselves write some of them, and must not empty what is kept
UNSEEN = {
    *("ContentVersion", "ListingChange", "ListingReport", "PageFeedback", "RateLimit", "Step", "SyncedText"),
    *("LastRun", "LinkCheck", "LiveFault"),
    *("SearchEntry", "SearchHint", "SearchMiss", "SearchWord"),  # pages of results are never kept
}
VERSION = "SELECT number, moved_at FROM content_contentversion WHERE id = 1"

MOVE_POSTGRESQL = """
CREATE OR REPLACE FUNCTION content_moves_version() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
    IF current_setting('content.moved', true) IS DISTINCT FROM txid_current()::text THEN
        UPDATE content_contentversion SET number = number + 1, moved_at = clock_timestamp() WHERE id = 1;
        PERFORM set_config('content.moved', txid_current()::text, true);
    END IF;
    RETURN NULL;
END $$
"""


def seen_tables() -> list[str]:
    """The tables of everything that readers may see, with those that join two kinds."""
    kinds = apps.get_app_config("content").get_models(include_auto_created=True)
    return sorted(kind._meta.db_table for kind in kinds if kind._meta.object_name not in UNSEEN)


def make_triggers(using: str = DEFAULT_DB_ALIAS, **_: Any) -> None:
    """After `migrate`: the row of the version, and a trigger on every table that readers may see.

    Every time anew: SQLite loses the triggers of a table that a migration changes.
    """
    connection = connections[using]
    existing = set(connection.introspection.table_names())
    version = apps.get_model("content", "ContentVersion")
    if version._meta.db_table not in existing:
        return  # before its migration, or after that was taken back
    version.objects.using(using).get_or_create(pk=1)
    make = {"sqlite": sqlite_triggers, "postgresql": postgresql_triggers}[connection.vendor]
    with connection.cursor() as cursor:
        for statement in make([table for table in seen_tables() if table in existing]):
            cursor.execute(statement)


def sqlite_triggers(tables: list[str]) -> list[str]:
    move = "UPDATE content_contentversion SET number = number + 1, moved_at = strftime('%Y-%m-%d %H:%M:%f', 'now')"
    return [
        f"CREATE TRIGGER IF NOT EXISTS {table}_{event}_moves_version AFTER {event} ON {table} BEGIN {move}; END"
        for table in tables
        for event in ("insert", "update", "delete")
    ]


def postgresql_triggers(tables: list[str]) -> list[str]:
    statements = [MOVE_POSTGRESQL]
    for table in tables:
        name = f"{table}_moves_version"
        statements.append(f"DROP TRIGGER IF EXISTS {name} ON {table}")
        statements.append(
            f"CREATE CONSTRAINT TRIGGER {name} AFTER INSERT OR UPDATE OR DELETE ON {table} "
            "DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION content_moves_version()"
        )
    return statements
