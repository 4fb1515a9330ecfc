"""The same gate in the admin, in a load, in the command and in the form for pasted text."""

import json
from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.test import Client
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from content.gate.runner import Gate, check
from content.models import Article
from content.publishing.drafts import open_of
from content.publishing.steps import send_for_review
from tests.content_files import put
from tests.factories import make_article, make_person, make_user
from tests.gate.corpus import entries
from tests.gate.pages import make_page
from tests.publishing.pages import edit, make_draft_article
from tests.staff_sign_in import signed_in

pytestmark = pytest.mark.django_db

CHECK = "/staff/check/"
TEXT = "Ketamine cures pain.\n\nIn a crisis, call 988."
BODY = f"{TEXT}\n\n## Limits {{#limits}}\n\nNothing is known.\n"
SENTENCES = [entry.text for entry in entries("corpus")]


@pytest.fixture
def reviewer(db) -> Client:
    return signed_in(Client(), make_user("Reviewer"))


def form_of(article: Article, **values: object) -> dict[str, object]:
    """What the admin posts for an article with one topic."""
    names = ("title", "slug", "kind", "state", "summary", "risk_line", "key_points", "body", "publish_reason")
    form = {name: getattr(article, name) for name in names} | {
        "published_at_0": "2026-01-01",
        "published_at_1": "09:00:00",
        "author": article.author_id,
        "reviewed_by": article.reviewed_by_id,
        "reviewed_on": article.reviewed_on,
        "review_due_on": article.review_due_on,
        "topics-TOTAL_FORMS": 1,
        "topics-INITIAL_FORMS": 0,
        "topics-0-position": 0,
        "topics-0-topic": "basics",
    }
    return form | values


def refusals(client, article: Article, **values: object) -> str:
    """What keeps the article with these values from being sent for review; empty when it is."""
    saved = client.post(f"/staff/admin/content/article/{article.pk}/change/", form_of(article, **values))
    assert saved.status_code == 302, saved.context["errors"]
    version = open_of(article)
    address = f"/staff/pages/article/{article.pk}/steps/send/"
    response = client.post(address, {"version": version.pk})
    return "" if response.status_code == 302 else "\n".join(response.context["refused"])


def test_the_desk_sends_nothing_on_that_the_gate_blocks(reviewer):
    article = make_article(state="draft", body="Text.")
    errors = refusals(reviewer, article, body=BODY)

    assert "[wording-cure]" in errors
    assert "line 3:" in errors
    article.refresh_from_db()
    assert article.state == "draft"


def test_a_draft_can_be_saved_as_it_is(reviewer):
    article = make_article(state="draft", body="Text.")
    response = reviewer.post(f"/staff/admin/content/article/{article.pk}/change/", form_of(article, body=BODY))

    assert response.status_code == 302


def test_a_reason_lets_pass_what_asks_for_one_and_is_kept(reviewer):
    long = "Nothing is known of " + "this and that and " * 12 + "more."
    article = make_draft_article()
    version = edit(article, make_user("Editor"), body=f"{long}\n\n## Limits {{#limits}}\n\nNothing is known.")
    send_for_review(version, version.written_by)
    signed = {
        "reviewed_by": make_person(credentials="MD").pk,
        "review_due_on": timezone.localdate() + timedelta(days=300),
    }
    address = f"/staff/pages/article/{article.pk}/steps/"
    approval = {"version": version.pk, **signed}

    refused = reviewer.post(f"{address}approve/", approval).context["refused"]
    assert "[sentence-very-long]" in "\n".join(refused)
    reviewer.post(f"{address}approve/", approval | {"publish_reason": "It quotes the law."})
    reviewer.post(f"{address}publish/", {"version": version.pk})
    article.refresh_from_db()
    assert (article.state, article.publish_reason) == ("published", "It quotes the law.")


def test_a_load_publishes_nothing_that_the_gate_blocks(tmp_path):
    put(tmp_path, "people/a", "name: A", "job_title: B")
    values = ("title: A", "kind: explainer", "topics: [basics]", "summary: Short.", "risk_line: Nausea.")
    signed = ("author: a", "reviewed_by: a", "reviewed_on: 2026-11-21", "review_due_on: 2027-05-22")
    public = ("state: published", "published_at: 2026-11-21T09:00:00-05:00")
    path = put(tmp_path, "articles/bad", *values, *public, *signed, body=BODY)

    with pytest.raises(CommandError) as refusal:
        call_command("load_content", tmp_path)
    line = path.read_text().splitlines().index("Ketamine cures pain.") + 1
    assert f"bad.md:{line}: body: [block] wording-cure" in str(refusal.value)
    assert not Article.objects.exists()

    path.write_text(path.read_text().replace("state: published", "state: draft"))
    call_command("load_content", tmp_path, stdout=StringIO())
    assert Article.objects.exists()


def test_admin_command_and_form_find_the_same(reviewer, tmp_path):
    output = StringIO()
    article = make_article(state="draft", body=BODY, title="A", summary="Short.", risk_line="Nausea.", key_points="")
    path = put(tmp_path, "articles/same", "title: A", body=BODY)
    with pytest.raises(CommandError):
        call_command("check_content", str(path), format="json", stdout=output)
    in_file = {(one["rule"], one["sentence"]) for one in json.loads(output.getvalue()) if one["field"] == "body"}
    in_form = {
        (fault.rule.id, fault.place.sentence)
        for fault in reviewer.post(CHECK, {"text": BODY}).context["faults"]
        if fault.place.field == "body"
    }
    in_admin = {(f.rule.id, f.place.sentence) for f in Gate().check_row(article) if f.place.field == "body"}

    assert in_file == in_form == in_admin
    assert {rule for rule, _ in in_form} >= {"wording-cure", "claim-unsourced", "fact-typed"}
    assert "[wording-cure]" in refusals(reviewer, article, title="B")


def test_the_form_says_what_it_found_and_keeps_the_text(reviewer):
    response = reviewer.post(CHECK, {"text": "<b>Ketamine cures pain.</b>"})
    text = response.text

    assert "This promises a cure" in text
    assert "&lt;b&gt;Ketamine cures pain.&lt;/b&gt;" in text
    assert "no-store" in response["Cache-Control"]


def test_the_form_says_when_it_finds_nothing(reviewer):
    assert "No rule fires." in reviewer.post(CHECK, {"text": "Bring a list of your questions."}).text


@pytest.mark.parametrize(("text", "words"), [("", "Paste a text first."), ("a" * 60_001, "at most 60000 characters")])
def test_the_form_refuses_nothing_and_too_much(reviewer, text, words):
    response = reviewer.post(CHECK, {"text": text})

    assert response.status_code == 400
    assert words in response.text


def test_the_form_is_for_people_who_edit(client):
    assert client.get(CHECK).status_code in (302, 403)


def test_nothing_is_stored(reviewer):
    before = Article.objects.count()
    reviewer.post(CHECK, {"text": TEXT})

    assert Article.objects.count() == before


@given(st.lists(st.one_of(st.sampled_from(SENTENCES), st.text(max_size=200)), max_size=12).map(" ".join))
@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
def test_any_text_is_judged(text):
    check(make_page(text))


@pytest.mark.parametrize(
    "text",
    [
        "a" * 50_000,
        "no " * 19_000,
        "[" * 199 + "x",
        "at home " * 7_000,
        "(" * 50_000,
        "cure not " * 6_000,
        "- a\n" * 9_000,
    ],
    ids=lambda text: text[:8],
)
def test_very_long_texts_are_judged(text):
    check(make_page(text))
