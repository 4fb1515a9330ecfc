"""The review clock: stages and their effects, one digest a day, sources that fell."""

import re
from collections import Counter
from datetime import date, timedelta
from io import StringIO
from smtplib import SMTPServerDisconnected

import pytest
from django.core import mail
from django.core.mail.backends.locmem import EmailBackend
from django.core.management import CommandError, call_command
from django.test import Client
from django.utils import timezone

from content.models import Article
from content.publishing.clock import workload
from tests.factories import make_article, make_condition, make_faq, make_finding, make_source, make_user
from tests.publishing.pages import in_state, make_public_article, two_people
from tests.staff_sign_in import signed_in

pytestmark = pytest.mark.django_db


def late_by(days: int) -> dict[str, date]:
    due = timezone.localdate() - timedelta(days=days)
    return {"reviewed_on": due - timedelta(days=365), "review_due_on": due}


@pytest.mark.parametrize(
    ("days", "stage"),
    [
        (-31, "fine"),
        (-30, "soon"),
        (0, "soon"),
        (1, "due"),
        (30, "due"),
        (31, "overdue"),
        (180, "overdue"),
        (181, "long_overdue"),
    ],
)
def test_each_stage_has_its_effects_for_readers(days, stage):
    article = make_article(is_featured=True, **late_by(days))
    page = Client().get(article.get_absolute_url()).text

    assert article.review_stage() == stage
    assert ("past its review date" in page) == (days > 0)
    assert Article.objects.featured().exists() == (days <= 0)
    assert ('content="noindex"' in page) == (stage == "long_overdue")
    assert Article.objects.indexed().exists() == (stage != "long_overdue")


def test_the_workload_counts_what_is_late_in_this_month():
    due = Counter([date(2025, 1, 1), date(2026, 11, 30), date(2027, 10, 1)])
    months = workload(due, date(2026, 11, 22))

    assert months[0] == (date(2026, 11, 1), 2)
    assert months[11] == (date(2027, 10, 1), 1)
    assert len(months) == 12


def send() -> str:
    output = StringIO()
    call_command("send_review_digest", stdout=output)
    return output.getvalue().strip()


def test_one_digest_a_day_and_a_missed_day_is_made_up_for(time_machine):
    time_machine.move_to("2026-06-01T12:00:00Z", tick=False)
    make_user("Reviewer", email="reviewer@example.org")
    make_user("Editor", email="editor@example.org")
    make_article(title="Secret title", **late_by(1))

    assert [send(), send()] == ["Sent.", "Nothing to send, or sent already."]
    time_machine.move_to("2026-06-04T12:00:00Z", tick=False)
    send(), send()
    assert [message.bcc for message in mail.outbox] == [["reviewer@example.org"]] * 2
    assert "Due: 1" in mail.outbox[1].body
    assert "Secret" not in mail.outbox[1].body


def test_a_digest_that_fails_is_sent_by_the_next_run(monkeypatch):
    make_user("Reviewer", email="reviewer@example.org")
    article, (writer, reviewer) = make_public_article(), two_people()
    in_state("in_review", article, writer, reviewer)

    def fail(*messages: object) -> None:
        raise SMTPServerDisconnected("gone")

    with monkeypatch.context() as patch:
        patch.setattr(EmailBackend, "send_messages", fail)
        with pytest.raises(CommandError, match="could not be sent"):
            send()
    assert send() == "Sent."
    assert "waiting for a reviewer: 1" in mail.outbox[0].body


def test_there_is_no_digest_when_nothing_waits():
    make_user("Reviewer", email="reviewer@example.org")
    make_article()

    assert send() == "Nothing to send, or sent already."


@pytest.mark.parametrize("how", ["retracted", "superseded"])
def test_a_source_that_falls_shows_every_page_that_cites_it_at_once(how):
    source, better = make_source("old2010"), make_source("new2020")
    make_condition(title="Citing page", body="Text [@old2010].")
    make_condition(title="Other page", body="Text [@new2020].")
    client = signed_in(Client(), make_user("Reviewer"))
    assert "no longer stands" not in client.get("/staff/admin/").text
    source.is_retracted, source.superseded_by = how == "retracted", better if how == "superseded" else None
    source.save()
    _, _, fallen = client.get("/staff/admin/").text.partition('id="fallen"')

    assert f"old2010 was {how}" in fallen
    assert "Citing page" in fallen
    assert "Other page" not in fallen


@pytest.mark.parametrize("how", ["retracted", "superseded"])
def test_readers_of_every_page_that_rests_on_a_source_that_fell_are_told_at_once(how):
    source, better, longer = make_source("old2010"), make_source("new2020"), make_source("old2010b")
    citing = make_article(title="Citing page", body="Text [@new2020; @old2010].", is_featured=True)
    fine = make_article(title="Other page", body="Text [@old2010b].", is_featured=True)
    condition = make_condition(title="With a finding")
    make_finding(condition, source)
    make_faq(question="Which one?", answer="This [@old2010].")
    source.is_retracted, source.superseded_by = how == "retracted", better if how == "superseded" else None
    source.save()
    word, client = {"retracted": "withdrawn by those", "superseded": "replaced by a newer"}[how], Client()

    for address in (citing.get_absolute_url(), condition.get_absolute_url()):
        page = client.get(address).text
        assert page.count("of this page no longer stands.") == 2  # above the text and in the review block
        assert word in page
        assert 'class="review review--overdue"' in page
    assert "no longer stands" not in client.get(fine.get_absolute_url()).text
    assert f"was {word}" in client.get("/questions/").text
    home, articles = client.get("/").text, client.get("/articles/").text
    assert "Citing page" not in home
    assert "Other page" in home
    assert articles.count("A source of it no longer stands.") == 1
    staff = signed_in(client, make_user("Reviewer")).get("/staff/admin/").text
    assert {"Citing page", "With a finding", "Which one?"} <= set(re.findall('change/">([^<]+)<', staff))
    assert longer.is_fallen() is False


def test_open_changes_and_the_reviews_of_the_year_are_a_click_away():
    article, (writer, reviewer) = make_public_article(title="Changing page"), two_people()
    in_state("in_review", article, writer, reviewer, title="Changed page")
    client = signed_in(Client(), reviewer)

    assert "waits for a reviewer. Written by" in client.get("/staff/admin/").text
    assert "The next 12 months" in client.get("/staff/reviews/").text
