"""“Is it for me?”: a list for a talk, never a verdict, and nothing of an answer left anywhere."""

import logging
from io import StringIO

import pytest
from django.apps import apps
from django.contrib.sessions.models import Session
from django.test import Client
from pytest_django.asserts import assertTemplateUsed

from tests.accounts.forms import sent as form_of
from tests.factories import make_person, make_source, make_suitability_question, make_user
from tests.staff_sign_in import signed_in

pytestmark = pytest.mark.django_db

ADDRESS = "/is-it-for-me/"
CANARY = "zephyrina-quillfeather"


def ask(client: Client, **answers: str) -> str:
    response = client.post(ADDRESS, {f"q-{slug.replace('_', '-')}": answer for slug, answer in answers.items()})
    assert response.status_code == 200
    return response.content.decode()


def test_yes_and_not_sure_are_worth_a_talk_and_no_is_not(client):
    make_source("label1", title="The label")
    make_suitability_question(slug="heart", subject="Your heart", body="It can race [@label1].")
    make_suitability_question(slug="liver", subject="Your liver", body="It can suffer.", group="mind")
    make_suitability_question(slug="sleep", subject="Your sleep", question="Do you sleep badly?", body="Say so.")
    make_suitability_question(slug="age", subject="Your age", question="Are you old?", body="Few studies.")
    text = ask(client, heart="yes", liver="unsure", sleep="no")
    talk, others = text.split('id="others"')

    assert [subject in talk for subject in ("Your heart", "Your liver", "Your sleep", "Your age")] == [
        True,
        True,
        False,
        False,
    ]
    assert talk.index("Your body</h2>") < talk.index("It can race") < talk.index("Your mental health</h2>")
    assert '<a class="cite" id="c1-1" href="#source-label1"' in talk
    assert "The label" in others
    assert others.index("Do you sleep badly?") < others.index("You did not answer these") < others.index("Are you old?")
    assert "It cannot tell you that you may have an infusion, or that you may not." in text


def test_only_no_is_no_permission(client):
    make_suitability_question(slug="heart")
    text = ask(client, heart="no")

    assert "That does not mean that an infusion is right for you." in text


@pytest.mark.parametrize("answer", ["yes", "unsure"])
def test_an_urgent_answer_leads_to_help_before_all_else(client, answer):
    make_suitability_question(slug="heart", subject="Your heart")
    make_suitability_question(slug="dark", subject="Dark thoughts", is_urgent=True, group="now", position=9)
    text = ask(client, heart="yes", dark=answer)
    main = text[text.index("<main") :]

    assert "<h1>Get help now</h1>" in main
    assert main.index('id="crisis-help"') < main.index("Dark thoughts") < main.index("Your heart")
    assert main.count("Dark thoughts") == 1


def test_an_urgent_answer_shows_help_even_where_the_form_comes_back(client):
    make_suitability_question(slug="dark", is_urgent=True)

    for answer, is_helped in (("yes", True), ("unsure", True), ("no", False)):
        response = client.post(ADDRESS, {"q-dark": answer, "change": "yes"})
        assertTemplateUsed(response, "content/suitability_form.html")
        assert ('id="crisis-help"' in response.text) is is_helped


def test_change_keeps_every_answer(client):
    make_suitability_question(slug="heart")
    make_suitability_question(slug="liver")
    answered = ask(client, heart="yes", liver="no")
    assert '<input type="hidden" name="q-heart" value="yes">' in answered
    form = client.post(ADDRESS, {"q-heart": "yes", "q-liver": "no", "change": "yes"}).content.decode()

    assert 'name="q-heart" value="yes" checked' in form
    assert 'name="q-liver" value="no" checked' in form
    assert form.count(" checked>") == 2


@pytest.mark.parametrize("sent", [{}, {"q-heart": "maybe"}, {"q-nothing": "yes"}, {"q-heart": ""}])
def test_without_a_single_answer_the_form_says_so(client, sent):
    make_suitability_question(slug="heart")
    response = client.post(ADDRESS, sent)

    assertTemplateUsed(response, "content/suitability_form.html")
    assert "<title>Error: Is it for me?" in response.content.decode()
    assert '<a href="#q-heart-1">' in response.content.decode()


def test_a_draft_is_not_asked_and_not_answered(client):
    make_suitability_question(slug="heart")
    make_suitability_question(slug="secret", state="draft", subject="Hidden matter")

    assert "q-secret" not in client.get(ADDRESS).content.decode()
    assert "Hidden matter" not in ask(client, heart="yes", secret="yes")


def test_it_says_that_no_clinician_has_read_what_a_sample_signed(client):
    sample = make_person(name="Sample Clinician", is_sample=True)
    make_suitability_question(slug="heart")
    make_suitability_question(slug="liver", reviewed_by=sample)
    for text in (client.get(ADDRESS).content.decode(), ask(client, heart="yes")):
        assert "No clinician has reviewed this example content." in text
        assert "This is a sample sign-off: no clinician has reviewed these questions." in text


def test_without_questions_the_page_says_so(client):
    assert "No question has been published yet." in client.get(ADDRESS).content.decode()


def test_nothing_that_was_sent_is_left_anywhere(settings, caplog, capfd):
    """Not in the database, a log, a cookie, a session or a cache, whatever somebody sends."""
    make_suitability_question(slug="heart", is_urgent=True)
    client, log = Client(enforce_csrf_checks=True), StringIO()
    handler = logging.StreamHandler(log)
    logging.getLogger().addHandler(handler)
    logging.getLogger("django").addHandler(handler)
    page = client.get(ADDRESS)
    before = everything_stored()
    sent = {
        "q-heart": "yes",
        "q-canary": CANARY,
        "note": CANARY,
        "csrfmiddlewaretoken": str(page.context["csrf_token"]),
    }
    answers = [client.post(ADDRESS, sent), client.post(ADDRESS, sent | {"change": CANARY})]
    late = client.post(ADDRESS, sent | {"csrfmiddlewaretoken": "x"})
    logging.getLogger().removeHandler(handler)
    logging.getLogger("django").removeHandler(handler)

    assert everything_stored() == before
    assert Session.objects.count() == 0
    assert set(client.cookies) == {settings.CSRF_COOKIE_NAME}
    assert [CANARY in response.content.decode() for response in (*answers, late)] == [False] * 3
    assert {response.headers["Cache-Control"] for response in (page, *answers, late)} == {"no-store, private"}
    written = "".join([log.getvalue(), caplog.text, *capfd.readouterr()])
    assert CANARY not in written
    assert "yes" not in written.lower()


def everything_stored() -> dict[str, list[dict[str, object]]]:
    return {model.__name__: list(model._base_manager.order_by("pk").values()) for model in apps.get_models()}


def test_a_form_that_comes_too_late_is_given_back_with_its_answers(settings):
    make_suitability_question(slug="heart")
    response = Client(enforce_csrf_checks=True).post(ADDRESS, {"q-heart": "unsure"})
    text = response.content.decode()

    assert "Your answers are still here" in text
    assert 'name="q-heart" value="unsure" checked' in text


def test_an_editor_previews_a_question_as_the_answer_to_a_yes():
    question = make_suitability_question(state="draft", subject="Your heart")
    editor = signed_in(Client(), make_user("Editor"))
    preview = editor.post(f"/staff/preview/suitabilityquestion/?pk={question.pk}", form_of(question, body="It races."))

    assert ("Preview. Readers do not see this." in preview.text, "It races." in preview.text) == (True, True)
