"""Keeps the entries in step with what is public. Whoever writes such a row calls this in the same transaction."""

from collections import Counter
from collections.abc import Iterable, Iterator
from typing import Any

from django.db import models, transaction
from django.db.models import Q

from content.models import Clinic, Fact, SearchEntry, SearchWord, StateRules, UsState
from content.search.entries import PARTS, Facts, entries_of, state_entry
from content.search.kinds import SEARCH_KIND_OF, SEARCH_KINDS, SearchKind
from content.search.words import grams_of, words_in
from content.texts import is_in_the_dialect, quotes

BATCH = 500
TEXTS = ("title", "names", "summary", "body")
FIELDS = ("address", *TEXTS, "shown_from", "shown_until", "review_due_on")


def index(*rows: Any) -> None:
    """Bring the entries of these rows up to date. Rows of kinds that nobody can find are left out."""
    found = [row for row in rows if type(row) in SEARCH_KIND_OF]
    if found:
        put(found, known_facts())


def follow(row: Any) -> None:
    """A row without drafts was saved: its own entry, and where it is quoted, those texts too."""
    index(row)
    if isinstance(row, (Fact, Clinic)):
        index_quoting()


def forget(model: type[models.Model], row_id: int) -> None:
    """The same for a row that was deleted."""
    index_ids(model, [row_id])
    if model in (Fact, Clinic):
        index_quoting()


def index_ids(model: type[models.Model], ids: Iterable[int]) -> None:
    """The same for rows by their primary keys, as they are stored now or not any more."""
    kind = SEARCH_KIND_OF.get(model)
    if model is StateRules:
        index_states()
    elif kind is not None:
        facts = known_facts()
        for batch in batches(ids):
            rows = rows_of(model).filter(pk__in=batch)
            store([kind.first_id | pk for pk in batch], [entry for row in rows for entry in entries_of(row, facts)])


def index_states() -> None:
    """Every state's page, with its rules where they are public."""
    facts, rules = known_facts(), {one.region: one for one in StateRules.objects.all()}
    bare = [state_entry(state, None, facts) for state in UsState if state.value not in rules]
    entries = bare + [entry for one in rules.values() for entry in entries_of(one, facts)]
    store([entry.pk for entry in entries], entries)


def index_quoting() -> None:
    """A fact or the clinic's own data changed: every text that quotes a fact says something else now."""
    facts = known_facts()
    for kind in SEARCH_KINDS:
        names = [field.name for field in kind.model._meta.fields if is_in_the_dialect(field)]
        if not names:
            continue
        quoting = Q()
        for name in names:
            quoting |= Q(**{f"{name}__contains": "{{"})
        for rows in batches(rows_of(kind.model).filter(quoting)):
            put(rows, facts)


@transaction.atomic
def rebuild() -> list[str]:
    """Make all entries anew; says in words what was wrong before."""
    before = dict(SearchEntry.objects.values_list("pk", "title"))
    wrong, kept = [], set()
    for entries in batches(every_entry()):
        stored = SearchEntry.objects.in_bulk([entry.pk for entry in entries])
        wrong += [f"missing: {entry.address}" for entry in entries if entry.pk not in stored]
        wrong += [f"out of date: {e.address}" for e in entries if e.pk in stored and differs(stored[e.pk], e)]
        kept |= {entry.pk for entry in entries}
        put_in_place(stored, entries)
    gone = [number for number in before if number not in kept]
    wrong += [f"no longer public: {before[number]}" for number in gone]
    for start in range(0, len(gone), BATCH):
        SearchEntry.objects.filter(pk__in=gone[start : start + BATCH]).delete()
    return wrong + recount_words()


# What those share


def known_facts() -> Facts:
    return quotes(Fact.objects.all(), Clinic.objects.main())


def rows_of(model: type[models.Model]) -> "models.QuerySet[Any]":
    return model._default_manager.prefetch_related(*PARTS.get(model, ())).order_by("pk")


