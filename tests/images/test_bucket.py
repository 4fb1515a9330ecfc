"""Pictures in a bucket of S3 or its like: settings, upload, readers, sweep and backup, against a server that runs."""

from datetime import timedelta
from io import StringIO

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.utils import timezone

from clinic_site.backups import BackupFailed, back_up, check
from clinic_site.environment import env_media_storage
from content.images import keeping
from content.models import Image, ImageFile
from tests.database_file import keep_in_file, name_a_file
from tests.factories import make_article, make_image, make_user
from tests.images.bucket import KEYS, NAME, running_bucket
from tests.pictures import photo
from tests.run_database import own_transactions
from tests.staff_sign_in import signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def server():
    with running_bucket() as found:
        yield found


@pytest.fixture
def bucket(server, settings, monkeypatch):
    """The settings of a site whose pictures are there, as .env.example has them; empty at the end."""
    address, owner = server
    for name, value in (KEYS | {"MEDIA_BUCKET": NAME, "MEDIA_ENDPOINT": address}).items():
        monkeypatch.setenv(name, value)
    settings.STORAGES = settings.STORAGES | {"default": env_media_storage()}
    yield owner
    for name in keeping.stored_names():
        default_storage.delete(name)


def stored(bucket) -> dict[str, bytes]:
    found = bucket.list_objects_v2(Bucket=NAME).get("Contents", [])
    return {one["Key"]: bucket.get_object(Bucket=NAME, Key=one["Key"])["Body"].read() for one in found}


def test_what_staff_drop_into_a_text_is_kept_there_and_comes_to_readers_through_the_site(client, bucket):
    signed_in(client, make_user("Editor"))
    dropped = SimpleUploadedFile("x.jpg", photo(), "image/jpeg")
    assert client.post("/staff/markdown/upload/", {"image": dropped}).status_code == 200
    image = Image.objects.get()
    assert stored(bucket).keys() == {file.name for file in image.files.all()}

    page = client.get(make_article(hero=image).get_absolute_url()).content.decode()
    assert NAME not in page
    for file in image.files.filter(use=ImageFile.Use.SHOWN):
        assert f"/media/{file.base_name}" in page
        answer = client.get(f"/media/{file.base_name}")
        assert answer.getvalue() == stored(bucket)[file.name]
        assert answer.headers["Content-Type"] == f"image/{file.extension.replace('jpg', 'jpeg')}"
        assert answer.headers["Cache-Control"] == "public, max-age=31536000, immutable"
        assert answer.headers["Content-Security-Policy"] == "sandbox; default-src 'none'"
    assert client.get(f"/media/{'ab' * 16}-64.jpg").status_code == 404
    original = image.files.get(use=ImageFile.Use.ORIGINAL)
    assert client.get(f"/media/{original.base_name}").status_code == 404
    grants = bucket.get_object_acl(Bucket=NAME, Key=original.name)["Grants"]
    assert {grant["Grantee"]["Type"] for grant in grants} == {"CanonicalUser"}  # nobody but its owner
    assert default_storage.save(original.name, ContentFile(b"another")) != original.name  # nothing is written over


def test_the_sweep_finds_what_no_picture_names_and_what_is_gone(
    bucket, capsys, monkeypatch, django_capture_on_commit_callbacks
):
    image = make_image()
    orphan = default_storage.save("images/left-behind.jpg", ContentFile(b"x"))
    call_command("sweep_media", "--delete")  # it may belong to an upload that is not finished
    assert orphan in stored(bucket)
    monkeypatch.setattr(keeping, "IN_PROGRESS", timedelta())
    call_command("sweep_media", "--delete")
    assert f"Deleted: {orphan}" in capsys.readouterr().out
    assert stored(bucket).keys() == {file.name for file in image.files.all()}

    lost = image.files.first().name
    bucket.delete_object(Bucket=NAME, Key=lost)
    with pytest.raises(CommandError, match=f"Gone, though a picture needs it: {lost}"):
        call_command("sweep_media")
    with django_capture_on_commit_callbacks(execute=True):
        keeping.forget(image)
    assert stored(bucket) == {}


@own_transactions
def test_a_backup_holds_what_is_kept_there_and_fails_when_some_of_it_is_gone(bucket, settings, tmp_path, monkeypatch):
    settings.BACKUP_ROOT = tmp_path / "backups"
    name_a_file(monkeypatch, tmp_path)
    image = make_image()
    keep_in_file()
    call_command("backup", stdout=StringIO())
    (folder,) = settings.BACKUP_ROOT.iterdir()
    check(folder)
    assert {name: (folder / "media" / name).read_bytes() for name in stored(bucket)} == stored(bucket)

    for path in settings.BACKUP_ROOT.iterdir():  # the next one would link to what this one holds
        path.rename(tmp_path / "away")
    bucket.delete_object(Bucket=NAME, Key=image.files.first().name)
    with pytest.raises(BackupFailed, match="lost its file"):
        back_up(timezone.now() + timedelta(minutes=1))
