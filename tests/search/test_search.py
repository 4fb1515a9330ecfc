"""The search: what is found, what never is, and that nothing typed can break it or is kept."""

import logging
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from content.models import Listing, Revision, SearchEntry, SearchMiss
from content.publishing import steps
from content.publishing.deleting import delete
from content.publishing.schedule import publish_due
from content.rendering.marks import END, START, marked_html
from content.search.crisis import is_crisis
from content.search.entries import hidden_from
from content.search.excerpts import Marker
from content.search.indexing import follow, index, index_ids
from content.search.misses import DAYS_BEFORE_KEPT, misses, note_miss
from content.search.query import LONGEST_QUERY, Hints, read_query
from content.search.searching import search
from content.search.words import slips_between
from tests.factories import (
    NUMBER,
    make_article,
    make_condition,
    make_fact,
    make_faq,
    make_finding,
    make_listing,
    make_person,
    make_search_hint,
    make_state_rules,
    make_term,
    make_treatment,
    make_user,
)
from tests.publishing.pages import LIMITS, in_state, make_public_article, two_people
from tests.search import any_database
from tests.staff_sign_in import signed_in

pytestmark = pytest.mark.django_db
SEARCH = "/search/"


def titles(text: str, **more) -> list[str]:
    return [hit.entry.title for hit in search(text, **more).hits]


def page(client, text: str, **more) -> str:
    return client.get(SEARCH, {"q": text} | more).content.decode()


def test_the_database_finds_words_stems_starts_accents_names_and_spellings():
    any_database.check()


@given(st.text(max_size=250) | st.lists(st.sampled_from([*any_database.HOSTILE, "pain", "é", "\0"])).map(" ".join))
@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_nothing_that_is_typed_breaks_the_search(text):
    index(make_term(f"pain {next(NUMBER)}"))

    results = search(text)
    assert len(results.typed) <= LONGEST_QUERY
    marked_html(Marker.of(results.query).mark(text))


@pytest.mark.parametrize("count", [1, 3])
def test_few_entries_are_ranked_without_being_counted_anew(django_assert_num_queries, count):
    any_database.put_some()
    SearchEntry.objects.bulk_create([any_database.entry(100 + number, "Zebra crossing") for number in range(count)])

    with django_assert_num_queries(5):  # hints; how many hold the whole word, or its start; the best; those on the page
        assert titles("zebra") == ["Zebra crossing"] * count

    with django_assert_num_queries(6):  # and the best of the bodies
        assert titles("infus") == ["Infusions for pain", "Rest"]


def test_drafts_and_what_is_withdrawn_or_still_to_come_are_never_found():
    soon = timezone.now() + timedelta(hours=1)
    hidden = [
        make_article(title="Zebra draft", state="draft"),
        make_article(title="Zebra review", state="in_review"),
        make_article(title="Zebra gone", state="withdrawn", withdrawn_on="2026-01-05", withdrawn_reason="Old."),
        make_person(name="Zebra person", is_public=False),
        make_listing(name="Zebra never checked", verified_on=None),
        make_listing(name="Zebra closed", taken_out="closed"),
    ]
    index(*hidden, make_article(title="Zebra later", published_at=soon))

    assert titles("zebra") == []
    assert list(SearchEntry.objects.values_list("title", flat=True)) == ["Zebra later"]
    SearchEntry.objects.update(shown_from=timezone.now())
    assert titles("zebra") == ["Zebra later"]


def test_an_entry_of_the_directory_leaves_the_results_on_the_day_it_leaves_the_lists():
    today = timezone.localdate()
    for days in (364, 365, 366, 367):
        index(make_listing(name=f"Zebra {days}", verified_on=today - timedelta(days=days)))

    listed = Listing.objects.listed(today).values_list("name", flat=True)
    assert sorted(titles("zebra")) == sorted(listed)
    leap = make_listing(verified_on="2024-02-29")
    leap.refresh_from_db()
    assert str(hidden_from(leap)) == "2025-03-01"
    assert leap in Listing.objects.listed(hidden_from(leap) - timedelta(days=1))
    assert leap not in Listing.objects.listed(hidden_from(leap))


def test_the_index_follows_a_page_from_draft_to_public_and_back():
    article, (writer, reviewer) = make_public_article(title="Zebra before"), two_people()
    index(article)
    version = in_state("scheduled", article, writer, reviewer, title="Zebra after", body=f"{LIMITS}Quagga is unknown.")

    assert titles("zebra") == ["Zebra before"]
    assert titles("quagga") == []
    Revision.objects.filter(pk=version.pk).update(scheduled_for=timezone.now())
    publish_due()
    assert titles("quagga") == titles("zebra") == ["Zebra after"]
    version.refresh_from_db()
    steps.withdraw(version, reviewer, "Out of date.")
    assert titles("zebra") == []
    assert not SearchEntry.objects.exists()


