"""What keeps the rows of one file from being saved: field rules, constraints, rules across rows."""

from collections.abc import Iterator
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models

from content.fixture_files import FileProblem, FixtureFile
from content.models import Clinic, Finding, Source
from content.models.clinics import overlap_problem
from content.syncing.kind import Kind
from content.syncing.values import Draft


def row_problems(kind: Kind, file: FixtureFile, draft: Draft) -> Iterator[FileProblem]:
    """Everything that is wrong with a row and its child rows, each with its line."""
    links = [key for key in kind.keys if key not in kind.rows and kind.field(key).many_to_one]
    for name, message in errors_of(draft.instance, links, also_links=True):
        yield file.problem(name if name in kind.keys else "", message)
    for key, children in draft.rows.items():
        for number, child in enumerate(children):
            for name, message in errors_of(child, [child_link(type(child), kind.model)], also_links=False):
                inner = "" if name == "__all__" else f"{name}: "
                yield file.problem(f"{key}.{number}", f"{inner}{message}")
    for key, message in cross_problems(kind, draft):
        yield file.problem(key, message)


def errors_of(row: models.Model, links: list[str], *, also_links: bool) -> Iterator[tuple[str, str]]:
    """Field and message of every rule of one row. `links` were resolved before and need no query of their own."""
    for check in (
        lambda: row.clean_fields(exclude=links),
        row.clean,
        lambda: row.validate_unique(exclude=links),
        lambda: row.validate_constraints(exclude=None if also_links else links),
    ):
        try:
            check()
        except ValidationError as error:
            for name, messages in error.message_dict.items():
                yield from ((name, message) for message in messages)


def child_link(child: type[models.Model], parent: type[models.Model]) -> str:
    return next(f.name for f in child._meta.fields if f.related_model is parent)


def cross_problems(kind: Kind, draft: Draft) -> Iterator[tuple[str, str]]:
    """Rules that need more than one row: the ceiling of a finding, doubles, overlapping hours."""
    for key, children in draft.rows.items():
        model = kind.rows[key].model
        for constraint in (one for one in model._meta.constraints if isinstance(one, models.UniqueConstraint)):
            own = [name for name in constraint.fields if name != child_link(model, kind.model)]
            values = [[getattr(child, name) for name in own] for child in children]
            for number, value in enumerate(values):
                if value in values[:number]:
                    yield f"{key}.{number}", "stands twice"
    if isinstance(draft.instance, Finding):
        from_sources = Source.objects.filter(key__in=draft.links["sources"])
        if problem := draft.instance.ceiling_problem(list(from_sources)):
            yield "certainty", problem
    if isinstance(draft.instance, Clinic):
        for key, of_day in (("hours", "weekday"), ("exceptions", "date")):
            yield from overlaps(key, of_day, draft.rows.get(key, []))


def overlaps(key: str, of_day: str, rows: list[Any]) -> Iterator[tuple[str, str]]:
    for day in {getattr(row, of_day) for row in rows}:
        same_day = [row for row in rows if getattr(row, of_day) == day]
        times = [(row.opens, row.closes) for row in same_day if row.opens and row.closes]
        if problem := overlap_problem(times):
            yield key, problem
        if times and len(times) < len(same_day):
            yield key, "a date cannot be both open and closed"
