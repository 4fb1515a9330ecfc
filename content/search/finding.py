"""Which entries fit a query, in the order in which readers see them."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

from django.utils import timezone

from content.models import SearchEntry
from content.models.reviewing import Stage, stage_of
from content.search.engine import engine
from content.search.kinds import SEARCH_KIND_NAMED, SEARCH_KINDS, SearchKind, kind_of_id
from content.search.query import Entry, Group, Part, Phrase, Query, Span
from content.search.words import telling, words_in

MOST_SHOWN = 100  # nobody reads on from there; a better word is quicker
MANY = 2000  # more entries than these are not ranked: the word says little, and each one takes time
FEW = 10  # in titles and summaries: then bodies are looked at, however many they are
EVERYTHING = (0, 2**62)
ARTICLE = SEARCH_KIND_NAMED["article"]
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

    tier: int
    entry: Entry

    @property
    def id(self) -> int:
        return self.entry.id

    @property
    def kind(self) -> SearchKind:
        return kind_of_id(self.entry.id)


def find(query: Query, first: str, kinds: Sequence[SearchKind] = ()) -> Found:
    """Few are looked at one by one. Of many the counts are those of the index, and the best ones are shown.

    `first` is the address of the page that staff put first.
    """
    if not query.groups:
        return Found(query)
    query, everywhere = completed(query)
    if everywhere <= MOST_SHOWN:
        every = in_order(candidates(query, EVERYTHING, everywhere, first), query, first)
        shown = Counter(candidate.kind.name for candidate in every)
        chosen = [one.id for one in every if not kinds or one.kind in kinds]
        counts = [(kind, shown[kind.name]) for kind in SEARCH_KINDS if shown[kind.name]]
        return Found(query, chosen, len(chosen), counts)
    counts = counts_of(query, everywhere)
    spans = [kind.span for kind in kinds] or [EVERYTHING]
    best = [one for span in spans for one in candidates(query, span, everywhere, "" if kinds else first)]
    total = sum(number for kind, number in counts if not kinds or kind in kinds)
    ids = [candidate.id for candidate in in_order(best, query, first)][:MOST_SHOWN]
    return Found(query, ids, total, counts, is_about=True)


def completed(query: Query) -> tuple[Query, int]:
    """The query, and how many entries fit. A last word that very many hold as it was typed starts no other word: those
    would make it slow and change little.
    """
    closed = query.closed()
    if closed != query:
        [number] = engine().counts(closed, [EVERYTHING])
        if number > MANY:
            return closed, number
    return query, engine().counts(query, [EVERYTHING])[0]


def counts_of(query: Query, everywhere: int) -> list[tuple[SearchKind, int]]:
    """How many there are of each kind that has any. Articles may be very many: they are what the others leave."""
    first, last = ARTICLE.span
    numbers = engine().kinds(query, [(0, first - 1), (last + 1, EVERYTHING[1])])
    numbers[ARTICLE.number] = everywhere - sum(numbers.values())
    return [(kind, numbers[kind.number]) for kind in SEARCH_KINDS if numbers.get(kind.number)]


def candidates(query: Query, span: Span, total: int, first: str) -> list[Candidate]:
    """The best ones, up to MOST_SHOWN, and the page that staff put first; each of them public at this moment."""
    found = best(query, span, total) if total else {}
    if first:
        rows = SearchEntry.objects.filter(address=first).shown(timezone.now(), timezone.localdate())
        for pk, title, names, address, due in rows.values_list("pk", "title", "names", "address", "review_due_on"):
            found.setdefault(pk, Candidate(1, Entry(pk, 0.0, title, names, address, due)))
    return list(found.values())


def best(query: Query, span: Span, total: int) -> dict[int, Candidate]:
    """Title and summary first; bodies too when they can be ranked quickly, or when little else fits."""
    head = {} if query.is_any else best_in(query, span, Part.HEAD, 0, total)
    if len(head) < min(total, MOST_SHOWN) and (total <= MANY or len(head) < FEW):
        return best_in(query, span, Part.ALL, 1, total) | head
    return head


def best_in(query: Query, span: Span, part: Part, tier: int, total: int) -> dict[int, Candidate]:
    """Ranked where that is quick. Of too many, those that hold the words in their titles.

    Where `total`, of the whole index, is not too many, no part of it can be.
    """
    search, now, today = engine(), timezone.now(), timezone.localdate()
    is_ranked = total <= MANY or search.counts(query, [span], part)[0] <= MANY
    if not is_ranked and part is Part.HEAD and (titled := search.counts(query, [span], Part.TITLE)[0]) >= MOST_SHOWN:
        part, is_ranked = Part.TITLE, titled <= MANY
    entries = search.best(query, span, part, most=MOST_SHOWN, now=now, today=today, ranked=is_ranked)
    return {entry.id: Candidate(tier, entry) for entry in entries}


def in_order(found: list[Candidate], query: Query, first: str) -> list[Candidate]:
    """What staff put first, exact names, then the score; a page long past its review comes after all others."""
    today, typed = timezone.localdate(), whole_names(query)

    def place(one: Candidate) -> tuple[bool, bool, int, int, float, int]:
        entry, kind = one.entry, one.kind
        stage = stage_of(entry.review_due_on, today)
        is_first = bool(first) and entry.address == first and stage in IN_DATE
        named = kind.number if one.tier == 0 and is_named(entry, typed) else len(SEARCH_KINDS) + 1
        return (stage == Stage.LONG_OVERDUE, not is_first, named, one.tier, -entry.score * kind.weight, entry.id)

    return sorted(found, key=place)


def whole_names(query: Query) -> set[Phrase]:
    """What a title must say to be just what was typed."""
    if len(query.groups) == 1:
        return {tuple(telling(phrase)) for phrase in query.groups[0].phrases}
    return {query.words}


def is_named(entry: Entry, typed: set[Phrase]) -> bool:
    """Whether the words are the title or one of its names, in whole: "CRPS" and "nerve pain" are such."""
    longest = max(len(" ".join(phrase)) for phrase in typed) + ROOM
    titles = [entry.title, *entry.title.replace(")", "").split("("), *entry.names.splitlines()]
    return any(tuple(telling(words_in(title))) in typed for title in titles if len(title) <= longest)


def rarest(query: Query) -> Query:
    """Any of the words that stand somewhere and not everywhere; where all do, the one that says most."""
    numbers = {group: engine().counts(Query((group,), ()), [EVERYTHING])[0] for group in query.groups}
    known = [group for group in query.groups if numbers[group]]
    rare = [group for group in known if numbers[group] <= MANY] or sorted(known, key=numbers.__getitem__)[:1]
    return Query(tuple(rare), words_of(rare), is_any=True)


def words_of(groups: list[Group]) -> Phrase:
    return tuple(word for group in groups for word in group.phrases[0])
