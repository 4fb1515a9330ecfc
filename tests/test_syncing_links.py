"""What one file names in another: nothing goes, changes its name or moves while something needs it."""

from pathlib import Path

import pytest

from content.models import Article, Clinic, Condition, Fact, Finding, Person, Source
from content.syncing.loading import LoadRefused, load
from tests.content_files import all_rows, put, put_one_of_each
from tests.factories import make_article, make_fact

pytestmark = pytest.mark.django_db


@pytest.fixture
def root(tmp_path) -> Path:
    """A loaded folder with one file of each kind, and one more of each that nothing names."""
    put_one_of_each(tmp_path)
    for name in ("people/eve", "sources/review", "facts/price", "terms/dose", "conditions/gout"):
        put(tmp_path, name, *(["kind: money"] if name == "facts/price" else []))
    put(tmp_path, "terms/dose", "word: dose", "other_spellings: [doses]")
    load(tmp_path)
    return tmp_path


def refused(root: Path, prefer: str = "") -> list[tuple[str, str]]:
    """File and message of each problem; there is one, it is no conflict, and nothing may have changed."""
    before = all_rows()
    with pytest.raises(LoadRefused) as caught:
        load(root, prefer)
    assert all_rows() == before
    assert caught.value.report.conflicts == []
    assert caught.value.report.problems
    return [(str(problem.path.relative_to(root)), problem.message) for problem in caught.value.report.problems]


@pytest.mark.parametrize(
    ("gone", "kind", "body", "message"),
    [
        ("sources/review", "articles", "Known [@trial; @review].", "unknown source 'review'"),
        ("sources/review", "people", "Known [@review].", "unknown source 'review'"),
        ("facts/price", "policies", "It costs {{ price }}.", "unknown fact 'price'"),
        ("terms/dose", "questions", "One [[dose]].", "unknown glossary word 'dose'"),
    ],
)
def test_what_a_text_still_names_cannot_go(root, gone, kind, body, message):
    put(root, f"{kind}/namer", body=body)
    load(root)
    (root / f"{gone}.md").unlink()

    assert refused(root) == [(f"{kind}/namer.md", message)]


def test_what_a_changed_text_still_names_cannot_go(root):
    put(root, "articles/namer", body="Known [@review].")
    load(root)
    put(root, "articles/namer", body="Also known [@review].")
    (root / "sources/review.md").unlink()

    assert [path for path, _ in refused(root)] == ["articles/namer.md"]


def test_what_a_row_inside_a_file_still_names_cannot_go(root):
    put(root, "treatments/infusion", "visit:\n  - {title: Start, text: 'Known [@review].'}")
    load(root)
    (root / "sources/review.md").unlink()

    assert refused(root) == [("treatments/infusion.md", "unknown source 'review'")]


def test_what_a_text_of_staff_names_cannot_go(root):
    make_article(slug="staffs", body="Known [@review].")
    (root / "sources/review.md").unlink()

    assert refused(root) == [("articles/staffs.md", "unknown source 'review'")]


def test_what_a_text_names_may_go_together_with_the_text(root):
    put(root, "articles/citer", body="Known [@review].")
    load(root)
    (root / "articles/citer.md").unlink()
    (root / "sources/review.md").unlink()

    assert sorted(load(root).removed) == ["articles/citer", "sources/review"]


def test_what_a_text_named_may_go_once_the_text_no_longer_names_it(root):
    put(root, "articles/citer", body="Known [@review].")
    load(root)
    put(root, "articles/citer", body="Known.")
    (root / "sources/review.md").unlink()

    assert load(root).removed == ["sources/review"]


def test_a_spelling_that_a_text_asks_for_cannot_go(root):
    put(root, "articles/namer", body="Two [[doses]].")
    load(root)
    put(root, "terms/dose", "word: dose")

    assert refused(root) == [("articles/namer.md", "unknown glossary word 'doses'")]


@pytest.mark.parametrize(
    ("gone", "namer", "line"),
    [
        ("people/eve", "conditions/pain", "author: eve"),
        ("people/eve", "clinics/albany", "people: [ada, eve]"),
        ("sources/review", "findings/less-pain", "sources: [review, trial]"),
        ("sources/review", "facts/crisis_line", "source: review"),
        ("sources/review", "sources/trial", "superseded_by: review"),
        ("facts/price", "clinics/albany", "prices: [price]"),
        ("conditions/gout", "findings/less-pain", "condition: gout"),
        ("conditions/gout", "articles/sleep", "conditions: [gout]"),
        ("conditions/gout", "questions/safe", "conditions: [gout]"),
    ],
)
def test_what_another_file_lists_cannot_go(root, gone, namer, line):
    put(root, namer, line)
    load(root)
    (root / f"{gone}.md").unlink()

    assert {path for path, _ in refused(root)} <= {f"{gone}.md", f"{namer}.md"}


