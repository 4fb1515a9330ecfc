"""Links of public pages that lead nowhere on this site."""

import re
from collections.abc import Iterator

from django.urls import Resolver404, resolve

from content.gate.links import is_open
from content.models import OldPath, Person
from content.publishing.moving import public_addresses
from content.syncing.kinds import KINDS
from content.texts import texts_of

LINK = re.compile(r"\]\((/[^)\s]*)\)")
DETAILS = {f"content:{name}_detail" for name in ("condition", "treatment", "article", "policy", "clinic", "person")}


def broken_links() -> Iterator[tuple[str, str, str]]:
    """The row that links, the address, and what is wrong with it."""
    public = {*public_addresses(), *(person.get_absolute_url() for person in Person.objects.public())}
    moved = dict(OldPath.objects.values_list("path", "target"))
    for kind in KINDS:
        for row in kind.rows_in_full():
            if not is_open(row):
                continue
            children = [child for key in kind.rows for child in getattr(row, key).all()]
            texts = [text.text for one in (row, *children) for text in texts_of(one)]
            for address in sorted({found for text in texts for found in LINK.findall(text)}):
                if problem := problem_of(re.split("[?#]", address)[0], public, moved):
                    yield f"{kind.name}/{getattr(row, kind.slug)}", address, problem


def problem_of(path: str, public: set[str], moved: dict[str, str]) -> str:
    """Why this path should not be linked to; empty when readers get a page there."""
    if path in public:
        return ""
    if path in moved:
        return f"moved to {moved[path]}" if moved[path] else "gone"
    try:
        found = resolve(path)
    except Resolver404:
        return "no such address"
    return "no public page" if found.view_name in DETAILS else ""
