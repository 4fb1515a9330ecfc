"""Finished public pages, answered from memory in front of Django.

Only views that say so (content/views/kept.py), only GET and HEAD without a cookie, only answers of 200 that set no
cookie and hold no form to post. A page is made from a request that carries nothing of the visitor's but its address,
so that nobody can put into it what the next one would see. It is sent while the database holds the version of the
content that made it and the clock has not passed the moment that changes it; when the database is away, the last good
page is sent for at most a day, marked. Only the process's own memory is used, and not more of it than it is given.
"""

import threading
from collections import OrderedDict
from collections.abc import Callable, Iterable
from contextlib import suppress
from datetime import UTC, datetime
from time import time
from typing import Any
from urllib.parse import parse_qsl, urlencode

from django.conf import settings
from django.http import HttpResponse
from django.urls import Resolver404, resolve

from clinic_site.freshness import DatabaseAway, Version, version_reader
from clinic_site.kept_page import STALE, STALE_SECONDS, Answer, Headers, KeptPage, coding_for, keep, matches
from content.edges import next_edge
from content.site import KEPT

Environ = dict[str, Any]
StartResponse = Callable[..., Any]
Application = Callable[[Environ, StartResponse], Iterable[bytes]]
Key = tuple[str, str, str, str]  # scheme, host, path, query

LONGEST_QUERY = 200  # characters; longer ones are never kept
LOCKS = 64
# All that a kept page may be made from, beside what the server itself puts in
OF_THE_REQUEST = {"HTTP_HOST", "PATH_INFO", "REQUEST_METHOD", "SCRIPT_NAME", "QUERY_STRING", "REMOTE_ADDR"}


class PageCache:
    """A WSGI application in front of another. `most_bytes` bounds the bodies that are kept in this process."""

    def __init__(self, application: Application, most_bytes: int) -> None:
        self.application = application
        self.most_bytes = most_bytes
        self.version = version_reader()
        self.pages: OrderedDict[Key, KeptPage] = OrderedDict()
        self.bytes = 0
        self.lock = threading.Lock()
        self.making = [threading.Lock() for _ in range(LOCKS)]
        self.edge: tuple[Version | None, datetime] = (None, datetime.min.replace(tzinfo=UTC))
        self.shared: tuple[Any, dict[str, Any]] = (None, {})
        header = settings.SECURE_PROXY_SSL_HEADER
        self.scheme_header, self.secure_value = header or ("", "")

    def __call__(self, environ: Environ, start_response: StartResponse) -> Iterable[bytes]:
        key = self.key_of(environ)
        if key is None:
            return self.application(environ, start_response)
        page = self.pages.get(key)
        try:
            version = self.version()
        except DatabaseAway:
            if page and time() - page.made_at < STALE_SECONDS:
                return self.send(key, page, environ, start_response, is_stale=True)
            return self.application(environ, start_response)
        if page and page.version == version and time() < page.until:
            return self.send(key, page, environ, start_response)
        with self.making[hash(key) % LOCKS]:
            page = self.pages.get(key)
            if page and page.version == version and time() < page.until:
                return self.send(key, page, environ, start_response)
            return self.make(key, version, environ, start_response)

    def key_of(self, environ: Environ) -> Key | None:
        """The name under which the answer may be kept; None when it may not."""
        path = environ.get("PATH_INFO", "")
        if (
            environ["REQUEST_METHOD"] not in ("GET", "HEAD")
            or "HTTP_COOKIE" in environ
            or "HTTP_AUTHORIZATION" in environ
            or "HTTP_RANGE" in environ
            or environ.get("SCRIPT_NAME")
            or path.startswith(settings.STATIC_URL)
        ):
            return None
        scheme = environ["wsgi.url_scheme"]
        if self.scheme_header:
            scheme = "https" if environ.get(self.scheme_header) == self.secure_value else "http"
        key = (scheme, environ.get("HTTP_HOST", ""), path, "")
        query = environ.get("QUERY_STRING", "")
        if not query and key in self.pages:
            return key
        names = kept_query(path)
        if names is None or len(query) > LONGEST_QUERY:
            return None
        return (*key[:3], listed(query, names))

    def make(self, key: Key, version: Version | None, environ: Environ, start_response: StartResponse) -> list[bytes]:
        """Let Django answer, keep the answer if it may be kept, and send it."""
        now = datetime.now(UTC)
        edge = self.edge_after(now, version)
        captured: list[Any] = []
        told = self.clean(environ, key) | {KEPT: self.shared_until(edge, version)}
        response = self.application(told, lambda *answer: captured.extend(answer[:2]))
        try:
            body = b"".join(response)
        finally:
            if hasattr(response, "close"):
                response.close()
        status, headers = captured
        if version is None or edge <= now or not may_be_kept(response, headers, body):
            start_response(status, headers)
            return [b"" if environ["REQUEST_METHOD"] == "HEAD" else body]
        page = keep(body, headers, version, now, edge)
        self.put(key, page)
        return self.send(key, page, environ, start_response)

    def edge_after(self, now: datetime, version: Version | None) -> datetime:
        """When the clock changes a page next: asked of the database once for each version and edge."""
        of_version, edge = self.edge
        if version is None or of_version != version or edge <= now:
            edge = next_edge(now)
            self.edge = (version, edge)
        return edge

    def shared_until(self, edge: datetime, version: Version | None) -> dict[str, Any]:
        """What Django keeps for all pages of this version, until the clock changes one."""
        of_moment, shared = self.shared
        if version is None or of_moment != (version, edge):
            shared = {}
            self.shared = ((version, edge), shared)
        return shared

    def keep_nothing(self, environ: Environ, start_response: StartResponse) -> Iterable[bytes]:
        """Let Django make every page, with what it keeps for all of them."""
        if self.key_of(environ) is not None:
            with suppress(DatabaseAway):
                version = self.version()
                environ[KEPT] = self.shared_until(self.edge_after(datetime.now(UTC), version), version)
        return self.application(environ, start_response)

    def clean(self, environ: Environ, key: Key) -> Environ:
        """The request without anything that the key does not name."""
        names = OF_THE_REQUEST | {self.scheme_header}
        own = {name: value for name, value in environ.items() if name in names or not name.startswith("HTTP_")}
        return own | {"REQUEST_METHOD": "GET", "QUERY_STRING": key[3], "CONTENT_LENGTH": "", "CONTENT_TYPE": ""}

    def put(self, key: Key, page: KeptPage) -> None:
        """Keep a page; those made longest ago make room. One larger than a tenth of all room is not kept."""
        if page.size > self.most_bytes // 10:
            return
        with self.lock:
            old = self.pages.pop(key, None)
            self.bytes += page.size - (old.size if old else 0)
            self.pages[key] = page
            self.make_room()

    def make_room(self) -> None:
        while self.bytes > self.most_bytes:
            _, gone = self.pages.popitem(last=False)
            self.bytes -= gone.size

    def send(
        self, key: Key, page: KeptPage, environ: Environ, start_response: StartResponse, *, is_stale: bool = False
    ) -> list[bytes]:
        coding = coding_for(environ.get("HTTP_ACCEPT_ENCODING", ""))
        if coding not in page.answers:
            self.compress(key, page, coding)
        answer = page.answers[coding]
        more = [STALE] if is_stale else []
        if is_unchanged(page, answer, environ):
            start_response("304 Not Modified", answer.unchanged + more)
            return []
        start_response("200 OK", answer.headers + more)
        return [] if environ["REQUEST_METHOD"] == "HEAD" else [answer.body]

    def compress(self, key: Key, page: KeptPage, coding: str) -> None:
        """For the first reader who asks for the page in this coding."""
        with self.lock:
            before = page.size
            page.add(coding)
            if self.pages.get(key) is page:
                self.bytes += page.size - before
                self.make_room()


