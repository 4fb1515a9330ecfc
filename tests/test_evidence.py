"""The evidence page, the sources and the data: no gap hidden, no benefit without harms, the same numbers everywhere."""

import csv
import io
import json
import re

import pytest
from django.utils import timezone

from content.models import Clinic, Condition, Faq, Source
from tests.factories import (
    make_article,
    make_clinic,
    make_condition,
    make_fact,
    make_faq,
    make_finding,
    make_policy,
    make_source,
    make_term,
    make_treatment,
    yesterday,
)
from tests.figures import bars_drawn, bars_in_words

pytestmark = pytest.mark.django_db

EVIDENCE = "/evidence/"
SOURCES = "/evidence/sources/"
CSV, JSON = "/evidence/findings.csv", "/evidence/findings.json"
ADDRESSES = (EVIDENCE, SOURCES, CSV, JSON)


@pytest.fixture(autouse=True)
def _rating_page():
    """The page that the words of certainty link to."""
    make_policy(slug="how-we-rate-evidence")


def text_of(client, address: str = EVIDENCE) -> str:
    response = client.get(address)
    assert response.status_code == 200, address
    return response.text


def block_of(text: str, condition: Condition) -> str:
    """The part of the table about one condition."""
    start = text.index(f'<tbody id="evidence-{condition.slug}">')
    return text[start : text.index("</tbody>", start)]


def cells_of(text: str, label: str) -> list[str]:
    """The cells of the row with this heading, as words."""
    row = text[text.index(f'<th scope="row">{label}</th>') :].split("</tr>", maxsplit=1)[0]
    return [
        " ".join(re.sub(r"<[^>]*>", "", cell).split()) for cell in re.findall(r"<td[^>]*>(.*?)</td>", row, re.DOTALL)
    ]


def names_in_order(text: str, *titles: str) -> list[str]:
    return sorted(titles, key=lambda title: text.index(f'">{title}</a></th>'))


def lines_of(client) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(client.get(CSV).content.decode("utf-8-sig"))))


# The table


@pytest.mark.parametrize(
    ("year", "details", "published"),
    [
        (2017, "124(2):661-674", "2017;124(2):661-674"),
        (2024, "Revised 2024", "2024. Revised 2024"),
        (2019, "", "2019"),
        (None, "RC1521", "RC1521"),
        (None, "", ""),
    ],
)
def test_the_year_of_a_source_is_joined_to_numbers_and_not_to_words(year, details, published):
    assert Source(year=year, details=details).published() == published


def test_a_finding_stands_under_its_outcome_and_time_with_its_certainty_harms_and_source(client):
    condition = make_condition()
    source = make_source("doe2020", title="A trial")
    named = {"certainty": "moderate", "outcome": "pain in week 1", "harms": "Nausea in ten.", "people": 60}
    make_finding(condition, source, timing="first_week", least_days=3, most_days=7, comparison="placebo", **named)
    text = text_of(client)
    week, beyond, no_time, harms = cells_of(text, "Pain, mood and other symptoms")

    assert week.startswith("Better than the comparison: pain in week 1; compared with placebo; 60 people.[1]")
    assert "Difference measured: 3 to 7 days." in week
    assert week.endswith("Moderate certainty")
    assert (beyond, no_time, harms) == ("No studies found.", "No studies found.", "Nausea in ten.[1]")
    assert f'href="{condition.get_absolute_url()}#findings"' in block_of(text, condition)
    assert '<li id="source-doe2020">' in text


def test_what_nobody_studied_is_said_for_every_condition(client):
    condition = make_condition()
    block = block_of(text_of(client), condition)

    assert cells_of(block, "Pain, mood and other symptoms") == ["No studies found."]
    assert cells_of(block, "What people can do") == ["No studies found."]
    assert "Other results" not in block
    assert f'href="{condition.get_absolute_url()}">0 findings' in block


def test_a_search_without_result_is_no_study_and_not_a_result(client):
    make_finding(make_condition(), certainty="none_found", direction="no_clear_difference", outcome="Neck pain")

    cell = cells_of(text_of(client), "Pain, mood and other symptoms")[2]
    assert cell.startswith("No studies found: Neck pain.[1]")
    assert "No clear difference" not in cell


