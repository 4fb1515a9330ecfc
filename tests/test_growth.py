"""What stays small however many articles, entries and requests there are: what is read, offered and looked through."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from consultations import retention
from consultations.models import ConsultationEvent, OutgoingMail
from consultations.views.desk import FILTERS, filtered
from content.admin import drafts as admin_drafts
from content.evidence import uses
from content.fixture_files import read
from content.gate.runner import Gate
from content.models import Article
from content.paths import beside_article
from content.publishing import moving
from content.sitemaps import SITEMAPS
from content.syncing import folder_loading, loading
from content.syncing.dumping import dump
from content.views import desk, evidence
from tests.consultations.desk_factories import make_consultation
from tests.content_files import put, put_one_of_each
from tests.factories import make_article, make_condition, make_faq, make_source, make_user
from tests.staff_sign_in import signed_in

pytestmark = pytest.mark.django_db


def reading(table: str, queries: CaptureQueriesContext) -> list[str]:
    """The queries that read rows of a table."""
    return [one["sql"] for one in queries.captured_queries if f'FROM "{table}"' in one["sql"]]


def test_the_site_map_comes_in_parts_whose_index_reads_no_page_and_whose_parts_read_no_text(client):
    make_article(slug="one")
    with CaptureQueriesContext(connection) as index:
        client.get("/sitemap.xml")
    with CaptureQueriesContext(connection) as part:
        assert "/articles/one/" in client.get("/sitemap-articles.xml").text

    assert all("COUNT(" in sql for sql in reading("content_article", index))
    assert not any('"body"' in sql for sql in reading("content_article", part))
    assert SITEMAPS["articles"].limit == 1_000


def test_the_gate_reads_the_pages_that_a_text_links_to_and_no_others():
    for slug in ("one", "two", "three"):
        make_article(slug=slug, body="## Risks {#risks}\n\nText.")
    links = "[A](/articles/one/#risks), [again](/articles/one/), [wrong](/articles/two/#gone), [none](/articles/four/)"
    condition = make_condition(body=links)
    with CaptureQueriesContext(connection) as queries:
        faults = Gate().check_row(condition)

    told = [fault.place.detail for fault in faults if fault.rule.id == "link-broken"]
    assert told == ["/articles/two/#gone: no such place on that page", "/articles/four/: no such page"]
    assert len(reading("content_article", queries)) == 3  # one, two, four


def test_the_database_looks_for_the_texts_that_link_to_a_page():
    make_article(title="Linking", body="[It](/articles/one/).")
    with CaptureQueriesContext(connection) as queries:
        assert moving.pages_linking_to("/articles/one/") == ["article 'Linking'"]

    assert all("LIKE" in sql for sql in reading("content_article", queries))


def test_lists_to_choose_from_offer_the_newest_articles_and_those_that_are_chosen(client, monkeypatch):
    for module in (moving, admin_drafts):
        monkeypatch.setattr(module, "MOST_OFFERED", 1)
    now = timezone.now()
    for number, slug in enumerate(("newest", "older", "chosen")):
        make_article(slug=slug, title=f"The {slug}", published_at=now - timedelta(days=number + 1))
    faq = make_faq()
    faq.articles.set([chosen := faq.articles.model.objects.get(slug="chosen")])
    reviewer = signed_in(client, make_user("Reviewer"))
    forms = [
        reviewer.get(f"/staff/admin/content/faq/{faq.pk}/change/").text,
        reviewer.get(f"/staff/admin/content/article/{chosen.pk}/delete/").text,
    ]

    assert [("The newest" in form, "The older" in form) for form in forms] == [(True, False), (True, False)]
    assert f'<option value="{chosen.pk}" selected>' in forms[0]
    assert moving.is_public_address("/articles/older/")


def test_the_page_of_reviews_shows_the_most_urgent_counts_the_rest_and_reads_no_text(client, monkeypatch):
    monkeypatch.setattr(desk, "SHOWN_REVIEWS", 1)
    today = timezone.localdate()
    for days, title in ((40, "Later"), (50, "First"), (-90, "In date")):
        due = today - timedelta(days=days)
        make_article(title=title, reviewed_on=due - timedelta(days=365), review_due_on=due)
    editor = signed_in(client, make_user("Editor"))
    with CaptureQueriesContext(connection) as queries:
        page = editor.get("/staff/reviews/").text

    assert [title in page for title in ("First", "Later", "In date")] == [True, False, False]
    assert "1 more is due within 30 days" in page
    assert not any('"body"' in sql for sql in reading("content_article", queries))


def test_the_list_of_sources_names_the_newest_articles_and_says_so(client, monkeypatch):
    for module in (uses, evidence):
        monkeypatch.setattr(module, "MOST_ARTICLES", 1)
    make_source(key="doe2020"), make_source(key="roe2020")
    make_article(title="Newest", body="Text [@doe2020].", published_at=timezone.now() - timedelta(days=1))
    assert "newest are named here" not in client.get("/evidence/sources/").text
    make_article(title="Older", body="Text [@roe2020].")
    page = client.get("/evidence/sources/").text

    assert ("Newest" in page, "Older" in page, "the 1 newest are named here" in page) == (True, False, True)
    assert "Only older articles rest on it, or no public page." in page
    assert "No public page rests on it now." not in page


def test_a_purge_looks_for_what_is_due_once_and_not_for_each_batch(monkeypatch):
    monkeypatch.setattr(retention, "BATCH", 1)
    long_ago = timezone.now() - timedelta(days=400)
    for _ in range(3):
        make_consultation(received_at=long_ago, reply_by=long_ago)
    with CaptureQueriesContext(connection) as queries:
        assert retention.purge(timezone.now(), clock_is_right=True).requests == 3

    looking = [sql.partition("WHERE")[2] for sql in reading("consultations_consultationrequest", queries)]
    assert len([where for where in looking if '"is_on_hold"' in where and '"id" IN' not in where]) == 1


@pytest.mark.skipif("connection.vendor != 'sqlite'", reason="PostgreSQL reads a small table as a whole")
def test_desk_and_record_find_by_an_index_what_they_show():
    now = timezone.now()
    for rows in (
        *(filtered(show, None, now) for show in FILTERS),
        OutgoingMail.objects.filter(sent_at=None),
        ConsultationEvent.objects.filter(actor=1).order_by("-number"),
        ConsultationEvent.objects.filter(at__lt=now).order_by("-at"),
    ):
        assert "SEARCH" in rows.explain().splitlines()[0], rows.query


@pytest.mark.skipif("connection.vendor != 'sqlite'", reason="SQLite alone tells how many steps a query took")
@pytest.mark.parametrize("days", [-1, 1], ids=["older", "newer"])
def test_the_neighbors_of_an_article_are_found_without_passing_by_the_others(days):
    here = timezone.now() - timedelta(days=100)
    articles = [make_article(published_at=here + timedelta(hours=hours)) for hours in range(-2, 3)]
    for article in articles:
        article.topics.create(topic="safety")
    before = steps(lambda: beside_article(articles[2], "safety"))
    far = here + days * timedelta(days=50)
    values = Article.objects.filter(pk=articles[0].pk).values().get() | {"id": None, "published_at": far}
    Article.objects.bulk_create(Article(**values | {"slug": f"far-{number}"}) for number in range(500))

    assert steps(lambda: beside_article(articles[2], "safety")) < before + 50


def steps(ask: Callable[[], object]) -> int:
    """How many instructions SQLite's machine takes for the queries of `ask`."""
    taken = []
    connection.ensure_connection()
    connection.connection.set_progress_handler(lambda: taken.append(1), 1)
    try:
        assert ask()
    finally:
        connection.connection.set_progress_handler(None, 1)
    return len(taken)


