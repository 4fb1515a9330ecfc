"""Lists of what a text can name: what is put in, what is told beside it, how many are shown."""

import re

import pytest
from django.test import Client

from content.rendering.callouts import KINDS
from content.views.insert import SHOWN
from tests.factories import make_fact, make_image, make_source, make_term, make_user
from tests.staff_sign_in import signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def editor() -> Client:
    return signed_in(Client(), make_user("Editor"))


def codes(editor: Client, kind: str, words: str = "") -> list[str]:
    page = editor.get(f"/staff/insert/{kind}/", {"q": words}).text
    return re.findall(r'data-code="([^"]*)"', page)


def test_each_list_offers_what_the_text_then_holds(editor):
    make_source("trial2020", title="Pain after surgery")
    make_fact("rule", "Rest.", label="The rule")
    make_term("placebo", other_spellings="dummy pill")
    image = make_image(alt="A door.")

    assert codes(editor, "source", "SURGERY 2020") == ["[@trial2020]"]
    assert codes(editor, "source", "surgery 1999") == []
    assert codes(editor, "fact", "the rule") == ["{{ rule }}"]
    assert codes(editor, "term", "dummy") == ["[[placebo]]"]
    assert codes(editor, "image", "door") == [f"![A door.](image:{image.slug})"]
    assert codes(editor, "callout", "911") == ["::: emergency\n- Write here.\n:::"]
    assert len(codes(editor, "callout")) == len(KINDS)


def test_a_fact_is_told_with_the_value_that_readers_see_now(editor):
    make_fact("rule", "Rest <today>.")
    page = editor.get("/staff/insert/fact/?q=rule").text

    assert "Now: Rest &lt;today&gt;." in page
    assert "clinic_phone" in "".join(codes(editor, "fact"))


def test_sources_that_fell_say_so_and_come_last(editor):
    newer = make_source("b2020")
    make_source("a2019", superseded_by=newer)
    make_source("a2018", is_retracted=True)
    page = editor.get("/staff/insert/source/").text

    assert codes(editor, "source") == ["[@b2020]", "[@a2019]", "[@a2018]"]
    assert "Superseded by b2020." in page
    assert "Retracted: do not cite it." in page


def test_a_picture_that_is_not_ready_says_what_is_missing(editor):
    make_image(credit="")

    assert "Still to be said: who made it." in editor.get("/staff/insert/image/").text


def test_a_list_is_bounded_and_costs_the_same_for_many(editor, django_assert_max_num_queries):
    for number in range(SHOWN + 5):
        make_source(f"trial{number:03}")
    with django_assert_max_num_queries(12):  # session and role; the sources, how many
        page = editor.get("/staff/insert/source/").text

    assert len(codes(editor, "source")) == SHOWN
    assert f"{SHOWN} shown, 5 more: search for them." in page