def test_no_benefit_stands_without_the_risk_of_its_condition(client):
    condition = make_condition(risk_line="Raises blood pressure.")
    make_finding(condition, harms="")
    block = block_of(text_of(client), condition)

    assert "Better than the comparison" in block
    assert '<p class="risk-line"><b>Risk:</b> Raises blood pressure.</p>' in block
    assert "Not described. That does not mean that there were none." in block


def test_the_same_harms_are_said_once_with_the_studies_they_are_about(client):
    condition = make_condition()
    make_source("doe2020")
    for harms in ("Not described.", "Not described.", "Nausea in ten [@doe2020]."):
        make_finding(condition, harms=harms)

    assert cells_of(text_of(client), "Pain, mood and other symptoms")[3] == "Not described.[1][2] Nausea in ten[4]."


def test_a_caution_carries_no_mark_of_evidence_and_pages_about_mood_bring_the_crisis_block(client):
    assert 'class="crisis"' not in text_of(client)
    condition = make_condition(is_caution=True, is_about_mood=True)
    text = text_of(client)

    assert "A caution, not an offer" in block_of(text, condition)
    assert "certainty of a benefit" not in block_of(text, condition)
    assert 'class="crisis"' in text


def test_a_condition_past_its_review_says_so(client):
    condition = make_condition(reviewed_on="2025-01-01", review_due_on=yesterday())

    assert "Past its review date. Reviewed January 1, 2025." in block_of(text_of(client), condition)


# Order and filters


@pytest.fixture
def three(db) -> None:
    """Named so that every order differs: by position B, C, A; by certainty A, B, C; by length C, A, B."""
    rows = (("A", 3, "moderate", 7), ("B", 1, "low", 1), ("C", 2, "very_low", 30))
    for title, position, certainty, days in rows:
        condition = make_condition(title=title, position=position, group="mental_health" if title == "A" else "pain")
        make_finding(condition, certainty=certainty, least_days=1, most_days=days)


@pytest.mark.parametrize(
    ("query", "order"),
    [("", "BCA"), ("?sort=", "BCA"), ("?sort=name", "ABC"), ("?sort=certainty", "ABC"), ("?sort=length", "CAB")],
)
def test_the_table_is_sorted_as_its_links_say(client, three, query, order):
    assert "".join(names_in_order(text_of(client, EVIDENCE + query), "A", "B", "C")) == order


def test_cautions_and_what_nobody_found_a_benefit_for_come_last_when_the_surest_come_first(client):
    for title, is_caution, certainty in (("A", True, "moderate"), ("B", False, ""), ("C", False, "low")):
        condition = make_condition(title=title, is_caution=is_caution)
        if certainty:
            make_finding(condition, certainty=certainty)

    assert "".join(names_in_order(text_of(client, EVIDENCE + "?sort=certainty"), "A", "B", "C")) == "CBA"


@pytest.mark.parametrize(
    ("query", "shown"),
    [("group=pain", "BC"), ("group=mental_health", "A"), ("certainty=low", "B"), ("group=pain&certainty=moderate", "")],
)
def test_filters_leave_out_conditions(client, three, query, shown):
    text = text_of(client, f"{EVIDENCE}?{query}")

    assert [title for title in "ABC" if f'">{title}</a></th>' in text] == list(shown)
    assert ("No condition matches what you chose." in text) == (not shown)


def test_a_filter_by_certainty_hides_no_finding_of_a_condition(client):
    condition = make_condition()
    make_finding(condition, certainty="low", outcome="kept")
    make_finding(condition, certainty="very_low", outcome="also kept")
    text = text_of(client, f"{EVIDENCE}?certainty=low")

    assert "also kept" in block_of(text, condition)


def test_links_and_form_keep_what_was_chosen(client, three, settings):
    text = text_of(client, f"{EVIDENCE}?group=pain&sort=name")

    assert 'href="?group=pain&amp;sort=length#table"' in text
    assert 'href="?group=pain#table"' in text
    assert '<input type="hidden" name="sort" value="name">' in text
    assert '<option value="pain" selected>' in text
    assert f'<link rel="canonical" href="{settings.SITE_URL}/evidence/">' in text


