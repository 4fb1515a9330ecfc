"""`report_content`: a table of how hard pages are to read, and the list for the clinical review."""

from io import StringIO

import pytest
from django.core.management import call_command

from content.management.commands.report_content import review_text
from tests.factories import make_article, make_condition, make_fact, make_faq, make_finding, make_source, make_term

pytestmark = pytest.mark.django_db


def report(*options: str) -> str:
    out = StringIO()
    call_command("report_content", *options, stdout=out)
    return out.getvalue()


def make_library() -> None:
    make_source("read", seen="abstract", title="A trial that was read")
    told = make_source("told", seen="summary", seen_note="A news copy.")
    pain = make_condition(
        slug="pain",
        title="Pain",
        summary="Pain fell [@read].",
        risk_line="It harms [@told].",
        body="## Fit {#fit}\n\nIt fell. It rose. [@told; @read]\n\nNo source here.",
    )
    make_finding(pain, told, outcome="Pain at a week", certainty="low", result="It fell [@told].", harms="Nausea.")
    make_article(slug="sleep", title="Sleep", body="It harms [@told].")
    make_fact("line", "988", source=told)
    make_faq(slug="whom", question="Whom do I call?", answer="Call {{ line }}.")
    make_term("placebo", meaning="No drug [@read].")


def test_the_table_names_each_page_with_its_grades_and_the_longest_sentences():
    make_library()
    lines = report().splitlines()

    assert lines[0].split() == ["page", "grade", "SMOG", "words", "a", "sentence", "longest", "citations"]
    assert {line.split()[0] for line in lines[1:4]} == {"conditions/pain", "articles/sleep", "questions/whom"}
    assert next(line for line in lines if line.startswith("conditions/pain")).split()[-1] == "4"  # citations
    grades = [float(line.split()[1]) for line in lines[1:4]]
    assert grades == sorted(grades, reverse=True)  # the hardest first
    assert "Pages: 3. Median grade:" in report()
    assert "words, conditions/pain: No source here." in report()


def test_the_table_of_an_empty_site_is_empty():
    assert len(report().splitlines()) == 1


def test_the_list_holds_every_cited_statement_once_with_what_was_read_of_its_sources():
    make_library()
    text = review_text()

    assert "- [ ] Pain fell.\n      *summary; read [abstract]*" in text
    assert "- [ ] It fell. It rose.\n      *Fit; told [summary], read [abstract]*" in text
    assert "- [ ] It harms.\n      *risk line; told [summary]; also on: articles/sleep*" in text
    assert "- [ ] Call 988.\n      *answer; told [summary]*" in text  # the source of the fact it quotes
    assert "- [ ] No drug.\n      *meaning; read [abstract]*" in text
    assert "No source here" not in text
    assert "Statements: 6. Resting on summaries or copies alone: 3." in text
    assert "- **told** (randomized trial): " in text
    assert "A news copy." in text


def test_findings_are_listed_with_what_was_measured_and_their_certainty():
    make_library()

    assert "### Findings: Pain\n\n- [ ] It fell.\n      *result; Pain at a week; certainty: low; told [summary]*" in (
        review_text()
    )


def test_what_rests_on_summaries_alone_comes_first():
    make_library()
    weak, others = review_text().split("## Part 2.")

    assert "It harms." in weak
    assert "Pain fell." in others
    assert "It fell. It rose." in others  # one of its sources was read


def test_the_list_is_written_to_a_file(tmp_path):
    make_library()
    file = tmp_path / "review.md"

    assert f"Written: {file}" in report("--review", "--file", str(file))
    assert file.read_text(encoding="utf-8") == review_text()
