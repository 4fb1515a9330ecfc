"""What stands around pages and what was rendered before is held in memory, and never older than the content."""

import threading
from datetime import UTC, datetime, timedelta

import pytest
from django.utils import timezone

from content.models import (
    Article,
    Clinic,
    Condition,
    Fact,
    Faq,
    Image,
    OpeningHours,
    Person,
    Policy,
    Revision,
    Source,
    Term,
)
from content.rendering.markdown import render_inline
from content.rendering.memory import EACH_BYTES, RENDERED, Chain, Memory, digest
from content.rendering.page import PageContext
from content.site import KEPT
from tests import factories
from tests.publishing.pages import edit, make_public_article, two_people
from tests.run_database import own_transactions
from tests.staff_sign_in import signed_in
from tests.test_kept_pages import ROOM, Site

pytestmark = own_transactions
TEXT = """Rest [@trial2020]. Come in the {{ our_hours }}. It is an opioid.

![A door.](image:door)

## Relief {#relief}

Yes."""


def make_a_page_with_everything() -> Article:
    clinic = factories.make_clinic(phone="(518) 555-0100")
    factories.make_hours(clinic, 0, "9:00", "17:00")
    factories.make_fact("our_hours", "mornings")
    factories.make_term("opioid", meaning="A strong pain medicine.")
    factories.make_policy(title="Old policy")
    factories.make_image(slug="door", alt="A door.")
    source, condition = factories.make_source("trial2020", title="A trial"), factories.make_condition(title="Shoulder")
    factories.make_finding(condition, source, most_days=7, least_days=7, outcome="rest at night")
    article, other = factories.make_article(body=TEXT), factories.make_article(title="Another")
    for one in (article, other):
        one.conditions.add(condition)
        one.topics.create(topic="safety")
    factories.make_faq(answer="An answer.").articles.add(article)
    return article


def make_changed_quote() -> Revision:
    """The live version of the first article, which quotes something that was changed after it was signed."""
    now, article = timezone.now(), Article.objects.earliest("pk")
    return Revision.objects.create(
        kind="articles", row_id=article.pk, state="live", live_from=now, quotes_changed_on=now.date()
    )


CHANGES = [
    ("evenings", lambda: Fact.objects.update(value="evenings")),
    ("555-0199", lambda: Clinic.objects.update(phone="(518) 555-0199")),
    ("Closed", lambda: OpeningHours.objects.update(weekday=2)),
    ("New policy", lambda: Policy.objects.update(title="New policy")),
    ("A kind of medicine.", lambda: Term.objects.update(meaning="A kind of medicine.")),
    ("The same trial", lambda: Source.objects.update(title="The same trial")),
    ("withdrawn by those who published it", lambda: Source.objects.update(is_retracted=True)),
    ("Elbow", lambda: Condition.objects.update(title="Elbow")),
    ("sleep", lambda: Condition.objects.get().findings.update(outcome="sleep")),
    ("Other answer.", lambda: Faq.objects.update(answer="Other answer.")),
    ("Picture: Somebody", lambda: Image.objects.update(credit="Somebody")),
    ("A third", lambda: Article.objects.filter(title="Another").update(title="A third")),
    ("A value that this page quotes was changed", make_changed_quote),
    ("No clinician has reviewed this example content", lambda: Person.objects.update(is_sample=True)),
]


@pytest.mark.parametrize("room", [ROOM, 0])
def test_every_change_is_on_the_page_at_the_very_next_request(room, time_machine):
    """Whether finished pages are kept or not."""
    time_machine.move_to(datetime(2026, 11, 23, 17, 0, tzinfo=UTC), tick=False)  # a Monday, open
    address, site = make_a_page_with_everything().get_absolute_url(), Site(room)
    for words, change in CHANGES:
        before = site.get(address)[2].decode()
        assert site.get(address)[2].decode() == before
        assert words not in before, words
        change()
        assert words in site.get(address)[2].decode(), words
    first, *_, last = site.told
    assert first is not last
    Article.objects.filter(title="A third").update(state="draft")
    assert "A third" not in site.get(address)[2].decode()