def kept_query(path: str) -> frozenset[str] | None:
    """The query parameters that the page at this address depends on; None for what must not be kept."""
    try:
        view = resolve(path.encode("latin-1").decode()).func
    except (Resolver404, UnicodeError):
        return None
    names: frozenset[str] | None = getattr(view, "kept_query", None)
    return names


def listed(query: str, names: frozenset[str]) -> str:
    """The parameters of a query that change the page, in one order however they were written."""
    pairs = [(name, value) for name, value in parse_qsl(query, keep_blank_values=True) if name in names]
    return urlencode(sorted(pairs, key=lambda pair: pair[0]))


def may_be_kept(response: Any, headers: Headers, body: bytes) -> bool:
    """Whether an answer is the same for everybody."""
    return (
        isinstance(response, HttpResponse)
        and response.status_code == 200
        and not any(name.lower() == "set-cookie" for name, _ in headers)
        and not response.has_header("Cache-Control")
        and "cookie" not in response.headers.get("Vary", "").lower()
        and b"csrfmiddlewaretoken" not in body
    )


def is_unchanged(page: KeptPage, answer: Answer, environ: Environ) -> bool:
    """Whether the browser has this page already. Its ETag decides; its date only where it sent no ETag."""
    if "HTTP_IF_NONE_MATCH" in environ:
        return matches(environ["HTTP_IF_NONE_MATCH"], answer.etag)
    return bool(environ.get("HTTP_IF_MODIFIED_SINCE") == page.last_modified)


def keep_pages(application: Application) -> Application:
    """The application with a page cache in front; it keeps no page when the settings give it no room."""
    cache = PageCache(application, settings.PAGE_CACHE_BYTES)
    return cache if settings.PAGE_CACHE_BYTES else cache.keep_nothing
