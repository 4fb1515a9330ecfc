"""The list of a state narrowed: filters, pages, and the way on where nothing is found."""

import pytest

from tests.factories import make_listing, make_treatment

pytestmark = pytest.mark.django_db

NEW_YORK = "/find-care/new-york/"


def text_of(client, address: str) -> str:
    response = client.get(address)
    assert response.status_code == 200
    return response.content.decode()


def names_in(text: str, *names: str) -> list[str]:
    """Those of the names that a page shows, in its order."""
    return sorted((name for name in names if f">{name}</a>" in text), key=text.index)


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("q=pine", ["Pine Care"]),
        ("q=TROY+oak", ["Oak Care"]),
        ("city=Troy", ["Oak Care", "Pine Care"]),
        ("gives=spray", ["Elm Care"]),
        ("setting=hospital", ["Oak Care"]),
        ("taking=yes", ["Elm Care"]),
        ("city=Troy&setting=hospital", ["Oak Care"]),
        ("q=nothing", []),
        ("utm_source=x", ["Elm Care", "Oak Care", "Pine Care"]),
    ],
)
def test_each_filter_narrows_the_list(client, query, found):
    spray = make_treatment(slug="spray", route="nasal")
    make_listing(name="Elm Care", taking_patients="yes").treatments.add(spray)
    make_listing(name="Oak Care", city="Troy", setting="hospital", taking_patients="no")
    make_listing(name="Pine Care", city="Troy")
    make_listing(name="Fir Care", city="Troy", region="VT")
    text = text_of(client, f"{NEW_YORK}?{query}")

    assert names_in(text, "Elm Care", "Oak Care", "Pine Care", "Fir Care") == found
    assert "utm_source" not in text
    assert ('content="noindex"' in text) == ("utm_source" not in query)


@pytest.mark.parametrize("query", ["page=0", "page=2", "page=x", "city=Nowhere&page=2"])
def test_a_page_that_is_not_there_is_no_page(client, query):
    make_listing()

    assert client.get(f"{NEW_YORK}?{query}").status_code == 404


@pytest.mark.parametrize(
    "query", ["setting=castle", "city=Nowhere", "gives=x", "taking=no", f"q={'x' * 61}", "q=%00", "city=Albany&gives=x"]
)
def test_a_filter_that_is_not_offered_finds_nothing_and_leads_on_and_is_not_kept(client, query):
    make_listing(name="Pine Care")
    response = client.get(f"{NEW_YORK}?{query}")
    text = response.content.decode()

    assert response.status_code == 200
    assert "Nothing matches what you chose" in text
    assert f'<a href="{NEW_YORK}">Show all entries in New York</a>' in text
    assert "Pine Care" not in text
    assert 'content="noindex"' in text
    assert response.headers["Cache-Control"] == "no-store"  # there is no end of such addresses


def test_a_kept_link_to_a_city_whose_last_entry_went_leads_on(client):
    make_listing(city="Troy", verified_on="2024-01-01")

    assert "Nothing matches what you chose" in text_of(client, f"{NEW_YORK}?city=Troy")


def test_pages_keep_the_filters(client):
    for _ in range(21):
        make_listing(city="Troy")
    text = text_of(client, f"{NEW_YORK}?city=Troy")

    assert 'href="?city=Troy&amp;page=2"' in text
    assert "Page 2 of 2" in text_of(client, f"{NEW_YORK}?city=Troy&page=2")
