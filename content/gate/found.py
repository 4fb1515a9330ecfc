"""Faults as staff read them: each with the field of the form that it is about, the graver ones apart from advice."""

from collections.abc import Container, Iterable
from dataclasses import dataclass
from typing import Any

from django.db import models
from django.utils.text import capfirst

from content.gate.rules import Fault, Level


@dataclass(frozen=True)
class Found:
    """A fault with the id of the field it is about; empty when no field of the form is."""

    fault: Fault
    field_id: str
    label: str


def found_in(model: type[models.Model], fields: Container[str], faults: Iterable[Fault]) -> dict[str, list[Found]]:
    """What must be mended or explained, and what is advice; empty when nothing is found.

    `fields` are the names of those that the form of `model` lets this person write.
    """
    found = [found_at(model, fields, fault) for fault in faults]
    graver = [one for one in found if one.fault.rule.level != Level.ADVICE]
    return {"graver": graver, "advice": [one for one in found if one not in graver]} if found else {}


def found_at(model: type[models.Model], fields: Container[str], fault: Fault) -> Found:
    name = fault.place.field
    if "." in name:  # of a child row
        return Found(fault, f"id_{name.replace('.', '-')}", name.replace(".", " ").replace("_", " "))
    field: Any = model._meta.get_field(name) if name else None
    label = str(capfirst(field.verbose_name)) if field else "The page"
    return Found(fault, f"id_{name}" if name in fields else "", label)
