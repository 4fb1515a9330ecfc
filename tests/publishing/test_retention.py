"""Versions are kept for years after they were last shown, and then go."""

from io import StringIO

import pytest
from django.core.management import call_command

from content.models import Revision
from content.publishing import drafts, steps
from tests.publishing.pages import edit, in_state, make_public_article, two_people

pytestmark = pytest.mark.django_db


def purge(*options: str) -> str:
    output = StringIO()
    call_command("purge_versions", *options, stdout=output)
    return output.getvalue().strip()


def test_what_was_shown_is_kept_for_six_years_after_its_end_and_what_is_live_for_good(time_machine):
    time_machine.move_to("2026-01-01T12:00:00Z", tick=False)
    article, (writer, reviewer) = make_public_article(), two_people()
    first = drafts.live_of(article)
    time_machine.move_to("2027-01-01T12:00:00Z", tick=False)
    steps.publish(in_state("approved", article, writer, reviewer), reviewer)

    time_machine.move_to("2032-12-31T12:00:00Z", tick=False)
    assert purge() == "0 version(s) deleted."
    time_machine.move_to("2033-01-10T12:00:00Z", tick=False)
    assert purge("--dry-run") == "1 version(s) would be deleted."
    assert purge() == "1 version(s) deleted."
    assert not Revision.objects.filter(pk=first.pk).exists()
    assert drafts.live_of(article) is not None


def test_an_open_change_is_kept_however_old_it_is(time_machine):
    time_machine.move_to("2026-01-01T12:00:00Z", tick=False)
    article, (writer, _) = make_public_article(), two_people()
    change = edit(article, writer, title="Unfinished")
    time_machine.move_to("2040-01-01T12:00:00Z", tick=False)

    assert purge() == "0 version(s) deleted."
    assert drafts.open_of(article) == change
