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
from content.models import Article, Fact, Revision, Treatment
from content.publishing.drafts import open_of, restore
from content.publishing.steps import send_for_review, take_back
from tests.content_files import put
from tests.factories import (
    make_article,
    make_fact,
    make_person,
    make_policy,
    make_source,
    make_treatment,
    make_user,
)
from tests.gate.corpus import entries
from tests.gate.pages import make_page
from tests.publishing.pages import a_clinician, edit, make_draft_article
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


def refusals(client, article: Article, reason: str = "", **values: object) -> str:
    """What keeps the article with these values from being sent for review with `reason`; empty when it is."""
    saved = client.post(f"/staff/admin/content/article/{article.pk}/change/", form_of(article, **values))
    assert saved.status_code == 302, saved.context["errors"]
    version = open_of(article)
    address = f"/staff/pages/article/{article.pk}/steps/send/"
    response = client.post(address, {"version": version.pk, "publish_reason": reason})
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


def treatment_form(treatment: Treatment, value: str, **values: object) -> dict[str, object]:
    """What the admin posts for a treatment whose one key fact says `value`; a second, empty one is open."""
    names = ("title", "slug", "route", "legal_status", "summary", "risk_line", "key_points", "body", "position")
    form = {name: getattr(treatment, name) for name in names} | {"author": treatment.author_id}
    for prefix in ("key_facts", "visit", "courses", "monitoring"):
        form |= {f"{prefix}-TOTAL_FORMS": 0, f"{prefix}-INITIAL_FORMS": 0}
    facts = {"TOTAL_FORMS": 2, "0-position": 0, "0-label": "Effect", "0-value": value, "1-position": 0}
    return form | {f"key_facts-{name}": one for name, one in facts.items()} | values


def saved_form(client, treatment: Treatment, value: str, **values: object):
    """The form of the treatment once this was saved as a draft."""
    address = f"/staff/admin/content/treatment/{treatment.pk}/change/"
    assert client.post(address, treatment_form(treatment, value, **values)).status_code == 302
    return client.get(address)


@pytest.mark.parametrize("state", ["draft", "published"])
def test_child_rows_count_as_they_are_typed(reviewer, state):
    treatment = make_treatment(state=state, body="Text.")
    page = saved_form(reviewer, treatment, "It cures pain.").text

    assert '<a href="#id_key_facts-0-value" data-line="1">This promises a cure</a>' in page
    assert 'id="id_key_facts-0-value"' in page
    version = open_of(treatment)
    sent = reviewer.post(f"/staff/pages/treatment/{treatment.pk}/steps/send/", {"version": version.pk})
    assert "key_facts.0.value, line 1: This promises a cure" in "\n".join(sent.context["refused"])
    assert (
        f'<a href="/staff/admin/content/treatment/{treatment.pk}/change/#id_key_facts-0-value" data-line="1">'
        in sent.text
    )
    assert "This promises a cure" not in saved_form(reviewer, treatment, "Not known.").text
    saved_form(reviewer, treatment, "It cures pain.")
    gone = saved_form(reviewer, treatment, "It cures pain.", **{"key_facts-0-DELETE": "on"}).text
    assert "promises a cure" not in gone


def test_child_rows_are_read_alike_everywhere(reviewer, tmp_path):
    """The same key fact through the command, on the saved row and as it is typed."""
    treatment = make_treatment(state="draft", body="Text.", summary="Short.", risk_line="Nausea.", key_points="")
    treatment.key_facts.create(label="Magic", value="It cures pain.")
    path = put(tmp_path, "treatments/same", "key_facts:\n  - {label: Magic, value: It cures pain.}", body="Text.")
    output = StringIO()
    with pytest.raises(CommandError):
        call_command("check_content", str(path), format="json", stdout=output)
    in_file = {(one["rule"], one["field"]) for one in json.loads(output.getvalue()) if "." in one["field"]}
    in_row = {(fault.rule.id, fault.place.field) for fault in Gate().check_row(treatment) if "." in fault.place.field}
    treatment.key_facts.all().delete()
    response = saved_form(reviewer, treatment, "It cures pain.", **{"key_facts-0-label": "Magic"})
    found = [one.fault for weight in response.context["found"].values() for one in weight]
    in_admin = {(fault.rule.id, fault.place.field) for fault in found if "." in fault.place.field}

    assert in_file == in_row == in_admin
    assert in_file >= {("wording-cure", "key_facts.0.value"), ("wording-promise", "key_facts.0.label")}


def test_what_the_gate_finds_in_a_draft_stands_above_its_form_with_links_to_the_fields(reviewer):
    article = make_article(state="draft", summary="Ketamine cures pain.", body=f"Fine.\n\n{TEXT}")
    page = reviewer.get(f"/staff/admin/content/article/{article.pk}/change/").text
    listed = page.index('<a href="#id_body" data-line="3">This promises a cure</a>')

    assert '<a href="#id_summary" data-line="1">This promises a cure</a>' in page
    assert "Body, line 3" in " ".join(page[listed : listed + 300].split())
    assert listed < page.index('id="id_body"')


