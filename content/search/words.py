"""Words as they are compared: without accents, in small letters; how far two are apart; what a reader need not type."""

import re
import unicodedata
from collections.abc import Iterable

WORD = re.compile(r"[^\W_]+")
LONGEST_WORD = 40
SHORTEST_CORRECTED = 4
# In a question they say nothing about the answer. "who", "not" and "after" do: they stand in names of sections.
SAID = """
    a about am an and any are as at be been but by can could d did do does doing for from get give given had has have
    having he her here him his how i if in into is it its just let ll m me mean means my need of on or our please s
    shall she should so some t tell than that the their them then there these they this to us ve want was we were what
    when where which while will with would you your
"""
STOP_WORDS = frozenset(SAID.split())
ENDINGS = ("ations", "ation", "ments", "ingly", "ions", "ment", "ings", "ion", "ing", "ive", "ies", "ied", "ity")
SHORT_ENDINGS = ("ed", "es", "ly", "s", "y", "e")
SHORTEST_STEM = 3


def fold(text: str) -> str:
    """Small letters without accents."""
    if text.isascii():
        return text.lower()
    apart = unicodedata.normalize("NFKD", text)
    return "".join(sign for sign in apart if not unicodedata.combining(sign)).casefold()


def words_in(text: str) -> list[str]:
    return [word[:LONGEST_WORD] for word in WORD.findall(fold(text))]


def telling(words: Iterable[str]) -> list[str]:
    """Without stop words, unless nothing else is there."""
    every = list(words)
    return [word for word in every if word not in STOP_WORDS] or every


def stem(word: str) -> str:
    """About what the database's own stemmer leaves: good enough to mark why a page was found."""
    for ending in (*ENDINGS, *SHORT_ENDINGS):
        if word.endswith(ending) and len(word) - len(ending) >= SHORTEST_STEM:
            return word.removesuffix(ending)
    return word


def grams_of(word: str) -> list[str]:
    """Its parts of three letters, the ends marked: "pain" -> 0pa pai ain in0."""
    framed = f"0{word}0"
    return [framed[start : start + 3] for start in range(len(framed) - 2)]


def most_slips(word: str) -> int:
    """How many slips a word of this length may hold and still be recognized."""
    return 0 if len(word) < SHORTEST_CORRECTED else 1 if len(word) < 7 else 2


def slips_between(one: str, other: str, most: int) -> int:
    """Letters added, left out, changed or swapped with their neighbor; `most` + 1 when there are more."""
    if abs(len(one) - len(other)) > most:
        return most + 1
    before: list[int] = []
    row = list(range(len(other) + 1))
    for i, letter in enumerate(one, start=1):
        before_that, before, row = before, row, [i]
        for j, wanted in enumerate(other, start=1):
            cost = min(before[j] + 1, row[j - 1] + 1, before[j - 1] + (letter != wanted))
            if i > 1 and j > 1 and letter == other[j - 2] and one[i - 2] == wanted:
                cost = min(cost, before_that[j - 2] + 1)
            row.append(cost)
        if min(row) > most:
            return most + 1
    return row[-1]