def test_a_page_that_is_deleted_is_found_no_more():
    article = make_public_article(title="Zebra")
    index(article)

    delete(article, make_user("Reviewer"))

    assert titles("zebra") == []


def test_what_is_quoted_is_found_by_its_value_and_again_after_it_changed():
    fact = make_fact("ride", "taxi")
    index(make_article(title="Going home", body="Take a {{ ride }} [@nobody], *please*."))
    assert titles("taxi") == ["Going home"]
    assert SearchEntry.objects.get().body == "Take a taxi, please."

    fact.value = "rickshaw"
    fact.save()
    follow(fact)

    assert titles("taxi") == []
    assert titles("rickshaw") == ["Going home"]


def test_the_rules_of_a_state_are_found_with_its_page_while_they_are_public():
    rules = make_state_rules(region="NY", body="A zebra may be present.")
    index(rules)
    assert titles("zebra") == titles("new york") == ["Find care in New York"]

    rules.delete()
    index_ids(type(rules), [rules.pk])

    assert titles("zebra") == []
    assert titles("new york") == ["Find care in New York"]


def test_staff_say_which_words_mean_the_same_and_which_page_comes_first():
    chosen = make_article(title="Quagga care", body="Text.", reviewed_on="2025-01-01")
    index(chosen, make_article(title="Zebra", body="Text."), make_article(title="All about stripes", body="quagga"))
    make_search_hint("zebra", "quagga", "striped horse", first=chosen.get_absolute_url())

    assert titles("striped horse") == ["Quagga care", "Zebra", "All about stripes"]
    assert titles("zbera") == ["Quagga care", "Zebra", "All about stripes"]

    chosen.published_at = timezone.now() + timedelta(hours=1)
    chosen.save()
    index(chosen)
    assert titles("striped horse") == ["Zebra", "All about stripes"]
    chosen.published_at = timezone.now()
    chosen.review_due_on = timezone.localdate() - timedelta(days=1)
    chosen.save()
    index(chosen)
    assert titles("zebra")[0] == "Zebra"  # what is past its date is not put first
    chosen.review_due_on = timezone.localdate() - timedelta(days=200)
    chosen.save()
    index(chosen)
    assert titles("zebra")[-1] == "Quagga care"  # long past it, it comes last


def test_a_hit_says_its_kind_why_it_matches_its_review_and_its_risk(client):
    condition = make_condition(
        title="Zebra pain <b>", summary="Less zebra pain & more.", risk_line="It can harm.", body="A zebra."
    )
    make_finding(condition)
    overdue = timezone.localdate() - timedelta(days=40)
    treatment = make_treatment(risk_line="Nausea is common.", title="Drip")
    faq = make_faq(question="Is a zebra safe?", answer="Nobody knows.", reviewed_on="2025-01-01", review_due_on=overdue)
    faq.treatments.add(treatment)
    index(condition, faq)
    text = page(client, "zebra")

    assert "<mark>Zebra</mark> pain &lt;b&gt;" in text
    assert "Less <mark>zebra</mark> pain &amp; more." in text
    assert "It can harm." in text
    assert "Nausea is common." in text
    assert "certainty of a benefit" in text
    assert text.count("Past its review date.") == 1
    assert '?q=zebra&amp;kind=question">Questions (1)</a>' in text
    assert "Less" not in page(client, "zebra", kind="question")


def test_a_wrong_spelling_says_so_and_offers_what_was_typed(client):
    index(make_article(title="Fibromyalgia"))
    text = page(client, "fibromialga")

    assert "Showing results for <strong>fibromyalgia</strong>" in text
    assert '?q=fibromialga&amp;exact=yes">fibromialga</a>' in text
    assert "Nothing found for" in page(client, "fibromialga", exact="yes")


def test_nothing_found_leads_on_to_tasks_and_a_person(client):
    make_treatment(is_offered=True)
    for text in (page(client, "qzxvw"), page(client, "")):
        assert "What does it cost?" in text
        assert reverse("consultations:request") in text.partition("<main")[2].partition("</main>")[0]


@pytest.mark.parametrize(
    "typed",
    [
        "suicidal",
        "sucide",
        "i want to die",
        "Kill myself",
        "overdose",
        "chest pain",
        "can\u2019t breathe",
        "took too many pills",
    ],
)
def test_words_of_danger_bring_help_before_anything_else(client, typed):
    text = page(client, typed)

    assert 0 < text.index('id="crisis-help"') < text.index('id="results"')
    assert not is_crisis("pain after surgery, side effects and cost")


def test_the_page_is_kept_by_no_index_and_no_cache_and_says_404_for_what_is_none(client):
    index(make_article(title="Zebra"))
    response = client.get(SEARCH, {"q": "zebra"})

    assert response["X-Robots-Tag"] == "noindex"
    assert 'content="noindex"' in response.content.decode()
    assert "no-store" in response["Cache-Control"]
    assert not response.cookies
    for more in ({"page": "2"}, {"page": "0"}, {"page": "x"}, {"kind": "draft"}):
        assert client.get(SEARCH, {"q": "zebra"} | more).status_code == 404


