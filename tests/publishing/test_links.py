"""Links inside the site lead to public pages."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from content.publishing.moving import move_address
from tests.factories import make_article, make_condition, make_person

pytestmark = pytest.mark.django_db


def test_each_broken_link_is_named_with_its_page_and_what_is_wrong():
    make_article(slug="here")
    make_article(slug="hidden", state="draft", body="[x](/nowhere-from-a-draft/)")
    make_person(slug="pat")
    move_address("/articles/old/", "/articles/here/")
    good = "[a](/articles/here/#risks) [b](/people/pat/) [c](/conditions/) [d](/consultation/)"
    bad = "[e](/articles/old/) [f](/articles/hidden/) [g](/nowhere/)"
    make_condition(slug="linking", body=f"{good} {bad}")
    output = StringIO()
    with pytest.raises(CommandError, match="3 broken"):
        call_command("check_links", stdout=output)

    assert output.getvalue().splitlines() == [
        "conditions/linking: /articles/hidden/: no public page",
        "conditions/linking: /articles/old/: moved to /articles/here/",
        "conditions/linking: /nowhere/: no such address",
    ]
