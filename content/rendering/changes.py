"""Two rendered pages as one: what came and what went is marked in the words that readers see."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import cached_property

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from content.rendering.elements import ATOMS, Element, Node, html_of, read

WORD = re.compile(r"\s+|[^\s]+")
MOST_PAIRS = 4_000_000  # of words: a text that is longer is shown as a whole, old and new
MOST_LIKENESSES = 2_500  # of blocks: more are paired in their order
ALIKE = 0.4
TAGS_CHANGED = "<ins>[a link or a mark changed here]</ins>"


def marked(before: str, after: str) -> SafeString:
    """The main part of the page `after`, with the marks. Both are whole pages that this site rendered."""
    old, new = main_of(before), main_of(after)
    return mark_safe("".join(merged(old, new)))


def main_of(html: str) -> list[Node]:
    page = read(html)
    return (page.find("main") or page).children


@dataclass
class Run:
    """Words in one line of thought: texts and the tags inside a sentence."""

    nodes: list[Node]

    @cached_property
    def html(self) -> str:
        return "".join(map(html_of, self.nodes))

    @cached_property
    def text(self) -> str:
        return "".join(token.words for token in self.tokens)

    @cached_property
    def tokens(self) -> list["Token"]:
        return [token for node in self.nodes for token in tokens_of(node)]


Block = Element | Run


@dataclass(frozen=True)
class Token:
    """A word, a space, a tag, a picture or the number of a source. `key` is what is compared, empty for what follows
    from the text around it. Tags have no words.
    """

    key: str
    html: str
    words: str = ""
    when_new: str = ""  # the same where it has come; empty for plain words


def tokens_of(node: Node) -> Iterator[Token]:
    if isinstance(node, str):
        yield from (Token(word if word.strip() else " ", escape(word), word) for word in WORD.findall(node))
    elif node.tag in ATOMS:
        words = f"[picture: {described(node)}]"
        yield Token(node.html, node.html, words, node.html + underlined(words))
    elif node.attributes.get("class") == "cite":  # its number follows from the sources before it
        yield Token(node.attributes["href"], node.html, node.text, underlined(node.text, node.html))
    else:
        link = node.attributes.get("href", "")
        is_term = node.attributes.get("class") == "term" or "#term-" in link  # explained where it stands first
        yield Token("" if is_term else f"<{node.tag} {link}>", node.start())
        for child in node.children:
            yield from tokens_of(child)
        yield Token("" if is_term else f"</{node.tag}>", node.end())


def described(picture: Element) -> str:
    images = [picture] if picture.tag == "img" else [*picture.all_of("img")]
    return " ".join(image.attributes.get("alt", "") for image in images) or picture.text.strip() or "without words"


def blocks_of(nodes: Sequence[Node]) -> list[Block]:
    """The children of an element; what belongs to one run of words is held together."""
    found: list[Block] = []
    for node in nodes:
        if isinstance(node, Element) and not node.is_inline:
            found.append(node)
        elif found and isinstance(found[-1], Run):
            found[-1].nodes.append(node)
        else:
            found.append(Run([node]))
    return [block for block in found if isinstance(block, Element) or block.html.strip()]


def merged(before: Sequence[Node], after: Sequence[Node]) -> Iterator[str]:
    new = blocks_of(after)
    old = in_new_order(blocks_of(before), new)
    matcher = SequenceMatcher(None, [one.html for one in old], [one.html for one in new], autojunk=False)
    for tag, start, end, from_new, to_new in matcher.get_opcodes():
        if tag == "equal":
            yield from (one.html for one in new[from_new:to_new])
        else:
            yield from replaced(old[start:end], new[from_new:to_new])


def in_new_order(old: list[Block], new: list[Block]) -> list[Block]:
    """In the list of sources, what was cited and still is has at most another number: that is no change."""
    names = {source_of(block) for block in old} & {source_of(block) for block in new} - {""}
    stays = [block for block in new if source_of(block) in names]
    return [*stays, *(block for block in old if source_of(block) not in names)]


def source_of(block: Block) -> str:
    name = block.attributes.get("id", "") if isinstance(block, Element) else ""
    return name if name.startswith("source-") else ""


def replaced(old: list[Block], new: list[Block]) -> Iterator[str]:
    """Blocks in the place of others: those that are alike are merged; of the rest, what is gone stands first."""
    at = 0
    fresh: list[Block] = []
    for block in new:
        pair = pair_of(block, old, at, len(old) * len(new))
        if pair is None:
            fresh.append(block)
            continue
        yield from (*map(gone, old[at:pair]), *map(come, fresh), changed(old[pair], block))
        at, fresh = pair + 1, []
    yield from (*map(gone, old[at:]), *map(come, fresh))


def pair_of(block: Block, old: list[Block], start: int, pairs: int) -> int | None:
    """The number of the first old block from `start` on that became this one."""
    return next((number for number in range(start, len(old)) if are_alike(old[number], block, pairs)), None)


def are_alike(old: Block, new: Block, pairs: int) -> bool:
    """Runs of words, and boxes of one sort that hold blocks; paragraphs only where they share words."""
    if isinstance(old, Run) or isinstance(new, Run):
        return isinstance(old, Run) and isinstance(new, Run)
    if old.tag != new.tag or old.attributes.get("class") != new.attributes.get("class"):
        return False
    if pairs > MOST_LIKENESSES or not (holds_words(old) and holds_words(new)):
        return True
    before, after = ([token.key for token in Run(one.children).tokens if token.words.strip()] for one in (old, new))
    return SequenceMatcher(None, before, after, autojunk=False).quick_ratio() > ALIKE


def holds_words(element: Element) -> bool:
    return all(isinstance(child, str) or child.is_inline for child in element.children)


def changed(old: Block, new: Block) -> str:
    """Two that are alike: of one sort, then."""
    if isinstance(old, Element) and isinstance(new, Element):
        return f"{new.start()}{''.join(merged(old.children, new.children))}{new.end()}"
    if isinstance(old, Run) and isinstance(new, Run):
        return "".join(words_between(old, new))
    return gone(old) + come(new)


def words_between(old: Run, new: Run) -> Iterator[str]:
    before, after = old.tokens, new.tokens
    if len(before) * len(after) > MOST_PAIRS:
        yield gone(old) + come(new)
        return
    keys = [token.key for token in before], [token.key for token in after]
    differs = is_said = False
    for tag, start, end, from_new, to_new in SequenceMatcher(None, *keys, autojunk=False).get_opcodes():
        if tag == "equal":
            yield "".join(token.html for token in after[from_new:to_new])
            continue
        removed = "".join(token.words for token in before[start:end])
        these = [*before[start:end], *after[from_new:to_new]]
        differs = differs or any(token.key for token in these)
        is_said = is_said or any(token.words.strip() for token in these)
        yield struck(removed) + "".join(added(after[from_new:to_new]))
    if (differs and not is_said) or links_in(before) != links_in(after):
        yield TAGS_CHANGED


def links_in(tokens: list[Token]) -> list[str]:
    """Where the links of a text lead."""
    return [token.key for token in tokens if token.key.startswith("<a ")]


def added(tokens: Sequence[Token]) -> Iterator[str]:
    """Each run of new words in a mark of its own, so that marks and tags never cross."""
    words = ""
    for token in tokens:
        if token.words and not token.when_new:
            words += token.words
            continue
        yield underlined(words) + (token.when_new or token.html)
        words = ""
    yield underlined(words)


def come(block: Block) -> str:
    if isinstance(block, Run):
        return "".join(added(block.tokens))
    return f"{block.start()}{''.join(map(come, blocks_of(block.children)))}{block.end()}"


def gone(block: Block) -> str:
    if isinstance(block, Run):
        return struck(block.text)
    return f"{block.start(is_gone=True)}{''.join(map(gone, blocks_of(block.children)))}{block.end()}"


def underlined(words: str, html: str = "") -> str:
    """New words; `html` is how they stand in the page where they are more than words."""
    shown = html or escape(words)
    return f'<ins><span class="visually-hidden">added: </span>{shown}</ins>' if words.strip() else shown


def struck(words: str) -> str:
    return f'<del><span class="visually-hidden">removed: </span>{escape(words)}</del>' if words.strip() else ""
