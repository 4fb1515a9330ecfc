"""The parts that a page of its kind must have, in a form that everybody can use."""

import re
from collections.abc import Iterator
from urllib.parse import urldefrag

from content.gate.links import PAGES, full_address, places_in
from content.gate.page import GatePage, plain
from content.gate.rules import Level, Place, Rule
from content.models.images import TO_DESCRIBE
from content.reading import words_of
from content.syncing.kinds import KIND_NAMED

LONGEST_SECTION = 300  # words
LONGEST_PARAGRAPH = 3  # sentences
EMPTY_ALT = re.compile(  # words that tell nothing: ours, a kind of picture, a file name
    rf"^{re.escape(TO_DESCRIBE)}$|^(an? |the )?(image|picture|photo(graph)?|graphic)( of\b|$)"
    r"|\.(jpe?g|png|webp|gif|heic|svg)$|^(img|dsc|image|photo|screenshot|untitled)[ _-]?\d*$",
    re.IGNORECASE,
)
MOOD = re.compile(r"\b(depress\w+|suicid\w+|ptsd|post-traumatic|bipolar|self-harm)\b")
MOST_MOOD_SENTENCES = 5  # of which a page may speak in passing
ABBREVIATION = re.compile(r"\b[A-Z][A-Za-z]?[A-Z]{1,4}\b")
KNOWN_ABBREVIATIONS = {
    "US",
    "FDA",
    "IV",
    "NMDA",
    "PTSD",
    "OCD",
    "ECT",
    "CRPS",
    "DEA",
    "REMS",
    "NY",
    "VA",
    "ID",
    "AM",
    "PM",
}


def missing_sections(page: GatePage) -> Iterator[Place]:
    needed = getattr(page.row, "SECTIONS", ())
    found = page.sections()
    for name in needed:
        if name not in found:
            yield Place("body", detail=f"{{#{name}}}")


def empty_sections(page: GatePage) -> Iterator[Place]:
    for name, blocks in page.sections().items():
        if all(block.kind == "heading" for block in blocks):
            yield Place("body", blocks[0].line, detail=f"{{#{name}}}")


def unshowable(page: GatePage) -> Iterator[Place]:
    for field, line, message in page.problems:
        yield Place(field, line, detail=message)


def jumping_headings(page: GatePage) -> Iterator[Place]:
    """A page's title is its first level, so its texts begin at the second."""
    last: dict[str, int] = {}
    for block in page.blocks:
        if block.level > last.get(block.field, 1) + 1:
            yield Place(block.field, block.line, block.text)
        last[block.field] = block.level or last.get(block.field, 1)


def broken_links(page: GatePage) -> Iterator[Place]:
    kind = KIND_NAMED[page.kind]
    own = urldefrag(full_address(page.row))[0] if kind in PAGES else ""
    places = places_in(getattr(page.row, kind.body)) if kind.body else set()
    for block in page.blocks:
        for link in block.links:
            if problem := page.addresses.problem(link, own, places):
                yield Place(block.field, block.line, detail=f"{link}: {problem}")


def missing_crisis_block(page: GatePage) -> Iterator[Place]:
    if not hasattr(page.row, "is_about_mood") or page.row.is_about_mood:
        return
    said = [block for block, sentence in page.sentences() if MOOD.search(plain(sentence.text))]
    if len(said) > MOST_MOOD_SENTENCES or MOOD.search(plain(str(page.row))):
        yield Place("is_about_mood")


def long_sections(page: GatePage) -> Iterator[Place]:
    for name, blocks in page.sections().items():
        count = sum(len(words_of(block.text)) for block in blocks)
        if count > LONGEST_SECTION:
            yield Place("body", blocks[0].line, detail=f"{{#{name}}}: {count} words")


def long_paragraphs(page: GatePage) -> Iterator[Place]:
    for block in page.blocks:
        if block.kind == "paragraph" and len(block.sentences) > LONGEST_PARAGRAPH:
            yield Place(block.field, block.line, block.sentences[0].text, f"{len(block.sentences)} sentences")


def unexplained_abbreviations(page: GatePage) -> Iterator[Place]:
    explained = set(KNOWN_ABBREVIATIONS)
    for block, sentence in page.sentences():
        explained |= set(re.findall(r"\(([A-Z][\w-]{1,6})\)", sentence.text))
        explained |= set(re.findall(r"\b([A-Z]{2,6}) (?:means|stands for|is short for|\()", sentence.text))
        for found in ABBREVIATION.findall(sentence.text):
            if found not in explained:
                explained.add(found)
                yield Place(block.field, block.line, sentence.text, found)


def unready_pictures(page: GatePage) -> Iterator[Place]:
    for block in page.blocks:
        where = "the words on its own page" if block.field == "hero" else "the words between [ and ]"
        for alt, slug in block.pictures:
            picture = page.pictures.get(slug)
            if picture is None:  # named as what cannot be shown
                continue
            if not picture.is_decorative and (not alt or EMPTY_ALT.search(alt)):
                yield Place(block.field, block.line, detail=f"{slug}: {where} say what it shows")
            for words in picture.missing:
                yield Place(block.field, block.line, detail=f"{slug}: {words}")


STRUCTURE_RULES = [
    Rule(
        "section-missing",
        Level.BLOCK,
        "A section that every page of this kind has is missing",
        "Readers look for the risks, for who should not have it and for what is unknown in the same place everywhere.",
        "Add the section, or say in it that nothing is known.",
        missing_sections,
    ),
    Rule(
        "section-empty",
        Level.BLOCK,
        "A section has a heading and no text",
        "It promises an answer.",
        "Write it or take the heading out.",
        empty_sections,
    ),
    Rule(
        "text-unshowable",
        Level.BLOCK,
        "A part of the text cannot be shown",
        "It would be missing on the page.",
        "Mend what is named here.",
        unshowable,
    ),
    Rule(
        "heading-jump",
        Level.BLOCK,
        "A heading skips a level",
        "People who listen to a page move by its headings, and think that they missed one.",
        "Use ## below the title, ### below ##, #### below ###.",
        jumping_headings,
    ),
    Rule(
        "link-broken",
        Level.BLOCK,
        "A link inside the site leads nowhere",
        "A reader who looked for help or for proof finds an error page.",
        "Mend the address, or publish first what it leads to.",
        broken_links,
    ),
    Rule(
        "picture-unready",
        Level.BLOCK,
        "Something is not said yet of a picture",
        "Who cannot see it would miss what it shows, or it may not be ours to show.",
        "Write what it shows as you would say it on the phone, and fill in the rest on the picture's own page.",
        unready_pictures,
    ),
    Rule(
        "crisis-block-missing",
        Level.BLOCK,
        "This page is about mood and is not marked so",
        "Somebody who thinks of suicide may be reading it, and the numbers for a crisis would not stand at its top.",
        "Tick “about mood”.",
        missing_crisis_block,
    ),
    Rule(
        "section-long",
        Level.ADVICE,
        f"A section has more than {LONGEST_SECTION} words",
        "On a phone nobody finds anything in it.",
        "Split it, or make a list.",
        long_sections,
    ),
    Rule(
        "paragraph-long",
        Level.ADVICE,
        f"A paragraph has more than {LONGEST_PARAGRAPH} sentences",
        "Tired readers lose their place.",
        "Split it.",
        long_paragraphs,
    ),
    Rule(
        "abbreviation-unexplained",
        Level.ADVICE,
        "An abbreviation is not explained",
        "A reader who does not know it stops.",
        "Write it out at first use, with the letters in parentheses.",
        unexplained_abbreviations,
    ),
]
