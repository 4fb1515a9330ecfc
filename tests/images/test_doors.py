"""Every way in leads through the one door: nothing harmful gets in by any of them, and nothing is left of a try."""

import ast
import re
from pathlib import Path

import pytest
from django.conf import settings
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from content.images.keeping import KILOBYTES_A_DAY, UPLOADS_A_DAY, keep, stored_names
from content.models import Image, ImageFile, RateLimit
from content.models.images import TO_DESCRIBE
from content.syncing.loading import LoadRefused, load
from tests.content_files import put
from tests.factories import make_article, make_user
from tests.pictures import ODD_NAMES, bomb, clean_picture, hostile, photo, planted
from tests.staff_sign_in import signed_in

pytestmark = pytest.mark.django_db

UPLOAD = "/staff/markdown/upload/"
ADD = "/staff/admin/content/image/add/"
SAID = {"slug": "door", "alt": "The front door.", "people": "nobody", "credit": "The clinic", "licence": "Our own"}


@pytest.fixture(autouse=True)
def empty_storage():
    for name in stored_names():
        default_storage.delete(name)


@pytest.fixture
def editor() -> Client:
    return signed_in(Client(), make_user("Editor"))


def drop(client: Client, data: bytes, name: str = "a.jpg", kind: str = "image/jpeg"):
    """What the editor's drop and paste send."""
    return client.post(UPLOAD, {"image": SimpleUploadedFile(name, data, kind)})


def fill_in(client: Client, data: bytes, name: str = "a.jpg", kind: str = "image/jpeg", **said: str):
    """The admin's form."""
    return client.post(ADD, SAID | said | {"upload": SimpleUploadedFile(name, data, kind)})


def nothing_is_there() -> bool:
    return not (Image.objects.exists() or ImageFile.objects.exists() or stored_names())


def test_no_harmful_file_gets_in_by_drop_or_paste(editor):
    for name, data in (hostile() | {"bomb.png": bomb(), "cut.jpg": photo()[:300]}).items():
        answer = drop(editor, data, name, "image/png")
        assert answer.status_code in (400, 413), name
        assert answer.status_code == 413 or answer.json()["detail"], name

    assert nothing_is_there()


def test_no_harmful_file_gets_in_by_the_admins_form(editor):
    for name, data in (hostile() | {"bomb.png": bomb(), "cut.jpg": photo()[:300]}).items():
        answer = fill_in(editor, data, name, "image/png")
        assert answer.status_code in (200, 413), name
        assert answer.status_code == 413 or answer.context["errors"], name

    assert nothing_is_there()


def test_no_harmful_file_gets_in_with_the_fixtures(tmp_path):
    files = hostile() | {"bomb.png": bomb(), "cut.jpg": photo()[:300]}
    for number, data in enumerate(files.values()):
        path = put(tmp_path, f"images/p{number}")
        path.with_suffix(".jpg").write_bytes(data)
    with pytest.raises(LoadRefused) as refusal:
        load(tmp_path)

    assert {problem.path.stem for problem in refusal.value.report.problems} == {f"p{n}" for n in range(len(files))}
    assert nothing_is_there()


def test_camera_data_is_taken_away_at_the_staffs_doors_and_refused_at_the_fixtures(editor, tmp_path):
    data, marks = planted()
    drop(editor, data)
    fill_in(editor, data)
    put(tmp_path, "images/other").with_suffix(".jpg").write_bytes(data)
    with pytest.raises(LoadRefused, match=r"manage\.py clean_image"):
        load(tmp_path)

    contents = [file.read() for file in ImageFile.objects.all()]
    assert len(contents) == 2 * 4
    assert [mark for mark in marks for content in contents if mark in content] == []


@pytest.mark.parametrize("door", [drop, fill_in])
def test_the_name_somebody_gave_a_file_is_used_nowhere(editor, door):
    for number, name in enumerate(ODD_NAMES[: 4 if door is fill_in else None]):
        answer = door(editor, photo(), name, "text/html", **({"slug": f"p{number}"} if door is fill_in else {}))
        assert answer.status_code in (200, 302), name

    random = re.compile(r"originals/[0-9a-f]{32}\.jpg|images/[0-9a-f]{32}-64\.(avif|webp|jpg)")
    assert [file.name for file in ImageFile.objects.all() if not random.fullmatch(file.name)] == []
    assert len(stored_names()) == ImageFile.objects.count() == 4 * Image.objects.count()


def test_a_dropped_picture_says_that_it_must_be_described_and_leads_to_its_page(editor):
    answer = drop(editor, photo()).json()
    image = Image.objects.get()

    assert answer == {
        "image_code": f"![{TO_DESCRIBE}](image:{image.slug})",
        "page": f"/staff/admin/content/image/{image.pk}/change/",
    }
    assert len(image.missing()) == 4
    assert "Added" in editor.get(f"/staff/admin/content/image/{image.pk}/history/").content.decode()


@pytest.mark.parametrize("role", ["Front desk", "Owner", ""])
@pytest.mark.parametrize("door", [drop, fill_in])
def test_who_may_not_add_pictures_leaves_nothing(role, door):
    assert door(signed_in(Client(), make_user(role)), photo()).status_code == 403
    assert nothing_is_there()


