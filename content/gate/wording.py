"""Words that no page may say, and when saying them is no fault. The lists are data: `words/`."""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path
from typing import Any, cast

import yaml
from django.utils.functional import SimpleLazyObject

from content.gate.page import GatePage, plain, written
from content.gate.phrases import pattern_of
from content.gate.rules import Level, Place, Rule
from content.prose import Block, Sentence

WORDS = Path(__file__).parent / "words"
LONGEST = 600  # characters looked at together; longer sentences are cut, so that no pattern has to search them whole
OVERLAP = 120
REACH = 9  # words before a word in which a denial counts


def read_words(name: str) -> Any:
    """A list of `words/`; every value is text."""
    return yaml.load((WORDS / name).read_text(encoding="utf-8"), Loader=yaml.CBaseLoader)  # noqa: S506 it makes text only


def finder(group: Mapping[str, Any], lists: Mapping[str, str] | None = None) -> re.Pattern[str]:
    """What finds any of a group's `phrases` and `patterns`; its own lists stand in for those of its rule."""
    return when_asked(lambda: any_of(entries_of(group, lists)))


def entries_of(group: Mapping[str, Any], lists: Mapping[str, str] | None) -> Iterator[str]:
    if "phrases" in group:
        yield pattern_of(group["phrases"], group.get("lists", lists))
    yield from group.get("patterns", ())


def when_asked(make: Callable[[], re.Pattern[str]]) -> re.Pattern[str]:
    """A pattern that is made when it is first needed. All of them together take most of a second, which a process that
    checks no text can do without.
    """
    return cast("re.Pattern[str]", SimpleLazyObject(make))


def any_of(entries: Iterable[str]) -> re.Pattern[str]:
    return re.compile("|".join(f"(?:{entry})" for entry in entries))


def pieces(text: str) -> Iterator[str]:
    """The text, in parts that overlap when it is very long."""
    for start in range(0, max(len(text) - OVERLAP, 1), LONGEST - OVERLAP):
        yield text[start : start + LONGEST]


EXCUSES = {name: finder(group) for name, group in read_words("excuses.yml").items()}


def is_question(text: str) -> bool:
    """Whether a sentence asks what a patient would ask, and does not advertise."""
    return EXCUSES["asked"].search(text) is not None and not EXCUSES["not_asked"].search(text)


def asks(text: str) -> bool:
    """Whether a sentence is a question of any kind, but for one that answers itself."""
    return text.endswith("?") and not EXCUSES["not_asked"].search(text)


def is_excused(text: str, start: int, end: int) -> bool:
    """Whether the sentence denies, questions or warns of what stands from `start` to `end`."""
    before = EXCUSES["parts"].split(text[:start])[-1] or ""
    near = " ".join(before.split()[-REACH:])
    if EXCUSES["denied"].search(EXCUSES["not_denied"].sub(" ", near)) or EXCUSES["denied_after"].search(text[end:]):
        return True
    if is_question(text) or EXCUSES["warned"].search(text[:start]):
        return True
    return EXCUSES["said_by_others"].search(text[:start]) is not None and not EXCUSES["own_voice"].search(text[:start])


def warns(lead: str) -> bool:
    """Whether what leads into a list warns of its entries, or forbids them."""
    return any(EXCUSES[name].search(plain(lead)) for name in ("warned", "denied", "said_by_others"))


def with_leads(page: GatePage) -> Iterator[tuple[Block, Sentence, str]]:
    """Every sentence; those of a list with the heading or the sentence that leads into it."""
    lead = ""
    for block in page.blocks:
        for sentence in block.sentences:
            yield block, sentence, lead if block.kind == "item" else ""
        if block.kind != "item" and block.sentences:
            last = block.sentences[-1].text
            lead = last if last.endswith(":") or block.kind == "heading" else ""


@dataclass(frozen=True)
class Group:
    """Phrases that say the same fault, with a sentence that they must catch and one that its rule must let pass."""

    finder: re.Pattern[str]
    caught: str
    passed: str


@dataclass(frozen=True, eq=False)
class Wording:
    """One file of `words/wording/`."""

    id: str
    row: Mapping[str, Any]

    @property
    def sees_capitals(self) -> bool:
        return "exactly" in self.row

    @cached_property
    def groups(self) -> list[Group]:
        rows = self.row.get("never") or self.row["exactly"]
        return [Group(self.finder_of(row), row["caught"], row["passed"]) for row in rows]

    @cached_property
    def never(self) -> re.Pattern[str]:
        return any_of(group.finder.pattern for group in self.groups)

    @cached_property
    def unless(self) -> re.Pattern[str] | None:
        return self.finder_of(self.row["unless"]) if self.row["unless"] else None

    def finder_of(self, group: Mapping[str, Any]) -> re.Pattern[str]:
        return finder(group, self.row.get("lists"))

    def found_in(self, sentence: str, lead: str = "") -> str:
        """What a sentence says that it may not; empty when nothing. `lead` is what leads into its list."""
        whole = written(sentence) if self.sees_capitals else plain(sentence)
        for text in pieces(whole):
            allowed = self.unless.sub(lambda found: " " * len(found[0]), text) if self.unless else text
            for found in self.never.finditer(allowed):
                if not self.is_excused(text, lead, found):
                    return found[0].strip()
        return ""

    def is_excused(self, text: str, lead: str, found: re.Match[str]) -> bool:
        return self.row.get("excused") != "no" and (warns(lead) or is_excused(text.lower(), *found.span()))

    def check(self, page: GatePage) -> Iterator[Place]:
        for block, sentence, lead in with_leads(page):
            if found := self.found_in(sentence.text, lead):
                yield Place(block.field, block.line, sentence.text, found)


@cache
def wordings() -> tuple[Wording, ...]:
    names = sorted(path.stem for path in (WORDS / "wording").glob("*.yml"))
    return tuple(Wording(name, read_words(f"wording/{name}.yml")) for name in names)


def wording_rules() -> list[Rule]:
    return [
        Rule(f"wording-{one.id}", Level.BLOCK, one.row["problem"], one.row["why"], one.row["instead"], one.check)
        for one in wordings()
    ]
