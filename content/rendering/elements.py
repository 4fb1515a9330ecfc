"""HTML that this site wrote, read into a tree and written anew: balanced, quoted, and without what could act."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from html.parser import HTMLParser
from typing import Union

from django.utils.html import escape

VOID = {"area", "br", "col", "hr", "img", "input", "source", "track", "wbr"}
ATOMS = {"svg", "picture", "img"}
LEFT_OUT = {"script", "style", "iframe", "object", "embed", "template", "form", "link", "meta", "base", "title"}
INLINE = {
    *("a", "abbr", "b", "br", "cite", "code", "em", "i", "mark", "q", "s", "small", "span", "strong", "sub", "sup"),
    *("time", "wbr"),
    *ATOMS,
}
NAMES = {"id", "aria-labelledby", "aria-describedby", "for", "name", "tabindex"}  # one element of a page each
Node = Union["Element", str]


@dataclass(eq=False)
class Element:
    """A tag with what it holds. Texts are plain: they are escaped when they are written."""

    tag: str
    attributes: dict[str, str]
    children: list[Node] = field(default_factory=list)

    @cached_property
    def html(self) -> str:
        return f"{self.start()}{''.join(html_of(child) for child in self.children)}{self.end()}"

    @cached_property
    def text(self) -> str:
        return "".join(child if isinstance(child, str) else child.text for child in self.children)

    @property
    def is_inline(self) -> bool:
        return self.tag in INLINE and all(isinstance(child, str) or child.is_inline for child in self.children)

    def start(self, *, is_gone: bool = False) -> str:
        """The opening tag; of what is gone without its names and without its links."""
        without = NAMES | {"href"} if is_gone else set()
        pairs = [f' {name}="{escape(value)}"' for name, value in self.attributes.items() if name not in without]
        return f"<{self.tag}{''.join(pairs)}>"

    def end(self) -> str:
        return "" if self.tag in VOID and not self.children else f"</{self.tag}>"

    def find(self, tag: str) -> "Element | None":
        """The first element with this tag, itself included."""
        found = (child.find(tag) for child in self.children if isinstance(child, Element))
        return self if self.tag == tag else next((one for one in found if one), None)

    def all_of(self, tag: str) -> "Iterator[Element]":
        for child in self.children:
            if isinstance(child, Element):
                yield from [child] if child.tag == tag else child.all_of(tag)


def html_of(node: Node) -> str:
    return escape(node) if isinstance(node, str) else node.html


def read(html: str) -> Element:
    """The tree of a document or a part of one."""
    reader = Reader()
    reader.feed(html)
    reader.close()
    return reader.root


class Reader(HTMLParser):
    """Leaves out what acts, and the meanings that pop up: what they explain stands in the text."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.root = Element("div", {})
        self.open = [self.root]
        self.skipping = ""
        self.depth = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if self.skipping:
            self.depth += tag == self.skipping
            return
        attributes = {name: value or "" for name, value in attrs if is_harmless(name)}
        if tag in LEFT_OUT or "popover" in attributes:
            if tag not in ("link", "meta", "base", "embed"):
                self.skipping, self.depth = tag, 1
            return
        if tag == "button":
            tag, attributes = "span", {"class": attributes.get("class", "")}
        element = Element(tag, attributes)
        self.open[-1].children.append(element)
        if tag not in VOID:
            self.open.append(element)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        if tag not in VOID and tag not in LEFT_OUT:
            self.handle_endtag(tag)

    def handle_endtag(self, tag: str) -> None:
        if self.skipping:
            self.depth -= tag == self.skipping
            self.skipping = self.skipping if self.depth else ""
            return
        tag = "span" if tag == "button" else tag
        if tag in [element.tag for element in self.open[1:]]:
            while self.open.pop().tag != tag:
                pass

    def handle_data(self, data: str) -> None:
        if not self.skipping:
            self.open[-1].children.append(data)


def is_harmless(attribute: str) -> bool:
    """The site's pages hold no handler and no style; should one slip in, it stops here."""
    return not attribute.startswith("on") and attribute not in ("style", "srcdoc", "popovertarget", "formaction")
