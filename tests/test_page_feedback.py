"""Whether a page helped: what is counted, what is refused, how long it is kept, and what staff see."""

from datetime import date, timedelta
from unittest.mock import ANY

import pytest

from content.models import ContentVersion, PageFeedback, RateLimit
from content.views.listing_reports import REPORTS_OF_A_NETWORK
from tests.factories import make_article, make_user
from tests.staff_sign_in import signed_in

pytestmark = pytest.mark.django_db

ABOUT = "/feedback/?page=/articles/one/"
TODAY = date(2026, 11, 22)


@pytest.fixture(autouse=True)
def frozen(time_machine):
    time_machine.move_to("2026-11-22T17:00:00Z", tick=False)
    make_article(slug="one", title="One")
    return time_machine


def send(client, frozen, seconds: float = 10, **values: str):
    page = client.get(ABOUT)
    frozen.shift(timedelta(seconds=seconds))
    return client.post(ABOUT, {"answer": "no", "shown_at": page.context["stamp"]} | values)


def test_an_answer_keeps_the_page_and_the_day_and_nothing_about_who_gave_it(client, frozen):
    response = send(client, frozen, missing="cost", name="Ada", text="My back hurts")

    assert response.headers["Location"] == "/feedback/sent/?page=%2Farticles%2Fone%2F"
    row = {"id": ANY, "page": "/articles/one/", "day": TODAY, "answer": "no", "missing": "cost", "times": 1}
    assert list(PageFeedback.objects.values()) == [row]
    assert "Back to the page: One" in client.get(response.headers["Location"]).text


def test_the_same_answer_is_counted_and_does_not_end_what_is_kept(client, frozen):
    before = ContentVersion.objects.get().number
    for _ in range(3):
        send(client, frozen)

    assert PageFeedback.objects.values_list("times", flat=True).get() == 3
    assert ContentVersion.objects.get().number == before


def test_nothing_is_missing_from_a_page_that_helped(client, frozen):
    send(client, frozen, answer="yes", missing="cost")

    assert PageFeedback.objects.values_list("answer", "missing").get() == ("yes", "")


@pytest.mark.parametrize(
    ("seconds", "values", "words"),
    [
        (1, {}, "That was very quick"),
        (10, {"shown_at": "forged"}, "open for a long time"),
        (10, {"answer": ""}, "Select whether the page helped"),
        (10, {"missing": "my back"}, "Select one of the things"),
        (10, {"leave_this": "x"}, "Empty the box named"),
    ],
)
def test_an_answer_that_is_not_taken_says_so_and_counts_nothing(client, frozen, seconds, values, words):
    response = send(client, frozen, seconds, **values)

    assert response.status_code == 400
    assert words in response.text
    assert "<title>Error: " in response.text
    assert not PageFeedback.objects.exists()


def test_answers_of_one_network_are_limited_by_a_count_of_their_own(client, frozen):
    assert send(client, frozen).status_code == 302
    RateLimit.objects.filter(key__startswith="page-feedback:").update(uses=REPORTS_OF_A_NETWORK)
    refused = send(client, frozen, 4)

    assert refused.status_code == 429
    assert "Wait 1 hour" in refused.text
    assert "checked" in refused.text  # the answer is still there


def test_what_is_older_than_a_year_goes(client, frozen):
    PageFeedback.objects.create(page="/", day=TODAY - timedelta(days=366), answer="no")
    PageFeedback.objects.create(page="/costs/", day=TODAY - timedelta(days=365), answer="no")
    send(client, frozen)

    assert set(PageFeedback.objects.values_list("page", flat=True)) == {"/costs/", "/articles/one/"}


def test_the_form_is_kept_nowhere_and_asks_for_no_text(client):
    response = client.get(ABOUT)

    assert {"no-store", "private"} <= set(response.headers["Cache-Control"].split(", "))
    assert response.headers["X-Robots-Tag"] == "noindex"
    assert "<textarea" not in response.text


def test_staff_see_first_what_did_not_help_and_what_was_missed(client):
    for page, answer, missing, times in [
        ("/costs/", "yes", "", 9),
        ("/articles/one/", "no", "words", 2),
        ("/articles/one/", "partly", "cost", 3),
        ("/articles/one/", "yes", "", 1),
    ]:
        PageFeedback.objects.create(page=page, day=TODAY, answer=answer, missing=missing, times=times)
    PageFeedback.objects.create(page="/old/", day=TODAY - timedelta(days=366), answer="no")
    staff = signed_in(client, make_user("Editor"))
    text = staff.get("/staff/feedback/").text

    assert text.index('href="/articles/one/"') < text.index('href="/costs/"')
    assert "<td>1</td><td>3</td><td>2</td>" in text
    assert text.index("What it costs, or what insurance pays: 3") < text.index("Words that I understand: 2")
    assert "/old/" not in text
    assert 'href="/staff/feedback/"' in staff.get("/staff/admin/").text
