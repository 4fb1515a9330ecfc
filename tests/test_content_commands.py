"""load_content and dump_content: what they say, what they leave alone, how they end."""

from io import StringIO
from pathlib import Path

import pytest
from django.contrib.auth.models import Group
from django.core.management import CommandError, call_command

from content.models import Article, Person, Policy, SyncedText
from content.syncing import dumping
from content.syncing.dumping import dump
from content.syncing.kinds import KINDS
from content.syncing.loading import load
from tests import run_database
from tests.content_files import all_rows, put, put_one_of_each
from tests.processes import run


@pytest.fixture
def root(tmp_path) -> Path:
    put_one_of_each(tmp_path / "content")
    return tmp_path / "content"


def said_by(command: str, *arguments: object, **options: object) -> list[str]:
    output = StringIO()
    call_command(command, *arguments, **options, stdout=output)
    return output.getvalue().splitlines()


def set_title(title: str) -> None:
    Article.objects.update(title=title)


def refusal(root: Path) -> CommandError:
    with pytest.raises(CommandError) as caught:
        call_command("load_content", root)
    return caught.value


@pytest.mark.django_db
def test_load_content_says_what_it_did(root):
    call_command("load_content", root, stdout=StringIO())
    put(root, "articles/new")
    put(root, "articles/sleep", "title: Changed", "conditions: [pain]")
    (root / "policies/privacy.md").unlink()
    Article.objects.filter(slug="sleep").update(summary="Short.")

    assert said_by("load_content", root) == [
        "created: 1 (articles/new)",
        "updated: 1 (articles/sleep)",
        "removed: 1 (policies/privacy)",
        "Unchanged: 13",  # of the other kinds
    ]


@pytest.mark.django_db
def test_load_content_names_what_it_kept(root):
    load(root)
    set_title("Staff")

    assert said_by("load_content", root)[0] == "kept as staff changed them: 1 (articles/sleep)"


@pytest.mark.django_db
def test_load_content_names_twenty_and_counts_the_rest(root):
    for number in range(22):
        put(root, f"people/p{number:02}")

    [line, _] = said_by("load_content", root)

    assert line.startswith("created: 37 (people/ada, people/p00,")  # 15 of each kind and 22
    assert line.endswith("people/p18 and 17 more)")


@pytest.mark.django_db
def test_a_quiet_load_speaks_of_changes_only(root):
    assert said_by("load_content", root, "--quiet")[0].startswith("created: 15")
    assert said_by("load_content", root, "--quiet") == []


@pytest.mark.django_db
def test_a_dry_run_says_what_would_be_done_and_does_nothing(root):
    assert said_by("load_content", root, "--dry-run")[0].startswith("Would be created: 15")
    assert Article.objects.count() == 0


@pytest.mark.django_db
def test_refused_mistakes_are_listed_with_their_places(root):
    put(root, "articles/sleep", "colour: red", body="Known [@nosuch].")
    put(root, "people/ada", "size: big")

    error = refusal(root)

    lines = str(error).splitlines()
    assert error.returncode == 1
    assert lines[0].startswith(f"{root}/people/ada.md:4: size: unknown key")
    assert lines[1].startswith(f"{root}/articles/sleep.md:8: colour: unknown key")
    assert lines[2] == "Nothing was loaded: 2 problem(s)."


@pytest.mark.django_db
def test_a_refused_conflict_shows_both_sides_and_the_way_out(root):
    load(root)
    set_title("From staff")
    put(root, "articles/sleep", "title: From the file")

    lines = str(refusal(root)).splitlines()

    assert lines[0] == "Changed on the site and in the file since they last agreed:"
    assert {"--- on the site", f"+++ {root}/articles/sleep.md", "-title: From staff", "+title: From the file"} < set(
        lines
    )
    assert lines[-2:] == [
        "Say which one wins with --prefer files or --prefer site.",
        "Nothing was loaded: 1 problem(s).",
    ]


@pytest.mark.django_db
@pytest.mark.parametrize(("prefer", "title"), [("files", "From the file"), ("site", "From staff")])
def test_the_preferred_side_wins(root, prefer, title):
    load(root)
    set_title("From staff")
    put(root, "articles/sleep", "title: From the file")

    call_command("load_content", root, "--prefer", prefer, stdout=StringIO())

    assert Article.objects.get().title == title


def test_load_content_ends_with_1_when_it_refuses_and_with_0_otherwise(root, tmp_path):
    database = run_database.new(tmp_path)
    assert run(database, "migrate", "--verbosity", "0")[0] == 0

    code, output, errors = run(database, "load_content", root)
    assert (code, errors) == (0, "")
    assert output.startswith("created: 15")

    put(root, "articles/sleep", "colour: red")
    code, output, errors = run(database, "load_content", root)
    assert (code, output) == (1, "")
    assert errors.endswith("Nothing was loaded: 1 problem(s).\n")
    assert "Traceback" not in errors


