"""Which entries fit a query, in the order in which readers see them."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

from django.db.models import Q
from django.utils import timezone

from content.models import SearchEntry
from content.models.reviewing import Stage, stage_of
from content.search.engine import engine
from content.search.kinds import SEARCH_KINDS, SearchKind, kind_of_id
from content.search.query import Group, Phrase, Query, Span
from content.search.words import telling, words_in

MOST_SHOWN = 100  # nobody reads on from there; a better word is quicker
TOO_MANY = 20_000  # more entries than these are not ranked at all: any of them will do
MANY = 2000  # more entries than these are not ranked by their bodies: the word stands everywhere
FEW = 10  # in titles and summaries: then bodies are looked at, however many they are
EVERYTHING = (0, 2**62)
ROOM = 20  # for stop words and signs, in a title that says nothing else
IN_DATE = (Stage.FINE, Stage.SOON)


@dataclass(frozen=True)
class Found:
    """Everything that fits, in order, up to MOST_SHOWN. `counts` are of every kind, `total` of those asked for."""

    query: Query
    ids: list[int] = field(default_factory=list)
    total: int = 0
    counts: list[tuple[SearchKind, int]] = field(default_factory=list)
    is_about: bool = False


@dataclass(frozen=True)
class Candidate:
    """`tier` is 0 where title, names or summary hold the words."""

    id: int
    tier: int
    score: float
    title: str
    names: str
    address: str
    review_due_on: date | None

    @property
    def kind(self) -> SearchKind:
        return kind_of_id(self.id)


def find(query: Query, first: str, kinds: Sequence[SearchKind] = ()) -> Found:
    """Few are looked at one by one. Of many the counts are those of the index, and the best ones are shown.

    `first` is the address of the page that staff put first.
    """
    if not query.groups:
        return Found(query)
    numbers = engine().counts(query, [kind.span for kind in SEARCH_KINDS])
    everywhere = sum(numbers)
    if everywhere <= MOST_SHOWN:
        every = in_order(candidates(query, EVERYTHING, everywhere, first), query, first)
        shown = Counter(candidate.kind.name for candidate in every)
        chosen = [one.id for one in every if not kinds or one.kind in kinds]
        counts = [(kind, shown[kind.name]) for kind in SEARCH_KINDS if shown[kind.name]]
        return Found(query, chosen, len(chosen), counts)
    counts = [(kind, number) for kind, number in zip(SEARCH_KINDS, numbers, strict=True) if number]
    spans = [kind.span for kind in kinds] or [EVERYTHING]
    best = [one for span in spans for one in candidates(query, span, everywhere, "" if kinds else first)]
    total = sum(number for kind, number in counts if not kinds or kind in kinds)
    ids = [candidate.id for candidate in in_order(best, query, first)][:MOST_SHOWN]
    return Found(query, ids, total, counts, is_about=True)


def candidates(query: Query, span: Span, total: int, first: str) -> list[Candidate]:
    """The best ones, up to MOST_SHOWN, and the page that staff put first; each of them public at this moment."""
    scores = scores_of(query, span, total) if total else {}
    wanted = Q(pk__in=scores) | Q(address=first) if first else Q(pk__in=scores)
    shown = SearchEntry.objects.filter(wanted).shown(timezone.now(), timezone.localdate())
    rows = shown.values_list("pk", "title", "names", "address", "review_due_on")
    return [
        Candidate(pk, *scores.get(pk, (1, 0.0)), title, names, address, due) for pk, title, names, address, due in rows
    ]


def scores_of(query: Query, span: Span, total: int) -> dict[int, tuple[int, float]]:
    """Title and summary first; bodies too when they can be ranked quickly, or when little else fits."""
    is_ranked = total <= TOO_MANY
    head = [] if query.is_any else engine().best(query, span, MOST_SHOWN, in_head=True, ranked=is_ranked)
    scores = {number: (0, score) for number, score in head}
    if len(head) < min(total, MOST_SHOWN) and (total <= MANY or len(head) < FEW):
        text = engine().best(query, span, MOST_SHOWN, in_head=False, ranked=total <= MANY)
        scores = {number: (1, score) for number, score in text} | scores
    return scores


def in_order(found: list[Candidate], query: Query, first: str) -> list[Candidate]:
    """What staff put first, exact names, then the score; a page long past its review comes after all others."""
    today, typed = timezone.localdate(), whole_names(query)

    def place(one: Candidate) -> tuple[bool, bool, int, int, float, int]:
        stage = stage_of(one.review_due_on, today)
        is_first = bool(first) and one.address == first and stage in IN_DATE
        score = one.score * one.kind.weight
        named = one.kind.number if one.tier == 0 and is_named(one, typed) else len(SEARCH_KINDS) + 1
        return (stage == Stage.LONG_OVERDUE, not is_first, named, one.tier, -score, one.id)

    return sorted(found, key=place)


def whole_names(query: Query) -> set[Phrase]:
    """What a title must say to be just what was typed."""
    if len(query.groups) == 1:
        return {tuple(telling(phrase)) for phrase in query.groups[0].phrases}
    return {query.words}


def is_named(one: Candidate, typed: set[Phrase]) -> bool:
    """Whether the words are the title or one of its names, in whole: "CRPS" and "nerve pain" are such."""
    longest = max(len(" ".join(phrase)) for phrase in typed) + ROOM
    titles = [one.title, *one.title.replace(")", "").split("("), *one.names.splitlines()]
    return any(tuple(telling(words_in(title))) in typed for title in titles if len(title) <= longest)


def rarest(query: Query) -> Query:
    """Any of the words that stand somewhere and not everywhere; where all do, the one that says most."""
    numbers = {group: engine().counts(Query((group,), ()), [EVERYTHING])[0] for group in query.groups}
    known = [group for group in query.groups if numbers[group]]
    rare = [group for group in known if numbers[group] <= MANY] or sorted(known, key=numbers.__getitem__)[:1]
    return Query(tuple(rare), words_of(rare), is_any=True)


def words_of(groups: list[Group]) -> Phrase:
    return tuple(word for group in groups for word in group.phrases[0])
