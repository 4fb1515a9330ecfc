"""What a live page quotes is changed: readers and staff are told, until the page is signed again."""

from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import call_command
from django.test import Client
from django.utils import timezone

from content.models import Fact, Finding, Revision
from content.publishing import drafts, steps
from content.publishing.quoting import changes_of, note_changes
from content.publishing.refused import Refused
from content.publishing.signing_again import sign_again
from tests.accounts.forms import change_address, sent
from tests.content_files import put
from tests.factories import make_condition, make_fact, make_finding, make_source, make_user
from tests.publishing.pages import LIMITS, a_clinician, edit, in_state, make_public_article, two_people
from tests.staff_sign_in import signed_in

pytestmark = pytest.mark.django_db
QUOTING = f"Rest: {{{{ rule }}}}\n\n{LIMITS}Nothing is known."
NOTICE = "A value that this page quotes was changed"


def signed_article(**values):
    """A public article that quotes the fact `rule`, signed by a reviewer; its writer and its reviewer."""
    fact = make_fact("rule", "Rest a day.")
    article, (writer, reviewer) = make_public_article(**values), two_people()
    steps.publish(in_state("approved", article, writer, reviewer, body=QUOTING), reviewer)
    article.refresh_from_db()
    return article, fact, writer, reviewer


def change(fact: Fact, value: str) -> None:
    owner = signed_in(Client(), make_user("Owner"))
    form = {"label": "Rule", "kind": "text", "value": value, "seen_value": value}
    assert owner.post(change_address(fact), form).status_code == 302


def test_readers_and_staff_are_told_and_signing_again_is_one_step():
    article, fact, _, reviewer = signed_article(title="Quoting page")
    client, path = signed_in(Client(), reviewer), f"/staff/pages/article/{article.pk}/"
    assert NOTICE not in Client().get(article.get_absolute_url()).text
    change(fact, "Rest two days.")
    page, start, desk = (client.get(a).text for a in (article.get_absolute_url(), "/staff/admin/", path))

    assert NOTICE in page
    assert "Rest two days." in page
    assert 'review--overdue"' in page
    assert "Quoting page" in start.partition('id="quoting"')[2].partition("</section>")[0]
    assert "</span>days.</ins>" in desk
    form = {"reviewed_by": a_clinician().pk, "review_due_on": timezone.localdate() + timedelta(days=300)}
    seen = desk.partition('name="seen" value="')[2].partition('"')[0]
    version = drafts.live_of(article).pk
    signed = client.post(f"{path}steps/sign-again/", form | {"version": version, "seen": seen})
    assert signed.status_code == 302
    assert NOTICE not in client.get(article.get_absolute_url()).text
    assert 'id="quoting"' not in client.get("/staff/admin/").text
    live = drafts.live_of(article)
    assert [step.kind for step in live.steps.all()] == ["signed_again"]
    assert (live.words_digest, live.signed_by) == (Revision.objects.get(pk=version).words_digest, reviewer)


def test_a_value_that_comes_back_is_no_change():
    article, fact, _, _ = signed_article()
    change(fact, "Rest two days.")
    change(fact, "Rest a day.")

    assert NOTICE not in Client().get(article.get_absolute_url()).text


def test_spelling_does_not_sign_what_is_quoted():
    article, fact, writer, reviewer = signed_article()
    change(fact, "Rest two days.")
    steps.publish_spelling(edit(article, writer, body=QUOTING.replace("known", "Known")), reviewer, "A letter.")

    assert NOTICE in Client().get(article.get_absolute_url()).text


def test_nobody_signs_again_what_they_wrote_or_what_they_did_not_see():
    article, fact, writer, reviewer = signed_article()
    change(fact, "Rest two days.")
    live, due = drafts.live_of(article), timezone.localdate() + timedelta(days=300)
    seen = live.signed_digest  # of the old value

    with pytest.raises(Refused, match="was changed while you looked"):
        sign_again(live, reviewer, seen=seen, reviewed_by=a_clinician(), review_due_on=due)
    change(fact, "Rest a day.")
    with pytest.raises(Refused, match="You wrote part"):
        sign_again(live, writer, seen=seen, reviewed_by=a_clinician(), review_due_on=due)
    edit(article, writer, title="Other")
    with pytest.raises(Refused, match="open change"):
        sign_again(live, reviewer, seen=seen, reviewed_by=a_clinician(), review_due_on=due)


def test_a_finding_names_the_pages_that_show_it_before_it_is_saved_and_its_change_is_noted():
    condition, source = make_condition(title="Shown on", body="Nothing is known."), make_source("trial2020")
    finding, article = make_finding(condition, source, harms="Nausea."), make_public_article(title="Relief page")
    article.conditions.add(condition)
    type(article).objects.update(body=f"## Relief {{#relief}}\n\nUnknown.\n\n{LIMITS}Nothing is known.")
    live = drafts.head_of(condition)
    reviewer, form = signed_in(Client(), make_user("Reviewer")), sent(finding, outcome="sleep")
    shown = reviewer.post(change_address(finding), form).text

    assert "condition &#x27;Shown on&#x27;" in shown
    assert "article &#x27;Relief page&#x27;" in shown
    assert Finding.objects.get().outcome == "pain"
    seen = shown.partition('name="seen_value" value="')[2].partition('"')[0]
    reviewer.post(change_address(finding), form | {"seen_value": seen, "outcome": "mood"})
    assert Finding.objects.get().outcome == "pain"
    reviewer.post(change_address(finding), form | {"seen_value": seen})
    live.refresh_from_db()
    assert [change.name for change in changes_of(live)] == [f"Finding {finding.slug}"]
    assert Revision.objects.filter(quotes_changed_on=timezone.localdate()).count() == 2


@pytest.mark.parametrize("count", [1, 4])
def test_noting_changes_needs_the_same_queries_for_any_number_of_pages(count, django_assert_num_queries):
    for number in range(count):
        make_public_article(slug=f"page-{number}", body=f"{{{{ rule }}}}\n\n{LIMITS}Nothing is known.")
    make_fact("rule", "Rest.")
    note_changes()

    # savepoint twice; facts, findings, live versions; articles, their conditions, their topics
    with django_assert_num_queries(8):
        note_changes()


def test_pages_that_quote_nothing_are_not_read_again_and_a_first_finding_is_still_noted(django_assert_num_queries):
    condition = make_condition(body="Nothing is known.")
    drafts.head_of(condition)
    for number in range(3):
        make_public_article(slug=f"page-{number}", body=f"{LIMITS}Nothing is known.")
    note_changes()

    with django_assert_num_queries(6):  # savepoint twice; facts, findings, live versions; the condition
        assert note_changes() == 0
    make_finding(condition)
    assert note_changes() == 1


def test_a_fact_that_changes_in_its_file_is_noted_with_the_load_and_not_by_a_dry_run(tmp_path):
    def load(value: str, *options: str) -> bool:
        put(tmp_path, "facts/rule", "label: Rule", "kind: text", f"value: {value}")
        call_command("load_content", tmp_path, *options, stdout=StringIO())
        return Revision.objects.filter(quotes_changed_on__isnull=False).exists()

    load("Rest a day.")
    make_public_article(body=QUOTING)
    assert [load("Rest a day."), load("Rest two days.", "--dry-run"), load("Rest two days.")] == [False, False, True]
