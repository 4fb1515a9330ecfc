"""The rules of a state are a page with drafts like every other; they stand on the page of the state."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from content.models import OldPath, StateRules
from content.publishing.drafts import live_of, open_of
from content.publishing.steps import withdraw
from tests.accounts.forms import change_address, sent
from tests.factories import make_state_rules, make_user
from tests.publishing.pages import a_clinician
from tests.staff_sign_in import signed_in

pytestmark = pytest.mark.django_db


def test_from_a_draft_beside_the_card_to_readers():
    rules = make_state_rules()
    editor, reviewer = (signed_in(Client(), make_user(role)) for role in ("Editor", "Reviewer"))
    form = sent(rules, body="Little is known.", summary="")
    preview = editor.post(f"/staff/preview/staterules/?pk={rules.pk}", form)
    assert ("Preview. Readers do not see this." in preview.text, "Little is known." in preview.text) == (True, True)
    assert editor.post(change_address(rules), form).status_code == 302
    assert "Little is known." not in Client().get(rules.get_absolute_url()).text

    version, due = open_of(rules), timezone.localdate() + timedelta(days=300)
    signed = {"version": version.pk, "reviewed_by": a_clinician().pk, "review_due_on": due}
    for step in ("send", "approve", "publish"):
        answer = reviewer.post(f"/staff/pages/staterules/{rules.pk}/steps/{step}/", signed)
        assert answer.status_code == 302, answer.context["refused"]
    assert "Little is known." in Client().get(rules.get_absolute_url()).text
    assert "region: ny" in live_of(rules).text


def test_the_page_of_a_state_stays_when_its_rules_are_withdrawn():
    rules, reviewer = make_state_rules(), make_user("Reviewer")
    path = rules.get_absolute_url()
    signed_in(Client(), reviewer).post(change_address(rules), sent(rules, body="Little is known."))
    withdraw(live_of(rules), reviewer, "The law has changed.")

    assert "Nothing is known." not in Client().get(path).text
    assert Client().get(path).status_code == 200
    assert not OldPath.objects.filter(path=path).exists()
    assert StateRules.objects.get().state == "withdrawn"
