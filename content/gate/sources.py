"""Whether what a page cites can bear it."""

from collections.abc import Iterator
from datetime import timedelta

from content.gate.page import GatePage
from content.gate.rules import Level, Place, Rule

OLDEST = timedelta(days=730)  # since a source was read


def cited_places(page: GatePage) -> Iterator[tuple[Place, str]]:
    for block, sentence in page.sentences():
        for key in sentence.sources:
            yield Place(block.field, block.line, sentence.text, key), key


def retracted(page: GatePage) -> Iterator[Place]:
    return (place for place, key in cited_places(page) if key in page.sources and page.sources[key].is_retracted)


def superseded(page: GatePage) -> Iterator[Place]:
    return (place for place, key in cited_places(page) if key in page.sources and page.sources[key].superseded_by_id)


def read_long_ago(page: GatePage) -> Iterator[Place]:
    told = set()
    for place, key in cited_places(page):
        source = page.sources.get(key)
        if source and source.seen_on and page.today - source.seen_on > OLDEST and key not in told:
            told.add(key)
            yield place


SOURCE_RULES = [
    Rule(
        "source-retracted",
        Level.BLOCK,
        "This rests on a retracted source",
        "Its authors or its journal no longer stand by it.",
        "Cite another source, or take the sentence out.",
        retracted,
    ),
    Rule(
        "source-superseded",
        Level.REASON,
        "This rests on a source that a newer version replaces",
        "The newer one may say something else.",
        "Read the newer one and cite it.",
        superseded,
    ),
    Rule(
        "source-read-long-ago",
        Level.ADVICE,
        "This source was read more than two years ago",
        "It may have been corrected since.",
        "Read it again and record the day.",
        read_long_ago,
    ),
]
