"""Each rule fires on what it is for, and is silent on what looks like it."""

from collections.abc import Iterator
from datetime import date

import pytest

from content.gate.evidence import certainties_for
from content.gate.page import plain, written
from content.gate.runner import RULES
from content.gate.wording import WORDS, finder, read_words, wordings
from content.models import Clinic, Condition, Person, Treatment
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
    "heading-jump": (make_page("## A\n\n#### B\n\nText."), make_page("## A\n\n### B\n\n## C\n\nText.")),
    "link-broken": (make_page("See [this](/conditions/gone/)."), make_page("See [that](/conditions/crps/#risks).")),
    "figure-without-comparison": (
        make_page("70% felt better [@cohen2018]. Nausea was common."),
        make_page("70% felt better [@cohen2018]. With saline it was 40%."),
    ),
    "certainty-above-finding": (
        make_page("It clearly eased pain [@cohen2018]."),
        make_page("It clearly eased pain [@short2018]."),
    ),
    "doctor-without-profession": (
        make_page(model=Person, name="Dr. Ann Lee"),
        make_page(model=Person, name="Dr. Ann Lee", credentials="MD"),
    ),
    "license-missing": (
        make_page(model=Person, name="Ann Lee", credentials="MD"),
        make_page(model=Person, name="Ann Lee", credentials="MD, New York license 000000"),
    ),
    "board-unnamed": (
        make_page("She is board certified.", model=Person),
        make_page("She is certified by the American Board of Anesthesiology.", model=Person),
    ),
    "price-undated": (make_page(model=Clinic, prices=("stale",)), make_page(model=Clinic, prices=("dated",))),
    "price-without-extras": (make_page(model=Clinic, prices=("bare",)), make_page(model=Clinic, prices=("dated",))),
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

    assert [text for text in wording.row["wrong"] if rule not in ids(make_page(text))] == []
    assert [text for text in wording.row["right"] if rule in ids(make_page(text))] == []


@pytest.mark.parametrize("wording", wordings(), ids=lambda one: f"wording-{one.id}")
def test_each_group_of_phrases_catches_its_own_example_and_its_rule_lets_the_other_pass(wording):
    read = written if wording.sees_capitals else plain

    assert [group.caught for group in wording.groups if not group.finder.search(read(group.caught))] == []
    assert [group.caught for group in wording.groups if not wording.found_in(group.caught)] == []
    assert [group.passed for group in wording.groups if wording.found_in(group.passed)] == []


def groups_of(name: str, entry: object) -> Iterator[tuple[str, dict]]:
    """The groups of phrases in a list, each with its name."""
    if isinstance(entry, dict):
        if "caught" in entry:
            yield name, entry
        else:
            for key, value in entry.items():
                yield from groups_of(f"{name} {key}", value)


@pytest.mark.parametrize("path", sorted(WORDS.glob("*.yml")), ids=lambda path: path.stem)
def test_each_list_finds_its_own_example_and_not_the_other(path):
    groups = dict(groups_of(path.stem, read_words(path.name)))
    sees_capitals = {"people degrees", "people physicians", "people board"}
    found = {
        (name, kind): finder(group).search((written if name in sees_capitals else plain)(group[kind])) is not None
        for name, group in groups.items()
        for kind in ("caught", "passed")
    }

    assert groups
    assert [name for (name, kind), is_found in found.items() if is_found is not (kind == "caught")] == []


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


@pytest.mark.parametrize(
    ("link", "leads"),
    [
        ("/conditions/crps/", True),
        ("/conditions/crps/#risks", True),
        ("/conditions/crps/#refs", True),  # a place of the template
        ("/conditions/crps/#dose", False),
        ("/conditions/unready/", False),  # a draft
        ("/conditions/crps", False),
        ("/nowhere/", False),
        ("/questions/#q-driving", True),
        ("/questions/#q-gone", False),
        ("/questions/#topic-cost", True),
        ("/articles/?topic=cost", True),
        ("#limits", True),
        ("#limit", False),
        ("/articles/a/#limits", True),  # the page itself, though nobody can open it yet
        ("https://example.org/nowhere/", True),
    ],
)
def test_a_link_inside_the_site_leads_somewhere(link, leads):
    page = make_page(f"See [this]({link}).\n\n{LIMITS}")

    assert ("link-broken" not in ids(page)) is leads


@pytest.mark.parametrize(
    ("text", "alone"),
    [
        ("7 out of 10 people got relief [@cohen2018].", True),
        ("- 70% felt better [@cohen2018]", True),
        ("Half had saline. 70% felt better [@cohen2018].", False),
        ("70% felt better; there was no comparison group [@cohen2018].", False),
        ("Nausea came in 70% [@cohen2018].", False),
    ],
)
def test_a_share_of_people_helped_needs_a_comparison_beside_it(text, alone):
    assert ("figure-without-comparison" in ids(make_page(text))) is alone


@pytest.mark.parametrize(
    ("text", "surer"),
    [
        ("It probably eased pain [@cohen2018].", True),
        ("It may ease pain [@cohen2018].", False),
        ("It did not clearly ease pain [@cohen2018].", False),
        ("Strong evidence supports it [@cohen2018; @short2018].", False),  # one of the two is sure enough
        ("It clearly slows breathing [@ketalar2024].", False),  # no finding rests on a label
    ],
)
def test_words_are_no_surer_than_the_finding_they_cite(text, surer):
    assert ("certainty-above-finding" in ids(make_page(text))) is surer


def test_a_condition_goes_by_its_own_finding_of_a_source():
    findings = [("review", "crps", 2), ("review", "anxiety", 3), ("other", "anxiety", 1)]

    assert certainties_for("crps", findings) == {"review": 2, "other": 1}
    assert certainties_for("", findings) == {"review": 3, "other": 1}


@pytest.mark.parametrize(
    ("text", "is_bare"),
    [
        ("Dr. Ann Lee will see you.", True),
        ("Doctor Lee will see you.", True),
        ("Dr. Ann Lee, an anesthesiologist, will see you. Dr. Lee stays in the room.", False),
        ("Dr. Lee stays. Ann Lee is an anesthesiologist.", True),
        ("Ask your doctor.", False),
        ("Ann Lee, MD, will see you.", False),
    ],
)
def test_a_doctor_has_a_profession_beside_the_name(text, is_bare):
    assert ("doctor-without-profession" in ids(make_page(text))) is is_bare


@pytest.mark.parametrize("named", [{"job_title": "Physician"}, {"biography": "Dr. Lee sees you."}])
def test_who_is_shown_as_a_doctor_has_a_license_beside_the_name(named):
    assert "license-missing" in ids(make_page(model=Person, name="Ann Lee", **named))


def test_a_price_in_a_text_was_checked_too():
    assert "price-undated" in ids(make_page("It costs {{ stale }}."))
    assert "price-undated" not in ids(make_page("It costs {{ bare }}."))


def test_each_rule_says_what_is_wrong_why_and_what_instead():
    assert [rule.id for rule in RULES.values() if not (rule.problem and rule.why and rule.instead)] == []
