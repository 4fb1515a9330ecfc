"""The stylesheet that readers get is one file that holds every part, and nothing from elsewhere."""

import re
from pathlib import Path

import pytest
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.core.management import call_command

from clinic_site.static_files import flatten

CSS = Path(settings.BASE_DIR) / "static" / "css"
PARTS = sorted([*CSS.glob("*.css"), *CSS.glob("components/*.css")])
# Sheets of their own, and the one that names the parts
ALONE = {
    *("accounts.css", "admin.css", "changes.css", "desk.css", "editing.css", "error.css", "session.css", "staff.css"),
    "site.css",
}


@pytest.fixture
def collected(tmp_path, settings):
    """The sheet as it is served."""
    settings.STATIC_ROOT = tmp_path
    storage = {"BACKEND": "clinic_site.static_files.SiteStaticFilesStorage"}
    settings.STORAGES = settings.STORAGES | {"staticfiles": storage}
    call_command("collectstatic", interactive=False, verbosity=0)
    return (tmp_path / "css" / "site.css").read_text()


def selectors(text: str) -> set[str]:
    """What stands before each opening brace, without blanks."""
    return {"".join(found.split()) for found in re.findall(r"([^{};]+)\{", re.sub(r"/\*.*?\*/", "", text, flags=re.S))}


def test_the_collected_sheet_asks_for_no_other_sheet(collected):
    assert "@import" not in collected
    assert "http" not in "".join(re.findall(r"url\(([^)]*)\)", collected))


@pytest.mark.parametrize("part", [part for part in PARTS if part.name not in ALONE], ids=lambda part: part.stem)
def test_every_part_is_in_the_sheet(part):
    sheet = flatten(CSS / "site.css")

    assert selectors(part.read_text()) <= selectors(sheet)


def test_every_part_stays_in_its_layer(tmp_path):
    (tmp_path / "card.css").write_text(".card { color: red }\n")
    (tmp_path / "site.css").write_text('@import url("card.css") layer(components);\n')

    assert flatten(tmp_path / "site.css") == "@layer components {\n.card { color: red }\n}\n"


def test_a_part_that_is_missing_is_named(tmp_path):
    (tmp_path / "site.css").write_text('@import url("components/gone.css") layer(components);\n')

    with pytest.raises(ImproperlyConfigured, match=r"components/gone\.css"):
        flatten(tmp_path / "site.css")


@pytest.mark.parametrize("part", PARTS, ids=lambda part: part.stem)
def test_every_variable_is_defined(part):
    everywhere = "".join(one.read_text() for one in PARTS)
    alone = part.read_text() if part.name in ("error.css", "staff.css") else everywhere
    defined = set(re.findall(r"(--[\w-]+)\s*:", alone))

    assert set(re.findall(r"var\((--[\w-]+)\s*\)", part.read_text())) <= defined


@pytest.mark.parametrize("part", [part for part in PARTS if part.name != "print.css"], ids=lambda part: part.stem)
def test_nothing_is_forced(part):
    assert "!important" not in part.read_text()
