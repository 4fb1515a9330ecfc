"""Every finding leads to a page that explains its rule."""

import json
import re
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.test import Client

from content.gate.rules import Level
from content.gate.runner import RULES
from tests.content_files import put
from tests.factories import make_article, make_user
from tests.staff_sign_in import signed_in

pytestmark = pytest.mark.django_db

RULES_ADDRESS = "/staff/check/rules/"
CLAIM = "Ketamine cures pain."


@pytest.fixture
def editor(db) -> Client:
    return signed_in(Client(), make_user("Editor"))


def report(path, form: str) -> dict | list:
    output = StringIO()
    with pytest.raises(CommandError):
        call_command("check_content", str(path), format=form, stdout=output)
    return json.loads(output.getvalue())


def test_every_rule_has_an_anchor_its_level_and_its_words(editor):
    response = editor.get(RULES_ADDRESS)
    anchors = re.findall(r'<section class="rule" id="([^"]+)"', response.text)

    assert anchors == list(RULES)
    assert all(response.text.count(f"</span> {level.meaning}</p>") for level in Level)
    for rule in RULES.values():
        for words in (rule.problem, rule.why, rule.instead):
            assert words.replace('"', "&quot;").replace("'", "&#x27;") in response.text


def test_findings_in_the_admin_and_in_the_form_link_to_their_rule(editor):
    article = make_article(state="draft", summary=CLAIM)
    link = f'<a href="{RULES_ADDRESS}#wording-cure">'

    assert link in editor.get(f"/staff/admin/content/article/{article.pk}/change/").text
    assert link in editor.post("/staff/check/", {"text": CLAIM}).text


def test_findings_of_the_command_link_to_their_rule(editor, settings, tmp_path):
    settings.SITE_URL = "https://clinic.example"
    path = put(tmp_path, "articles/bad", "title: Bad", body=CLAIM)
    help_addresses = {one["rule"]: one["help"] for one in report(path, "json")}
    driver = report(path, "sarif")["runs"][0]["tool"]["driver"]

    assert help_addresses["wording-cure"] == f"https://clinic.example{RULES_ADDRESS}#wording-cure"
    assert {rule["id"]: rule["helpUri"] for rule in driver["rules"]} == {
        rule: f"https://clinic.example{RULES_ADDRESS}#{rule}" for rule in RULES
    }
