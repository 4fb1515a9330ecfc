"""Three-way loading: file, row, and what both said when they last agreed."""

from pathlib import Path

import pytest

from content.models import Article, Clinic, Revision, Source, Treatment
from content.syncing.kinds import KIND_OF, KINDS
from content.syncing.loading import LoadRefused, LoadReport, load
from content.syncing.values import digest_of_row, digests_of_rows
from content.syncing.writing import text_of_row
from tests.content_files import all_rows, put, put_one_of_each

pytestmark = pytest.mark.django_db
NAME = "articles/lone"


@pytest.fixture
def root(tmp_path) -> Path:
    """A loaded folder: one file of each kind, and an article that nothing else names."""
    put_one_of_each(tmp_path)
    put(tmp_path, NAME, "title: Old")
    load(tmp_path)
    return tmp_path


def change_file(root: Path, what: str) -> None:
    if what == "deleted":
        (root / f"{NAME}.md").unlink()
    elif what != "same":
        put(root, NAME, f"title: {what}")


def change_row(what: str) -> None:
    row = Article.objects.get(slug="lone")
    if what == "deleted":
        row.delete()
    elif what != "same":
        row.title = what
        row.save()


def outcome(report: LoadReport) -> dict[str, list[str]]:
    """The lists of a report that are not empty."""
    lists = ("created", "updated", "removed", "kept", "conflicts", "problems")
    return {name: getattr(report, name) for name in lists if getattr(report, name)}


def title() -> str | None:
    return Article.objects.filter(slug="lone").values_list("title", flat=True).first()


SETTLED = [
    # file, row, preferred side -> what the report calls it, the title afterwards (None: no row)
    ("same", "same", "", "", "Old"),
    ("File", "same", "", "updated", "File"),
    ("deleted", "same", "", "removed", None),
    ("same", "Staff", "", "kept", "Staff"),
    ("same", "deleted", "", "kept", None),
    ("Both", "Both", "", "", "Both"),
    ("deleted", "deleted", "", "", None),
    ("File", "Staff", "files", "updated", "File"),
    ("File", "Staff", "site", "kept", "Staff"),
    ("File", "deleted", "files", "created", "File"),
    ("File", "deleted", "site", "kept", None),
    ("deleted", "Staff", "files", "removed", None),
    ("deleted", "Staff", "site", "kept", "Staff"),
]


@pytest.mark.parametrize(("file", "row", "prefer", "expected", "left"), SETTLED)
def test_the_side_that_changed_wins_and_preference_settles_conflicts(root, file, row, prefer, expected, left):
    change_file(root, file)
    change_row(row)

    report = load(root, prefer)

    assert outcome(report) == ({expected: [NAME]} if expected else {})
    is_untouched = not expected and left is not None
    assert report.unchanged == 15 + is_untouched  # the other files: one of each kind but pictures
    assert title() == left


@pytest.mark.parametrize(("file", "row", "prefer", "expected", "left"), SETTLED)
def test_a_second_load_changes_nothing_more(root, file, row, prefer, expected, left):
    change_file(root, file)
    change_row(row)
    load(root, prefer)
    before = all_rows()

    report = load(root)

    assert set(outcome(report)) <= {"kept"}
    assert all_rows() == before
    assert title() == left


@pytest.mark.parametrize(("file", "row"), [("File", "Staff"), ("File", "deleted"), ("deleted", "Staff")])
def test_changes_on_both_sides_are_a_conflict_and_change_nothing(root, file, row):
    change_file(root, file)
    change_row(row)
    put(root, "articles/sleep", "title: Changed")  # no conflict, and still not loaded
    before = all_rows()

    with pytest.raises(LoadRefused) as caught:
        load(root)

    assert list(outcome(caught.value.report)) == ["updated", "conflicts"]
    assert len(caught.value.report.conflicts) == 1
    assert all_rows() == before


def test_a_conflict_shows_what_each_side_says(root):
    change_file(root, "File")
    change_row("Staff")

    with pytest.raises(LoadRefused) as caught:
        load(root)

    lines = caught.value.report.conflicts[0].splitlines()
    assert lines[:2] == ["--- on the site", f"+++ {root}/{NAME}.md"]
    assert {"-title: Staff", "+title: File"} < set(lines)


def test_a_conflict_about_a_deleted_file_names_it(root):
    change_file(root, "deleted")
    change_row("Staff")

    with pytest.raises(LoadRefused) as caught:
        load(root)

    assert NAME in caught.value.report.conflicts[0]


def test_a_kept_change_of_staff_survives_further_loads_until_the_file_changes(root):
    change_row("Staff")
    load(root)
    load(root)
    change_file(root, "File")

    with pytest.raises(LoadRefused):
        load(root)

    assert title() == "Staff"


def test_sides_that_came_to_say_the_same_agree_from_then_on(root):
    change_file(root, "Both")
    change_row("Both")
    load(root)
    change_row("Staff")

    assert outcome(load(root)) == {"kept": [NAME]}


def test_a_new_file_becomes_a_row(root):
    put(root, "articles/new", "title: New")

    assert outcome(load(root)) == {"created": ["articles/new"]}
    assert Article.objects.get(slug="new").title == "New"


def test_a_new_file_for_a_row_made_by_staff_is_a_conflict_unless_they_agree(root):
    Article.objects.create(title="Staff", slug="new", kind="explainer", summary="S.", risk_line="R.", body="B.")
    put(root, "articles/new", "title: File")

    with pytest.raises(LoadRefused) as caught:
        load(root)

    assert len(caught.value.report.conflicts) == 1