@pytest.fixture
def root(tmp_path):
    put_one_of_each(tmp_path)
    loading.load(tmp_path)
    return tmp_path


def test_a_file_is_not_parsed_again_while_it_and_its_row_are_the_same(root, monkeypatch):
    parsed = []
    monkeypatch.setattr(folder_loading, "read", lambda path: parsed.append(path.parent.name) or read(path))
    assert loading.load(root).unchanged > 10
    assert parsed == []
    put(root, "articles/sleep", "title: Another")
    assert loading.load(root).updated == ["articles/sleep"]
    assert parsed == ["articles"]


def test_a_file_that_came_back_after_a_dump_is_a_change(root):
    before = (root / "articles/sleep.md").read_bytes()
    Article.objects.update(title="Of staff")
    dump(root, agrees=True)
    (root / "articles/sleep.md").write_bytes(before)

    assert loading.load(root).updated == ["articles/sleep"]
    assert Article.objects.get().title == "Sleep"


def test_a_file_is_looked_at_again_when_another_one_has_gone(root):
    put(root, "articles/sleep", "conditions: [pain]")
    loading.load(root)
    (root / "conditions/pain.md").unlink()
    (root / "findings/finding.md").unlink(missing_ok=True)

    with pytest.raises(loading.LoadRefused) as refused:
        loading.load(root)
    assert "there is no 'pain' in conditions/" in str(refused.value.report.problems)