@pytest.mark.parametrize(
    ("gone", "namer", "line"),
    [
        ("people/eve", "conditions/pain", "author: eve"),
        ("sources/review", "findings/less-pain", "sources: [review]"),
        ("sources/review", "sources/trial", "superseded_by: review"),
        ("conditions/gout", "articles/sleep", "conditions: [gout]"),
    ],
)
def test_what_a_changed_file_lists_cannot_go(root, gone, namer, line):
    put(root, namer, line)
    load(root)
    (root / f"{gone}.md").unlink()
    extra = {"conditions": "title: New", "findings": "outcome: new", "sources": "title: New", "articles": "title: New"}
    put(root, namer, line, extra[namer.split("/")[0]])

    assert {path for path, _ in refused(root)} <= {f"{gone}.md", f"{namer}.md"}


@pytest.mark.parametrize(
    ("gone", "namer", "line"),
    [
        ("people/eve", "clinics/albany", "people: [ada, eve]"),
        ("people/eve", "articles/sleep", "author: eve"),
        ("sources/review", "findings/less-pain", "sources: [review, trial]"),
    ],
)
def test_what_another_file_lists_cannot_go_even_when_files_win(root, gone, namer, line):
    put(root, namer, line)
    load(root)
    Person.objects.filter(slug="eve").update(job_title="Changed by staff")
    Source.objects.filter(key="review").update(title="Changed by staff")
    (root / f"{gone}.md").unlink()

    assert {path for path, _ in refused(root, "files")} <= {f"{gone}.md", f"{namer}.md"}


def test_a_person_who_is_still_needed_is_named_with_who_needs_them(root):
    make_article(title="By Eve", author=Person.objects.get(slug="eve"))
    (root / "people/eve.md").unlink()

    [(path, message)] = refused(root)

    assert path == "people/eve.md"
    assert "By Eve" in message


@pytest.mark.parametrize(
    ("gone", "namer", "line"),
    [
        ("people/eve", "articles/namer", "author: eve"),
        ("sources/review", "facts/namer", "source: review"),
        ("sources/review", "sources/aaa", "superseded_by: review"),
        ("sources/review", "sources/zzz", "superseded_by: review"),
        ("conditions/gout", "findings/namer", "condition: gout"),
        ("treatments/other", "findings/namer", "treatment: other"),
    ],
)
def test_what_is_named_may_go_together_with_what_names_it(root, gone, namer, line):
    put(root, "treatments/other")
    put(root, namer, line)
    load(root)
    (root / f"{gone}.md").unlink()
    (root / f"{namer}.md").unlink()

    assert sorted(load(root).removed) == sorted([gone, namer])


def test_what_was_named_may_go_once_nothing_names_it(root):
    put(root, "articles/namer", "author: eve", "conditions: [gout]")
    put(root, "findings/less-pain", "sources: [review]")
    load(root)
    put(root, "articles/namer", "author: ada")
    put(root, "findings/less-pain", "sources: [trial]")
    for gone in ("people/eve", "conditions/gout", "sources/review"):
        (root / f"{gone}.md").unlink()
    load(root)

    assert not Person.objects.filter(slug="eve").exists()
    assert not Condition.objects.filter(slug="gout").exists()
    assert not Source.objects.filter(key="review").exists()
    assert Article.objects.get(slug="namer").author.slug == "ada"


def test_a_row_of_staff_protects_what_it_names(root):
    make_fact("staffs", "1", source=Source.objects.get(key="review"))
    (root / "sources/review.md").unlink()

    assert [path for path, _ in refused(root)] == ["sources/review.md"]
    assert Fact.objects.filter(key="staffs").exists()


def test_a_finding_of_staff_does_not_vanish_with_the_file_of_its_condition(root):
    finding = Finding.objects.create(
        condition=Condition.objects.get(slug="gout"), slug="staffs", route="iv", outcome="pain", direction="better"
    )
    (root / "conditions/gout.md").unlink()

    assert [path for path, _ in refused(root)] == ["conditions/gout.md"]
    assert Finding.objects.filter(pk=finding.pk).exists()


def test_the_file_of_the_main_clinic_can_be_renamed(root):
    put(root, "clinics/albany", "is_main: yes")
    put(root, "listings/place")  # it would name the clinic
    load(root)
    (root / "clinics/albany.md").rename(root / "clinics/zz.md")
    load(root)

    assert list(Clinic.objects.values_list("slug", "is_main")) == [("zz", True)]


@pytest.mark.parametrize(("old", "new"), [("albany", "troy"), ("troy", "albany")])
def test_another_clinic_can_become_the_main_one(root, old, new):
    put(root, f"clinics/{new}", f"name: {new}")
    put(root, f"clinics/{old}", f"name: {old}", "is_main: yes")
    load(root)
    put(root, f"clinics/{new}", f"name: {new}", "is_main: yes")
    put(root, f"clinics/{old}", f"name: {old}")
    load(root)

    assert Clinic.objects.get(is_main=True).slug == new


def test_two_main_clinics_are_refused(root):
    put(root, "clinics/albany", "is_main: yes")
    put(root, "clinics/troy", "is_main: yes")

    [(path, message)] = refused(root)

    assert path.startswith("clinics/")
    assert message == "Another clinic is the main one already."