@pytest.mark.parametrize("query", ["sort=nope", "group=<script>", "certainty=sure"])
def test_choices_that_do_not_exist_are_left_out_and_the_page_says_so(client, three, query):
    text = text_of(client, f"{EVIDENCE}?{query}")

    assert "something that does not exist" in text
    assert "".join(names_in_order(text, "A", "B", "C")) == "BCA"
    assert "<script>" not in text


# Figures


def test_the_figure_over_all_conditions_has_the_numbers_of_its_table_and_no_relief_first(client):
    for days in ((7, 84), (0, 14), (3, 3), (None, None)):
        direction = "better" if days[0] is not None else "no_clear_difference"
        make_finding(make_condition(), direction=direction, least_days=days[0], most_days=days[1])
    make_finding(make_condition(), direction="no_clear_difference", outcome_kind="function", outcome="walking")
    text = text_of(client)
    figure = text[text.index("<figure") : text.index("</figure>")]

    assert bars_drawn(figure) == [[], [100, 8], [17, 1], [4, 4], []]
    assert bars_drawn(figure)[1:] == bars_in_words(text, 84)
    assert text.count("1 of the 4 results below shows no clear difference at all.") == 2  # figure and table
    assert text.index("Many people get no relief") < text.index("84 days</span>")
    assert "walking" not in figure


def test_the_calendar_of_courses_and_its_table_carry_the_same_numbers(client):
    treatment = make_treatment(body="## Procedure {#procedure}\n\nText.")
    treatment.courses.create(label="Six", sessions=6, days=28, text="Six infusions.")
    treatment.courses.create(label="On", days=14, text="Without a break.")
    text = text_of(client, treatment.get_absolute_url())
    figure = text[text.index('aria-labelledby="course-figure"') : text.index("</figure>")]

    assert [row.count("<rect") for row in figure.split('<div class="row">')[1:]] == [6, 1]
    assert cells_of(text, "Six") == ["6", "28"]
    assert cells_of(text, "On") == ["One, without a break", "14"]


# What is public


def test_nothing_of_a_condition_that_is_not_public_is_shown_anywhere(client):
    for state in ("draft", "in_review"):
        condition = make_condition(state=state, title="Canary condition")
        make_finding(condition, outcome="canary outcome", treatment=make_treatment(state=state, title="Canary route"))
    make_finding(make_condition(), treatment=make_treatment(state="draft", title="Canary route"))
    make_article(state="draft", title="Canary article", body="Text [@doe2020].")
    make_source("doe2020")

    for address in ADDRESSES:
        assert "canary" not in text_of(client, address).lower(), address


def test_a_source_names_what_rests_on_it_with_marks_of_its_standing(client):
    newer = make_source("new2024", title="A newer review")
    old = make_source("old2010", superseded_by=newer, seen_on="2026-03-01", seen_note="Opening read.")
    make_source("gone2011", is_retracted=True)
    condition = make_condition(short_name="CRPS", body="Text [@old2010].")
    finding = make_finding(condition, old, outcome="pain")
    faq = make_faq(answer="Yes [@old2010].")
    term = make_term("drip", meaning="A drip [@old2010].")
    treatment = make_treatment()
    treatment.monitoring.create(label="Oxygen", is_during=True, text="Watched [@old2010].")
    make_fact("rule", "Do not drive.", label="Driving", source=old)
    text = text_of(client, SOURCES)
    entry = text[text.index('<li id="source-old2010">') : text.index("</details>", text.index("old2010"))]

    for row, label in ((condition, "CRPS"), (faq, faq.question), (term, "drip"), (treatment, treatment.title)):
        assert f'<a href="{row.get_absolute_url()}">{label}</a>' in entry
    assert f'<a href="{finding.condition.get_absolute_url()}#findings">CRPS: pain</a>' in entry
    for words in ("Used in 6 places", "Replaced by a newer version.", 'href="#source-new2024"', "<li>Driving</li>"):
        assert words in entry
    assert "recorded March 1, 2026" in entry
    assert text[text.index('id="source-gone2011"') :].split("</li>")[0].count("Retracted.") == 1
    assert "No public page rests on it now." in text[text.index('id="source-new2024"') :]