def batches(items: Any) -> Iterator[list[Any]]:
    """Lists of at most BATCH; of a QuerySet, read a batch at a time."""
    source = items.iterator(chunk_size=BATCH) if isinstance(items, models.QuerySet) else iter(items)
    batch: list[Any] = []
    for item in source:
        batch.append(item)
        if len(batch) == BATCH:
            yield batch
            batch = []
    if batch:
        yield batch


def every_entry() -> Iterator[SearchEntry]:
    facts = known_facts()
    with_rules = set(StateRules.objects.values_list("region", flat=True))
    for kind in SEARCH_KINDS:
        for row in public_rows(kind).iterator(chunk_size=BATCH):
            yield from entries_of(row, facts)
    yield from (state_entry(state, None, facts) for state in UsState if state.value not in with_rules)


def public_rows(kind: SearchKind) -> "models.QuerySet[Any]":
    """A million imported entries of the directory that nobody has verified need not be read."""
    rows = rows_of(kind.model)
    return rows.exclude(verified_on=None, is_sample=False) if kind.name == "listing" else rows


def put(rows: list[Any], facts: Facts) -> None:
    store([SEARCH_KIND_OF[type(row)].id_of(row) for row in rows], [e for row in rows for e in entries_of(row, facts)])


@transaction.atomic
def store(numbers: Iterable[int], entries: list[SearchEntry]) -> None:
    """Of the entries with these numbers, exactly `entries` are there afterwards; the words are counted along."""
    stored = SearchEntry.objects.select_for_update().in_bulk(list(numbers))
    gone = stored.keys() - {entry.pk for entry in entries}
    changed = put_in_place(stored, entries)
    if gone:
        SearchEntry.objects.filter(pk__in=gone).delete()
    more: Counter[str] = Counter()
    for entry in changed:
        more.update(words_of(entry))
    for number in {*gone, *(entry.pk for entry in changed if entry.pk in stored)}:
        more.subtract(words_of(stored[number]))
    count_words({word: n for word, n in sorted(more.items()) if n})  # the same rows in every run


def put_in_place(stored: dict[int, SearchEntry], entries: list[SearchEntry]) -> list[SearchEntry]:
    """Write the entries that differ from the stored ones; returns them."""
    changed = [entry for entry in entries if entry.pk not in stored or differs(stored[entry.pk], entry)]
    SearchEntry.objects.bulk_create(
        changed, batch_size=BATCH, update_conflicts=True, unique_fields=["id"], update_fields=FIELDS
    )
    return changed


def differs(one: SearchEntry, other: SearchEntry) -> bool:
    return any(getattr(one, name) != getattr(other, name) for name in FIELDS)


def words_of(entry: SearchEntry) -> set[str]:
    return {word for name in TEXTS for word in words_in(getattr(entry, name))}


def count_words(more: dict[str, int]) -> None:
    """Add to the number of entries that hold each word; words that none holds go."""
    known = SearchWord.objects.select_for_update().in_bulk(list(more), field_name="word")
    new = [new_word(word, n) for word, n in more.items() if n > 0 and word not in known]
    for word, row in known.items():
        row.entries = max(0, row.entries + more[word])
    SearchWord.objects.bulk_create(new, batch_size=BATCH, ignore_conflicts=True)
    SearchWord.objects.bulk_update([row for row in known.values() if row.entries], ["entries"], batch_size=BATCH)
    SearchWord.objects.filter(pk__in=[row.pk for row in known.values() if not row.entries]).delete()


def new_word(word: str, entries: int) -> SearchWord:
    return SearchWord(word=word, grams=" ".join(grams_of(word)), entries=entries)


def recount_words() -> list[str]:
    """Count all words anew; says how many were wrong."""
    counted: Counter[str] = Counter()
    for entry in SearchEntry.objects.iterator(chunk_size=BATCH):
        counted.update(words_of(entry))
    stored = dict(SearchWord.objects.values_list("word", "entries"))
    wrong = {word for word in counted.keys() | stored.keys() if counted[word] != stored.get(word, 0)}
    if not wrong:
        return []
    SearchWord.objects.all().delete()
    SearchWord.objects.bulk_create((new_word(word, n) for word, n in sorted(counted.items())), batch_size=BATCH)
    return [f"wrongly counted: {len(wrong)} words"]
