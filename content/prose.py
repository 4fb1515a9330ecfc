"""Texts of the dialect as sentences: what is said where, and with which sources."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from django.db import models
from markdown_it.token import Token

from content.rendering.callouts import title_of
from content.rendering.markdown import PARSER, RESERVED, SPACE_BEFORE_STOP, Build
from content.rendering.page import PageContext
from content.texts import Text, texts_of

CITED, QUOTE, UNQUOTE = "\ue000", "\ue001", "\ue002"  # the renderer keeps these signs out of every text
QUOTED = re.compile(f"{QUOTE}[^{UNQUOTE}]*{UNQUOTE}")
MARKS = str.maketrans("", "", CITED + QUOTE + UNQUOTE)
LONGEST_GROUP = 4  # sentences that may share the citation at the end of the last one
ABBREVIATIONS = ("ct", "dr", "mr", "mrs", "ms", "st", "vs", "e.g", "i.e", "u.s", "a.m", "p.m")
CLOSING, OPENING = "\"')\\]\u201d\u2019", "\"'(\\[\u201c\u2018"
SENTENCE_END = re.compile(rf"[.!?]{UNQUOTE}?[{CLOSING}]*(?:\s*{CITED})*\s+(?=[{OPENING}{QUOTE}]*[A-Z0-9$])")
LAST_WORD = re.compile(r"([\w.]*)\Z")


@dataclass(frozen=True)
class Sentence:
    """`sources` are the keys cited in it or right after it; `facts` the keys of facts it quotes.

    `said` is the text without the values of those facts.
    """

    text: str
    said: str = ""
    sources: tuple[str, ...] = ()
    facts: tuple[str, ...] = ()


@dataclass(frozen=True)
class Block:
    """Sentences that stand together.

    `kind` is paragraph, item (of a list), row (of a table), column (its name), heading or line (a field of one line).
    """

    kind: str
    sentences: tuple[Sentence, ...]
    section: str = ""
    field: str = ""
    links: tuple[str, ...] = ()
    pictures: tuple[tuple[str, str], ...] = ()  # words and slug of each
    line: int = 0  # where it starts in its field, from 1
    level: int = 0  # of a heading that the author wrote: 2 to 6

    @property
    def text(self) -> str:
        return " ".join(sentence.text for sentence in self.sentences)

    @property
    def is_running(self) -> bool:
        """Whether its sentences can be counted as prose; headings and cells are fragments."""
        return self.kind in ("paragraph", "item", "line")

    def with_sources(self) -> Iterator[tuple[Sentence, tuple[str, ...]]]:
        """Each sentence with the sources it rests on: its own, or those that end its group.

        A group ends with a sentence that cites something. In a row of a table every cell belongs to it.
        """
        for index, sentence in enumerate(self.sentences):
            group = self.sentences[index : index + LONGEST_GROUP]
            if self.kind == "row":
                group = (*self.sentences[index:], *self.sentences[:index])
            yield sentence, next((member.sources for member in group if member.sources), ())


# From texts to sentences


def blocks_of(rows: Iterable[models.Model], context: PageContext) -> list[Block]:
    """Every text of the rows of one page, in the order in which the rows hold them."""
    return [block for row in rows for text in texts_of(row) for block in blocks_in(text, context)]


def blocks_in(text: Text, context: PageContext) -> Iterator[Block]:
    plain_context = PageContext(facts=context.facts, sources=context.sources, explains_words=False)
    plain_context.glossary = context.glossary
    source = text.text.translate(RESERVED)
    build = {"build": Build(plain_context, source.split("\n"))}
    if text.is_block:
        yield from Blocks(PARSER.parse(source, build), plain_context, text.field).read()
    elif source:
        inline = PARSER.parseInline(source, build)[0]
        yield block_of("line", [inline], plain_context, "", text.field)


class Blocks:
    """One run over the tokens of a text."""

    def __init__(self, tokens: Sequence[Token], context: PageContext, field: str) -> None:
        self.tokens, self.context, self.field = tokens, context, field
        self.section = ""
        self.level = 0
        self.cells: list[Token] = []
        self.depth = {"list_item": 0, "tbody": 0, "heading": 0, "thead": 0}

    def read(self) -> Iterator[Block]:
        for token in self.tokens:
            name = token.type.removesuffix("_open").removesuffix("_close")
            if name in self.depth:
                self.depth[name] += token.nesting
            if name == "heading":
                self.level = int(token.tag[1]) if token.nesting == 1 else 0
            if token.type == "heading_open" and token.tag == "h2":
                self.section = token.meta["heading"].name
            if token.type == "container_callout_open":
                yield self.block("heading", [Token("inline", "", 0, children=[title_token(token)])])
            elif token.type == "inline" and self.depth["tbody"]:
                self.cells.append(token)
            elif token.type == "inline":
                yield replace(self.block(self.kind(), [token]), level=self.level)
            elif token.type == "tr_close" and self.cells:
                yield self.block("row", self.cells)
                self.cells = []

    def kind(self) -> str:
        if self.depth["heading"] or self.depth["thead"]:
            return "heading" if self.depth["heading"] else "column"
        return "item" if self.depth["list_item"] else "paragraph"

    def block(self, kind: str, inlines: list[Token]) -> Block:
        return block_of(kind, inlines, self.context, self.section, self.field)


def title_token(callout: Token) -> Token:
    return Token("text", "", 0, content=title_of(callout))


def block_of(kind: str, inlines: list[Token], context: PageContext, section: str, field: str) -> Block:
    children = [inline.children or [] for inline in inlines]
    sentences = [sentence for tokens in children for sentence in sentences_of(tokens, context)]
    links = [str(token.attrGet("href")) for tokens in children for token in tokens if token.type == "link_open"]
    pictures = [(token.content, token.meta["slug"]) for part in children for token in part if token.type == "image"]
    line = next((inline.map[0] + 1 for inline in inlines if inline.map), 1)
    return Block(kind, tuple(sentences), section, field, tuple(links), tuple(pictures), line)


def sentences_of(tokens: Sequence[Token], context: PageContext) -> Iterator[Sentence]:
    """The sentences of one inline text, each with what it cites and quotes."""
    cited = iter([token.meta["keys"] for token in tokens if token.type == "citation"])
    quoted = iter([token.meta["key"] for token in tokens if token.type == "fact"])
    for part in split(" ".join("".join(marked_parts(tokens, context)).split())):
        sources = [key for _ in range(part.count(CITED)) for key in next(cited)]
        facts = [next(quoted) for _ in range(part.count(QUOTE))]
        yield Sentence(tidy(part), tidy(QUOTED.sub("", part)), tuple(sources), tuple(facts))


def tidy(part: str) -> str:
    """The words without marks, and without the blanks that stood before them."""
    return SPACE_BEFORE_STOP.sub(r"\1", " ".join(part.translate(MARKS).split()))


def marked_parts(tokens: Sequence[Token], context: PageContext) -> Iterator[str]:
    for token in tokens:
        if token.type == "citation":
            yield CITED
        elif token.type == "fact":
            quote = context.facts.get(token.meta["key"])
            yield f"{QUOTE}{quote.text if quote else ''}{UNQUOTE}"
        elif token.type in ("text", "code_inline", "word", "image"):
            yield token.content
        elif token.type in ("softbreak", "hardbreak"):
            yield " "


def split(text: str) -> list[str]:
    """Cut where a sentence ends, not after an abbreviation. What stands after the stop stays with it."""
    parts, start = [], 0
    for end in SENTENCE_END.finditer(text):
        before = LAST_WORD.search(text[: end.start()])
        if before and before[1].lower() in ABBREVIATIONS:
            continue
        parts.append(text[start : end.end()].strip())
        start = end.end()
    return [part for part in [*parts, text[start:].strip()] if part]
