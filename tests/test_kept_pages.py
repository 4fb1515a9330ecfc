"""Pages kept as finished bytes: only what is everybody's, never older than the content or the clock, in bounds."""

import gzip
import threading
from datetime import UTC, date, datetime, timedelta

import brotli
import pytest
import time_machine
from django.core.wsgi import get_wsgi_application
from django.db import connection
from django.http import HttpResponse
from django.test import RequestFactory
from django.urls import URLPattern, URLResolver, get_resolver

from clinic_site.freshness import DatabaseAway
from clinic_site.page_cache import PageCache
from content.models import Article, ContentVersion, Fact, ListingReport, Revision
from content.site import KEPT
from content.versioning import UNSEEN, make_triggers, seen_tables
from tests import factories
from tests.run_database import own_transactions

pytestmark = own_transactions

ROOM = 1_000_000
# Of each table, how many kinds of change move the version
TRIGGERS = {
    "sqlite": "SELECT tbl_name, count(*) FROM sqlite_master WHERE name LIKE '%%_moves_version' GROUP BY 1",
    "postgresql": "SELECT event_object_table, count(*) FROM information_schema.triggers "
    "WHERE trigger_name LIKE '%%_moves_version' GROUP BY 1",
}
LOST_TRIGGER = {
    "sqlite": "DROP TRIGGER content_fact_update_moves_version",
    "postgresql": "DROP TRIGGER content_fact_moves_version ON content_fact",
}
NOON = datetime(2026, 11, 23, 17, 0, tzinfo=UTC)  # a Monday in New York


class Site:
    """The whole site with a page cache in front; remembers how often Django was asked."""

    def __init__(self, room: int = ROOM, application=None) -> None:
        self.made: list[str] = []
        self.told: list[object] = []  # what Django was given to share
        behind = application or get_wsgi_application()

        def counted(environ, start_response):
            self.made.append(environ["PATH_INFO"])
            self.told.append(environ.get(KEPT))
            return behind(environ, start_response)

        self.cache = PageCache(counted, room)
        self.answer = self.cache if room else self.cache.keep_nothing

    def get(self, address: str, method: str = "GET", **headers: str):
        """Status, headers in lower case, body."""
        environ = RequestFactory().generic(method, address, **{"HTTP_HOST": "testserver"} | headers).environ
        if "HTTP_COOKIE" not in headers:
            environ.pop("HTTP_COOKIE", None)
        answer: list = []
        body = b"".join(self.answer(environ, lambda *parts: answer.extend(parts[:2])))
        return int(answer[0][:3]), {name.lower(): value for name, value in answer[1]}, body


@pytest.fixture
def site():
    return Site()


@pytest.fixture
def article():
    return factories.make_article(title="Sleep after an infusion")


def address_of(article: Article) -> str:
    return f"/articles/{article.slug}/"


def test_a_page_is_made_once_and_sent_as_it_was_made(site, article):
    first, again = site.get(address_of(article)), site.get(address_of(article))

    assert first[0] == 200
    assert first == again
    assert site.made == [address_of(article)]
    assert b"Sleep after an infusion" in again[2]
    assert again[1]["content-security-policy"]


def test_every_encoding_holds_the_same_page_and_has_a_tag_of_its_own(site, article):
    _, plain, body = site.get(address_of(article))
    _, small, gzipped = site.get(address_of(article), HTTP_ACCEPT_ENCODING="gzip, br;q=0")
    _, smallest, brotlied = site.get(address_of(article), HTTP_ACCEPT_ENCODING="gzip, deflate, br")

    assert gzip.decompress(gzipped) == brotli.decompress(brotlied) == body
    assert len({headers["etag"] for headers in (plain, small, smallest)}) == 3
    assert smallest["content-encoding"] == "br"
    assert smallest["content-length"] == str(len(brotlied))
    assert plain["vary"] == "Accept-Encoding"


