"""Words that mean somebody may need help now: the safety panel comes before any result.

From the signs that evidence.md 2.20 and the crisis block name. Better once too often than once too seldom.
"""

from collections.abc import Sequence

from content.search.words import slips_between, words_in

STARTS = ("suicid", "overdos", "unconscious", "unrespons")  # words that begin so
# All words of one line, anywhere in the query; "*" stands for any ending.
DANGER = """
    kill* myself
    kill* me
    end* my life
    end* it all
    ending it
    take* my life
    take* my own life
    want* die
    wanna die
    wish dead
    better dead
    better without me
    not want live
    no reason live
    don't want live
    can't go on
    hurt* myself
    harm* myself
    cut* myself
    self harm*
    selfharm*
    took too much
    taken too much
    took too many
    taken too many
    chest pain*
    chest hurt*
    chest pressure
    heart attack
    can't breathe
    cannot breathe
    not breathing
    stopped breathing
    trouble breathing
    hard breathe
    won't wake
    not wak*
    can't wake
    cannot wake
    passed out
    turn* blue
    blue lips
    seizure now
    call 911
    988
    911
    crisis
    poison*
"""
APOSTROPHES = str.maketrans("", "", "'\u2019")
TOGETHER = [line.translate(APOSTROPHES).split() for line in DANGER.strip().splitlines()]
SPELLED = ("suicide", "suicidal", "overdose")
MOST_SLIPS = 2


def is_crisis(text: str) -> bool:
    """Whether what somebody typed speaks of danger to life, spelled well or badly."""
    words = words_in(text.translate(APOSTROPHES))
    return any(holds(words, entry) for entry in TOGETHER) or any(is_urgent(word) for word in words)


def holds(words: Sequence[str], entry: Sequence[str]) -> bool:
    return all(any(fits(word, wanted) for word in words) for wanted in entry)


def fits(word: str, wanted: str) -> bool:
    return word.startswith(wanted[:-1]) if wanted.endswith("*") else word == wanted


def is_urgent(word: str) -> bool:
    if word.startswith(STARTS):
        return True
    return word[:1] in "so" and any(slips_between(word, spelled, MOST_SLIPS) <= MOST_SLIPS for spelled in SPELLED)
