"""Where the files of pictures are kept, with the fixtures and on the disk."""

import os
from datetime import timedelta
from pathlib import Path

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.management import CommandError, call_command
from django.utils import timezone

from content.images.keeping import stored_names
from content.images.storage import DurableStorage
from content.models import Image, ImageFile, SyncedText
from content.syncing.dumping import dump
from content.syncing.loading import LoadRefused, load
from tests.content_files import put
from tests.factories import make_image
from tests.pictures import clean_picture, photo, planted

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def empty_storage():
    for name in stored_names():
        default_storage.delete(name)


def put_picture(root: Path, slug: str = "door", *lines: str) -> Path:
    path = put(root, f"images/{slug}", *lines)
    path.with_suffix(".jpg").write_bytes(clean_picture().original.content)
    return path


def files_in(root: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in (root / "images").iterdir()}


def test_a_picture_is_loaded_dumped_and_loaded_again_to_the_byte(tmp_path):
    put_picture(tmp_path / "a")
    load(tmp_path / "a")
    dump(tmp_path / "a", agrees=True)
    before = files_in(tmp_path / "a")
    Image.objects.all().delete()
    SyncedText.objects.all().delete()
    assert load(tmp_path / "a").created == ["images/door"]
    dump(tmp_path / "b", agrees=False)

    assert files_in(tmp_path / "b") == before
    assert set(before) == {"door.md", "door.jpg"}
    assert load(tmp_path / "b").unchanged == 1


def test_a_changed_file_takes_the_place_of_the_old_one_and_of_all_its_files(
    tmp_path, django_capture_on_commit_callbacks
):
    path = put_picture(tmp_path)
    load(tmp_path)
    old = stored_names()
    path.with_suffix(".jpg").unlink()
    path.with_suffix(".png").write_bytes(photo(70, 30, "PNG"))
    with django_capture_on_commit_callbacks(execute=True):
        assert load(tmp_path).updated == ["images/door"]

    assert not old & stored_names()
    assert stored_names() == set(ImageFile.objects.values_list("name", flat=True))
    dump(tmp_path, agrees=True)
    assert set(files_in(tmp_path)) == {"door.md", "door.png"}


def test_a_load_that_is_refused_or_only_tried_writes_no_file(tmp_path):
    put_picture(tmp_path)
    load(tmp_path, dry_run=True)
    put(tmp_path, "facts/bad", "kind: nonsense")
    with pytest.raises(LoadRefused):
        load(tmp_path)

    assert stored_names() == set()


def test_a_file_that_is_gone_takes_the_picture_along_unless_a_text_places_it(
    tmp_path, django_capture_on_commit_callbacks
):
    path = put_picture(tmp_path)
    article = put(tmp_path, "articles/a", body="![A door.](image:door)")
    load(tmp_path)
    for one in (path, path.with_suffix(".jpg")):
        one.unlink()
    with pytest.raises(LoadRefused, match="unknown picture 'door'"):
        load(tmp_path)
    article.unlink()
    put(tmp_path, "articles/b")
    with django_capture_on_commit_callbacks(execute=True):
        load(tmp_path)

    assert (Image.objects.count(), stored_names()) == (0, set())


@pytest.mark.parametrize(
    ("spoil", "message"),
    [
        (lambda path: path.with_suffix(".jpg").unlink(), "needs one picture beside it"),
        (lambda path: path.with_suffix(".png").write_bytes(photo(kind="PNG")), "needs one picture beside it"),
        (lambda path: path.unlink(), "there is no '.md' file of the same name"),
        (lambda path: path.with_suffix(".gif").write_bytes(b"GIF89a"), "is not a '.md' file"),
        (lambda path: put(path.parents[1], "images/door", "alt: ''"), "Say what the picture shows, or tick"),
    ],
)
def test_a_picture_and_its_text_belong_together(tmp_path, spoil, message):
    spoil(put_picture(tmp_path))
    with pytest.raises(LoadRefused, match=message):
        load(tmp_path)


def test_a_file_with_camera_data_is_cleaned_by_the_command_and_then_loaded(tmp_path):
    path = put(tmp_path, "images/door")
    data, marks = planted()
    path.with_suffix(".jpeg").write_bytes(data)
    call_command("clean_image", path.with_suffix(".jpeg"), verbosity=0)

    assert set(files_in(tmp_path)) == {"door.md", "door.jpg"}
    assert [mark for mark in marks if mark in path.with_suffix(".jpg").read_bytes()] == []
    assert load(tmp_path).created == ["images/door"]


def test_files_of_no_picture_are_reported_once_they_are_an_hour_old(capsys, time_machine):
    make_image()
    default_storage.save("images/left-behind.jpg", ContentFile(b"x"))
    call_command("sweep_media")
    assert capsys.readouterr().out == "0 file(s) of no picture, none gone.\n"

    time_machine.move_to(timezone.now() + timedelta(hours=2))
    call_command("sweep_media")
    assert "Of no picture: images/left-behind.jpg" in capsys.readouterr().out
    call_command("sweep_media", "--delete")

    assert stored_names() == set(ImageFile.objects.values_list("name", flat=True))


def test_a_picture_whose_file_is_gone_is_reported():
    lost = make_image().files.first()
    default_storage.delete(lost.name)

    with pytest.raises(CommandError, match=f"Gone, though a picture needs it: {lost.name}"):
        call_command("sweep_media")


def test_the_disk_has_the_whole_file_under_its_name_or_nothing(tmp_path, monkeypatch):
    """Written beside, made durable, renamed, and then the folder made durable."""
    calls = []
    fsync, rename = os.fsync, os.rename
    monkeypatch.setattr(
        os, "fsync", lambda number: (calls.append(os.readlink(f"/proc/self/fd/{number}")), fsync(number))
    )
    monkeypatch.setattr(os, "rename", lambda old, new: (calls.append((str(old), str(new))), rename(old, new)))
    storage = DurableStorage(location=tmp_path)
    storage.save("images/a.jpg", ContentFile(b"x" * 100_000))
    unfinished, target = str(tmp_path / "images" / ".a.jpg.new"), str(tmp_path / "images" / "a.jpg")

    assert calls == [unfinished, (unfinished, target), str(tmp_path / "images"), str(tmp_path)]
    assert Path(target).stat().st_mode & 0o777 == 0o600
    assert storage.open("images/a.jpg").read() == b"x" * 100_000


def test_a_link_out_of_the_folder_is_not_followed(tmp_path):
    secret = tmp_path / "secret"
    secret.write_text("key")
    (tmp_path / "media" / "images").mkdir(parents=True)
    (tmp_path / "media" / "images" / "a.jpg").symlink_to(secret)

    with pytest.raises(OSError, match="symbolic links"):
        DurableStorage(location=tmp_path / "media").open("images/a.jpg")