# Data


def test_each_line_of_data_has_certainty_harms_risks_sources_dates_and_the_license(client):
    make_fact("off_label", "Using it for pain is off-label.")
    condition = make_condition(title="Shoulder pain", risk_line="Raises blood pressure [@doe2020].")
    source = make_source("doe2020", title="A trial", doi="10.1/x", year=2020, is_retracted=True)
    make_finding(
        condition, source, result="Less pain [@doe2020].", harms="Nausea [@doe2020].", most_days=7, least_days=7
    )
    (line,) = lines_of(client)
    data = json.loads(client.get(JSON).content)
    (finding,) = data["findings"]

    expected = {"condition": "Shoulder pain", "certainty": "low", "result": "Less pain.", "harms": "Nausea."}
    expected |= {"risks_of_treatment": "Raises blood pressure."}
    assert expected.items() <= line.items()
    assert expected.items() <= finding.items()
    assert line["sources"] == "doe2020: A trial (2020) [retracted] https://doi.org/10.1/x"
    assert finding["sources"][0]["address"] == "https://doi.org/10.1/x"
    assert (line["most_days"], finding["most_days"], line["people"]) == ("7", 7, "")
    assert line["reviewed_on"] == finding["reviewed_on"] == condition.reviewed_on.isoformat()
    for shared in (line, data):
        assert shared["retrieved_on"] == timezone.localdate().isoformat()
        assert shared["license"] == "CC BY 4.0"
        assert shared["limits"].startswith("Using it for pain is off-label.")


def test_data_is_sent_as_a_file_of_its_type_that_names_its_license(client):
    for address, kind in ((CSV, "text/csv"), (JSON, "application/json")):
        response = client.get(address)

        assert response.headers["Content-Type"] == f"{kind}; charset=utf-8"
        assert response.headers["Link"] == '<https://creativecommons.org/licenses/by/4.0/>; rel="license"'
        assert re.search(r'^attachment; filename="ketamine-findings-\d{4}-\d\d-\d\d\.', response["Content-Disposition"])


@pytest.mark.parametrize("sign", "=+-@")
def test_no_cell_of_the_table_is_taken_for_a_formula(client, sign):
    make_finding(make_condition(title=f"{sign}1+1"), outcome=f'{sign}cmd"|x')

    (line,) = lines_of(client)
    assert (line["condition"], line["outcome"]) == (f"'{sign}1+1", f"'{sign}cmd\"|x")


def test_data_without_findings_is_empty_and_not_broken(client):
    assert lines_of(client) == []
    assert json.loads(client.get(JSON).content)["findings"] == []


# Cost


@pytest.mark.parametrize("count", [1, 4])
@pytest.mark.parametrize(
    ("address", "queries"),
    [
        # every page: clinic, hours, exceptions, facts, policies, sample sign-offs = 6
        (EVIDENCE, 11),  # + conditions, findings, their sources, cited sources, the treatment
        (SOURCES, 24),  # + sources, findings, theirs, facts, 7 kinds of pages, 4 of child rows, words, clinics, people
        (CSV, 6),  # findings, sources, facts, clinic, hours, exceptions
        (JSON, 6),
    ],
)
def test_pages_of_evidence_need_the_same_queries_for_one_finding_and_many(
    client, django_assert_num_queries, count, address, queries
):
    make_clinic()
    make_treatment(is_offered=True)
    for _ in range(count):
        source = make_source()
        condition = make_condition(is_about_mood=True)
        make_finding(condition, source, harms=f"Nausea [@{source.key}].", treatment=make_treatment())
        make_faq(answer=f"Yes [@{source.key}].")
        make_fact(f"fact_{Clinic.objects.count()}_{Faq.objects.count()}", "Value", source=source)

    with django_assert_num_queries(queries):
        client.get(address)