def test_a_page_is_the_same_whether_its_texts_were_rendered_before_or_not(client):
    address, shared = make_a_page_with_everything().get_absolute_url(), {KEPT: {}}
    first, again, anew = client.get(address, **shared), client.get(address, **shared), client.get(address)

    assert first.content == again.content == anew.content


def test_the_clock_is_asked_at_each_request(client, time_machine):
    address, shared = make_a_page_with_everything().get_absolute_url(), {KEPT: {}}
    monday = datetime(2026, 11, 23, 17, 0, tzinfo=UTC)
    for hours, words in ((0, "Open until 5:00 pm"), (6, "Closed, opens"), (24 * 7, "Open until 5:00 pm")):
        time_machine.move_to(monday + timedelta(hours=hours), tick=False)
        assert words in client.get(address, **shared).text


def test_threads_share_what_is_known_and_get_the_same_page():
    """Each thread of its own would find an empty database here: so nothing at all is read."""
    for number in range(3):
        factories.make_condition(title=f"Condition {number}")
    shared, pages = {KEPT: {}}, []
    site = Site(0)
    site.cache.shared_until = lambda *_: shared[KEPT]
    first = site.get("/conditions/")[2]
    site.cache.version = lambda: (1, "")
    site.cache.edge = ((1, ""), datetime.now(UTC) + timedelta(hours=1))
    threads = [threading.Thread(target=lambda: pages.append(site.get("/conditions/")[2])) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert pages == [first] * 4


def test_only_a_request_that_could_be_anybodys_is_given_a_place_to_share():
    site = Site(0)
    site.get("/articles/")
    assert site.told == [{"site": site.told[0]["site"]}]
    for address, headers in (
        ("/articles/", {"HTTP_COOKIE": "a=b"}),
        ("/consultation/", {}),
        ("/articles/", {"method": "POST"}),
    ):
        site.get(address, **headers)
    assert site.told[1:] == [None, None, None]


def test_a_preview_reads_the_database_and_leaves_nothing_behind(client):
    article, (writer, _), site = make_public_article(body="Old words."), two_people(), Site(0)
    edit(article, writer, body="New words that nobody may see yet.")
    old, size = site.get(article.get_absolute_url())[2], RENDERED.bytes
    version = Revision.objects.order_by("-pk")[0]
    preview = signed_in(client, writer).get(f"/staff/versions/{version.pk}/preview/")

    assert "New words that nobody may see yet." in preview.text
    assert RENDERED.bytes == size
    assert site.get(article.get_absolute_url())[2] == old


def test_a_text_is_rendered_once_for_what_it_depends_on():
    def made(text: str, start: bytes, before: str = "") -> tuple[str, PageContext]:
        context, chain = PageContext(sources={"one", "two"}), Chain(start)
        for part in (before, text):
            html = chain.step(context, render_inline, part).html
        return html, context

    start = digest("anything")
    first, after = made("See [@one].", start)
    count = len(RENDERED.found)
    again, after_again = made("See [@one].", start)
    assert (again, after_again.cited) == (first, after.cited) == (first, {"one": 1})
    assert len(RENDERED.found) == count
    assert made("See [@one].", start, "As [@two].")[0] != first  # its source has another number
    assert len(RENDERED.found) == count + 2
    made("See [@one].", digest("a fact that changed"))
    assert len(RENDERED.found) == count + 4


def test_the_memory_of_texts_is_bounded_and_forgets_what_was_not_asked_for_longest():
    memory = Memory(3 * (EACH_BYTES + 10))
    for key in (b"a", b"b", b"c"):
        memory.put(key, key, 10)
    memory.get(b"a")
    memory.put(b"d", b"d", 10)

    assert [memory.get(key) for key in (b"a", b"b", b"c", b"d")] == [b"a", None, b"c", b"d"]
    assert memory.bytes <= memory.most_bytes
