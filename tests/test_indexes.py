"""What machines read to find pages: site map, feed, robots.txt, and the names of a page where it is shared."""

from datetime import timedelta
from xml.etree import ElementTree

import pytest
from django.utils import timezone

from content.models import Revision
from content.site import Site
from tests.factories import make_article, make_clinic, make_condition, make_fact, make_listing, make_person, make_source

pytestmark = pytest.mark.django_db

SITEMAP = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
ATOM = "{http://www.w3.org/2005/Atom}"
TODAY = timezone.localdate


def addresses(client, section: str) -> list[str]:
    tree = ElementTree.fromstring(client.get(f"/sitemap-{section}.xml").content)
    return [place.text.removeprefix("http://testserver") for place in tree.iter(f"{SITEMAP}loc")]


@pytest.fixture(autouse=True)
def address_of_the_site(settings):
    settings.SITE_URL = "http://testserver"


def test_the_site_map_names_what_readers_may_open_and_nothing_long_past_its_review(client):
    make_article(slug="fine")
    make_article(slug="late", reviewed_on="2024-01-01", review_due_on=TODAY() - timedelta(days=10))
    make_article(slug="long-overdue", reviewed_on="2024-01-01", review_due_on=TODAY() - timedelta(days=200))
    make_article(slug="draft", state="draft")
    make_article(slug="later", published_at=timezone.now() + timedelta(hours=1))
    make_condition(slug="pain")
    make_person(slug="hidden", is_public=False)
    make_listing(slug="unverified", verified_on=None)
    make_clinic(slug="one")

    assert addresses(client, "articles") == ["/articles/fine/", "/articles/late/"]
    assert addresses(client, "conditions") == ["/conditions/pain/"]
    assert addresses(client, "directory") == []
    assert addresses(client, "clinics") == ["/clinics/one/"]
    assert not any("hidden" in address for address in addresses(client, "people"))
    index = ElementTree.fromstring(client.get("/sitemap.xml").content)
    for place in index.iter(f"{SITEMAP}loc"):
        assert client.get(place.text).status_code == 200
    for address in addresses(client, "pages"):
        response = client.get(address)
        assert response.status_code == 200, address
        assert "noindex" not in response.headers.get("X-Robots-Tag", ""), address


def test_the_date_in_the_site_map_is_that_of_the_text_that_readers_see(client):
    article = make_article(slug="one")
    moment = timezone.now() - timedelta(days=3)
    Revision.objects.create(kind="articles", row_id=article.pk, slug="one", title="x", state="live", live_from=moment)
    make_article(slug="two")  # of which nobody recorded when it changed

    tree = ElementTree.fromstring(client.get("/sitemap-articles.xml").content)
    [date] = [place.text for place in tree.iter(f"{SITEMAP}lastmod")]
    assert date == timezone.localdate(moment).isoformat()


def test_the_feed_holds_articles_in_date_on_sources_that_stand_each_with_its_risk(client):
    make_fact("word", "often")
    make_article(
        slug="fine", title="Fine", summary="It {{ word }} helps (p < .05) [@doe2020].", risk_line="It can harm."
    )
    make_article(slug="late", reviewed_on="2024-01-01", review_due_on=TODAY() - timedelta(days=1))
    make_source(key="doe2020")
    make_source(key="fallen2020", is_retracted=True)
    make_article(slug="fallen", body="Text [@fallen2020].")
    response = client.get("/feeds/articles/")

    [entry] = ElementTree.fromstring(response.content).iter(f"{ATOM}entry")
    assert response.headers["Content-Type"] == "application/atom+xml; charset=utf-8"
    assert entry.find(f"{ATOM}title").text == "Fine"
    assert entry.find(f"{ATOM}summary").text == "It often helps (p &lt; .05). Risk: It can harm."
    assert entry.find(f"{ATOM}link").get("href") == "http://testserver/articles/fine/"


def test_only_a_site_in_production_asks_to_be_found(client, settings):
    assert "Disallow: /\n" in client.get("/robots.txt").text

    settings.IS_PRODUCTION = True
    text = client.get("/robots.txt").text
    assert "Allow: /\n" in text
    assert "Disallow" not in text
    assert "Sitemap: http://testserver/sitemap.xml\n" in text


def test_where_a_page_is_shared_its_risk_stands_beside_what_it_says(client):
    make_article(slug="one", title="One", summary="It helps some people.", risk_line="It can harm.")
    html = client.get("/articles/one/").text

    assert '<meta property="og:description" content="It helps some people. Risk: It can harm.">' in html
    assert f'<meta property="og:url" content="{Site.url}/articles/one/">' in html
    assert "og:image" not in html
