"""Rows -> files -> rows -> files: nothing is lost, whatever staff may have typed."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from django.conf import settings as site_settings
from django.core.exceptions import ValidationError
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from content.models import Source, SyncedText
from content.syncing.dumping import dump
from content.syncing.kinds import KIND_OF, KINDS
from content.syncing.loading import load
from tests.any_site import make_any_site
from tests.content_files import put, put_one_of_each
from tests.factories import make_article

pytestmark = pytest.mark.django_db
CONTENT = Path(site_settings.CONTENT_DIR)
HOURS = """hours:
  - {weekday: Friday, closes: 17:00:00, opens: 09:00}
  - {weekday: monday, opens: '13:00', closes: '17:00'}
  - {weekday: monday, opens: '9:00', closes: '12:00'}"""


def wipe() -> None:
    Source.objects.update(superseded_by=None)
    for kind in reversed(KINDS):
        kind.model.objects.all().delete()
    SyncedText.objects.all().delete()


def files_in(root: Path) -> dict[str, bytes]:
    return {str(path.relative_to(root)): path.read_bytes() for path in root.rglob("*") if path.is_file()}


def plain(row: Any, *without: str) -> dict[str, Any]:
    fields = [f for f in row._meta.concrete_fields if not (f.primary_key or f.many_to_one or f.name in without)]
    return {field.name: getattr(row, field.name) for field in fields}


def name_of(row: Any) -> str | None:
    return row and getattr(row, KIND_OF[type(row)].slug)


def everything_stored() -> dict[str, dict[str, Any]]:
    """Every value of every row; links by name, for primary keys may change."""
    found = {}
    for kind in KINDS:
        for row in kind.rows_in_full():
            values = found[f"{kind.name}/{name_of(row)}"] = plain(row)
            values |= {key: [plain(child, "position") for child in getattr(row, key).all()] for key in kind.rows}
            values |= {key: sorted(map(name_of, getattr(row, key).all())) for key in kind.link_keys()}
            single = [f.name for f in kind.model._meta.concrete_fields if f.many_to_one]
            values |= {name: name_of(getattr(row, name)) for name in single}
    return found


@contextmanager
def dumped() -> Iterator[Path]:
    """A folder with every row written to it."""
    with TemporaryDirectory() as folder:
        dump(Path(folder), agrees=False)
        yield Path(folder)


@given(st.data())
@settings(
    max_examples=25,
    deadline=None,
    phases=[Phase.generate],  # the difference says enough; shrinking a whole site takes minutes
    suppress_health_check=list(HealthCheck),
)
def test_rows_of_every_kind_come_back_with_the_same_values_as_the_same_files(data):
    wipe()
    make_any_site(data.draw)
    stored = everything_stored()
    count = 2 * len(KINDS)  # two rows of each kind

    with dumped() as first:
        assert load(first).unchanged == sum(name.endswith(".md") for name in files_in(first)) == count
        assert len(files_in(first)) == count + 2  # the pictures themselves
        wipe()
        assert len(load(first).created) == count
        assert everything_stored() == stored
        with dumped() as second:
            assert files_in(second) == files_in(first)


def test_the_sites_own_files_are_in_the_form_that_a_dump_writes(site_content):
    with dumped() as folder:
        assert files_in(folder) == files_in(CONTENT)


def test_a_load_of_the_sites_own_dump_finds_everything_unchanged(site_content):
    with dumped() as folder:
        report = load(folder)

    assert report.unchanged == len(files_in(CONTENT))
    assert (report.created, report.updated, report.removed, report.kept) == ([], [], [], [])


def test_a_dump_over_the_sites_own_files_writes_nothing(site_content, tmp_path):
    for name, content in files_in(CONTENT).items():
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(content)

    report = dump(tmp_path, agrees=False)

    assert (report.written, report.removed) == ([], [])
    assert report.unchanged == len(files_in(CONTENT))


@pytest.mark.parametrize("field", ["title", "summary", "risk_line", "withdrawn_reason"])
def test_a_line_break_in_a_value_of_one_line_is_refused_before_a_file_would_hold_it(field):
    article = make_article(**{field: "One\nTwo"})

    with pytest.raises(ValidationError):
        article.full_clean()


@pytest.mark.parametrize(
    ("name", "lines", "body"),
    [
        ("articles/odd", ["title: '  Blanks around '", "is_featured: NO", "key_points: []"], "\n\n \n  Text. \n\n"),
        ("articles/odd", ["published_at: 2026-11-21T14:00:00Z", "kind: EXPLAINER"], "One\r\nTwo\rThree\t\n"),
        ("articles/odd", ['key_points: [" One. ", "Two.\\N\\NThree.", "Four.\\L"]'], "Text."),
        ("articles/odd", ["conditions: [pain, gout]", "topics: [{topic: safety}, basics]"], "\ufeffText."),
        ("terms/odd", ["word: odd", "other_spellings:\n  - odds"], "\x0b\n\x85Text.\u2028\n"),
        ("clinics/odd", ["latitude: 42.60", "longitude: '-073.0'", "email: Desk@Clinic.EXAMPLE"], " Text."),
        (
            "clinics/odd",
            [
                HOURS,
                "people: [eve, ada]",
                "exceptions: [{date: 2027-01-02, note: Off}, {date: 2027-01-01}]",
            ],
            "",
        ),
        ("conditions/odd", ["position: 007", "other_names: ['A ', B]", "is_about_mood: Yes"], "## A {#a}\n"),
        ("sources/odd", ["year: '1999'", "url: HTTPS://Example.org", "superseded_by: trial"], ""),
    ],
)
def test_a_file_in_any_form_is_unchanged_when_it_is_loaded_again(tmp_path, name, lines, body):
    put_one_of_each(tmp_path)
    put(tmp_path, "people/eve")
    put(tmp_path, "conditions/gout")
    path = put(tmp_path, name, *lines, body="BODY")
    path.write_bytes(path.read_bytes().replace(b"BODY", body.encode()))
    assert name in load(tmp_path).created

    report = load(tmp_path)

    assert report.unchanged == len(KINDS) + 2  # one of each kind but pictures, and three more
    assert report.kept == []