@pytest.mark.django_db
def test_a_load_can_bring_the_tables_up_to_date_first(root):
    Group.objects.all().delete()  # as `migrate` makes them
    call_command("load_content", root, "--quiet", stdout=StringIO())
    assert not Group.objects.exists()
    call_command("load_content", root, "--quiet", "--migrate", stdout=StringIO())

    assert Group.objects.exists()


@pytest.mark.django_db
def test_dump_content_writes_changed_rows_and_leaves_other_files_untouched(root):
    load(root)
    dump(root, agrees=True)
    before = {path: (path.stat().st_mtime_ns, path.stat().st_ino) for path in root.rglob("*.md")}
    set_title("From staff")

    assert said_by("dump_content", root) == ["Written: 1. Removed: 0. Unchanged: 14."]
    after = {path: (path.stat().st_mtime_ns, path.stat().st_ino) for path in root.rglob("*.md")}
    assert {path for path in before if after[path] != before[path]} == {root / "articles/sleep.md"}
    assert "title: From staff\n" in (root / "articles/sleep.md").read_text()


@pytest.mark.django_db
def test_dump_content_removes_the_file_of_a_deleted_row_and_leaves_no_other_files(root):
    load(root)
    dump(root, agrees=True)
    Policy.objects.all().delete()

    assert said_by("dump_content", root) == ["Written: 0. Removed: 1. Unchanged: 14."]
    assert not list((root / "policies").iterdir())
    assert len([path for path in root.rglob("*") if path.is_file()]) == 14


@pytest.mark.django_db
def test_a_dump_into_an_empty_folder_writes_everything(root, tmp_path):
    load(root)

    assert said_by("dump_content", tmp_path / "copy") == ["Written: 15. Removed: 0. Unchanged: 0."]


@pytest.mark.django_db
def test_a_dump_elsewhere_does_not_count_as_agreement(root, tmp_path):
    load(root)
    agreed = all_rows()["SyncedText"]
    set_title("From staff")

    call_command("dump_content", tmp_path / "copy", stdout=StringIO())

    assert all_rows()["SyncedText"] == agreed


@pytest.mark.django_db
def test_after_a_dump_to_its_own_folder_file_and_row_agree(root, settings):
    settings.CONTENT_DIR = root
    load(root)
    set_title("From staff")
    call_command("dump_content", root, stdout=StringIO())
    put(root, "articles/sleep", "title: Later", "author: ada", "conditions: [pain]")

    report = load(root)

    assert (report.updated, report.kept) == (["articles/sleep"], [])
    assert Article.objects.get().title == "Later"


@pytest.mark.django_db
def test_a_row_deleted_by_staff_is_forgotten_by_a_dump_to_its_own_folder(root, settings):
    settings.CONTENT_DIR = root
    load(root)
    Article.objects.all().delete()
    call_command("dump_content", root, stdout=StringIO())

    assert not SyncedText.objects.filter(kind="articles").exists()
    put(root, "articles/sleep", "title: New")
    assert load(root).created == ["articles/sleep"]


@pytest.mark.django_db
def test_a_file_that_was_edited_as_soon_as_it_was_dumped_is_a_change(root, monkeypatch):
    load(root)
    set_title("From staff")

    def replace_and_edit(path: Path, content: bytes) -> None:
        path.write_bytes(content.replace(b"From staff", b"Edited"))

    monkeypatch.setattr(dumping, "replace_file", replace_and_edit)
    dump(root, agrees=True)

    assert load(root).updated == ["articles/sleep"]
    assert Article.objects.get().title == "Edited"


@pytest.mark.django_db
def test_a_dump_that_was_broken_off_has_noted_nothing_and_loses_nothing(root, monkeypatch):
    load(root)
    Person.objects.update(job_title="From staff")
    set_title("From staff")
    agreed = all_rows()["SyncedText"]
    replace_file = dumping.replace_file

    def replace_until_full(path: Path, content: bytes) -> None:
        if path.parent.name == "articles":
            raise OSError("No space left on device")
        replace_file(path, content)

    monkeypatch.setattr(dumping, "replace_file", replace_until_full)
    with pytest.raises(OSError, match="No space"):
        dump(root, agrees=True)

    assert all_rows()["SyncedText"] == agreed
    report = load(root)
    assert (report.updated, report.kept) == ([], ["articles/sleep"])
    assert (Person.objects.get().job_title, Article.objects.get().title) == ("From staff", "From staff")


@pytest.mark.django_db
def test_the_names_of_dumped_files_survive_a_power_cut_before_anything_is_noted(root, monkeypatch):
    load(root)
    set_title("From staff")
    agreed, make_names_durable, durable = all_rows()["SyncedText"], dumping.make_names_durable, []

    def sync_and_look(folder: Path) -> None:
        make_names_durable(folder)
        durable.append((folder, all_rows()["SyncedText"] == agreed))

    monkeypatch.setattr(dumping, "make_names_durable", sync_and_look)
    dump(root, agrees=True)

    assert durable == [(folder, True) for folder in (*(kind.folder(root) for kind in KINDS), root)]