def test_a_row_made_by_staff_stays_without_a_file(root):
    Article.objects.create(title="Staff", slug="new", kind="explainer", summary="S.", risk_line="R.", body="B.")

    assert outcome(load(root)) == {}
    assert Article.objects.filter(slug="new").exists()


def test_a_file_may_name_a_row_made_by_staff(root):
    Source.objects.create(key="staffs", kind="guideline", title="Guideline", seen="abstract")
    put(root, NAME, body="Known [@staffs].")

    assert outcome(load(root)) == {"updated": [NAME]}


@pytest.mark.parametrize("prefer", ["", "files", "site"])
def test_a_dry_run_reports_the_same_and_changes_nothing(root, prefer):
    change_file(root, "File")
    put(root, "articles/new")
    (root / "policies/privacy.md").unlink()
    before = all_rows()

    report = load(root, prefer, dry_run=True)

    assert all_rows() == before
    assert outcome(report) == {
        "created": ["articles/new"],
        "updated": [NAME],
        "removed": ["policies/privacy"],
    }
    assert outcome(load(root, prefer)) == outcome(report)


@pytest.mark.parametrize("count", [1, 3])
def test_rows_are_compared_with_the_same_queries_for_any_number_of_them(root, count, django_assert_num_queries):
    for number in range(count):
        put(root, f"articles/more{number}", "topics: [cost, basics]", "conditions: [pain]")
    load(root)
    kind = KIND_OF[Article]

    with django_assert_num_queries(3):  # the articles with whom they name, their topics, their conditions
        found = list(digests_of_rows(kind))

    assert found == [(row.slug, row.pk, digest_of_row(kind, row)) for row in kind.rows_in_full()]


def test_a_load_keeps_each_signed_page_as_a_version_in_the_words_of_a_dump(root):
    put(root, NAME, "title: New", "author: ada", "topics: [cost, basics]", "conditions: [pain]", body="Other words.")
    load(root)

    kept = [(kind, row) for kind in KINDS if kind.is_signed for row in kind.rows_in_full()]
    assert len({kind.name for kind, _ in kept}) > 3
    for kind, row in kept:
        assert Revision.objects.of(kind.name, row.pk).latest("pk").text == text_of_row(kind, row)


def test_a_dry_run_refuses_mistakes_and_conflicts_too(root):
    put(root, "articles/new", "colour: red")

    with pytest.raises(LoadRefused):
        load(root, dry_run=True)


def test_an_updated_row_keeps_its_primary_key(root):
    before = Article.objects.get(slug="lone").pk
    change_file(root, "File")
    load(root)

    assert Article.objects.get(title="File").pk == before


def test_rows_and_links_written_inside_a_file_are_replaced(root):
    put(
        root,
        "treatments/infusion",
        "key_facts:\n  - {label: One, value: '1'}\n  - {label: Two, value: '2'}",
        "visit:\n  - {title: Start, text: A}\n  - {title: End, text: B, minutes: '30'}",
    )
    put(root, "clinics/albany", "people: [ada]", "hours:\n  - {weekday: friday, opens: '9:00', closes: '17:00'}")
    put(root, NAME, "topics: [safety, basics]", "conditions: [pain]")
    load(root)
    put(
        root,
        "treatments/infusion",
        "key_facts:\n  - {label: Two, value: '2'}\n  - {label: Three, value: '3'}",
        "visit:\n  - {title: End, text: B}",
    )
    put(root, "clinics/albany", "hours:\n  - {weekday: monday, opens: '8:30', closes: '12:00'}")
    put(root, NAME, "topics: [cost]")
    load(root)

    treatment, clinic, article = Treatment.objects.get(), Clinic.objects.get(), Article.objects.get(slug="lone")
    assert list(treatment.key_facts.values_list("label", "value")) == [("Two", "2"), ("Three", "3")]
    assert list(treatment.visit.values_list("title", "text", "minutes")) == [("End", "B", None)]
    assert [str(hours) for hours in clinic.hours.all()] == ["Monday 08:30-12:00"]
    assert list(clinic.people.all()) == []
    assert [row.topic for row in article.topics.all()] == ["cost"]
    assert list(article.conditions.all()) == []


@pytest.mark.parametrize("topics", [["cost", "basics"], ["basics", "cost"]])
def test_rows_keep_the_order_of_the_file(root, topics):
    put(root, NAME, f"topics: [{', '.join(topics)}]")
    load(root)

    assert [row.topic for row in Article.objects.get(slug="lone").topics.all()] == topics


def test_a_value_left_out_of_the_file_is_emptied(root):
    put(root, NAME, "is_featured: yes", "author: ada", "reviewed_on: 2026-11-01", "key_points: [One.]")
    load(root)
    put(root, NAME)
    load(root)

    row = Article.objects.get(slug="lone")
    assert (row.is_featured, row.author, row.reviewed_on, row.key_points) == (False, None, None, "")


def test_a_source_may_be_superseded_by_one_that_is_loaded_after_it(root):
    put(root, "sources/a", "superseded_by: zz")
    put(root, "sources/zz")
    load(root)

    assert Source.objects.get(key="a").superseded_by.key == "zz"
    assert outcome(load(root)) == {}


def test_a_source_cannot_be_superseded_by_itself(root):
    put(root, "sources/a", "superseded_by: a")

    with pytest.raises(LoadRefused) as caught:
        load(root)

    assert [problem.path for problem in caught.value.report.problems] == [root / "sources/a.md"]
