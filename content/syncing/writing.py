"""One page <-> its text, outside any folder: the same bytes that a dump writes, the same rows that a load makes."""

from pathlib import Path
from typing import Any

from django.db import models

from content.fixture_files import FileProblem, FixtureFile, parse, write
from content.syncing.kind import Kind
from content.syncing.kinds import KIND_OF, SIGNING
from content.syncing.values import Converter, Draft, Ids, body_of, digest, name_of, values_of_draft, values_of_row


def text_of_row(kind: Kind, row: Any) -> str:
    """The file of a saved row."""
    return write(values_of_row(kind, row), body_of(kind, row))


def text_of_draft(kind: Kind, draft: Draft) -> str:
    """The file of a row that is not saved."""
    values = values_of_draft(kind, draft, lambda key: name_of(getattr(draft.instance, key)))
    return write(values, body_of(kind, draft.instance))


def words_digest(kind: Kind, text: str, slug: str) -> str:
    """Stands for what a text says and under which address, whoever signed it and whatever its state."""
    file = parse(text, Path(kind.name))
    return digest({"slug": slug} | {key: file.values[key] for key in file.values if key not in SIGNING}, file.body)


def values_in(kind: Kind, text: str) -> dict[str, Any]:
    """The front matter of a text, as it is written there."""
    return parse(text, Path(kind.name)).values


def with_signing(kind: Kind, text: str, changes: dict[str, str]) -> str:
    """The text with other values of the signing keys; an empty one goes. Its words stay as they are."""
    file = parse(text, Path(kind.name))
    values = file.values | changes
    return write({key: values[key] for key in kind.keys if values.get(key)}, file.body)


def known_ids(kind: Kind) -> Ids:
    """Slugs and primary keys of every row that a page of this kind may name."""
    related = {kind.field(key).related_model for key in kind.keys if key not in kind.rows}
    return {model: dict(model._default_manager.values_list(KIND_OF[model].slug, "pk")) for model in related if model}


def read_draft(kind: Kind, text: str, slug: str, row_id: int | None) -> tuple[Draft, FixtureFile, list[FileProblem]]:
    """A text as the row that it would become, and what is wrong with it, such as a link to a row that is gone."""
    file = parse(text, Path(kind.name) / f"{slug}.md")
    converter = Converter(kind, file, known_ids(kind))
    draft = converter.draft(slug)
    draft.instance.pk = row_id
    draft.instance._state.adding = row_id is None
    return draft, file, converter.problems


def save_draft(kind: Kind, draft: Draft, ids: Ids) -> None:
    """Save a row with its links and its child rows, which are replaced as a whole."""
    row = draft.instance
    row.save()
    for key in kind.link_keys():
        related = kind.field(key).related_model
        getattr(row, key).set([ids[related][name] for name in draft.links.get(key, [])])
    for key in kind.rows:
        replace_children(row, key, draft.rows.get(key, []))


def replace_children(row: models.Model, key: str, children: list[models.Model]) -> None:
    manager = getattr(row, key)
    manager.all().delete()
    for child in children:
        setattr(child, manager.field.name, row)
        child.save()