def test_a_browser_that_has_the_page_is_told_so_without_it(site, article):
    _, headers, _ = site.get(address_of(article))

    for asked in ({"HTTP_IF_NONE_MATCH": headers["etag"]}, {"HTTP_IF_MODIFIED_SINCE": headers["last-modified"]}):
        status, told, body = site.get(address_of(article), **asked)
        assert (status, body, told["etag"]) == (304, b"", headers["etag"])
    assert site.get(address_of(article), HTTP_IF_NONE_MATCH='"other"')[0] == 200
    assert site.get(address_of(article), method="HEAD")[::2] == (200, b"")


def test_a_change_of_any_kind_of_content_is_seen_at_the_next_request(site, article):
    fact = factories.make_fact("our_hours", "mornings")
    Article.objects.update(body=f"{article.body}\n\nWe answer in the {{{{ our_hours }}}}.")
    assert b"mornings" in site.get(address_of(article))[2]

    Fact.objects.filter(pk=fact.pk).update(value="evenings")  # no save(), no signal
    assert b"evenings" in site.get(address_of(article))[2]
    Article.objects.update(state="draft")
    assert site.get(address_of(article))[0] == 404


def test_what_readers_never_see_leaves_the_pages_where_they_are(site, article):
    site.get(address_of(article))
    before = ContentVersion.objects.get().number

    ListingReport.objects.create(listing=factories.make_listing(), problem=ListingReport.Problem.values[0])
    moved_by_the_listing = ContentVersion.objects.get().number
    ListingReport.objects.update(problem=ListingReport.Problem.values[1])

    assert moved_by_the_listing > before
    assert ContentVersion.objects.get().number == moved_by_the_listing


def test_every_table_of_the_content_moves_the_version_or_is_named_as_unseen():
    with connection.cursor() as cursor:
        cursor.execute(TRIGGERS[connection.vendor])
        triggers = dict(cursor.fetchall())

    assert triggers == dict.fromkeys(seen_tables(), 3)  # to insert, update and delete
    assert {"content_article", "content_fact", "content_finding_sources", "content_openinghours"} <= triggers.keys()
    assert not {f"content_{name.lower()}" for name in UNSEEN} & triggers.keys()


def test_a_trigger_that_a_migration_lost_comes_back(site, article):
    with connection.cursor() as cursor:
        cursor.execute(LOST_TRIGGER[connection.vendor])
    make_triggers()
    before = ContentVersion.objects.get().number

    factories.make_fact("one", "1")
    Fact.objects.update(value="two")
    assert ContentVersion.objects.get().number == before + 2


def test_the_clock_alone_ends_a_page(site):
    """A clinic closes, a review falls due, a scheduled version waits."""
    clinic = factories.make_clinic(time_zone="America/New_York")
    factories.make_hours(clinic, 0, "9:00", "17:00")
    with time_machine.travel(NOON, tick=False) as clock:
        article = factories.make_article(
            published_at=NOON - timedelta(days=9), reviewed_on=date(2026, 11, 1), review_due_on=date(2026, 11, 24)
        )
        site.get("/clinics/")
        clock.shift(timedelta(hours=4, minutes=59))
        site.get("/clinics/")
        assert site.made == ["/clinics/"]
        clock.shift(timedelta(minutes=1))
        _, headers, _ = site.get("/clinics/")
        assert site.made == ["/clinics/", "/clinics/"]

        in_date = site.get(address_of(article))[2]
        clock.move_to(datetime(2026, 11, 26, 5, 1, tzinfo=UTC))
        assert site.get(address_of(article))[2] != in_date
    assert "s-maxage=10," in headers["cache-control"]


def test_a_page_that_is_public_from_a_later_time_is_in_its_lists_from_then_on(site):
    with time_machine.travel(NOON, tick=False) as clock:
        factories.make_article(title="A later one", published_at=NOON + timedelta(minutes=5))
        assert b"A later one" not in site.get("/articles/")[2]
        clock.shift(timedelta(minutes=5))
        assert b"A later one" in site.get("/articles/")[2]


