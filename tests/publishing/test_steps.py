"""From draft to public and back: what each step does, and from which state it may be taken."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from content.models import Article, Revision
from content.publishing import drafts, steps
from content.publishing.refused import Refused
from content.syncing.kinds import KIND_OF
from content.syncing.writing import text_of_row
from tests.factories import make_condition, make_fact, make_finding, make_person, make_source
from tests.publishing.pages import (
    LIMITS,
    a_clinician,
    edit,
    in_state,
    make_draft_article,
    make_public_article,
    sign,
    two_people,
    typed,
)

pytestmark = pytest.mark.django_db
STATES = ("draft", "in_review", "approved", "scheduled")
TOMORROW = timedelta(days=1)


def file_of(article: Article) -> str:
    return text_of_row(KIND_OF[Article], Article.objects.get(pk=article.pk))


STEPS: dict[str, tuple[Callable[[Revision, Any], object], dict[str, str]]] = {
    # the step, and where it leads from each state in which it may be taken
    "send": (steps.send_for_review, {"draft": "in_review"}),
    "take back": (steps.take_back, {"in_review": "draft", "approved": "draft"}),
    "ask": (lambda version, by: steps.ask_for_changes(version, by, "Shorter."), {"in_review": "draft"}),
    "approve": (sign, {"in_review": "approved"}),
    "publish": (steps.publish, {"approved": "live", "scheduled": "live"}),
    "spelling": (
        lambda version, by: steps.publish_spelling(version, by, "A letter."),
        {"draft": "live", "in_review": "live"},
    ),
    "schedule": (
        lambda version, by: steps.schedule(version, by, timezone.now() + TOMORROW),
        {"approved": "scheduled"},
    ),
    "cancel": (steps.cancel_schedule, {"scheduled": "approved"}),
    "discard": (drafts.discard, dict.fromkeys(STATES, "replaced")),
}


@pytest.mark.parametrize("state", [*STATES, "live", "replaced", "withdrawn"])
@pytest.mark.parametrize("step", STEPS)
def test_each_step_leads_on_from_its_own_states_and_changes_nothing_elsewhere(step, state):
    article, (writer, reviewer) = make_public_article(), two_people()
    version = in_state(state if state in STATES else "approved", article, writer, reviewer)
    if state not in STATES:
        steps.publish(version, reviewer)
    if state == "replaced":
        steps.publish(in_state("approved", article, writer, reviewer, title="Newer"), reviewer)
    if state == "withdrawn":
        steps.withdraw(version, reviewer, "Wrong.")
    version.refresh_from_db()
    take, leads = STEPS[step]
    before = file_of(article)

    if state in leads:
        take(version, reviewer)
        assert Revision.objects.get(pk=version.pk).state == leads[state]
        assert (file_of(article) == before) == (leads[state] != "live")
        return
    with pytest.raises(Refused):
        take(version, reviewer)
    assert Revision.objects.get(pk=version.pk).state == state
    assert file_of(article) == before


def test_saving_makes_a_version_and_leaves_the_public_page_as_it_is():
    article, (writer, _) = make_public_article(), two_people()
    before = file_of(article)
    version = edit(article, writer, body="Typed.")

    assert (version.state, version.written_by) == ("draft", writer)
    assert "Typed." in version.text
    assert file_of(article) == before


def test_while_nothing_is_public_the_row_follows_the_draft():
    article, (writer, _) = make_draft_article(), two_people()
    version = edit(article, writer, body="Typed.")

    assert file_of(article) == version.text
    assert Article.objects.get().state == "draft"


def test_saving_what_is_there_already_makes_no_version():
    article, (writer, _) = make_public_article(), two_people()

    assert drafts.save(KIND_OF[Article], typed(article), writer) is None
    assert Revision.objects.count() == 1


def test_a_published_version_is_kept_as_the_bytes_of_its_file():
    article, (writer, reviewer) = make_public_article(), two_people()
    first = drafts.live_of(article)
    version = in_state("approved", article, writer, reviewer, title="New title")
    steps.publish(version, reviewer)
    article.refresh_from_db()

    assert article.title == "New title"
    assert Revision.objects.get(pk=version.pk).text == file_of(article)
    assert article.reviewed_by == a_clinician()
    assert article.reviewed_on == timezone.localdate()
    first.refresh_from_db()
    assert (first.state, first.live_until is not None) == ("replaced", True)


def test_a_new_page_is_published_as_of_now():
    article, (writer, reviewer) = make_draft_article(), two_people()
    steps.publish(in_state("approved", article, writer, reviewer), reviewer)
    article.refresh_from_db()

    assert article.is_public()
    assert timezone.now() - article.published_at < timedelta(minutes=1)


def test_each_step_is_recorded_with_who_and_why():
    article, (writer, reviewer) = make_public_article(), two_people()
    version = edit(article, writer, body=f"{LIMITS}Little.")
    steps.send_for_review(version, writer, "Please look.")
    steps.ask_for_changes(version, reviewer, "Say how little.")
    recorded = list(version.steps.values_list("kind", "by", "note"))

    assert recorded == [
        ("saved", writer.pk, ""),
        ("sent", writer.pk, "Please look."),
        ("changes_asked", reviewer.pk, "Say how little."),
    ]


def test_asking_for_changes_needs_a_comment():
    article, (writer, reviewer) = make_public_article(), two_people()

    with pytest.raises(Refused, match="what should be changed"):
        steps.ask_for_changes(in_state("in_review", article, writer, reviewer), reviewer, " ")


def test_nobody_approves_what_they_wrote():
    article, (writer, reviewer) = make_public_article(), two_people()
    edit(article, reviewer, title="Reviewer's words")
    version = in_state("in_review", article, writer, reviewer)

    with pytest.raises(Refused, match="You wrote part"):
        sign(version, reviewer)
    with pytest.raises(Refused, match="other than the author"):
        sign(version, two_people()[1], reviewed_by=article.author)
    assert Revision.objects.get(pk=version.pk).state == "in_review"


def test_a_practice_with_one_clinician_may_and_the_record_says_so(settings):
    settings.SINGLE_CLINICIAN = True
    article, (_, reviewer) = make_public_article(), two_people()
    version = sign(in_state("in_review", article, reviewer, reviewer), reviewer)

    assert "one clinician" in version.steps.get(kind="approved").note


def test_what_the_gate_blocks_is_not_sent_for_review():
    article, (writer, _) = make_public_article(), two_people()
    version = edit(article, writer, body=f"{LIMITS}Ketamine cures pain.")

    with pytest.raises(Refused, match="wording-cure"):
        steps.send_for_review(version, writer)


def test_an_edit_takes_the_approval_away():
    article, (writer, reviewer) = make_public_article(), two_people()
    signed = in_state("approved", article, writer, reviewer)
    edit(article, writer, body=f"{LIMITS}Slipped in.")

    with pytest.raises(Refused):
        steps.publish(signed, reviewer)
    assert "Slipped in" not in file_of(article)
    assert drafts.open_of(article).state == "draft"


@pytest.mark.parametrize("changed", ["fact", "finding"])
def test_a_change_of_what_the_page_quotes_takes_the_approval_away(changed):
    condition = make_condition()
    finding, fact = make_finding(condition, make_source("trial2020")), make_fact("rule", "Rest.")
    article, (writer, reviewer) = make_public_article(), two_people()
    article.conditions.add(condition)
    body = f"Hello {{{{ rule }}}}\n\n## Relief {{#relief}}\n\nThe risks are unknown.\n\n{LIMITS}Nothing is known."
    version = in_state("approved", article, writer, reviewer, body=body)
    row = {"fact": fact, "finding": finding}[changed]
    for name in {"fact": ["value"], "finding": ["result"]}[changed]:
        setattr(row, name, "Other.")
    row.save()

    with pytest.raises(Refused, match="changed after it was signed"):
        steps.publish(version, reviewer)


def test_a_file_that_changed_the_page_meanwhile_stops_an_older_draft():
    article, (writer, reviewer) = make_public_article(), two_people()
    version = in_state("approved", article, writer, reviewer)
    Article.objects.update(title="From a file")
    drafts.record_row(KIND_OF[Article], Article.objects.get(), "Loaded from a file.")

    with pytest.raises(Refused, match="was changed after this was saved"):
        steps.publish(version, reviewer)


def test_two_drafts_begun_from_the_same_version_meet():
    article, (writer, other) = make_public_article(), two_people()
    base = drafts.head_of(article).pk
    drafts.save(KIND_OF[Article], typed(article, title="First"), writer, base=base)

    with pytest.raises(drafts.SavedMeanwhile) as meeting:
        drafts.save(KIND_OF[Article], typed(article, title="Second"), other, base=base)
    assert meeting.value.newer.title == "First"
    assert drafts.open_of(article).title == "First"


def test_spelling_keeps_the_review_and_shows_each_word():
    article, (writer, reviewer) = make_public_article(body=f"{LIMITS}Nothing is, known."), two_people()
    reviewed_on = article.reviewed_on
    version = edit(article, writer, body=f"{LIMITS}Nothing is known.")
    steps.publish_spelling(version, reviewer, "A letter.")
    article.refresh_from_db()

    assert (article.body, article.reviewed_on) == (f"{LIMITS}Nothing is known.", reviewed_on)
    assert version.steps.get(kind="spelling").note == "A letter. [-is,-] {+is+}"


@pytest.mark.parametrize("words", ["In 3 of 10.", "Nothing [@trial2020].", "Nothing {{ rule }}"])
def test_a_number_a_source_or_a_fact_is_no_spelling(words):
    make_source("trial2020"), make_fact("rule", "Rest.")
    article, (writer, reviewer) = make_public_article(), two_people()
    version = edit(article, writer, body=f"{LIMITS}{words}")

    with pytest.raises(Refused, match="that is no spelling"):
        steps.publish_spelling(version, reviewer, "A letter.")


def test_spelling_needs_a_reason():
    article, (writer, reviewer) = make_public_article(body=f"{LIMITS}Nothing is, known."), two_people()
    version = edit(article, writer, body=f"{LIMITS}Nothing is known.")

    with pytest.raises(Refused, match="what was misspelled"):
        steps.publish_spelling(version, reviewer, " ")


def test_what_the_gate_blocks_by_now_is_not_published_though_it_was_approved():
    source = make_source("trial2020")
    article, (writer, reviewer) = make_public_article(), two_people()
    version = in_state("approved", article, writer, reviewer, body=f"{LIMITS}Little is known [@trial2020].")
    source.is_retracted = True
    source.save()

    with pytest.raises(Refused, match="source-retracted"):
        steps.publish(version, reviewer)
    assert "Little" not in file_of(article)


def test_an_old_version_comes_back_as_a_draft():
    article, (writer, reviewer) = make_public_article(title="Old title"), two_people()
    first = drafts.live_of(article)
    steps.publish(in_state("approved", article, writer, reviewer, title="New title"), reviewer)
    restored = drafts.restore(first, writer)
    article.refresh_from_db()

    assert (restored.state, restored.title, article.title) == ("draft", "Old title", "New title")


def test_a_version_that_names_somebody_who_is_gone_is_not_published():
    article, (writer, reviewer) = make_public_article(), two_people()
    gone = make_person()
    version = edit(article, writer, author=gone)
    article.save()
    gone.delete()

    with pytest.raises(Refused, match="there is no"):
        steps.send_for_review(version, reviewer)
