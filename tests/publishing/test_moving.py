"""Old addresses lead to public pages, in one hop, whatever was moved in whatever order."""

import contextlib

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from content.models import OldPath
from content.publishing import steps
from content.publishing.drafts import live_of
from content.publishing.moving import move_address, pages_linking_to, send_on
from content.publishing.refused import Refused
from tests.factories import make_article, make_condition
from tests.publishing.pages import in_state, make_public_article, two_people

ADDRESSES = [f"/articles/{letter}/" for letter in "abcd"]


@pytest.mark.django_db
def test_a_changed_slug_leaves_a_redirect_when_it_is_published():
    article, (writer, reviewer) = make_public_article(slug="old"), two_people()
    version = in_state("approved", article, writer, reviewer, slug="new")
    assert not OldPath.objects.exists()
    steps.publish(version, reviewer)

    assert OldPath.objects.get().target == "/articles/new/"


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("target", "why"),
    [
        ("/articles/gone/", "lead to itself"),
        ("/articles/moved/", "leads on"),
        ("/articles/a-draft/", "no public page"),
        ("/nowhere/", "no public page"),
        ("//evil.example/", "no public page"),
        ("https://evil.example/", "no public page"),
        ("/\\evil.example/", "no public page"),
    ],
)
def test_readers_are_sent_to_public_pages_of_this_site_only(target, why):
    article, (_, reviewer) = make_public_article(slug="gone"), two_people()
    make_article(slug="here")
    make_article(slug="a-draft", state="draft")
    move_address("/articles/moved/", "/articles/here/")

    with pytest.raises(Refused, match=why):
        steps.withdraw(live_of(article), reviewer, "Wrong.", target, redirects=True)
    article.refresh_from_db()
    assert article.is_public()


@pytest.mark.django_db
def test_pages_that_link_to_an_address_are_listed():
    make_condition(title="Linking", body="See [it](/articles/one/#risks).")
    make_condition(title="Not linking", body="See [it](/articles/one-more/).")

    assert pages_linking_to("/articles/one/") == ["condition 'Linking'"]


class TestMoves(TestCase):
    @settings(max_examples=25)
    @given(st.lists(st.tuples(st.sampled_from(ADDRESSES), st.sampled_from(ADDRESSES)), max_size=12))
    def test_no_order_of_moves_makes_a_loop_or_a_chain(self, moves):
        for letter in "abcd":
            make_article(slug=letter)
        for number, (old, new) in enumerate(moves):
            if number % 2:
                move_address(old, new)
                continue
            with contextlib.suppress(Refused):
                send_on(old, new)
        paths = set(OldPath.objects.values_list("path", flat=True))

        assert not paths & set(OldPath.objects.values_list("target", flat=True))
