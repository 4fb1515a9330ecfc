"""How readers get a picture: in the text, and as a file."""

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage

from content.gate.runner import Gate
from content.images import keeping
from content.models import ImageFile
from content.models.images import TO_DESCRIBE
from content.site import KEPT
from content.syncing.dumping import dump
from tests.factories import make_article, make_image
from tests.gate.pages import ids, make_page
from tests.images.far_storage import FarStorage

pytestmark = pytest.mark.django_db

EMPTY_WORDS = ("", TO_DESCRIBE, "image of a door", "A photo of us", "picture", "IMG_1234", "door.jpg", "screenshot 3")


def test_a_picture_stands_in_the_text_in_every_size_with_its_credit(client):
    image = make_image(credit="Ann & Co")
    article = make_article(body=f"Before.\n\n![The <front> door.](image:{image.slug})\n\n## More\n\nAfter.")
    page = client.get(article.get_absolute_url()).content.decode()
    avif, webp, jpg = (
        image.files.get(use="shown", name__endswith=f".{form}").base_name for form in ("avif", "webp", "jpg")
    )
    start = page.index('<figure class="picture">')
    figure = page[start : page.index("</figure>", start)]

    assert f'<source type="image/avif" srcset="/media/{avif} 64w" sizes="' in figure
    assert f'<source type="image/webp" srcset="/media/{webp} 64w" sizes="' in figure
    assert f'<img src="/media/{jpg}" alt="The &lt;front&gt; door." width="64" height="48" decoding="async">' in figure
    assert "<figcaption>Picture: Ann &amp; Co</figcaption>" in figure
    assert figure.index("avif") < figure.index("webp") < figure.index(".jpg")
    assert "<p><figure" not in page
    assert "originals" not in page


def test_what_lies_below_the_first_heading_is_loaded_when_it_comes_near(client):
    image = make_image()
    place = f"![A door.](image:{image.slug})"
    page = client.get(make_article(body=f"{place}\n\n## More\n\n{place}").get_absolute_url()).content.decode()

    assert [part.count('loading="lazy"') for part in page.split('<figure class="picture">')[1:]] == [0, 1]


def test_a_decorative_picture_has_an_empty_text_instead(client):
    image = make_image(is_decorative=True)
    article = make_article(body=f"![Words nobody needs](image:{image.slug})")

    assert ' alt="" width=' in client.get(article.get_absolute_url()).content.decode()


@pytest.mark.parametrize("count", [0, 1, 5])
def test_a_page_needs_two_more_queries_for_any_number_of_pictures_and_none_without(
    client, count, django_assert_num_queries
):
    places = "\n\n".join(f"![A door.](image:{make_image().slug})" for _ in range(count))
    article = make_article(body=f"Text.\n\n{places}")
    article.topics.create(topic="safety")

    shared = {KEPT: {}}
    client.get(article.get_absolute_url(), **shared)
    with django_assert_num_queries(3 + 2 * bool(count)):
        client.get(article.get_absolute_url(), **shared)


def test_a_file_is_served_with_its_type_and_may_be_kept_for_good(client):
    for file in make_image().files.filter(use=ImageFile.Use.SHOWN):
        answer = client.get(f"/media/{file.base_name}")
        assert (
            answer.headers["Content-Type"]
            == {"avif": "image/avif", "webp": "image/webp", "jpg": "image/jpeg"}[file.extension]
        )
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert answer.headers["Content-Security-Policy"] == "sandbox; default-src 'none'"
        assert answer.headers["Cache-Control"] == "public, max-age=31536000, immutable"
        assert answer.headers["Cross-Origin-Resource-Policy"] == "same-origin"
        assert answer.getvalue() == file.read()
        assert answer.cookies == {}


def test_nothing_else_is_served_from_there(client):
    image = make_image()
    original = image.files.get(use=ImageFile.Use.ORIGINAL)
    planted = f"{'ab' * 16}-64"
    for name in (f"{planted}.html", f"{planted}.svg", "x.jpg"):
        default_storage.save(f"images/{name}", ContentFile(b"<script>"))
    traversal = ("../originals/", "..%2foriginals%2f", "%2e%2e/originals/", "..%5coriginals%5c", "/", "%252e%252e/")
    names = [
        *("", "images/", "originals/", f"originals/{original.base_name}", original.base_name, f"{'cd' * 16}-64.jpg"),
        *(f"{start}{original.base_name}" for start in traversal),
        *(f"{planted}.html", f"{planted}.svg", "x.jpg", f"{planted}.jpg%00.html", f"{planted}.jpg/", "settings.py"),
    ]

    assert {name: client.get(f"/media/{name}").status_code for name in names} == dict.fromkeys(names, 404)


def test_pictures_need_no_folder_of_this_machine(client, tmp_path, settings, django_capture_on_commit_callbacks):
    settings.STORAGES = settings.STORAGES | {"default": {"BACKEND": "tests.images.far_storage.FarStorage"}}
    image = make_image()
    file = image.files.filter(use=ImageFile.Use.SHOWN).first()

    assert client.get(f"/media/{file.base_name}").getvalue() == file.read()
    assert client.get(f"/media/{'ab' * 16}-64.jpg").status_code == 404
    assert (keeping.lost(), keeping.unnamed()) == ([], [])
    dump(tmp_path, agrees=False)
    assert (tmp_path / "images" / f"{image.slug}.jpg").is_file()
    with django_capture_on_commit_callbacks(execute=True):
        keeping.forget(image)
    assert FarStorage.objects == {}


@pytest.mark.parametrize("alt", EMPTY_WORDS)
def test_the_gate_wants_words_that_say_what_a_picture_shows(alt):
    assert "picture-unready" in ids(make_page(f"![{alt}](image:door)"))


@pytest.mark.parametrize(
    "alt", ["A ramp beside the steps.", "Image guidance screen at the clinic.", "Photos on a wall."]
)
def test_the_gate_takes_words_that_do(alt):
    assert "picture-unready" not in ids(make_page(f"![{alt}](image:door)"))


def test_the_gate_wants_to_know_whose_picture_it_is_and_who_is_in_it():
    image = make_image(credit="", licence="", people="not_said")
    article = make_article(body=f"![A door.](image:{image.slug})")
    said = [fault.place.detail for fault in Gate().check_row(article) if fault.rule.id == "picture-unready"]

    assert [detail.partition(": ")[2] for detail in said] == [
        "who made it",
        "what lets the clinic show it",
        "whether people can be recognized",
    ]


def test_the_gate_reads_the_words_of_a_picture_too():
    assert "wording-cure" in ids(make_page("![Ketamine cures pain.](image:door)"))
