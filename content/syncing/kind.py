"""What there is to know of one kind of content: its folder, its model, the keys of its files."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

from django.db import models
from django.db.models import Prefetch

from content.models.pages import ReviewedText

LISTED = "listed_"


def needs_value(model_field: Any) -> bool:
    return not (model_field.blank or model_field.has_default())


def named(row: Any, key: str) -> Iterable[Any]:
    """The rows that a saved row names under a key, or holds there."""
    found: Iterable[Any] = getattr(row, key).all()
    return found


def listed(row: Any, key: str) -> Iterable[Any]:
    """The same of a row of `rows_with_lists`."""
    found: list[Any] = getattr(row, f"{LISTED}{key}")
    return found


@dataclass(frozen=True)
class Rows:
    """Child rows written inside their parent's file: a list of mappings, or of words for one field."""

    model: type[models.Model]
    fields: tuple[str, ...]

    @cached_property
    def model_fields(self) -> dict[str, Any]:
        return {name: self.model._meta.get_field(name) for name in self.fields}

    @cached_property
    def has_position(self) -> bool:
        return any(f.name == "position" for f in self.model._meta.get_fields())


@dataclass(frozen=True)
class Kind:
    """One folder of fixtures and the model its files become."""

    name: str
    model: type[models.Model]
    keys: tuple[str, ...]
    body: str = ""
    slug: str = "slug"
    rows: dict[str, Rows] = field(default_factory=dict)
    has_file: bool = False  # beside each text file stands another one of the same name
    where: dict[str, bool] = field(default_factory=dict)  # which rows files hold, where that is not all of them

    def field(self, key: str) -> Any:
        return self.fields[key]

    @cached_property
    def shape(self) -> bytes:
        """Stands for the keys that files of this kind may have."""
        return f"{self.keys} {self.rows}\n".encode()

    @cached_property
    def fields(self) -> dict[str, Any]:
        """The model's field of each key that is one, and of the body."""
        names = [*(key for key in self.keys if key not in self.rows), *([self.body] if self.body else [])]
        return {name: self.model._meta.get_field(name) for name in names}

    @property
    def is_signed(self) -> bool:
        """Whether these are pages with a state and a reviewer, of which every version is kept."""
        return issubclass(self.model, ReviewedText)

    def is_required(self, key: str) -> bool:
        if key in self.rows:
            return key == "topics"
        return key == "state" or needs_value(self.field(key))

    def link_keys(self) -> Iterator[str]:
        """Keys whose values name rows of other kinds, several at a time."""
        return (key for key in self.keys if key not in self.rows and self.field(key).many_to_many)

    def folder(self, root: Path) -> Path:
        return root / self.name

    def path(self, root: Path, slug: str) -> Path:
        return self.folder(root) / f"{slug}.md"

    def rows_in_full(self) -> Any:
        """All rows with everything a file of theirs names, in the order of their slugs."""
        return self.rows_with_links().prefetch_related(*self.link_keys(), *self.rows)

    def rows_with_lists(self) -> Any:
        """The same, to be read with `listed`: the query sets that Django makes otherwise, one for each row and key,
        take longer than thousands of rows themselves.
        """
        keys = (*self.link_keys(), *self.rows)
        return self.rows_with_links().prefetch_related(*(Prefetch(key, to_attr=f"{LISTED}{key}") for key in keys))

    def rows_with_links(self) -> Any:
        """All rows with the single rows that they name."""
        single = [k for k in self.keys if k not in self.rows and self.field(k).many_to_one]
        return self.in_files().select_related(*single).order_by(self.slug)

    def in_files(self) -> "models.QuerySet[Any]":
        """The rows that files hold."""
        return self.model._default_manager.filter(**self.where)


# In the order in which they can be loaded: what is named comes before what names it.
