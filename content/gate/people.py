"""Who is called a doctor, and with what right (New York General Business Law 350-b; 8 NYCRR 29.1)."""

import re
from collections.abc import Iterator

from content.gate.page import GatePage, written
from content.gate.rules import Level, Place, Rule
from content.gate.wording import finder, read_words

LISTS = read_words("people.yml")
PROFESSIONS, DEGREES = finder(LISTS["professions"]), finder(LISTS["degrees"])
PHYSICIANS, LICENSE = finder(LISTS["physicians"]), finder(LISTS["license"])
CERTIFIED, BOARD = finder(LISTS["certified"]), finder(LISTS["board"])
TITLED = re.compile(r"\b(?:Dr\b\.?|Doctor) +(?:[A-Z][\w'-]*\.? +)*([A-Z][\w'-]+)")  # finds the last name


def states_profession(text: str) -> bool:
    return bool(PROFESSIONS.search(text.lower()) or DEGREES.search(text))


def doctors_without_profession(page: GatePage) -> Iterator[Place]:
    """On a person's page the credentials say it, which stand beside the name; elsewhere the sentence."""
    if page.kind == "people":
        if is_called_doctor(page) and not states_profession(page.row.credentials):
            yield Place("credentials")
        return
    said: set[str] = set()
    for block, sentence in page.sentences():
        for found in TITLED.finditer(text := written(sentence.text)):
            if states_profession(text):
                said.add(found[1])
            elif found[1] not in said:
                yield Place(block.field, block.line, sentence.text, found[0])


def is_called_doctor(page: GatePage) -> bool:
    texts = [written(sentence.text) for _, sentence in page.sentences()]
    return any(TITLED.search(text) for text in texts) or is_called_physician(page)


def is_called_physician(page: GatePage) -> bool:
    """Whether name, degrees or post say that this is a doctor of medicine."""
    row = page.row
    in_front = re.match(r"(Dr\b|Doctor\b)", row.name) is not None
    return in_front or any(PHYSICIANS.search(text) for text in (row.credentials, row.job_title))


def missing_license(page: GatePage) -> Iterator[Place]:
    if page.kind == "people" and is_called_doctor(page) and not LICENSE.search(page.row.credentials.lower()):
        yield Place("credentials")


def unnamed_board(page: GatePage) -> Iterator[Place]:
    for block, sentence in page.sentences():
        text = written(sentence.text)
        if CERTIFIED.search(text.lower()) and not BOARD.search(text) and not text.endswith("?"):
            yield Place(block.field, block.line, sentence.text)


PEOPLE_RULES = [
    Rule(
        "doctor-without-profession",
        Level.BLOCK,
        "Somebody is called a doctor and the profession is not beside the name",
        "“Doctor” can mean many things. New York asks for the profession wherever the title stands, as prominently.",
        "Write “Ann Lee, MD, anesthesiologist”, or leave the title out.",
        doctors_without_profession,
    ),
    Rule(
        "license-missing",
        Level.BLOCK,
        "A doctor is shown without a license",
        "A patient must be able to look the license up.",
        "Add state and number to the credentials: “MD, anesthesiologist, New York license 000000”.",
        missing_license,
    ),
    Rule(
        "board-unnamed",
        Level.BLOCK,
        "Somebody is called certified, and the board is not named",
        "Boards differ, and a patient can only ask the one that is named.",
        "Name it: “certified by the American Board of Anesthesiology”.",
        unnamed_board,
    ),
]