def test_a_password_alone_uploads_nothing():
    client = Client()
    client.force_login(make_user("Editor"))

    assert (drop(client, photo()).status_code, fill_in(client, photo()).status_code) == (403, 403)
    assert client.get(UPLOAD).status_code == 302
    assert nothing_is_there()


def test_the_hundred_and_first_picture_of_a_day_is_refused(editor):
    drop(editor, b"x")
    RateLimit.objects.filter(key__startswith="pictures:").update(uses=UPLOADS_A_DAY - 1)
    assert drop(editor, photo()).status_code == 200

    answer = drop(editor, photo())

    assert "today's limit for pictures (100 files or 300 MB)" in answer.json()["detail"]
    assert Image.objects.count() == 1


def test_too_many_bytes_of_a_day_are_refused(editor):
    drop(editor, b"x" * 5000)
    kilobytes = RateLimit.objects.filter(key__startswith="picture-kilobytes:")
    assert kilobytes.get().uses == 5
    kilobytes.update(uses=KILOBYTES_A_DAY)

    assert "today's limit" in drop(editor, photo()).json()["detail"]


def test_a_body_over_the_cap_is_refused_before_it_is_read(editor):
    assert drop(editor, bytes(settings.MAX_UPLOAD_BODY_BYTES)).status_code == 413
    editor.cookies.clear()
    assert drop(editor, bytes(settings.MAX_STAFF_BODY_BYTES)).status_code == 413  # nobody who has signed in


def test_an_upload_that_was_cut_off_on_the_way_leaves_nothing(editor):
    """As when a proxy or a person gives up: the form has no end, and neither has the picture."""
    start = b'--b\r\nContent-Disposition: form-data; name="image"; filename="a.jpg"\r\n\r\n'
    body = start + photo(320, 240) + b"\r\n--b--\r\n"
    for part in range(20):
        cut = body[: len(body) * part // 20]
        answer = editor.post(UPLOAD, cut, content_type="multipart/form-data; boundary=b")
        assert answer.status_code == 400

    assert nothing_is_there()


def test_a_picture_is_described_or_decorative_never_both_or_neither(editor):
    for said in ({"alt": ""}, {"is_decorative": "on"}):
        assert "Say what the picture shows, or tick" in fill_in(editor, photo(), **said).content.decode()
    assert "Say what the picture shows." in fill_in(editor, photo(), alt=TO_DESCRIBE).content.decode()
    assert nothing_is_there()

    assert fill_in(editor, photo(), alt="", is_decorative="on").status_code == 302
    assert Image.objects.get().is_decorative


def test_a_form_without_a_file_asks_for_it(editor):
    assert "Choose a picture." in editor.post(ADD, SAID).content.decode()
    assert editor.post(UPLOAD).status_code == 400


def test_a_picture_is_never_exchanged_for_another(editor):
    fill_in(editor, photo())
    image = Image.objects.get()
    address = f"/staff/admin/content/image/{image.pk}/change/"
    sent = SAID | {
        "alt": "A door.",
        "slug": "other",
        "upload": SimpleUploadedFile("b.jpg", photo(90, 90), "image/jpeg"),
    }
    assert editor.post(address, sent).status_code == 302

    changed = Image.objects.get()
    assert (changed.slug, changed.alt, changed.sha256) == ("door", "A door.", image.sha256)


def test_the_list_offers_what_a_text_needs(editor):
    fill_in(editor, photo())
    page = editor.get("/staff/admin/content/image/").content.decode()

    assert "![The front door.](image:door)" in page
    assert 'class="thumbnail" src="/media/' in page


def test_a_picture_that_a_text_places_cannot_be_deleted_and_one_that_none_does_goes_with_its_files(
    django_capture_on_commit_callbacks,
):
    reviewer = signed_in(Client(), make_user("Reviewer"))
    fill_in(reviewer, photo())
    image, article = Image.objects.get(), make_article(title="Using page", body="![A door.](image:door)")
    address = f"/staff/admin/content/image/{image.pk}/delete/"
    assert "Using page" in reviewer.post(address, {"post": "yes"}).content.decode()
    assert len(stored_names()) == 4

    article.delete()
    with django_capture_on_commit_callbacks(execute=True):
        reviewer.post(address, {"post": "yes"})

    assert nothing_is_there()


def test_no_form_uses_djangos_own_field_for_pictures():
    """It lets every decoder that Pillow has touch the bytes."""
    for path in (path for app in ("accounts", "content") for path in (Path(settings.BASE_DIR) / app).rglob("*.py")):
        used = {node.attr for node in ast.walk(ast.parse(path.read_text())) if isinstance(node, ast.Attribute)}
        assert "ImageField" not in used, path


def test_what_fails_while_files_are_written_leaves_neither_file_nor_row(monkeypatch):
    save, saved = default_storage.save, []

    def fails_at_the_third(name, content):
        if len(saved) == 2:
            raise OSError("disk full")
        saved.append(save(name, content))
        return saved[-1]

    monkeypatch.setattr(default_storage, "save", fails_at_the_third)
    with pytest.raises(OSError, match="disk full"):
        keep(Image(slug="door", alt="A door."), clean_picture())

    assert nothing_is_there()
