"""The marks of the word lists, each on what it finds and on what it does not."""

import re

import pytest

from content.gate.phrases import pattern_of

LISTS = {"PAIN": "pain, ache[s], sore spot", "NOBODY": "(no|not) one"}


@pytest.mark.parametrize(
    ("phrase", "found", "passed"),
    [
        ("cure", ["a cure!", "cure-all"], ["secured", "cures"]),
        ("heal*", ["heal", "healing"], ["he", "unheal"]),
        ("*n't", ["it isn't so"], ["not"]),
        ("cur(e|es)", ["cure", "cures"], ["cur", "cured"]),
        ("effect[s] of", ["effect of", "effects of"], ["effectsof"]),
        ("[very] safe", ["safe", "very safe"], ["unsafe"]),
        ("is [very] safe", ["is safe", "is very safe"], ["is quite safe", "issafe"]),
        ("is safe [here]", ["is safe", "is safe here"], ["is safety"]),
        ("the [play]book", ["the book", "the playbook"], ["thebook"]),
        ("(not [a] cure|a [real] fix)", ["not cure", "not a cure", "a fix", "a real fix"], ["a cure"]),
        ("our [happy|kind]+ nurses", ["our nurses", "our kind happy nurses"], ["our tall nurses"]),
        ("no <2> risk", ["no risk", "no very real risk"], ["no one two three risk"]),
        ("risk <1> [here]", ["risk real here"], ["risky"]),
        ("<word> it", ["make it"], ["it"]),
        ("take <number> mg", ["take 50 mg", "take 0.5 mg"], ["take mg"]),
        ("heal ...9 pain", ["heal the pain", "heal: pain"], ["heal all of the pain", "heal. pain", "healpain"]),
        ("at home ... easy", ["at home" + " or so" * 30 + " easy"], ["at home. easy"]),
        ("no .. cure", ["no real cure"], ["no pain; a cure"]),
        ("sale ...", ["sale", "sale of all"], ["wholesale"]),
        ("a patient [of ours] ...9 told", ["a patient told", "a patient of ours once told"], ["a patients told"]),
        ("read more !(about|on)", ["read more", "read more ontology"], ["read more about it", "read more on"]),
        ("side-effect", ["side effect", "side-effect"], ["sideeffect"]),
        ("break[-]through", ["breakthrough", "break-through"], ["break--through"]),
        ("^<aim> ask", ["ask", "to be safe, ask"], ["be safe, ask"]),
        ("^[<label>|so]+ ask", ["ask", "so note well: ask"], ["not ask"]),
        ("^imagine", ["imagine this"], ["we imagine"]),
        ("here$", ["book here"], ["here it is"]),
        ("no PAIN", ["no pain", "no aches", "no sore spot"], ["no sore"]),
        ("NOBODY said", ["not one said"], ["one said"]),
        ("first. 5%?", ["first. 5%?"], ["first, 5%"]),
        ("a\n\n  b", ["a", "b"], ["c"]),
    ],
)
def test_a_phrase_finds_what_its_marks_say(phrase, found, passed):
    finder = re.compile(pattern_of(phrase, LISTS))

    assert [text for text in found if not finder.search(text)] == []
    assert [text for text in passed if finder.search(text)] == []


@pytest.mark.parametrize(
    "phrase", ["heal (a|b", "heal a)", "heal [a", "heal (a]", "no PANE", "A cure", "<words> cure", "heal +(*"]
)
def test_a_phrase_that_cannot_be_read_is_named(phrase):
    with pytest.raises(ValueError, match="cannot be read") as refusal:
        pattern_of(f"fine\n{phrase}", LISTS)

    assert phrase in str(refusal.value)
