"""What the search promises on every database. Run as a program it says so of the one that DATABASE_URL names."""

from typing import Any

from content.models import SearchEntry, SearchWord
from content.search.entries import ALWAYS
from content.search.finding import MANY, MOST_SHOWN
from content.search.indexing import rebuild, store
from content.search.kinds import SEARCH_KIND_NAMED
from content.search.searching import search

WRITTEN = """ " ' NEAR(a AND OR NOT * ^pain title:pain pain* ( ) a:b -x \\ & ! {title} ; 0:0 -- """
HOSTILE = WRITTEN.split()


def entry(number: int, title: str, kind: str = "article", **texts: Any) -> SearchEntry:
    values = {"address": f"/{kind}/{number}/", "shown_from": ALWAYS} | texts
    return SearchEntry(id=SEARCH_KIND_NAMED[kind].first_id | number, title=title, **values)


def put_some() -> None:
    entries = [
        entry(1, "Infusions for pain", summary="How an infusion helps some people.", body="Sleep is a question."),
        entry(2, "Rest", body="One infusion a week. Sjögren described it."),
        entry(3, "Sleeping well", names="Insomnia\nBad nights", body="Nothing about that."),
        entry(4, "Depression", kind="condition", body="A long text about mood."),
        entry(5, "Mood", kind="term", summary="How one feels. Depression is a low mood."),
        entry(6, "Zoster zoster", summary="Zoster."),
        entry(7, "Rash of one side of the chest or of the face", names="Zoster"),
    ]
    store([one.pk for one in entries], entries)


def found(text: str, **more: Any) -> list[str]:
    return [hit.entry.title for hit in search(text, **more).hits]


def check() -> None:
    """Raises AssertionError where the database does not do what readers count on."""
    put_some()
    assert found("infusions") == ["Infusions for pain", "Rest"]  # stems, and titles before bodies
    assert found("infus") == ["Infusions for pain", "Rest"]  # the start of a word
    assert found("sjogren") == found("SJÖGREN") == ["Rest"]  # accents
    assert found("insomnia") == ["Sleeping well"]  # other names
    assert found("depression") == ["Depression", "Mood"]  # the exact title first
    assert found("zoster") == ["Rash of one side of the chest or of the face", "Zoster zoster"]  # the exact name first
    assert found("bad nights") == ["Sleeping well"]
    assert search("depresssion").corrected == "depression"
    assert found("depresssion") == ["Depression", "Mood"]
    assert found("depresssion", as_typed=True) == []
    assert search("insomnia mood").is_partial
    assert [(kind.name, n) for kind, n in search("mood").counts] == [("condition", 1), ("term", 1)]
    assert found("mood", kinds=[SEARCH_KIND_NAMED["term"]]) == ["Mood"]
    for text in HOSTILE:
        search(text)
    keep_in_step()
    put_titles_first_where_a_word_is_everywhere()


def keep_in_step() -> None:
    """The index follows the entries, and the words are counted along."""
    changed = entry(2, "Rest", body="Nothing of the kind.")
    store([changed.pk], [changed])
    assert found("infusion") == ["Infusions for pain"]
    assert not SearchWord.objects.filter(word__in=["week", "sjogren"]).exists()
    assert SearchWord.objects.get(word="infusion").entries == 1
    store([changed.pk], [])
    assert found("rest") == []
    assert len([line for line in rebuild() if line.startswith("no longer public")]) == 6  # they stand for no rows
    assert rebuild() == []


def put_titles_first_where_a_word_is_everywhere() -> None:
    """Too many to rank them all, but not too many whose title says it."""
    summaries = [entry(number, f"Page {number}", summary="A zebra") for number in range(1000, 1000 + MANY)]
    titles = [entry(number, "Of the zebra") for number in range(9000, 9000 + MOST_SHOWN)]
    SearchEntry.objects.bulk_create([*summaries, *titles])
    assert set(found("zebra")) == {"Of the zebra"}
    assert search("zebra").total == MANY + MOST_SHOWN
    others = [entry(number, "Zebra", kind=kind) for kind in ("condition", "term") for number in (9001, 9002)]
    SearchEntry.objects.bulk_create([*others, entry(1, "Zebrafish")])
    found_of = [(kind.name, number) for kind, number in search("zebra").counts]
    assert found_of == [("condition", 2), ("article", MANY + MOST_SHOWN), ("term", 2)]  # no start of another word
    assert search("zebr").total == MANY + MOST_SHOWN + 5
    assert found("zebra", kinds=[SEARCH_KIND_NAMED["term"]]) == ["Zebra", "Zebra"]


if __name__ == "__main__":
    check()