def test_results_come_in_pages_that_lead_to_each_other_and_cost_the_same_queries(client, django_assert_max_num_queries):
    index(*(make_faq(question=f"Zebra {number}?", answer="Yes.") for number in range(23)))

    with django_assert_max_num_queries(18):  # eight of them are the frame of every page
        text = page(client, "zebra", page="2")

    assert text.count('class="found__hit"') == 10
    assert "Page 2 of 3" in text
    assert '?q=zebra&amp;page=3">Next page' in text


def test_a_search_leaves_no_trace_in_any_log(client, caplog):
    with caplog.at_level(logging.DEBUG):
        client.get(SEARCH, {"q": "canaryword"})
        client.get(SEARCH, {"q": "canaryword", "page": "9"})

    assert "canaryword" not in caplog.text


def test_words_that_may_name_a_person_are_not_kept():
    index(make_article(title="Zebra stripes"))
    today = timezone.localdate()
    note_miss("zebra stripes hurt?", today)  # "hurt" is no word of the site
    note_miss("stripes of a zebra", today)
    note_miss("Zebra stripes", today)
    note_miss("jane roe 555 0100", today)
    for days in range(DAYS_BEFORE_KEPT):
        note_miss("botox", today - timedelta(days=days))
        note_miss("555 0100", today - timedelta(days=days))

    found, unsaid = misses(today)

    assert {(miss.words, miss.times) for miss in found} == {("stripes zebra", 2), ("botox", 1)}
    assert unsaid == 1 + 1 + (DAYS_BEFORE_KEPT - 1) + DAYS_BEFORE_KEPT
    assert not SearchMiss.objects.filter(words__regex=r"\d|jane").exists()
    note_miss("zebra stripes", today + timedelta(days=91))
    assert SearchMiss.objects.count() == 1  # what is older than 90 days is gone


def test_only_searches_without_any_hit_are_counted(client):
    index(make_article(title="Zebra"))
    for words in ("zebra", "", "zbera", "quagga"):
        page(client, words)

    assert SearchMiss.objects.count() == 1


def test_staff_find_drafts_too_as_far_as_their_role_shows_them(client):
    article, (writer, reviewer) = make_public_article(title="Zebra before"), two_people()
    index(article)
    in_state("draft", article, writer, reviewer, title="Zebra after")
    note_miss("zebra", timezone.localdate())
    shown = {
        role: signed_in(client, make_user(role)).get("/staff/search/", {"q": "zebra"}).content.decode()
        for role in ("Editor", "Front desk")
    }

    assert all("Zebra before" in text for text in shown.values())
    assert "Zebra after" in shown["Editor"]
    assert "looked for in vain" in shown["Editor"]
    assert "Zebra after" not in shown["Front desk"]
    assert "looked for in vain" not in shown["Front desk"]


def test_saving_and_deleting_in_the_admin_is_found_at_once(client):
    owner = signed_in(client, make_user("Owner"))
    add = {"name": "Zebra Doe", "slug": "zebra-doe", "job_title": "Nurse", "is_public": "on", "is_sample": "on"}
    owner.post("/staff/admin/content/person/add/", add)
    assert titles("zebra") == ["Zebra Doe"]

    number = SearchEntry.objects.get().pk & 0xFFFF
    owner.post(f"/staff/admin/content/person/{number}/delete/", {"post": "yes"})
    assert titles("zebra") == []


def test_a_missing_page_offers_the_box_and_what_a_search_for_its_address_finds(client):
    index(make_article(title="Fibromyalgia", slug="other"))
    text = client.get("/conditions/fibromialgia/").content.decode()

    assert 'role="search"' in text
    assert '<a href="/articles/other/">Fibromyalgia</a>' in text


def test_marks_are_the_only_markup_that_comes_out():
    assert marked_html(f"<i> {START}a & b{END} {END}c {START}d") == "&lt;i&gt; <mark>a &amp; b</mark> c d"
    marker = Marker.of(read_query(["infusion"], Hints()))
    assert marker.mark("Infusions, confusion") == f"{START}Infusions{END}, confusion"
    long = f"{'Nothing here. ' * 40}An infusion helps. {'More. ' * 80}"
    assert f"{START}infusion{END} helps." in marker.excerpt(long)
    assert len(marker.excerpt(long)) < 240


def test_slips_count_letters_added_lost_changed_and_swapped():
    assert [slips_between("pain", other, 2) for other in ("pain", "pian", "pin", "paint", "rain", "ruin", "xyzw")] == [
        *(0, 1, 1, 1, 1, 2, 3)
    ]
