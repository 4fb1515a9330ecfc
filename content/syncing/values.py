"""One row <-> the text values of its file."""

import hashlib
import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time
from decimal import Decimal
from functools import cache
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.utils import timezone

from content.fixture_files import FileProblem, FixtureFile
from content.models.fields import LinesField
from content.syncing.kind import Kind, Rows, listed, named, needs_value
from content.syncing.kinds import KIND_OF

YES_NO = {"yes": True, "no": False}
CHUNK = 200  # rows that are in memory at once
Ids = Mapping[type[models.Model], Mapping[str, int | None]]


@dataclass
class Draft:
    """What a file says, as a row that is not saved yet, its links and its child rows."""

    instance: Any
    links: dict[str, list[str]] = field(default_factory=dict)
    rows: dict[str, list[models.Model]] = field(default_factory=dict)
    own_link: str = ""  # a link to another row of the same kind, set when all of them exist
    is_incomplete: bool = False  # names a row whose own file is broken


class Converter:
    """Turns the values of one file into a Draft; collects every problem on the way.

    `ids` maps each model's slugs to primary keys; None for a row whose own file is broken.
    """

    def __init__(self, kind: Kind, file: FixtureFile, ids: Ids) -> None:
        self.kind, self.file, self.ids = kind, file, ids
        self.problems: list[FileProblem] = []

    def fail(self, key: str, message: str) -> None:
        self.problems.append(self.file.problem(key, message))

    def draft(self, slug: str) -> Draft:
        draft = Draft(self.kind.model(**{self.kind.slug: slug}))
        for key in self.file.values:
            if key not in self.kind.keys:
                self.fail(key, f"unknown key (known: {', '.join(self.kind.keys)})")
        for key in self.kind.keys:
            if self.file.values.get(key):
                self.set_value(draft, key, self.file.values[key])
            elif self.kind.is_required(key):
                self.fail(key, "missing")
        self.set_body(draft.instance)
        return draft

    def set_body(self, instance: models.Model) -> None:
        if self.kind.body:
            setattr(instance, self.kind.body, self.kind.field(self.kind.body).to_python(self.file.body))
        elif self.file.body:
            line = self.file.body_line
            self.problems.append(FileProblem(self.file.path, line, "", "this kind has no body"))

    def set_value(self, draft: Draft, key: str, value: Any) -> None:
        if key in self.kind.rows:
            draft.rows[key] = self.child_rows(key, self.kind.rows[key], value)
            return
        model_field = self.kind.field(key)
        if model_field.many_to_many:
            names = self.slugs(key, model_field.related_model, value)
            draft.links[key] = names
            draft.is_incomplete |= any(self.ids[model_field.related_model][name] is None for name in names)
        elif model_field.many_to_one:
            self.set_link(draft, key, model_field, value)
        elif isinstance(model_field, LinesField):
            setattr(draft.instance, key, model_field.to_python("\n".join(self.words(key, value))))
        else:
            setattr(draft.instance, key, self.scalar(key, model_field, value))

    def set_link(self, draft: Draft, key: str, model_field: Any, value: Any) -> None:
        slugs = self.slugs(key, model_field.related_model, [value])
        if slugs and model_field.related_model is self.kind.model:
            draft.own_link = slugs[0]
        elif slugs:
            pk = self.ids[model_field.related_model][slugs[0]]
            setattr(draft.instance, model_field.attname, pk)
            draft.is_incomplete |= pk is None

    def words(self, key: str, value: Any) -> list[str]:
        if not isinstance(value, list):
            self.fail(key, "must be a list")
            return []
        words = []
        for number, item in enumerate(value):
            if not isinstance(item, str) or "\n" in item.strip() or not item.strip():
                self.fail(f"{key}.{number}", "must be one line of text")
            else:
                words.append(item.strip())
        return words

    def slugs(self, key: str, model: type[models.Model], value: Any) -> list[str]:
        words = self.words(key, value)
        for word in words:
            if word not in self.ids[model]:
                self.fail(key, f"there is no '{word}' in {KIND_OF[model].name}/")
        if len(set(words)) < len(words):
            self.fail(key, "names the same one twice")
        return [word for word in dict.fromkeys(words) if word in self.ids[model]]

    def child_rows(self, key: str, rows: Rows, value: Any) -> list[models.Model]:
        if not isinstance(value, list):
            self.fail(key, "must be a list")
            return []
        return [self.child_row(f"{key}.{n}", n, rows, item) for n, item in enumerate(value)]

    def child_row(self, place: str, number: int, rows: Rows, item: Any) -> models.Model:
        child = rows.model(**({"position": number} if rows.has_position else {}))
        if len(rows.fields) == 1 and isinstance(item, str):
            item = {rows.fields[0]: item}
        if not isinstance(item, dict):
            self.fail(place, f"must be a mapping of {', '.join(rows.fields)}")
            return child
        for name, value in item.items():
            if name not in rows.fields:
                self.fail(f"{place}.{name}", f"unknown key (known: {', '.join(rows.fields)})")
            elif value:
                model_field = rows.model._meta.get_field(name)
                setattr(child, name, self.scalar(f"{place}.{name}", model_field, value))
        for name in rows.fields:
            if needs_value(rows.model._meta.get_field(name)) and not item.get(name):
                self.fail(place, f"'{name}' is missing")
        return child

    def scalar(self, key: str, model_field: Any, value: Any) -> Any:
        """One value, converted by the field it belongs to; None when it cannot be."""
        if not isinstance(value, str):
            self.fail(key, "must be one value, not a list or mapping")
            return None
        value = value.strip()
        if "\n" in value:
            self.fail(key, "must be one line")
            return None
        try:
            return convert(model_field, value)
        except ValidationError as error:
            self.fail(key, " ".join(error.messages))
            return None


