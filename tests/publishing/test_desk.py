"""The desk through the browser's eyes: who is offered what, two people at one page, previews that save nothing."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from accounts.matrix import ROLES
from content.models import Article, Revision
from content.publishing import drafts, steps
from content.views.desk_steps import STEPS
from tests.accounts.forms import change_address, sent
from tests.factories import make_faq, make_policy, make_treatment, make_user
from tests.publishing.pages import LIMITS, a_clinician, edit, in_state, make_draft_article, make_public_article
from tests.staff_sign_in import signed_in

pytestmark = pytest.mark.django_db
STATES = ("draft", "in_review", "approved", "scheduled", "live", "withdrawn")
WRITES = {"draft": {"send", "discard"}, "in_review": {"take-back", "discard"}, "approved": {"take-back", "discard"}}
WRITES |= {"scheduled": {"discard"}, "live": set(), "withdrawn": set()}
DECIDES = {"draft": {"spelling"}, "in_review": {"ask", "approve", "spelling"}, "approved": {"publish", "schedule"}}
DECIDES |= {"scheduled": {"cancel", "publish"}, "live": set(), "withdrawn": set()}


def as_role(role: str) -> Client:
    return signed_in(Client(), make_user(role))


def desk(article: Article) -> str:
    return f"/staff/pages/article/{article.pk}/"


def brought_to(state: str) -> tuple[Article, Revision]:
    article, writer, reviewer = make_public_article(), make_user("Editor"), make_user("Reviewer")
    version = in_state(state if state in Revision.OPEN else "approved", article, writer, reviewer)
    if state in ("live", "withdrawn"):
        steps.publish(version, reviewer)
    if state == "withdrawn":
        steps.withdraw(version, reviewer, "Wrong.")
    return Article.objects.get(), version


@pytest.mark.parametrize("role", ROLES)
def test_every_role_is_offered_its_steps_in_every_state_and_refused_the_others(role):
    for state in STATES:
        article, version = brought_to(state)
        client = as_role(role)
        withdraws = {"withdraw"} if state != "withdrawn" else set()
        allowed = {
            "Editor": WRITES[state],
            "Reviewer": WRITES[state] | DECIDES[state] | withdraws,
        }.get(role, set())
        response = client.get(desk(article))
        if role == "Front desk":
            assert response.status_code == 403
        else:
            assert {offer.name for offer in response.context["steps"]} == allowed, state
        before = Revision.objects.values_list("pk", "state").order_by("pk")
        seen = list(before)
        for step in STEPS:
            if step.name not in allowed:
                answer = client.post(f"{desk(article)}steps/{step.name}/", {"version": version.pk, "note": "No."})
                assert answer.status_code in (400, 403, 409), (state, step.name)
        assert list(before.all()) == seen
        Article.objects.all().delete()
        Revision.objects.all().delete()


def test_from_a_draft_to_readers_and_back():
    article, reviewer = make_draft_article(slug="one"), as_role("Reviewer")
    version = edit(article, make_user("Editor"), body=f"{LIMITS}Little is known.")
    due = timezone.localdate() + timedelta(days=300)
    signed = {"reviewed_by": a_clinician().pk, "review_due_on": due}

    def take(step: str, **values: object) -> int:
        return reviewer.post(f"{desk(article)}steps/{step}/", {"version": version.pk} | values).status_code

    assert [take("send"), take("approve", **signed), take("publish")] == [302, 302, 302]
    assert "Little is known" in Client().get("/articles/one/").text
    assert "Live. Reviewed" in reviewer.get(desk(article)).text
    assert take("withdraw", reason="It was wrong.") == 302
    gone = Client().get("/articles/one/")
    assert (gone.status_code, "It was wrong." in gone.text) == (410, True)


def test_a_refused_step_says_why_and_keeps_what_was_typed():
    article, version = brought_to("in_review")
    due = timezone.localdate() + timedelta(days=5000)
    typed = {"version": version.pk, "reviewed_by": a_clinician().pk, "review_due_on": due, "note": "Fine by me"}
    response = as_role("Reviewer").post(f"{desk(article)}steps/approve/", typed)

    assert response.status_code == 409
    assert "review-due-late" in response.text
    assert "Fine by me" in response.text


def test_a_step_is_bound_to_the_version_that_was_looked_at():
    article, version = brought_to("approved")
    edit(article, make_user("Editor"), body=f"{LIMITS}Slipped in.")
    response = as_role("Reviewer").post(f"{desk(article)}steps/publish/", {"version": version.pk})

    assert response.status_code == 409
    assert "Slipped in" not in Client().get(article.get_absolute_url()).text


@pytest.mark.parametrize(
    ("moment", "message"),
    [
        ("2026-03-08T02:30", "be interpreted"),  # the clock jumps over it
        ("2025-01-01T09:00", "must be in the future"),
    ],
)
def test_a_time_that_is_past_or_does_not_exist_at_the_clinic_is_refused(moment, message, time_machine):
    time_machine.move_to("2026-01-10T12:00:00Z", tick=False)
    article, version = brought_to("approved")
    response = as_role("Reviewer").post(f"{desk(article)}steps/schedule/", {"version": version.pk, "moment": moment})

    assert message in response.text
    version.refresh_from_db()
    assert version.state == "approved"


def test_the_schedule_is_in_the_clinics_time_zone(time_machine):
    time_machine.move_to("2026-01-10T12:00:00Z", tick=False)
    article, version = brought_to("approved")
    typed = {"version": version.pk, "moment": "2026-06-05T08:00"}
    as_role("Reviewer").post(f"{desk(article)}steps/schedule/", typed)
    version.refresh_from_db()

    assert version.scheduled_for.isoformat() == "2026-06-05T12:00:00+00:00"


def test_an_editor_saves_a_draft_of_a_live_page_and_readers_see_nothing_of_it():
    article, editor = make_public_article(), as_role("Editor")
    response = editor.post(change_address(article), sent(article, body="Typed."), follow=True)

    assert "The live page has not changed." in response.text
    assert "Typed." in editor.get(change_address(article)).text
    assert "Typed." not in Client().get(article.get_absolute_url()).text
    again = editor.post(change_address(article), sent(article, body="Typed."), follow=True)
    assert "nothing was saved" in again.text
    assert Revision.objects.count() == 2


def test_the_second_of_two_savers_sees_both_texts_and_overwrites_nothing():
    article, base = make_public_article(), Revision.objects.get().pk
    first, second = as_role("Editor"), as_role("Reviewer")
    first.post(change_address(article), sent(article, body="First words.", base_revision=base))
    mine = sent(article, body="Second words.", base_revision=base)
    response = second.post(change_address(article), mine)

    assert response.status_code == 200
    assert "First" in response.text
    assert "Second words." in response.text
    assert "<del>" in response.text
    assert "First words." in drafts.open_of(article).text
    again = second.post(change_address(article), mine | {"base_revision": drafts.open_of(article).pk})
    assert again.status_code == 302
    assert "Second words." in drafts.open_of(article).text


def test_parts_are_changed_taken_out_and_added_in_the_draft_alone():
    treatment, editor = make_treatment(), as_role("Editor")
    treatment.key_facts.create(label="Dose", value="As told.")
    page = editor.get(change_address(treatment)).text
    assert 'value="Dose"' in page
    rows = {"key_facts-TOTAL_FORMS": "3", "key_facts-0-position": "0", "key_facts-0-label": "Dose"}
    rows |= {"key_facts-0-value": "Changed.", "key_facts-1-position": "1", "key_facts-1-label": "Gone"}
    rows |= {"key_facts-1-value": "x", "key_facts-1-DELETE": "on", "key_facts-2-position": "0"}
    editor.post(change_address(treatment), sent(treatment) | rows)
    text = drafts.open_of(treatment).text

    assert "key_facts:\n  - {label: Dose, value: Changed.}\n" in text
    assert treatment.key_facts.get().value == "As told."
    doubled = {"key_facts-1-label": "Dose", "key_facts-1-DELETE": ""}
    again = editor.post(change_address(treatment), sent(treatment) | rows | doubled)
    assert "correct the duplicate data for label" in str(again.context["errors"])


def test_a_preview_shows_the_parts_as_typed_and_saves_nothing():
    treatment, editor = make_treatment(), as_role("Editor")
    treatment.key_facts.create(label="Dose", value="As told.")
    rows = {"key_facts-TOTAL_FORMS": "1", "key_facts-0-position": "0", "key_facts-0-label": "Other"}
    rows |= {"key_facts-0-value": "Typed here."}
    response = editor.post(f"/staff/preview/treatment/?pk={treatment.pk}", sent(treatment) | rows)

    assert "Typed here." in response.text
    assert "As told." not in response.text
    assert "Preview. Readers do not see this." in response.text
    assert response.headers["X-Robots-Tag"] == "noindex"
    assert "no-store" in response.headers["Cache-Control"]
    assert treatment.key_facts.get().label == "Dose"
    assert not Revision.objects.exists()


@pytest.mark.parametrize("make", [make_policy, make_faq, make_treatment, make_public_article])
def test_a_saved_version_is_previewed_and_compared(make):
    page, editor = make(), as_role("Reviewer")
    version = drafts.head_of(page)
    preview = editor.get(f"/staff/versions/{version.pk}/preview/")

    assert "Preview. Readers do not see this." in preview.text
    assert editor.get(f"/staff/versions/{version.pk}/text/").content.decode() == version.text
    assert editor.get(f"/staff/versions/{version.pk}/compare/?with=previous").status_code == 200


def test_a_comparison_shows_the_changed_words_with_signs():
    article, writer = make_public_article(), make_user("Editor")
    version = edit(article, writer, summary="Little is known.")
    page = as_role("Editor").get(f"/staff/versions/{version.pk}/compare/?with=live").text

    assert "</span>Nothing</del>" in page
    assert '<ins><span class="comparison__sign">+</span>Little</ins>' in page


def test_a_page_whose_text_breaks_a_newer_rule_can_be_opened_and_previewed():
    article = make_public_article(body=f"{LIMITS}Nothing.", author=a_clinician())
    version = edit(article, make_user("Editor"), title="Newer")
    broken = version.text.replace("Nothing.", "Nothing [@gone].").replace("author: ", "author: no-such-")
    Revision.objects.filter(pk=version.pk).update(text=broken)
    editor = as_role("Editor")

    page = editor.get(change_address(article))
    assert (page.status_code, "[@gone]" in page.text, "names something that is gone" in page.text) == (200, True, True)
    assert editor.get(desk(article)).status_code == 200
    assert editor.get(f"/staff/versions/{version.pk}/preview/").status_code == 409


def test_what_a_page_said_on_a_day_is_told_to_the_byte(time_machine):
    time_machine.move_to("2026-01-10T15:00:00Z", tick=False)
    article, reviewer = make_public_article(title="January"), make_user("Reviewer")
    january = drafts.live_of(article).text
    time_machine.move_to("2026-03-10T15:00:00Z", tick=False)
    steps.publish(in_state("approved", article, make_user("Editor"), reviewer, title="March"), reviewer)
    client = as_role("Editor")

    def said(day: str) -> list[str]:
        return [version.text for version in client.get(f"{desk(article)}on/", {"day": day}).context["shown"]]

    assert said("2026-01-09") == []
    assert said("2026-01-10") == said("2026-03-09") == [january]
    assert [text.count("March") for text in said("2026-03-10")] == [0, 1]
    assert len(said("2026-03-11")) == 1


def test_an_old_version_is_restored_as_a_draft():
    article, reviewer = make_public_article(title="Old"), make_user("Reviewer")
    first = drafts.live_of(article)
    steps.publish(in_state("approved", article, make_user("Editor"), reviewer, title="New"), reviewer)
    as_role("Editor").post(f"/staff/versions/{first.pk}/restore/")

    assert drafts.open_of(article).title == "Old"
    assert Article.objects.get().title == "New"
