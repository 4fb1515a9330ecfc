"""What stands beside the form while somebody types: the page, what leads to it, the gate. Nothing is kept."""

import re

import pytest
from django.test import Client

from content.models import Article, RateLimit, Revision
from content.views.staff import PREVIEWS_A_MINUTE
from tests.accounts.forms import sent
from tests.factories import make_article, make_clinic, make_faq, make_policy, make_source, make_treatment, make_user
from tests.publishing.pages import make_public_article
from tests.staff_sign_in import signed_in

pytestmark = pytest.mark.django_db
CURES = "## Limits {#limits}\n\nKetamine cures pain."


def as_role(role: str) -> Client:
    return signed_in(Client(), make_user(role))


def live(row, query: str = "") -> str:
    return f"/staff/preview/{row._meta.model_name}/live/?pk={row.pk}{query}"


def test_the_page_is_drawn_as_typed_with_what_the_gate_finds_and_nothing_is_kept():
    article = make_public_article(title="As it was")
    response = as_role("Editor").post(live(article), sent(article, title="As typed", body=CURES))
    answer = response.json()

    assert "<h1>As typed</h1>" in answer["page"]
    assert 'id="review-block"' in answer["page"]
    assert "Preview. Readers do not see this." in answer["page"]
    assert '<a href="#id_body" data-line="3">This promises a cure</a>' in answer["found"]
    assert answer["said"] == f"The preview is up to date. Things to mend: {answer['found'].count('fault--block')}."
    assert (response.headers["Cache-Control"], response.headers["X-Robots-Tag"]) == ("no-store, private", "noindex")
    assert (Article.objects.get().title, Revision.objects.count()) == ("As it was", 1)


def test_a_fault_of_a_part_leads_to_its_own_field_even_when_a_part_before_it_is_taken_out():
    treatment = make_treatment()
    rows = {"key_facts-TOTAL_FORMS": "2", "key_facts-0-label": "Out", "key_facts-0-DELETE": "on"}
    rows |= {"key_facts-0-value": "x", "key_facts-0-position": "0", "key_facts-1-position": "0"}
    rows |= {"key_facts-1-label": "In", "key_facts-1-value": "It cures pain."}
    answer = as_role("Editor").post(live(treatment), sent(treatment) | rows).json()

    assert "It cures pain." in answer["page"]
    assert "#id_key_facts-1-value" in answer["found"]


def test_what_keeps_a_form_from_being_shown_leads_to_its_field_and_line():
    article = make_article()
    answer = as_role("Editor").post(live(article), sent(article, title="", body="One\n\n[@nobody]")).json()

    assert "page" not in answer
    assert '<a href="#id_body" data-line="3">Body: Line 3: unknown source &#x27;nobody&#x27;</a>' in answer["found"]
    assert '<a href="#id_title" data-line="">Title: This field is required.</a>' in answer["found"]


@pytest.mark.parametrize("make", [make_article, make_policy, make_faq, make_clinic])
@pytest.mark.parametrize("part", ["result", "card"])
def test_what_leads_to_a_page_is_shown_for_every_kind(make, part):
    row = make()
    role = "Owner" if make in (make_policy, make_clinic) else "Editor"
    page = as_role(role).post(live(row, f"&as={part}"), sent(row)).json()["page"]

    assert str(row) in page
    assert row.get_absolute_url() in page


@pytest.mark.parametrize("part", ["result", "card"])
def test_where_the_benefit_stands_its_risk_stands_too_as_words_and_never_as_marks(part):
    make_source("trial2020")
    article = make_article()
    typed = sent(article, summary="**Less** pain [@trial2020].", risk_line="Nausea <b>.")
    page = as_role("Editor").post(f"/staff/preview/article/?pk={article.pk}&as={part}", typed).text

    assert re.search(r"Less pain\..*Risk:</b> Nausea &lt;b&gt;\.", page, re.DOTALL)
    assert '<meta name="robots" content="noindex">' in page


def test_live_previews_are_limited_for_each_person():
    article, user = make_article(), make_user("Editor")
    editor = signed_in(Client(), user)
    for _ in range(PREVIEWS_A_MINUTE - 1):
        RateLimit.objects.use(f"live:{user.pk}", seconds=60)

    assert [editor.post(live(article)).status_code for _ in range(2)] == [200, 429]


def test_without_a_script_the_form_leads_to_the_same_previews_and_lists():
    article = make_article()
    page = as_role("Editor").get(f"/staff/admin/content/article/{article.pk}/change/").text

    for query in ("?pk=", "?as=result&amp;pk=", "?as=card&amp;pk="):
        assert f'formaction="/staff/preview/article/{query}{article.pk}"' in page
    assert 'href="/staff/admin/content/source/" target="_blank"' in page
    assert re.search(r'<section class="beside"[^>]* hidden>', page)