def convert(model_field: Any, text: str) -> Any:
    """`text` as the Python value of a field. Raises ValidationError."""
    if isinstance(model_field, models.BooleanField):
        if text.lower() not in YES_NO:
            raise ValidationError(f"must be yes or no, not '{text}'")
        return YES_NO[text.lower()]
    if model_field.choices:
        choices = named_choices(model_field)
        if text.lower() not in choices:
            raise ValidationError(f"'{text}' is not one of: {', '.join(choices)}")
        return choices[text.lower()]
    value = model_field.to_python(text)
    if isinstance(value, datetime) and timezone.is_naive(value):
        raise ValidationError("needs its offset from UTC, like 2026-11-22T09:00:00-05:00")
    return value


@cache
def named_choices(model_field: Any) -> dict[str, Any]:
    """What a file writes for each choice: the value itself, or the label of a numbered one."""
    return {str(label if isinstance(value, int) else value).lower(): value for value, label in model_field.flatchoices}


def to_text(model_field: Any, value: Any) -> str:
    """A field's value, which is not empty, as its file writes it."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if model_field.choices:
        return next(name for name, choice in named_choices(model_field).items() if choice == value)
    if isinstance(value, str):
        return value
    if isinstance(value, datetime):
        return timezone.localtime(value).isoformat()
    if isinstance(value, time):
        return f"{value.hour}:{value:%M}" if not (value.second or value.microsecond) else value.isoformat()
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Decimal):
        return format(value.normalize(), "f")
    return str(value)


def values_of_row(kind: Kind, row: Any, read: Callable[[Any, str], Iterable[Any]] = named) -> dict[str, Any]:
    """The values of a saved row, in the kind's order, without those a reader can assume."""
    links = {key: names_of(read(row, key)) for key in kind.link_keys()}
    rows = {key: list(read(row, key)) for key in kind.rows}
    return assemble(kind, row, links, rows, lambda key: name_of(getattr(row, key)))


def values_of_draft(kind: Kind, draft: Draft, slug_of: Any) -> dict[str, Any]:
    """The same for a row that is not saved yet. `slug_of(key)` names the row that `key` links to."""
    return assemble(kind, draft.instance, draft.links, draft.rows, slug_of)


def assemble(
    kind: Kind, row: Any, links: Mapping[str, list[str]], rows: Mapping[str, list[Any]], slug_of: Any
) -> dict[str, Any]:
    values: dict[str, Any] = {}
    for key in kind.keys:
        value: Any
        if key in kind.rows:
            value = [row_values(kind.rows[key], child) for child in ordered(rows.get(key, []))]
        elif (model_field := kind.fields[key]).many_to_many:
            value = sorted(links.get(key, []))
        elif model_field.many_to_one:
            value = slug_of(key)
        elif isinstance(model_field, LinesField):
            value = getattr(row, key).splitlines()
        else:
            value = plain_value(model_field, getattr(row, key))
        if value:
            values[key] = value
    return values


def plain_value(model_field: Any, value: Any) -> str:
    """The text of a value; empty when it is the one a reader assumes (the state is always said)."""
    if value is None or value == "":
        return ""
    if model_field.name != "state" and model_field.has_default() and value == model_field.get_default():
        return ""
    return to_text(model_field, value)


def row_values(rows: Rows, child: Any) -> Any:
    texts = {name: plain_value(model_field, getattr(child, name)) for name, model_field in rows.model_fields.items()}
    if len(texts) == 1:
        return next(iter(texts.values()))
    return {name: text for name, text in texts.items() if text}


def ordered(children: Sequence[Any]) -> list[Any]:
    """Child rows in the order their model sets, saved or not."""
    names = [name for name in (children[0]._meta.ordering if children else ()) if name != "pk"]
    return sorted(children, key=lambda child: [sort_key(getattr(child, name)) for name in names])


def sort_key(value: Any) -> tuple[bool, Any]:
    return (value is not None, value)


def name_of(row: Any) -> str:
    return getattr(row, KIND_OF[type(row)].slug) if row else ""


def names_of(rows: Iterable[Any]) -> list[str]:
    return [name_of(row) for row in rows]


def body_of(kind: Kind, row: Any) -> str:
    return getattr(row, kind.body) if kind.body else ""


def attached(kind: Kind, row: Any) -> str:
    """Stands for the file that belongs to a row; empty for kinds that have none."""
    return row.sha256 if kind.has_file else ""


def digests_of_rows(kind: Kind) -> Iterator[tuple[str, int, str]]:
    """Slug, primary key and digest of every row, few of them in memory at once."""
    for row in kind.rows_with_lists().iterator(chunk_size=CHUNK):
        values = values_of_row(kind, row, listed)
        yield getattr(row, kind.slug), row.pk, digest(values, body_of(kind, row), attached(kind, row))


def digest_of_row(kind: Kind, row: Any) -> str:
    return digest(values_of_row(kind, row), body_of(kind, row), attached(kind, row))


def digest(values: Mapping[str, Any], body: str, attachment: str = "") -> str:
    """Stands for everything a file says, and the file beside it; equal exactly when two of them are."""
    text = json.dumps([list(values.items()), body, *([attachment] if attachment else [])], ensure_ascii=False)
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def digest_of_file(kind: Kind, content: bytes) -> str:
    """Stands for the very bytes of a file, and for the keys that files of its kind may have: where those change with
    the code, every file is read again.
    """
    return hashlib.sha256(kind.shape + content).hexdigest()
