"""Each rule fires on what it is for, and is silent on what looks like it."""

from datetime import date

import pytest

from content.gate.runner import RULES
from content.gate.wording import wordings
from content.models import Condition, Treatment
from tests.gate.pages import ids, make_page

LIMITS = "## Limits {#limits}\n\nNothing is known."
RISKS = "drowsy, detached, blood pressure, breathing, misuse"
LONG = "word " * 41
HARD = "Pharmacological interventions necessitate comprehensive multidisciplinary consideration. " * 20
MIDDLE = "The doctor will explain the medicine and its danger to you before we begin the infusion today. " * 12
PASSIVE = "The form is given to the nurse. It is read. It was taken away. It is kept in a room. " * 4
BENEFITS = "Pain was lower [@cohen2018]. " * 9
# Rule -> a page on which it fires, and one on which it is silent.
EXAMPLES = {
    "author-missing": (make_page(author_id=None), make_page()),
    "reviewer-missing": (make_page(reviewed_by_id=None), make_page()),
    "review-dates-missing": (make_page(review_due_on=None), make_page()),
    "review-due-late": (
        make_page(review_due_on=date(2028, 11, 22)),
        make_page(review_due_on=date(2028, 11, 21)),
    ),
    "section-missing": (make_page("Text."), make_page(LIMITS)),
    "section-empty": (make_page("## Limits {#limits}\n\n## More {#more}\n\nText."), make_page(LIMITS)),
    "text-unshowable": (make_page("Text [@nobody]."), make_page("Text [@cohen2018].")),
    "picture-unready": (make_page("![](image:door)"), make_page("![The front door.](image:door)\n\n![](image:line)")),
    "crisis-block-missing": (
        make_page(title="Living with depression"),
        make_page(title="Living with depression", is_about_mood=True),
    ),
    "section-long": (make_page(f"## A {{#a}}\n\n{'word ' * 301}"), make_page(f"## A {{#a}}\n\n{'word ' * 299}")),
    "paragraph-long": (make_page("One. Two. Three. Four."), make_page("One. Two. Three.")),
    "abbreviation-unexplained": (
        make_page("Ask about the ABC score."),
        make_page("Ask about the ankle brachial count (ABC). The ABC score is next."),
    ),
    "claim-unsourced": (make_page("An infusion eases pain."), make_page("An infusion eases pain [@cohen2018].")),
    "source-retracted": (make_page("Text [@gone]."), make_page("Text [@cohen2018].")),
    "source-superseded": (make_page("Text [@first]."), make_page("Text [@cohen2018].")),
    "source-read-long-ago": (make_page("Text [@old]."), make_page("Text [@cohen2018].")),
    "benefit-without-risk": (
        make_page("Pain was lower [@cohen2018]."),
        make_page("Pain was lower, and nausea was common [@cohen2018]."),
    ),
    "benefit-outweighs-risk": (
        make_page(f"{BENEFITS} Nausea was common [@short2018]."),
        make_page(f"{BENEFITS} {'Nausea was common [@short2018]. ' * 5}"),
    ),
    "main-risk-unnamed": (
        make_page(f"## Risks {{#risks}}\n\nYou may be {RISKS}.", model=Treatment),
        make_page(f"## Risks {{#risks}}\n\nYou may be {RISKS}, bladder.", model=Treatment),
    ),
    "fact-typed": (make_page("In a crisis, call 988."), make_page("In a crisis, {{ crisis_line }}.")),
    "grade-high": (make_page(MIDDLE), make_page("We see the cat on the mat by the door each day. " * 12)),
    "grade-very-high": (make_page(HARD), make_page(MIDDLE)),
    "sentence-long": (make_page(f"{'word ' * 25}word."), make_page(f"{'word ' * 24}word.")),
    "sentence-very-long": (make_page(LONG), make_page("word " * 40)),
    "passive-share": (make_page(PASSIVE), make_page("The nurse reads the form and keeps it. " * 12)),
}


@pytest.mark.parametrize("rule", EXAMPLES)
def test_a_rule_fires_on_what_it_is_for_alone(rule):
    wrong, right = EXAMPLES[rule]

    assert rule in ids(wrong)
    assert rule not in ids(right)


@pytest.mark.parametrize("wording", wordings(), ids=lambda one: f"wording-{one.id}")
def test_words_are_caught_and_their_near_misses_are_not(wording):
    rule = f"wording-{wording.id}"

    assert [text for text in wording.wrong if rule not in ids(make_page(text))] == []
    assert [text for text in wording.right if rule in ids(make_page(text))] == []


def test_every_rule_has_an_example():
    assert {*EXAMPLES, *(f"wording-{one.id}" for one in wordings())} == set(RULES)


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("- An infusion eases pain.", True),
        ("| A | B |\n| --- | --- |\n| c | Call 988. |", True),
        ("## Ketamine cures pain {#a}\n\nText.", True),
        ("> Ketamine cures pain.", True),
        ("An infusion eases pain.\n\nPain is a burden [@cohen2018].", True),  # cited in another paragraph
        ("Ketamine \u200bcu\u00adres pain [@cohen2018].", True),  # signs nobody sees
        ("Ketamine \uff43\uff55\uff52\uff45\uff53 pain [@cohen2018].", True),
        ("Be wary of a clinic that:\n\n- cures every pain", False),
        ("Ask what it includes:\n\n- each infusion", False),
    ],
)
def test_a_fault_is_found_wherever_it_hides(body, expected):
    found = {rule for rule in ids(make_page(body)) if RULES[rule].level == "block"} - {"section-missing"}

    assert bool(found) is expected, found


@pytest.mark.parametrize("field", ["title", "summary", "risk_line", "key_points"])
def test_titles_and_lines_are_read_too(field):
    assert "wording-cure" in ids(make_page(LIMITS, **{field: "Ketamine cures pain."}))


def test_a_title_needs_no_source():
    assert "claim-unsourced" not in ids(make_page(LIMITS, title="Ketamine infusions for pain"))


def test_a_caution_is_not_asked_for_the_risks_of_an_offer():
    body = "## Risks {#risks}\n\nText."

    assert "main-risk-unnamed" in ids(make_page(body, model=Condition))
    assert "main-risk-unnamed" not in ids(make_page(body, model=Condition, is_caution=True))


def test_each_rule_says_what_is_wrong_why_and_what_instead():
    assert [rule.id for rule in RULES.values() if not (rule.problem and rule.why and rule.instead)] == []
