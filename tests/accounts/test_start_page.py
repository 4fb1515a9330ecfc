"""The staff's start page: what needs attention and what may be opened, as far as the role goes."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from tests.factories import make_article, make_clinic, make_condition, make_faq, make_policy, make_user
from tests.staff_sign_in import signed_in

pytestmark = pytest.mark.django_db

START = "/staff/admin/"


def start_page(role: str) -> str:
    return signed_in(Client(), make_user(role)).get(START).content.decode()


def task(page: str, key: str) -> str:
    """The part of the page about one task; empty when it is not there."""
    _, _, rest = page.partition(f'id="{key}"')
    return rest.partition("</section>")[0]


def in_days(days: int):
    return timezone.localdate() + timedelta(days=days)


def due(days: int) -> dict[str, object]:
    return {"reviewed_on": in_days(-400), "review_due_on": in_days(days)}


def test_pages_past_their_review_and_soon_due_are_listed_the_earliest_first():
    make_article(title="Late by one", **due(-1))
    make_condition(title="Late by ten", **due(-10))
    make_faq(question="Due today?", **due(0))
    make_article(title="Due in thirty", **due(30))
    make_article(title="Due in thirty-one", **due(31))
    make_article(title="Late draft", state="draft", **due(-5))
    page = start_page("Reviewer")

    late, soon = task(page, "overdue"), task(page, "soon")
    assert late.index("Late by ten") < late.index("Late by one")
    assert "Late draft" not in late
    assert soon.index("Due today?") < soon.index("Due in thirty")
    assert "thirty-one" not in page


def test_what_waits_and_what_is_a_draft_is_listed():
    make_article(title="Waiting one", state="in_review")
    draft = make_article(title="A draft", state="draft")
    page = start_page("Editor")

    assert "Waiting one" in task(page, "waiting")
    assert "A draft" in task(page, "drafts")
    assert f'href="/staff/admin/content/article/{draft.pk}/change/"' in page


def test_an_owner_sees_templates_with_blanks_and_only_drafts_of_their_own_kinds():
    make_policy(title="With a blank", body="[[fill: the name]]")
    make_policy(title="Draft policy", state="draft")
    make_article(title="Draft article", state="draft")
    page = start_page("Owner")

    assert "With a blank" in task(page, "blanks")
    assert "Draft policy" in task(page, "drafts")
    assert "Draft article" not in page
    assert task(start_page("Reviewer"), "blanks") == ""


def test_at_most_ten_are_listed_and_the_rest_counted():
    for number in range(12):
        make_article(title=f"Draft {number}", state="draft")
    drafts = task(start_page("Editor"), "drafts")

    assert drafts.count("<li>") == 10
    assert "And 2 more" in drafts


def test_the_front_desk_finds_the_clinic_and_requests_and_nothing_else():
    make_clinic()
    make_article(title="Canary", state="draft")
    page = start_page("Front desk")

    assert 'href="/staff/admin/content/clinic/"' in page
    assert "Canary" not in page
    assert "/content/article/" not in page
    assert page.count('<a class="tile') == page.count('href="/staff/desk/') == 5


def test_somebody_without_a_role_is_told_so_and_shown_nothing():
    page = start_page("")

    assert "Your account has no role yet." in page
    assert "/staff/admin/content/" not in page


@pytest.mark.parametrize("count", [1, 5])
def test_the_start_page_needs_the_same_queries_for_any_number_of_pages(count, django_assert_num_queries):
    for _ in range(count):
        make_article(state="draft")
        make_policy(body="[[fill: x]]")
    client = signed_in(Client(), make_user("Owner"))

    # session twice, person, role, six kinds, blanks; requests, mail, emergency access; the directory twice; open
    # changes, changed quotes, fallen sources, deleted pages; faults, samples twice, last runs
    with django_assert_num_queries(25):
        client.get(START)
