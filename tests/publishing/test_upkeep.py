"""What nightly checks found, as tiles of the start page and as a list: for those who can mend it."""

from datetime import timedelta

import pytest
from django.core.management import CommandError, call_command
from django.test import Client
from django.utils import timezone

from content.models import LastRun, LiveFault
from content.publishing import steps
from tests.factories import make_condition, make_listing, make_person, make_policy, make_user
from tests.publishing.pages import in_state, make_public_article, two_people
from tests.staff_sign_in import signed_in

pytestmark = pytest.mark.django_db


def start_page(role: str) -> str:
    return signed_in(Client(), make_user(role)).get("/staff/admin/").text


def tile(page: str, words: str) -> str:
    """The number on the tile with these words; empty when it is not there."""
    before, found, _ = page.partition(f"</b> <span>{words}")
    return before.rpartition(">")[2] if found else ""


def test_what_the_gate_finds_on_live_pages_is_kept_until_the_page_is_published_anew():
    article, (writer, reviewer) = make_public_article(title="Boasting page"), two_people()
    type(article).objects.update(body="This cures you.")
    with pytest.raises(CommandError):
        call_command("check_content")
    client = signed_in(Client(), reviewer)
    page = client.get("/staff/upkeep/").text

    assert f'href="/staff/admin/content/article/{article.pk}/change/">Boasting page<' in page
    assert "body, line 1" in page
    count = LiveFault.objects.filter(kind="articles").count()
    assert tile(client.get("/staff/admin/").text, "Things the publish gate finds") == str(count)
    steps.publish(in_state("approved", article, writer, reviewer), reviewer)
    assert tile(client.get("/staff/admin/").text, "Things the publish gate finds") == "0"


def test_broken_links_are_counted_for_those_who_can_mend_them():
    make_condition(title="Linking page", body="Fine.\n\n[x](/nowhere/)")
    make_policy(title="Linking policy", body="[x](/nowhere/) [y](/nor-there/)")
    with pytest.raises(CommandError):
        call_command("check_links")

    numbers = {role: tile(start_page(role), "Broken links") for role in ("Editor", "Reviewer", "Owner", "Front desk")}
    assert numbers == {"Editor": "1", "Reviewer": "1", "Owner": "2", "Front desk": ""}
    page = signed_in(Client(), make_user("Editor")).get("/staff/upkeep/").text
    assert "body, line 3: /nowhere/: no such address" in page


def test_owners_see_samples_and_how_long_ago_things_ran():
    make_person(is_sample=True), make_listing(is_sample=True), make_person(is_sample=True, is_public=False)
    page = start_page("Owner")
    assert tile(page, "Sample people and entries still here") == "2"
    assert tile(page, "backup is known") == tile(page, "nightly run is known") == "No"
    LastRun.objects.note("backup"), LastRun.objects.note("nightly", "All done.")
    LastRun.objects.filter(name="backup").update(ended_at=timezone.now() - timedelta(hours=50))
    page = start_page("Owner")

    assert tile(page, "days since the last backup") == "2"
    assert tile(page, "hours since the last nightly run") == "0"
    assert page.count("tile--urgent") == 1  # the backup
    assert "All done." in signed_in(Client(), make_user("Owner")).get("/staff/upkeep/").text
    assert "last backup" not in start_page("Reviewer")