def test_nothing_is_kept_while_a_due_version_is_not_published(site, article, settings):
    settings.SCHEDULE_SECONDS = 30
    scheduled = Revision.State.SCHEDULED
    Revision.objects.create(
        kind="articles", row_id=article.pk, state=scheduled, scheduled_for=NOON - timedelta(minutes=1)
    )
    with time_machine.travel(NOON, tick=False):
        site.get("/articles/")
        site.get("/articles/")
    assert site.made == ["/articles/", "/articles/"]


@pytest.mark.parametrize(
    ("address", "headers"),
    [
        ("/articles/", {"HTTP_COOKIE": "__Host-session=abc"}),
        ("/articles/", {"HTTP_COOKIE": "anything=at+all"}),
        ("/articles/", {"HTTP_AUTHORIZATION": "Basic abc"}),
        ("/consultation/", {}),
        ("/find-care/report/", {}),
        ("/healthz/", {}),
        ("/staff/admin/", {}),
        ("/articles/none/", {}),
        ("/articles/page.css", {}),
        ("/consultation/x.css", {}),
        ("/articles/?topic=" + "x" * 300, {}),
        ("/find-care/new-york/?q=quillfeather", {}),
    ],
)
def test_only_public_pages_that_are_everybodys_are_kept(site, address, headers):
    site.get(address, **headers)
    site.get(address, **headers)

    assert len(site.made) == 2
    assert not site.cache.pages


def test_only_views_that_say_so_are_kept():
    kept = {name for name, view in named_views(get_resolver()) if hasattr(view, "kept_query")}

    assert {name.partition(":")[0] for name in kept} == {"content"}
    assert not {name for name in kept if "report" in name or "search" in name or "media" in name}


def named_views(resolver, space=""):
    for pattern in resolver.url_patterns:
        if isinstance(pattern, URLResolver):
            yield from named_views(pattern, f"{pattern.namespace or space}:" if pattern.namespace else space)
        elif isinstance(pattern, URLPattern):
            yield f"{space}{pattern.name}", pattern.callback


@pytest.mark.parametrize(
    "response",
    [
        HttpResponse("page", headers={"Set-Cookie": "a=b"}),
        HttpResponse('<input name="csrfmiddlewaretoken">'),
        HttpResponse("page", headers={"Vary": "Cookie"}),
        HttpResponse("page", headers={"Cache-Control": "no-store"}),
        HttpResponse("page", status=404),
        HttpResponse("page", status=500),
    ],
)
def test_an_answer_that_is_not_for_everybody_is_not_kept(response):
    site = Site(application=answering(response))

    assert site.get("/articles/")[2] == response.content
    assert not site.cache.pages


def answering(response: HttpResponse):
    def application(environ, start_response):
        start_response(f"{response.status_code} {response.reason_phrase}", list(response.items()))
        return response

    return application


@pytest.mark.parametrize(
    "headers",
    [
        {"HTTP_X_FORWARDED_HOST": "evil.example"},
        {"HTTP_X_ORIGINAL_URL": "/staff/"},
        {"HTTP_X_REWRITE_URL": "/staff/"},
        {"HTTP_X_HTTP_METHOD_OVERRIDE": "POST"},
        {"HTTP_ACCEPT_LANGUAGE": "xx"},
        {"HTTP_REFERER": "https://evil.example/marker"},
        {"HTTP_USER_AGENT": "marker"},
    ],
)
def test_nothing_of_the_first_visitor_is_in_what_the_next_one_gets(article, headers):
    poisoned, clean = Site(), Site()
    poisoned.get(f"{address_of(article)}?marker=1", **headers)

    assert poisoned.get(address_of(article))[2] == clean.get(address_of(article))[2]
    assert len(poisoned.made) == 1


