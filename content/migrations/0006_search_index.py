"""The database's own index of what readers can find, kept by triggers: whoever writes an entry writes the index too.

SQLite: FTS5 tables beside the entries, one of title, names and summary alone, because ranking a common word by its
places in all bodies is slow. PostgreSQL: a weighted tsvector. Both stem English words, keep stop words and drop accents.
A later migration that alters the table of entries or words on SQLite makes it anew and must set the triggers up again.
"""

from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps

ENTRY, WORD = "content_searchentry", "content_searchword"
STEMS = "tokenize=\"porter unicode61 remove_diacritics 2\", prefix='2 3'"
TABLES = {  # name: (what it indexes, its columns, how, how columns weigh)
    "search_head": (ENTRY, ("title", "names", "summary"), STEMS, "bm25(10.0, 8.0, 4.0)"),
    "search_text": (ENTRY, ("title", "names", "summary", "body"), STEMS, "bm25(10.0, 8.0, 4.0, 1.0)"),
    "search_grams": (WORD, ("grams",), "detail=none", "bm25()"),
}
EVENTS = {"added": "INSERT", "changed": "UPDATE", "gone": "DELETE"}


def sqlite_statements() -> list[str]:
    found = []
    for name, (table, columns, options, rank) in TABLES.items():
        names = ", ".join(columns)
        found.append(
            f"CREATE VIRTUAL TABLE {name} USING fts5({names}, content='{table}', content_rowid='id', {options})"
        )
        found.append(f"INSERT INTO {name}({name}, rank) VALUES ('rank', '{rank}')")
        new, old = (", ".join(f"{row}.{column}" for column in columns) for row in ("new", "old"))
        add = f"INSERT INTO {name}(rowid, {names}) VALUES (new.id, {new});"
        drop = f"INSERT INTO {name}({name}, rowid, {names}) VALUES ('delete', old.id, {old});"
        for event, body in {"added": add, "changed": drop + add, "gone": drop}.items():
            when = f" OF {names}" if event == "changed" else ""
            found.append(f"CREATE TRIGGER {name}_{event} AFTER {EVENTS[event]}{when} ON {table} BEGIN {body} END")
    return found


def sqlite_undo() -> list[str]:
    triggers = [f"DROP TRIGGER {name}_{event}" for name in TABLES for event in EVENTS]
    return [*triggers, *(f"DROP TABLE {name}" for name in TABLES)]


def weighted(column: str, weight: str) -> str:
    plain = rf"regexp_replace(normalize(NEW.{column}, NFKD), '[\u0300-\u036f]', '', 'g')"
    return f"setweight(to_tsvector('site_english', {plain}), '{weight}')"


ALL_WEIGHTED = " || ".join(
    weighted(column, weight) for column, weight in zip(("title", "names", "summary", "body"), "ABCD", strict=True)
)
POSTGRESQL = [
    "CREATE TEXT SEARCH DICTIONARY site_english (TEMPLATE = snowball, LANGUAGE = english)",  # without stop words
    "CREATE TEXT SEARCH CONFIGURATION site_english (COPY = simple)",
    "ALTER TEXT SEARCH CONFIGURATION site_english ALTER MAPPING FOR "
    "asciiword, asciihword, hword_asciipart, word, hword, hword_part WITH site_english",
    f"ALTER TABLE {ENTRY} ADD COLUMN indexed tsvector",
    f"CREATE INDEX search_text ON {ENTRY} USING gin (indexed)",
    "CREATE FUNCTION search_entry_indexed() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
    f"NEW.indexed := {ALL_WEIGHTED}; RETURN NEW; END $$",
    f"CREATE TRIGGER search_entry_indexed BEFORE INSERT OR UPDATE ON {ENTRY} "
    "FOR EACH ROW EXECUTE FUNCTION search_entry_indexed()",
    f"CREATE INDEX search_grams ON {WORD} USING gin (to_tsvector('simple', grams))",
]
POSTGRESQL_UNDO = [
    "DROP INDEX search_grams",
    f"DROP TRIGGER search_entry_indexed ON {ENTRY}",
    "DROP FUNCTION search_entry_indexed",
    f"ALTER TABLE {ENTRY} DROP COLUMN indexed",
    "DROP TEXT SEARCH CONFIGURATION site_english",
    "DROP TEXT SEARCH DICTIONARY site_english",
]


def build(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    run(schema_editor, {"sqlite": sqlite_statements(), "postgresql": POSTGRESQL})


def drop(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    run(schema_editor, {"sqlite": sqlite_undo(), "postgresql": POSTGRESQL_UNDO})


def run(schema_editor: BaseDatabaseSchemaEditor, statements: dict[str, list[str]]) -> None:
    for statement in statements[schema_editor.connection.vendor]:
        schema_editor.execute(statement)


class Migration(migrations.Migration):
    dependencies = [("content", "0005_search")]
    operations = [migrations.RunPython(build, drop)]
