"""What a wrong spelling may have meant: a word of the site that is few slips away."""

from dataclasses import dataclass, field

from content.models import SearchWord
from content.search.engine import engine
from content.search.finding import EVERYTHING
from content.search.query import Group, Hints, Query
from content.search.words import WORD, fold, grams_of, most_slips, slips_between

MOST_COMPARED = 40  # known words that are compared letter by letter
MOST_SPELLED = 2  # words of a query that are looked at although they were found


@dataclass
class Speller:
    """Looks each word of one search up once."""

    hints: Hints
    found: dict[str, str] = field(default_factory=dict)

    def corrected(self, words: list[str]) -> dict[str, str]:
        """Words that no page holds, with what they may have meant; words that resemble nothing are left out."""
        found = {word: self.nearest(word) for word in dict.fromkeys(words) if self.is_unknown(word)}
        return {word: better for word, better in found.items() if better}

    def first_page(self, words: list[str]) -> str:
        """The address of the page that staff put first for these words, spelled well or badly; "" for none."""
        if page := self.hints.first.get(tuple(words)):
            return page
        if len(words) > MOST_SPELLED or not self.hints.first:
            return ""
        known = set(SearchWord.objects.filter(word__in=words).values_list("word", flat=True))
        known |= self.hints.known_words()
        strange = [word for word in words if word not in known]
        if any(self.is_unknown(word, is_open=word == words[-1]) for word in strange):  # then the query is corrected
            return ""
        return self.hints.first.get(tuple(self.nearest(word) if word in strange else word for word in words), "")

    def is_unknown(self, word: str, *, is_open: bool = False) -> bool:
        """Whether no page holds the word; `is_open`: none that starts so either."""
        if not most_slips(word) or word in self.hints.known_words():
            return False
        return not engine().counts(Query((Group(((word,),), is_open),), (word,)), [EVERYTHING])[0]

    def nearest(self, word: str) -> str:
        if word not in self.found:
            self.found[word] = nearest(word, self.hints)
        return self.found[word]


def nearest(word: str, hints: Hints) -> str:
    """The word of the fewest slips, then the same first letter, then the one that most pages hold; "" for none."""
    most = most_slips(word)
    if not most:
        return ""
    similar = engine().similar(grams_of(word), MOST_COMPARED)
    entries = dict(SearchWord.objects.filter(word__in=similar).values_list("word", "entries"))
    entries |= {known: entries.get(known, 1) for known in hints.known_words()}
    slips = {known: slips_between(word, known, most) for known in entries if len(known) > 1}
    near = [known for known, number in slips.items() if number <= most]
    order = {known: (slips[known], known[0] != word[0], -entries[known], known) for known in near}
    return min(near, key=order.__getitem__, default="")


def respelled(typed: str, better: dict[str, str]) -> str:
    """What was typed, with the better spellings in it."""
    return WORD.sub(lambda found: better.get(fold(found[0]), found[0]), typed)
