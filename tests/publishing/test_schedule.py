"""What is scheduled goes live at its time, once; what may not go back to the reviewers."""

from datetime import timedelta

import pytest
from django.db import InterfaceError, connection
from django.utils import timezone

from content.middleware import publish_what_is_due
from content.models import Article, Revision, Step
from content.publishing import steps
from content.publishing.refused import Refused
from content.publishing.schedule import publish_due, publish_one
from tests.factories import make_fact
from tests.publishing import race
from tests.publishing.pages import LIMITS, in_state, make_public_article, two_people

pytestmark = pytest.mark.django_db
NOON = "2026-06-01T16:00:00Z"


@pytest.fixture
def scheduled(time_machine):
    """A change for tomorrow at noon in New York."""
    time_machine.move_to(NOON, tick=False)
    make_fact("rule", "Rest.")
    article, (writer, reviewer) = make_public_article(title="Old"), two_people()
    return in_state("scheduled", article, writer, reviewer, title="New", body=f"{{{{ rule }}}}\n\n{LIMITS}Unknown.")


def title() -> str:
    return Article.objects.get().title


def test_nothing_goes_live_before_its_time(scheduled, time_machine):
    time_machine.shift(timedelta(hours=23, minutes=59))

    assert publish_due() == []
    assert title() == "Old"


def test_a_missed_time_is_caught_up_exactly_once(scheduled, time_machine):
    time_machine.shift(timedelta(days=9))
    late = Revision.objects.get(pk=scheduled.pk)

    assert publish_due() == [scheduled]
    assert publish_due() == []
    assert not publish_one(late), "a second process that found it due at the same moment"
    assert title() == "New"
    assert Step.objects.filter(kind="published").count() == 1
    assert not Step.objects.filter(kind="stopped").exists()


def test_what_changed_since_it_was_signed_goes_back_to_review(scheduled, time_machine):
    make_fact("other", "x")
    type(make_fact("third", "y")).objects.filter(key="rule").update(value="Do not rest.")
    time_machine.shift(timedelta(days=1))

    assert publish_due() == []
    assert publish_due() == []
    scheduled.refresh_from_db()
    assert (title(), scheduled.state, scheduled.signed_by) == ("Old", "in_review", None)
    assert "changed after it was signed" in scheduled.steps.get(kind="stopped").note


def test_the_past_is_no_time_for_a_schedule(time_machine):
    time_machine.move_to(NOON, tick=False)
    article, (writer, reviewer) = make_public_article(), two_people()
    version = in_state("approved", article, writer, reviewer)

    for moment in (timezone.now(), timezone.now() - timedelta(days=1)):
        with pytest.raises(Refused, match="must be in the future"):
            steps.schedule(version, reviewer, moment)


def test_a_cancelled_schedule_is_not_caught_up(scheduled, time_machine):
    steps.cancel_schedule(scheduled, scheduled.signed_by)
    time_machine.shift(timedelta(days=2))

    assert publish_due() == []
    assert title() == "Old"


def test_an_edit_in_the_moment_of_a_decision_never_reaches_readers_and_a_schedule_runs_once(tmp_path):
    assert race.outcome(tmp_path) == "0 slipped in, published 1 time(s)"


def test_a_schedule_that_cannot_be_kept_refuses_no_page(settings, rf, caplog):
    settings.SCHEDULE_SECONDS = 30

    def no_connection(execute, sql, params, many, context):
        raise InterfaceError("connection already closed")

    with connection.execute_wrapper(no_connection):
        answer = publish_what_is_due(lambda request: "page")(rf.get("/"))

    assert answer == "page"
    assert "could not be kept" in caplog.text
