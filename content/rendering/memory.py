"""Texts that this process rendered before.

What a text becomes depends on the texts before it on its page (they number the sources, explain the words and take the
names) and on the facts, words, sources and pictures that the page may use. So each rendering is kept under a digest of
all of these: nothing in here can be out of date, and a change of any of them makes another digest.
"""

import threading
from collections import Counter, OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from hashlib import blake2b
from typing import Any

from content.rendering.page import PageContext, Rendered

MOST_BYTES = 8 * 2**20  # of texts, about, in each process
EACH_BYTES = 500  # of what stands around one text


class Memory:
    """Values by digest, of bounded size; those that were not asked for longest leave first. Threads share it."""

    def __init__(self, most_bytes: int) -> None:
        self.most_bytes = most_bytes
        self.bytes = 0
        self.found: OrderedDict[bytes, tuple[Any, int]] = OrderedDict()
        self.lock = threading.Lock()

    def get(self, key: bytes) -> Any:
        """The value, or None."""
        with self.lock:
            if key not in self.found:
                return None
            self.found.move_to_end(key)
            return self.found[key][0]

    def put(self, key: bytes, value: Any, size: int) -> None:
        """Keep a value with so many characters of text."""
        size += EACH_BYTES
        with self.lock:
            self.bytes += size - self.found.pop(key, (None, 0))[1]
            self.found[key] = value, size
            while self.bytes > self.most_bytes:
                _, (_, gone) = self.found.popitem(last=False)
                self.bytes -= gone


RENDERED = Memory(MOST_BYTES)


def digest(*parts: object) -> bytes:
    """Stands for these values, in this order: plain ones, whose repr says all of them."""
    return blake2b(repr(parts).encode(errors="surrogatepass"), digest_size=20).digest()


@dataclass(frozen=True)
class Step:
    """A text that was rendered, and what that changed in the context of its page."""

    rendered: Rendered
    cited: Counter[str]
    explained: set[str]
    names: set[str]

    def repeat(self, context: PageContext) -> None:
        for key, uses in self.cited.items():
            context.cited[key] = context.cited.get(key, 0) + uses
        context.explained |= self.explained
        context.names |= self.names


class Chain:
    """The texts of one page in the order in which they are rendered. With `start`, a digest of everything else that
    they depend on, they are remembered; without it each is rendered anew.
    """

    def __init__(self, start: bytes = b"") -> None:
        self.key = start

    def add(self, *parts: object) -> None:
        """Something on which every text from here on depends."""
        if self.key:
            self.key = digest(self.key, *parts)

    def step(self, context: PageContext, make: Callable[[Any, PageContext], Rendered], text: Any) -> Rendered:
        """What `make` makes of the next text in this context, from memory where it was made before."""
        if not self.key:
            return make(text, context)
        self.add(make.__name__, text)
        known: Step | None = RENDERED.get(self.key)
        if known is None:
            known = made(context, make, text)
            RENDERED.put(self.key, known, 2 * len(known.rendered.html))  # whole, and cut into sections
        else:
            known.repeat(context)
        return known.rendered


def made(context: PageContext, make: Callable[[Any, PageContext], Rendered], text: Any) -> Step:
    cited, explained, names = Counter(context.cited), set(context.explained), set(context.names)
    rendered = make(text, context)
    return Step(rendered, Counter(context.cited) - cited, context.explained - explained, context.names - names)
