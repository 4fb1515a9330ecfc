"""One finished page: its bytes, plain and in the codings that readers asked for, each with headers made once."""

import gzip
import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from functools import lru_cache

import brotli

from clinic_site.freshness import Version

Headers = list[tuple[str, str]]
MADE_HERE = {"content-length", "etag", "last-modified", "cache-control", "vary"}
SHARED_SECONDS = 10  # for so long shared caches may answer without asking; less before the clock changes the page
STALE_SECONDS = 24 * 60 * 60  # how long an old page may stand in while the database is away
ENCODINGS = ("br", "gzip")  # the best first
BROTLI = 5  # of 11: 9 saves 1 % more bytes and takes seven times as long
COMPRESS: dict[str, Callable[[bytes], bytes]] = {
    "gzip": lambda body: gzip.compress(body, 9, mtime=0),
    "br": lambda body: brotli.compress(body, quality=BROTLI),
}
STALE = ("Warning", '111 - "Revalidation Failed"')


@dataclass(frozen=True)
class Answer:
    """What is sent: for 200 the body and all headers, for 304 the headers alone."""

    body: bytes
    headers: Headers
    unchanged: Headers
    etag: str


@dataclass(frozen=True)
class KeptPage:
    """A page as one version of the content made it; good until the clock changes it (a Unix time)."""

    version: Version
    made_at: float
    until: float
    last_modified: str
    digest: str
    common: Headers  # of 200 and 304
    rest: Headers  # of 200 alone
    answers: dict[str, Answer]  # by content coding; "" is plain, and there from the start

    @property
    def size(self) -> int:
        """In bytes, of the bodies."""
        return sum(len(answer.body) for answer in self.answers.values())

    def add(self, coding: str) -> None:
        """Compress the page for those who can read this coding, once."""
        if coding not in self.answers:
            self.answers[coding] = self.answer(coding, COMPRESS[coding](self.answers[""].body))

    def answer(self, coding: str, body: bytes) -> Answer:
        etag = f'"{self.digest}-{coding}"' if coding else f'"{self.digest}"'
        unchanged = [*self.common, ("ETag", etag)]
        encoding = [("Content-Encoding", coding)] if coding else []
        headers = [*self.rest, *unchanged, *encoding, ("Content-Length", str(len(body)))]
        return Answer(body, headers, unchanged, etag)


def keep(body: bytes, headers: Headers, version: Version, now: datetime, edge: datetime) -> KeptPage:
    """The page of these bytes, made at `now` and good until `edge` (both aware)."""
    last_modified = format_datetime((now + timedelta(seconds=1)).astimezone(UTC).replace(microsecond=0), True)
    seconds = max(0, min(SHARED_SECONDS, int((edge - now).total_seconds())))
    common = [
        ("Cache-Control", f"public, max-age=0, s-maxage={seconds}, stale-while-revalidate=10, stale-if-error=86400"),
        ("Last-Modified", last_modified),
        ("Vary", "Accept-Encoding"),
    ]
    rest = [(name, value) for name, value in headers if name.lower() not in MADE_HERE]
    digest = hashlib.sha256(body).hexdigest()[:32]
    page = KeptPage(version, now.timestamp(), edge.timestamp(), last_modified, digest, common, rest, {})
    page.answers[""] = page.answer("", body)
    return page


@lru_cache(maxsize=256)
def coding_for(accepted: str) -> str:
    """The best content coding that an Accept-Encoding header allows; "" for none."""
    allowed = set()
    for part in accepted.lower().split(","):
        name, _, parameters = part.partition(";")
        if parameters.replace(" ", "").rstrip("0").rstrip(".") != "q=":
            allowed.add(name.strip())
    return next((coding for coding in ENCODINGS if coding in allowed), "")


def matches(if_none_match: str, etag: str) -> bool:
    """Whether an If-None-Match header names this ETag, in the weak comparison that the header asks for."""
    if if_none_match == etag:
        return True
    names = {name.strip().removeprefix("W/") for name in if_none_match.split(",")}
    return etag in names or "*" in names
