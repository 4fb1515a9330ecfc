"""Whole files: clinic marketing is refused for the right reasons, careful prose passes, the site's own passes."""

import json
import shutil
from io import StringIO
from pathlib import Path

import pytest
import yaml
from django.core.management import CommandError, call_command
from django.db import transaction

from content.gate.output import rules_page
from content.gate.runner import RULES, Gate
from content.management.commands.check_content import RULES_PAGE
from tests.content_files import put
from tests.loaded_site import CONTENT, copy_content

pytestmark = pytest.mark.django_db

HERE = Path(__file__).parent
UNSEEN = sorted(HERE.glob("unseen/*/*.md"))
BALANCED = sorted(HERE.glob("balanced/*/*.md"))


@pytest.fixture(scope="module")
def loaded(django_db_setup, django_db_blocker, loaded_database):
    """The site's own content, for as long as this module runs."""
    with django_db_blocker.unblock(), transaction.atomic():
        copy_content(loaded_database)
        yield
        transaction.set_rollback(True)


def run(*arguments: object, **options: object) -> tuple[str, int]:
    """What the command prints, and its exit code."""
    output = StringIO()
    try:
        call_command("check_content", *map(str, arguments), **options, stdout=output, stderr=StringIO())
    except CommandError as error:
        return output.getvalue(), error.returncode
    return output.getvalue(), 0


def found_in(*paths: Path) -> list[dict[str, object]]:
    return json.loads(run(*paths, format="json")[0])


def test_the_sites_own_files_pass_where_nothing_is_loaded(db, tmp_path):
    shutil.copytree(CONTENT, tmp_path / "content")

    assert run(tmp_path / "content") == ("", 0)


@pytest.mark.parametrize("path", UNSEEN, ids=lambda path: path.stem)
def test_marketing_with_perfect_front_matter_is_refused_for_the_right_reasons(loaded, path):
    found = found_in(path)
    faults = [one for one in found if one["level"] == "block"]
    expected = set(yaml.safe_load(path.with_suffix(".expect.yml").read_text()))

    assert run(path)[1] == 1
    assert "claim-unsourced" in {one["rule"] for one in faults}
    assert (expected & set(RULES)) - {one["rule"] for one in found} <= {"benefit-without-risk"}
    assert len(faults) >= 5
    assert not {one["rule"] for one in faults} & {"author-missing", "reviewer-missing", "review-dates-missing"}


@pytest.mark.parametrize("path", BALANCED, ids=lambda path: path.stem)
def test_careful_prose_passes(loaded, path):
    assert run(path) == ("", 0)


def test_the_sites_own_content_passes_without_a_waiver(loaded):
    assert run() == ("", 0)
    assert [name for name, _ in Gate().check_site() if "crps" in name]


def test_faults_name_the_line_in_the_file(db, tmp_path):
    path = put(tmp_path, "articles/bad", "title: Bad", "summary: Ketamine cures pain.", body="Fine.\n\nCall 988 now.")
    lines = path.read_text().splitlines()
    found = {one["rule"]: one["line"] for one in found_in(path)}

    assert lines[found["wording-cure"] - 1] == "summary: Ketamine cures pain."
    assert lines[found["fact-typed"] - 1] == "Call 988 now."


def test_sarif_names_rule_file_and_line(db, tmp_path):
    path = put(tmp_path, "articles/bad", "title: Bad", body="Ketamine cures pain.")
    report = json.loads(run(path, format="sarif")[0])
    results = {one["ruleId"]: one for one in report["runs"][0]["results"]}
    place = results["wording-cure"]["locations"][0]["physicalLocation"]

    assert report["version"] == "2.1.0"
    assert {rule["id"] for rule in report["runs"][0]["tool"]["driver"]["rules"]} == set(RULES)
    assert place["artifactLocation"]["uri"] == str(path)
    assert path.read_text().splitlines()[place["region"]["startLine"] - 1] == "Ketamine cures pain."


@pytest.mark.parametrize(
    ("name", "content", "code"),
    [
        ("articles/broken.md", "no front matter", 1),
        ("recipes/soup.md", "---\ntitle: Soup\n---\n", 1),
        ("articles/unknown-key.md", "---\ntitle: A\ncolour: red\n---\n", 1),
    ],
)
def test_what_cannot_be_read_fails(db, tmp_path, name, content, code):
    path = tmp_path / name
    path.parent.mkdir()
    path.write_text(content)

    assert run(path)[1] == code


def test_a_path_that_is_not_there_is_named(db, tmp_path):
    with pytest.raises(CommandError, match="nowhere"):
        call_command("check_content", str(tmp_path / "nowhere"))


def test_advice_is_shown_when_asked_for_and_fails_nothing(db, tmp_path):
    body = f"## Limits {{#limits}}\n\nNothing is known of the ABC score.\n\n{'word ' * 26}"
    signed = ("author: a", "reviewed_by: a", "reviewed_on: 2026-11-21", "review_due_on: 2027-05-22")
    put(tmp_path, "people/a", "name: A", "job_title: B")
    path = put(tmp_path, "articles/long", "title: Long", "kind: explainer", "topics: [basics]", *signed, body=body)

    assert run(path) == ("", 0)
    assert "sentence-long" in run(path, advice=True)[0]


def test_the_page_of_rules_is_up_to_date():
    assert RULES_PAGE.read_text(encoding="utf-8") == rules_page(), "run manage.py check_content --rules"
