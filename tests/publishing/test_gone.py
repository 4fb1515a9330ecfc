"""What readers get at old addresses, and what becomes of deleted pages."""

from datetime import timedelta

import pytest
from django.test import Client

from content.middleware import publish_what_is_due
from content.models import Article, OldPath, Revision
from content.publishing import drafts, steps
from content.publishing.deleting import deleted_versions
from content.publishing.refused import Refused
from tests.factories import make_article, make_condition, make_user
from tests.publishing.pages import in_state, make_public_article, two_people
from tests.staff_sign_in import signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def reviewer() -> Client:
    return signed_in(Client(), make_user("Reviewer"))


def delete_address(article: Article) -> str:
    return f"/staff/admin/content/article/{article.pk}/delete/"


def test_an_old_address_leads_to_the_new_one_for_good(client):
    article, (writer, reviewer) = make_public_article(slug="old"), two_people()
    steps.publish(in_state("approved", article, writer, reviewer, slug="newer"), reviewer)
    steps.publish(in_state("approved", article, writer, reviewer, slug="newest"), reviewer)

    for old in ("/articles/old/", "/articles/newer/"):
        response = client.get(old)
        assert (response.status_code, response.headers["Location"]) == (301, "/articles/newest/")


def test_the_plan_of_a_renamed_treatment_leads_to_the_treatment(client):
    OldPath.objects.create(path="/treatments/old/", target="/treatments/new/")

    response = client.get("/treatments/old/plan/")
    assert (response.status_code, response.headers["Location"]) == (301, "/treatments/new/")
    assert client.get("/treatments/old/no/").status_code == client.get("/treatments/older/plan/").status_code == 404


def test_a_withdrawn_page_leads_on_or_says_why(client):
    make_article(slug="better")
    first, second, (_, reviewer) = make_public_article(slug="one"), make_public_article(slug="two"), two_people()
    steps.withdraw(drafts.live_of(first), reviewer, "Wrong.", "/articles/better/", redirects=True)
    steps.withdraw(drafts.live_of(second), reviewer, "Wrong.", "/articles/better/")

    assert client.get("/articles/one/").headers["Location"] == "/articles/better/"
    gone = client.get("/articles/two/")
    assert (gone.status_code, 'href="/articles/better/"' in gone.text) == (410, True)


def test_no_page_is_withdrawn_without_a_reason_for_readers():
    article, (_, reviewer) = make_public_article(), two_people()

    with pytest.raises(Refused, match="in words for readers"):
        steps.withdraw(drafts.live_of(article), reviewer, " ")


def test_deleting_names_the_pages_that_link_there_and_tells_readers_why(reviewer, client):
    article = make_public_article(slug="one")
    make_condition(title="Linking page", body="See [it](/articles/one/).")
    assert "Linking page" in reviewer.get(delete_address(article)).text
    reviewer.post(delete_address(article), {"post": "yes", "reason": "The clinic moved."})

    gone = client.get("/articles/one/")
    assert (gone.status_code, "The clinic moved." in gone.text) == (410, True)


def test_deleting_sends_readers_on_to_public_pages_only(reviewer, client):
    make_article(slug="better")
    for target, answer in (("/articles/better/", 301), ("//evil.example/", 410), ("/articles/one/", 410)):
        article = make_public_article(slug="one")
        reviewer.post(delete_address(article), {"post": "yes", "target": target})
        assert client.get("/articles/one/").status_code == answer, target
        OldPath.objects.all().delete()


def test_a_deleted_page_comes_back_as_a_draft_with_its_history_for_30_days(reviewer, time_machine):
    time_machine.move_to("2026-06-01T12:00:00Z", tick=False)
    article = make_public_article(slug="one", title="Deleted one")
    text = drafts.live_of(article).text
    reviewer.post(delete_address(article), {"post": "yes"})
    version, _ = next(deleted_versions())
    assert "Deleted one" in reviewer.get("/staff/admin/").text
    reviewer.post(f"/staff/versions/{version.pk}/bring-back/")
    back = Article.objects.get()

    assert (back.pk, back.state, back.title) == (article.pk, "draft", "Deleted one")
    assert [topic.topic for topic in back.topics.all()] == ["basics"]
    assert Revision.objects.of("articles", article.pk).filter(text=text).exists()
    assert list(deleted_versions()) == []
    reviewer.post(delete_address(back), {"post": "yes"})
    time_machine.shift(timedelta(days=31))
    assert list(deleted_versions()) == []


def test_a_scheduled_page_is_live_with_the_first_request_after_its_time(time_machine, settings, rf):
    settings.SCHEDULE_SECONDS = 30
    time_machine.move_to("2026-06-01T12:00:00Z", tick=False)
    article, (writer, reviewer) = make_public_article(title="Old"), two_people()
    in_state("scheduled", article, writer, reviewer, title="New")
    seen = []
    answer = publish_what_is_due(lambda request: seen.append(Article.objects.get().title))
    answer(rf.get("/"))
    time_machine.shift(timedelta(days=2))
    publish_what_is_due(lambda request: seen.append(Article.objects.get().title))(rf.get("/"))

    assert seen == ["Old", "New"]