def test_another_host_never_finds_a_kept_page(site, article):
    site.get(address_of(article))

    assert site.get(address_of(article), HTTP_HOST="evil.example")[0] == 400
    assert len(site.cache.pages) == 1


def test_listed_parameters_make_pages_of_their_own_and_others_do_not(site):
    factories.make_article()
    site.get("/articles/?page=1&utm_source=letter")
    site.get("/articles/?utm_source=other&page=1")
    site.get("/articles/?page=1")
    assert len(site.made) == 1
    site.get("/articles/")
    assert len(site.made) == 2


def test_the_memory_is_bounded_and_the_oldest_page_leaves(article):
    others = [factories.make_article() for _ in range(12)]
    one = Site()
    one.get(address_of(article))
    size = one.cache.bytes
    site = Site(room=size * 11)
    for each in [article, *others]:
        site.get(address_of(each))

    assert site.cache.bytes == sum(page.size for page in site.cache.pages.values()) <= site.cache.most_bytes
    assert ("http", "testserver", address_of(article), "") not in site.cache.pages
    assert ("http", "testserver", address_of(others[-1]), "") in site.cache.pages
    tiny = Site(room=size)
    tiny.get(address_of(article))
    assert not tiny.cache.pages


def test_a_page_is_compressed_for_the_first_who_asks_and_needs_room_from_then_on(article):
    others = [factories.make_article() for _ in range(10)]
    one = Site()
    one.get(address_of(article))
    plain = one.cache.bytes
    packed = len(one.get(address_of(article), HTTP_ACCEPT_ENCODING="gzip")[2])
    one.get(address_of(article), HTTP_ACCEPT_ENCODING="gzip")
    assert one.cache.bytes == plain + packed
    for each in others:
        one.get(address_of(each))
    full = Site(room=one.cache.bytes - packed)
    for each in [article, *others]:
        full.get(address_of(each))
    assert len(full.cache.pages) == 11
    full.get(address_of(others[-1]), HTTP_ACCEPT_ENCODING="gzip")

    assert ("http", "testserver", address_of(article), "") not in full.cache.pages
    assert full.cache.bytes == sum(page.size for page in full.cache.pages.values()) <= full.cache.most_bytes


def test_the_last_good_page_stands_in_while_the_database_is_away_and_says_so(site, article):
    good = site.get(address_of(article))
    reader = site.cache.version

    def away():
        raise DatabaseAway

    site.cache.version = away
    status, headers, body = site.get(address_of(article))
    assert (status, body) == (200, good[2])
    assert headers["warning"].startswith("111")
    with time_machine.travel(datetime.now(UTC) + timedelta(hours=25)):
        site.get(address_of(article))
    assert len(site.made) == 2  # too old to stand in: Django answers as it can
    site.cache.version = reader
    assert "warning" not in site.get(address_of(article))[1]


def test_one_page_is_made_once_however_many_ask_at_once():
    """Who comes while a page is being made waits for it."""
    readers, waiting, go_on = 5, threading.Semaphore(0), threading.Event()
    page = HttpResponse("page")

    def slowly(environ, start_response):
        go_on.wait(timeout=30)
        return answering(page)(environ, start_response)

    def version():
        waiting.release()
        return 1, ""

    site = Site(application=slowly)
    site.cache.version = version
    site.cache.edge = ((1, ""), datetime.now(UTC) + timedelta(hours=1))
    answers: list[bytes] = []
    threads = [threading.Thread(target=lambda: answers.append(site.get("/articles/")[2])) for _ in range(readers)]
    for thread in threads:
        thread.start()
    for _ in range(readers):
        assert waiting.acquire(timeout=30)
    go_on.set()
    for thread in threads:
        thread.join()

    assert answers == [b"page"] * readers
    assert len(site.made) == 1


def test_a_page_for_somebody_who_is_signed_in_is_stored_nowhere(client, article):
    client.cookies["__Host-session"] = "abc"

    assert client.get(address_of(article)).headers["Cache-Control"] == "no-store, private"
