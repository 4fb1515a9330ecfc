"""The picture at the top of an article: shown, signed, checked, and carried by files."""

import pytest
from django.urls import reverse

from content.gate.runner import Gate
from content.models import Article, Image, SyncedText
from content.models.images import TO_DESCRIBE
from content.publishing import steps
from content.publishing.refused import Refused
from content.rendering.page import Picture
from content.rendering.pictures import hero_html
from content.site import KEPT
from content.syncing.dumping import dump
from content.syncing.kinds import KIND_OF
from content.syncing.loading import LoadRefused, load
from content.syncing.writing import text_of_row
from tests.content_files import put
from tests.factories import make_article, make_image, make_user
from tests.pictures import clean_picture
from tests.publishing.pages import edit, in_state, make_draft_article, make_public_article, two_people
from tests.staff_sign_in import signed_in

pytestmark = pytest.mark.django_db


def figure_in(page: str) -> str:
    start = page.index('<figure class="picture picture--hero')
    return page[start : page.index("</figure>", start)]


def unready(article: Article) -> list[str]:
    faults = [fault for fault in Gate().check_row(article) if fault.rule.id == "picture-unready"]
    assert {fault.place.field for fault in faults} <= {"hero"}
    return [fault.place.detail.partition(": ")[2] for fault in faults]


def test_it_stands_above_the_text_in_every_size_is_asked_for_first_and_never_moves_what_is_below(client):
    image = make_image(alt="A <ramp>.", credit="Ann & Co")
    article = make_article(hero=image, key_points="One.", is_about_mood=True)
    page = client.get(article.get_absolute_url()).content.decode()
    figure = figure_in(page)
    jpg = image.files.get(use="shown", name__endswith=".jpg").base_name

    assert figure.count("<source ") == 2
    assert f'<img src="/media/{jpg}" alt="A &lt;ramp&gt;." width="64" height="48" fetchpriority="high"' in figure
    assert "loading=" not in figure
    assert "<figcaption>Picture: Ann &amp; Co</figcaption>" in figure
    assert page.index('id="crisis-help"') < page.index(figure) < page.index('id="key-points"')


@pytest.mark.parametrize(("height", "is_high"), [(50, False), (75, False), (76, True), (200, True)])
def test_a_high_one_is_shown_small_so_that_the_text_stays_in_sight(height, is_high):
    figure = hero_html(Picture(width=100, height=height, sources=(("image/avif", "/a 100w"),)))

    assert ("picture--high" in figure, 'sizes="18rem"' in figure) == (is_high, is_high)


def test_lists_do_not_show_it_and_a_page_without_one_costs_and_shows_nothing(client, django_assert_num_queries):
    article = make_article(hero=make_image(), is_featured=True)
    article.topics.create(topic="safety")

    for address in ("/articles/", "/"):
        assert "<picture>" not in client.get(address).content.decode()
    shared = {KEPT: {}}
    client.get(article.get_absolute_url(), **shared)
    with django_assert_num_queries(3 + 2):
        client.get(article.get_absolute_url(), **shared)
    Article.objects.update(hero=None)
    with django_assert_num_queries(3):
        assert "<figure" not in client.get(article.get_absolute_url(), **shared).content.decode()


@pytest.mark.parametrize("alt", [TO_DESCRIBE, "image of a door", "IMG_1234"])
def test_the_gate_wants_words_that_say_what_it_shows(alt):
    assert "the words on its own page say what it shows" in unready(make_article(hero=make_image(alt=alt)))


def test_the_gate_asks_whose_it_is_and_who_is_in_it_and_takes_a_decorative_one():
    bare = make_image(credit="", licence="", people="not_said")

    assert unready(make_article(hero=bare)) == [
        "who made it",
        "what lets the clinic show it",
        "whether people can be recognized",
    ]
    assert unready(make_article(hero=make_image(is_decorative=True))) == []


def test_the_gate_reads_its_words_too():
    article = make_article(hero=make_image(alt="Ketamine cures pain."))

    assert ("wording-cure", "hero") in {(f.rule.id, f.place.field) for f in Gate().check_row(article)}


def test_another_picture_is_a_change_of_the_page_that_readers_see_only_once_it_is_published(client):
    writer, _ = two_people()
    old, new = make_image(), make_image()
    article = make_public_article(hero=old)
    revision = edit(article, writer, hero=new)

    assert f"\nhero: {new.slug}\n" in revision.text
    assert Article.objects.get().hero == old
    signed_in(client, writer)
    preview = client.get(reverse("version_preview", args=[revision.pk])).content.decode()
    assert f'alt="{new.alt}"' in figure_in(preview)


@pytest.mark.parametrize("field", ["alt", "credit"])
def test_a_sign_off_is_lost_with_what_is_said_of_the_picture(field):
    writer, reviewer = two_people()
    image = make_image()
    revision = in_state("approved", make_draft_article(), writer, reviewer, hero=image)
    setattr(image, field, "Something else.")
    image.save()

    with pytest.raises(Refused, match="changed"):
        steps.publish(revision, reviewer)
    assert not Article.objects.get().is_public()


def test_it_travels_with_the_files_to_the_byte(tmp_path):
    put(tmp_path / "a", "images/door").with_suffix(".jpg").write_bytes(clean_picture().original.content)
    put(tmp_path / "a", "articles/sleep", "hero: door")
    load(tmp_path / "a")
    assert Article.objects.get().hero == Image.objects.get()
    dump(tmp_path / "b", agrees=False)
    dumped = (tmp_path / "b" / "articles" / "sleep.md").read_bytes()

    Article.objects.all().delete(), SyncedText.objects.all().delete()
    load(tmp_path / "b")
    assert text_of_row(KIND_OF[Article], Article.objects.get()).encode() == dumped
    for ending in (".md", ".jpg"):
        (tmp_path / "b" / "images" / f"door{ending}").unlink()
    with pytest.raises(LoadRefused, match="there is no 'door' in images/"):
        load(tmp_path / "b")


def test_staff_choose_it_by_what_it_shows_and_cannot_delete_it_from_under_a_page(client):
    article, image = make_draft_article(), make_image(alt="A ramp beside the steps.")
    signed_in(client, make_user("Reviewer"))
    form = client.get(reverse("admin:content_article_change", args=[article.pk])).content.decode()
    assert f'<option value="{image.pk}">{image.slug}: A ramp beside the steps.</option>' in form
    Article.objects.update(hero=image)
    asked = client.post(reverse("admin:content_image_delete", args=[image.pk]), {"post": "yes"})

    assert str(article) in asked.content.decode()
    assert Image.objects.filter(pk=image.pk).exists()