REASON = "wording-cure: the sentence quotes the law and says so."


def law_quoted(article: Article, **values: object) -> Revision:
    """A draft with a wording that stands only with a reason."""
    cited = f"A cure is what the law speaks of [@{make_source().key}]."
    body = f"{cited}\n\n## Limits {{#limits}}\n\nNothing is known."
    return edit(article, make_user("Editor"), body=body, **values)


def signed_by(client, version: Revision, reason: str) -> list[int]:
    """Send, approve and publish a version with this reason; the statuses of the answers."""
    address = f"/staff/pages/article/{version.row_id}/steps/"
    due = timezone.localdate() + timedelta(days=300)
    form = {"version": version.pk, "publish_reason": reason, "reviewed_by": a_clinician().pk, "review_due_on": due}
    return [client.post(f"{address}{step}/", form).status_code for step in ("send", "approve", "publish")]


@pytest.mark.parametrize(
    ("role", "reason", "is_published"),
    [
        ("Reviewer", REASON, True),
        ("Reviewer", "The sentence quotes the law and says so.", False),  # does not name the rule
        ("Reviewer", "wording-cure", False),  # says no reason
        ("Reviewer", REASON.replace("cure", "promise"), False),
        ("Editor", REASON, False),
        ("Owner", REASON, False),
    ],
)
def test_a_reviewers_reason_alone_lifts_the_wording_it_names(role, reason, is_published):
    client, article = signed_in(Client(), make_user(role)), make_draft_article()
    answers = signed_by(client, law_quoted(article), reason)
    article.refresh_from_db()

    assert (answers == [302, 302, 302]) is is_published
    assert (article.state == "published") is is_published
    assert (article.publish_reason == reason) is is_published


def test_a_reason_is_asked_for_at_the_signature_too(reviewer):
    version = law_quoted(make_draft_article())
    send_for_review(version, version.written_by, publish_reason=REASON)
    address = f"/staff/pages/article/{version.row_id}/"
    due = timezone.localdate() + timedelta(days=300)
    form = {"version": version.pk, "reviewed_by": a_clinician().pk, "review_due_on": due}

    assert f'value="{REASON}"' in reviewer.get(address).text
    refused = reviewer.post(f"{address}steps/approve/", form).context["refused"]
    assert "[wording-cure]" in "\n".join(refused)


def test_a_reason_holds_for_the_version_it_was_given_for(reviewer):
    """An editor cannot send what they wrote since under a reviewer's reason, nor the same words again."""
    article = make_draft_article()
    version = law_quoted(article)
    send_for_review(version, version.written_by, publish_reason=REASON)
    take_back(version, version.written_by)
    later = edit(article, make_user("Editor"), summary="Ketamine cures pain.")
    editor = signed_in(Client(), make_user("Editor"))
    address = f"/staff/pages/article/{article.pk}/steps/send/"

    assert editor.post(address, {"version": later.pk, "publish_reason": REASON}).status_code == 409
    again = restore(version, version.written_by)
    assert editor.post(address, {"version": again.pk, "publish_reason": REASON}).status_code == 409


def test_a_reason_lifts_no_other_block(reviewer):
    article = make_article(state="draft", summary="Short.", risk_line="Nausea.", key_points="")
    reason = "claim-unsourced, fact-typed, section-missing: because the sentence quotes the law."
    body = "An infusion eases pain. In a crisis, call 988."
    errors = refusals(reviewer, article, reason, body=body)

    assert all(f"[{rule}]" in errors for rule in ("claim-unsourced", "fact-typed", "section-missing"))


def test_nobody_lifts_a_wording_where_the_reason_is_not_a_reviewers():
    policy = make_policy(body="Ketamine cures pain.", publish_reason=REASON)
    faults = [fault for fault in Gate().check_row(policy) if fault.rule.id == "wording-cure"]

    assert faults
    assert faults[0].stops


def test_the_gate_reads_people_before_they_are_public():
    client = signed_in(Client(), make_user("Owner"))
    form = {"name": "Dr. Ann Lee", "slug": "ann-lee", "job_title": "Physician", "is_public": "on"}
    add = "/staff/admin/content/person/add/"

    assert "New York asks for the profession" in client.post(add, form).text
    assert client.post(add, form | {"credentials": "MD, New York license 000000"}).status_code == 302
    assert client.post(add, form | {"slug": "hidden", "is_public": ""}).status_code == 302


def test_a_clinic_shows_no_undated_price():
    client = signed_in(Client(), make_user("Owner"))
    price = make_fact("price_visit", "$500, monitoring included", kind="money")
    form = {"name": "A", "slug": "a", "time_zone": "America/New_York", "prices": [price.pk]}
    form |= {f"{rows}-{name}_FORMS": 0 for rows in ("hours", "exceptions") for name in ("TOTAL", "INITIAL")}
    add = "/staff/admin/content/clinic/add/"

    assert "price-undated" in client.post(add, form).text
    Fact.objects.update(checked_on=timezone.localdate())
    assert client.post(add, form).status_code == 302


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
