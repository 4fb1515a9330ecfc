"""Fields and rows outside a role are shown, never written, whatever is sent."""

from datetime import UTC, date, datetime

import pytest
from django.contrib.admin import site
from django.test import Client
from django.urls import reverse

from accounts.matrix import MATRIX, ROLES, line_of
from content.models import Article, KeyFact
from tests.accounts.forms import change_address, sent, stored
from tests.accounts.walk import Rows
from tests.factories import (
    make_article,
    make_clinic,
    make_condition,
    make_faq,
    make_hours,
    make_image,
    make_person,
    make_treatment,
    make_user,
)
from tests.staff_sign_in import signed_in

pytestmark = pytest.mark.django_db

CLINICAL = {
    "condition": make_condition,
    "treatment": make_treatment,
    "article": make_article,
    "faq": make_faq,
}
UNSIGNED = ("published_at", "reviewed_by_id", "reviewed_on", "review_due_on")  # what a draft has not
NAMES = ("title", "question", "name", "word", "label", "username", "outcome", "alt", "body", "words")


def as_role(role: str) -> Client:
    return signed_in(Client(), make_user(role))


def signature() -> dict[str, object]:
    return {
        "reviewed_by": make_person(name="Forged").pk,
        "reviewed_on": date(2026, 2, 2),
        "review_due_on": date(2027, 2, 2),
        "published_at": datetime(2026, 2, 2, 9, 0, tzinfo=UTC),
        "withdrawn_on": date(2026, 3, 3),
        "withdrawn_reason": "Forged",
        "replaced_by": "/forged/",
    }


@pytest.mark.parametrize("kind", CLINICAL)
def test_an_editor_saves_a_draft_and_signs_nothing(kind):
    draft = CLINICAL[kind](state="draft", reviewed_by=None, reviewed_on=None, review_due_on=None, published_at=None)
    before = stored(draft)
    response = as_role("Editor").post(change_address(draft), sent(draft, slug="new-slug", **signature()))

    assert response.status_code == 302, response.context["errors"]
    assert stored(draft) == before | {"slug": "new-slug"}


@pytest.mark.parametrize("kind", CLINICAL)
@pytest.mark.parametrize("role", ["Editor", "Reviewer"])
def test_no_form_gives_a_page_a_state_or_a_signature(kind, role):
    for page in (CLINICAL[kind](state="draft"), CLINICAL[kind]()):
        before = stored(page)
        form = sent(page, **{"state": "published", "is_about_mood": True} | signature())
        response = as_role(role).post(change_address(page), form)

        assert response.status_code == 302
        follows = {"is_about_mood": True} if before["state"] == "draft" else {}
        assert stored(page) == before | follows | (dict.fromkeys(UNSIGNED) if follows else {})


def test_an_editor_adds_drafts_only():
    article = make_article()
    form = sent(article, slug="new", state="published", **signature())
    as_role("Editor").post("/staff/admin/content/article/add/", form)

    added = Article.objects.exclude(pk=article.pk).get()
    assert (added.slug, added.state, added.reviewed_by, added.published_at) == ("new", "draft", None, None)


@pytest.mark.parametrize("role", [*ROLES, ""])
def test_a_row_that_a_role_may_not_change_stays_as_it_is(role):
    client = as_role(role)
    for label, rows in Rows().of.items():
        for row in rows:
            line = MATRIX[label]
            if line.allows(role, "change"):
                continue
            before = stored(row)
            text = next(name for name in NAMES if name in before)
            assert client.post(change_address(row), sent(row, **{text: "Forged"})).status_code == 403
            assert client.post(change_address(row).replace("/change/", "/delete/"), {"post": "yes"}).status_code == 403
            assert stored(row) == before


@pytest.mark.parametrize("role", [*ROLES, ""])
def test_the_delete_action_takes_nothing_that_a_role_may_not_delete(role):
    client = as_role(role)
    for label, rows in Rows().of.items():
        address = f"/staff/admin/{label.replace('.', '/')}/"
        form = {"action": "delete_selected", "_selected_action": [row.pk for row in rows], "post": "yes", "index": "0"}
        client.post(address, form)
        left = type(rows[0])._default_manager.filter(pk__in=[row.pk for row in rows]).count()
        assert left == (0 if MATRIX[label].allows(role, "delete") else len(rows)), label


def forged_part(part: KeyFact) -> dict[str, str]:
    return {
        "key_facts-TOTAL_FORMS": "1",
        "key_facts-INITIAL_FORMS": "1",
        "key_facts-0-id": str(part.pk),
        "key_facts-0-treatment": str(part.treatment_id),
        "key_facts-0-position": "0",
        "key_facts-0-label": "Forged",
        "key_facts-0-value": "Forged",
    }


@pytest.mark.parametrize("role", ["Editor", "Reviewer"])
def test_a_part_of_another_page_cannot_be_changed_through_this_one(role):
    draft, public = make_treatment(state="draft"), make_treatment()
    part = KeyFact.objects.create(treatment=public, label="Dose", value="As told.")
    as_role(role).post(change_address(draft), sent(draft) | forged_part(part))

    assert stored(part)["label"] == "Dose"
    assert stored(part)["treatment_id"] == public.pk
    assert list(public.key_facts.all()) == [part]


def test_an_editor_writes_a_draft_beside_the_parts_of_a_public_page():
    public = make_treatment()
    part = KeyFact.objects.create(treatment=public, label="Dose", value="As told.")
    client = as_role("Editor")

    typed = forged_part(part) | {"key_facts-INITIAL_FORMS": "0", "key_facts-0-treatment": "", "key_facts-0-id": ""}
    assert client.post(change_address(public), sent(public) | typed).status_code == 302
    assert KeyFact.objects.get().label == "Dose"
    page = client.get(change_address(public)).content.decode()
    assert 'value="Forged"' in page
    assert "Preview as readers will see it" in page


def test_the_front_desk_sees_the_hours_and_cannot_change_them():
    clinic = make_clinic()
    hours = make_hours(clinic, 0, "9:00", "17:00")
    client = as_role("Front desk")
    forged = {
        "hours-TOTAL_FORMS": "1",
        "hours-INITIAL_FORMS": "1",
        "hours-0-id": str(hours.pk),
        "hours-0-clinic": str(clinic.pk),
        "hours-0-weekday": "0",
        "hours-0-opens": "6:00",
        "hours-0-closes": "7:00",
    }

    assert "9 a.m." in client.get(change_address(clinic)).content.decode()
    assert client.post(change_address(clinic), sent(clinic) | forged).status_code == 403
    assert stored(hours)["opens"].hour == 9


PAGES_OF_A_ROW = {"change": "view", "history": "view", "delete": "delete"}


@pytest.mark.parametrize("role", ["Reviewer", "Owner"])
def test_every_admin_page_opens_with_the_sites_own_content(role, site_content):
    client = as_role(role)
    make_image()  # the site has none of its own
    for model in site._registry:
        line = line_of(model._meta.label_lower)
        name = f"admin:{model._meta.app_label}_{model._meta.model_name}"
        row = model._default_manager.first()
        for page, action in ({"changelist": "view", "add": "add"} | PAGES_OF_A_ROW).items():
            address = reverse(f"{name}_{page}", args=[row.pk] if page in PAGES_OF_A_ROW else [])
            expected = 200 if line.allows(role, action) else 403
            assert client.get(address, {"q": "a"}).status_code == expected, address
