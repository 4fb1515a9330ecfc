"""Which words of a text are why it was found. Marked with control signs; content/rendering/marks.py makes HTML."""

from dataclasses import dataclass

from content.rendering.marks import END, START
from content.search.query import Query
from content.search.words import WORD, fold, stem

LONGEST = 220
BEFORE = 60  # characters shown before the first word that matches


@dataclass(frozen=True)
class Marker:
    """What counts as words of the query: phrases of stems, and the start of a word that may go on."""

    phrases: frozenset[tuple[str, ...]]
    beginning: str

    @classmethod
    def of(cls, query: Query) -> "Marker":
        return cls(query.stems(), query.beginning())

    def places(self, text: str) -> list[tuple[int, int]]:
        """Where the words stand."""
        found = [(fold(word[0]), word.span()) for word in WORD.finditer(text)]
        stems = [stem(word) for word, _ in found]
        places, after = [], 0  # what comes before `after` is in a place already
        for at, (word, (start, _)) in enumerate(found):
            fitting = [len(one) for one in self.phrases if tuple(stems[at : at + len(one)]) == one]
            length = max(fitting, default=int(bool(self.beginning) and word.startswith(self.beginning)))
            if length and at >= after:
                places.append((start, found[at + length - 1][1][1]))
                after = at + length
        return places

    def mark(self, text: str) -> str:
        """The whole text, the words marked."""
        at, parts = 0, []
        for start, end in self.places(text):
            parts += [text[at:start], START, text[start:end], END]
            at = end
        return "".join([*parts, text[at:]])

    def excerpt(self, text: str) -> str:
        """The part of a long text that holds most of the words, marked; empty where it holds none."""
        places = self.places(text)
        if not places:
            return ""
        first = max(places, key=lambda place: (self.variety(text, places, place[0]), -place[0]))[0]
        start = start_near(text, max(0, first - BEFORE), first)
        end = len(text) if len(text) <= start + LONGEST else text.rfind(" ", start, start + LONGEST)
        shown = self.mark(text[start : end if end > first else start + LONGEST])
        return f"{'… ' if start else ''}{shown}{' …' if end < len(text) else ''}"

    def variety(self, text: str, places: list[tuple[int, int]], at: int) -> int:
        """How many different words stand within an excerpt that begins near `at`."""
        window = [text[start:end] for start, end in places if at <= start < at + LONGEST - BEFORE]
        return len({stem(fold(word)) for word in window})


def start_near(text: str, earliest: int, first: int) -> int:
    """The start of a sentence, or else of a word, between the two."""
    if earliest == 0:
        return 0
    stop = text.rfind(". ", earliest, first)
    return stop + 2 if stop >= 0 else text.find(" ", earliest, first) + 1 or first
