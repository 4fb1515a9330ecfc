"""How hard sentences are to read: words, syllables and grades, with names masked that a reader cannot be spared."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property, lru_cache
from math import sqrt

from content.models import Clinic, Condition, Term, Treatment
from content.prose import Block

# Names of medicines that are no glossary words. A reader meets them on a label, not as vocabulary.
DRUGS = (
    *("aminophylline", "Anesket", "calcitonin", "clonidine", "clozapine", "gabapentin", "haloperidol"),
    *("Ketalar", "lamotrigine", "lithium", "magnesium", "morphine", "naloxone", "naltrexone"),
    *("racemic ketamine", "risperidone", "S-ketamine", "Spravato", "theophylline"),
)
LONGEST_SPELLED_OUT = 5  # FDA, PTSD
NAME = "Name"  # what a masked name counts as: one word of one syllable


def words_of(text: str) -> list[str]:
    return [word for word in text.split() if any(sign.isalnum() for sign in word)]


SILENT = re.compile(  # letters that are not spoken
    r"(?<=[^aeiouyl])e\Z|(?<=[aeiouy]l)e\Z|(?<=ng)[u]e\Z"  # take, while, tongue
    r"|(?<=[^aeiouyxzcglsh])es\Z|(?<=[aeiouy]l)es\Z|(?<=[^cst]h)es\Z"  # makes, miles
    r"|(?<=[^aeioudt])ed\Z"  # helped
    r"|(?<=[^aeiouyl])e(?=ly\Z|ful|less|ments?\Z|ness\Z)|(?<=f)e(?=ty)"  # safely, careful, safety
    r"|(?<=so[m])e(?=.)|(?<=lif)e(?=.)|(?<=guid)e(?=l)|(?<=els)e(?=w)|(?<=ever)y(?=.)|(?<=for)e(?=h)"  # someone
)
APART = re.compile(  # one more syllable than there are groups of vowels: diary, period, quiet, area, spasm
    r"i[au]|(?<![cghstx])io|i(?=et)|i(?=est\Z)|(?<![ct])i(?=en[ct])|e(?=o(?!u))|(?<=[^gqn])ua|nua|uic(?=i)"
    r"|r(?=ui)|oi(?=n?g)|be(?=i)|rea(?=ct)|crea|rie(?=nc)|(?<=[drs])ea\Z|y(?=i)|uou|ii|(?:[ts]|th)(?=ms?\Z)|n't\Z"
)
JOINED = re.compile(r"[ct]ia[nlt]|giu|bus(?=i)|sia\Z")  # one less: special, patient, business


@lru_cache(maxsize=8192)
def syllables(word: str) -> int:
    """How many syllables a word is spoken with, by rules of spelling.

    Wrong for about 1 in 100 words of ordinary text. A number counts as one; letters in capitals are spelled out.
    """
    parts = re.findall(r"[A-Za-z]+(?:'t)?", word.replace("\u2019", "'").replace("'s", ""))
    return sum(map(syllables_of_part, parts)) or 1


def syllables_of_part(part: str) -> int:
    word = part.lower()
    if not re.search(r"[aeiouy]", word) or (part.isupper() and 1 < len(part) <= LONGEST_SPELLED_OUT):
        return len(word)
    spoken = SILENT.sub("", word)
    groups = len(re.findall(r"[aeiouy]+", spoken))
    return max(1, groups + len(APART.findall(spoken)) - len(JOINED.findall(spoken)))


@dataclass(frozen=True)
class Reading:
    """How hard some sentences are to read. Grades are US school years."""

    sentences: tuple[str, ...]
    masked: tuple[str, ...]

    @cached_property
    def lengths(self) -> list[int]:
        return [len(words_of(sentence)) for sentence in self.sentences]

    @property
    def words(self) -> int:
        return sum(self.lengths)

    @property
    def average(self) -> float:
        """Words per sentence."""
        return self.words / len(self.sentences)

    @property
    def longest(self) -> str:
        return max(self.sentences, key=lambda sentence: len(words_of(sentence)))

    @cached_property
    def spoken(self) -> list[int]:
        """Syllables of every word, names masked."""
        return [syllables(word) for sentence in self.masked for word in words_of(sentence)]

    @property
    def grade(self) -> float:
        """Flesch-Kincaid grade, names masked."""
        words = len(self.spoken)
        return 0.39 * words / len(self.masked) + 11.8 * sum(self.spoken) / words - 15.59

    @property
    def smog(self) -> float:
        """SMOG grade, names masked."""
        long_words = sum(count >= 3 for count in self.spoken)
        return 1.0430 * sqrt(long_words * 30 / len(self.masked)) + 3.1291


def reading(blocks: Iterable[Block], names: re.Pattern[str]) -> Reading:
    """Of the running text: headings and cells of tables are no sentences."""
    found = [sentence.text for block in blocks if block.is_running for sentence in block.sentences]
    return Reading(tuple(found), tuple(names.sub(NAME, sentence) for sentence in found))


def names_to_mask() -> re.Pattern[str]:
    """Names a reader cannot be spared: drugs, conditions, treatments, clinics and the words of the glossary."""
    names = {*DRUGS, *Clinic.objects.values_list("name", flat=True)}
    for treatment in Treatment.objects.all():
        names |= {treatment.title, treatment.short_name}
    for condition in Condition.objects.all():
        names |= {condition.title, condition.short_name, *condition.other_names.splitlines()}
    for term in Term.objects.all():
        names |= set(term.spellings())
    return pattern_of(names)


def pattern_of(names: Iterable[str]) -> re.Pattern[str]:
    """Matches any of the names as whole words, the longest first; `Pain (chronic)` is two names."""
    single = {part.strip() for name in names for part in re.split(r"[()]", name) if part.strip()}
    longest_first = sorted(single, key=lambda name: (-len(name), name))
    return re.compile(rf"(?<!\w)(?:{'|'.join(map(re.escape, longest_first))})(?!\w)", re.IGNORECASE)
