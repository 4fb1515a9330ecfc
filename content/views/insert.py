"""For staff who edit: what a text can name, to be put in at the cursor. Nothing here stores anything."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import models
from django.db.models import F, Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from accounts.roles import may
from content.models import Clinic, Fact, Image, Source, Term
from content.rendering.callouts import KINDS as CALLOUTS
from content.rendering.page import Picture
from content.texts import pictures, quotes
from content.views.staff import require_an_editor

SHOWN = 20
LONGEST_SEARCH = 80
TO_WRITE = "Write here."  # the script selects it


@dataclass(frozen=True)
class Pick:
    """What is put into a text, and what tells a person which one it is."""

    code: str
    name: str
    about: str = ""
    warning: str = ""
    is_block: bool = False
    picture: Picture | None = None


Found = tuple[list[Pick], int]  # the first ones, and how many there are


@never_cache
@require_safe
def insert_list(request: HttpRequest, kind: str) -> HttpResponse:
    """The first of a kind that hold every word of `?q=`, for the list of the editor."""
    require_an_editor(request)
    if kind not in LISTS:
        raise Http404
    model, find = LISTS[kind]
    if model and not may(request.user, "view", model):
        raise PermissionDenied
    typed = request.GET.get("q", "").replace("\0", " ")  # PostgreSQL refuses even to look for it
    picks, count = find(typed[:LONGEST_SEARCH].split())
    return render(request, "staff/parts/picks.html", {"picks": picks, "hidden": count - len(picks)})


def find_sources(words: list[str]) -> Found:
    """What still stands comes first."""
    rows = holding(Source.objects.all(), words, "key", "title", "authors", "container", "year")
    rows = rows.select_related("superseded_by").order_by(
        "is_retracted", F("superseded_by").desc(nulls_first=True), "key"
    )
    return [
        Pick(f"[@{row.key}]", row.key, f"{row.label()}. {row.title}", fallen(row)) for row in rows[:SHOWN]
    ], rows.count()


def fallen(source: Source) -> str:
    """Why a source should not be cited any more; empty while it stands."""
    if source.is_retracted:
        return "Retracted: do not cite it."
    return f"Superseded by {source.superseded_by}." if source.superseded_by else ""


def find_facts(words: list[str]) -> Found:
    """Every fact with the value that readers see now."""
    facts = {fact.key: fact for fact in Fact.objects.all()}
    shown = quotes(facts.values(), Clinic.objects.main())
    labels = {key: facts[key].label if key in facts else key.replace("_", " ") for key in shown}
    keys = [key for key in sorted(shown) if holds(f"{key} {labels[key]} {shown[key].text}", words)]
    return [Pick(f"{{{{ {key} }}}}", labels[key], f"Now: {shown[key].text}") for key in keys[:SHOWN]], len(keys)


def find_terms(words: list[str]) -> Found:
    rows = holding(Term.objects.all(), words, "word", "other_spellings")
    return [Pick(f"[[{row.word}]]", row.word, row.meaning) for row in rows[:SHOWN]], rows.count()


def find_callouts(words: list[str]) -> Found:
    picks = [
        Pick(f"::: {name}\n{start}{TO_WRITE}\n:::", name, f"{kind.spoken}{kind.title}", is_block=True)
        for name, kind in CALLOUTS.items()
        for start in ["" if name == "note" else "- "]
        if holds(f"{name} {kind.spoken}{kind.title}", words)
    ]
    return picks, len(picks)


def find_images(words: list[str]) -> Found:
    rows = holding(Image.objects.with_files(), words, "slug", "alt", "credit")
    shown = list(rows[:SHOWN])
    drawn = pictures(shown)
    return [
        Pick(row.markdown(), row.slug, row.alt or "Decorative", still_to_say(row), True, drawn[row.slug])
        for row in shown
    ], rows.count()


def still_to_say(image: Image) -> str:
    missing = ", ".join(image.missing())
    return f"Not ready for readers. Still to be said: {missing}." if missing else ""


def holding(rows: Any, words: Iterable[str], *fields: str) -> Any:
    """The rows that hold each word in one of these fields."""
    for word in words:
        in_any = [Q(**{f"{field}__icontains": word}) for field in fields]
        rows = rows.filter(Q(*in_any, _connector=Q.OR))
    return rows


def holds(text: str, words: Iterable[str]) -> bool:
    return all(word.lower() in text.lower() for word in words)


LISTS: dict[str, tuple[type[models.Model] | None, Callable[[list[str]], Found]]] = {
    "source": (Source, find_sources),
    "fact": (Fact, find_facts),
    "term": (Term, find_terms),
    "callout": (None, find_callouts),
    "image": (Image, find_images),
}
