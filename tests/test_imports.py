"""Who may import whom (the table in README, "Map of the code")."""

import ast
from pathlib import Path

import pytest
from django.conf import settings

ROOT = Path(settings.BASE_DIR)
PACKAGES = ("accounts", "clinic_site", "consultations", "content")

# First match wins: what the modules below a prefix may not import.
FORBIDDEN = {
    "content.fixture_files": ("django", "content", "clinic_site"),
    "content.models": (
        "accounts",
        "content.views",
        "content.admin",
        "content.rendering",
        "content.images",
        "content.syncing",
        "content.texts",
        "content.site",
        "content.page_parts",
        "content.figures",
        "clinic_site",
    ),
    "content.images.decoder": ("django", "content", "accounts", "clinic_site"),
    "content.images": (
        *("accounts", "content.views", "content.admin", "content.rendering", "content.syncing", "content.texts"),
        *("content.site", "content.page_parts", "content.gate", "clinic_site"),
    ),
    "content.rendering": (
        "accounts",
        "content.models",
        "content.views",
        "content.admin",
        "content.syncing",
        "content.texts",
        "content.site",
        "content.page_parts",
        "clinic_site",
    ),
    "content.syncing": (
        "content.gate",
        "content.publishing",
        "accounts",
        "content.views",
        "content.admin",
        "content.site",
        "content.page_parts",
        "clinic_site",
    ),
    "content.texts": ("accounts", "content.views", "content.admin", "content.syncing", "content.site", "clinic_site"),
    "content.publishing": (
        "accounts",
        "content.views",
        "content.admin",
        "content.site",
        "content.page_parts",
        "clinic_site",
    ),
    "content.search": (
        *("accounts", "content.views", "content.admin", "content.syncing", "content.publishing", "content.gate"),
        *("content.listings", "content.site", "content.page_parts", "clinic_site"),
    ),
    "content.comparing": ("django", "accounts", "content", "clinic_site"),
    "content.gate": (
        "content.publishing",
        "content.views",
        "content.admin",
        "content.site",
        "content.page_parts",
        "clinic_site",
    ),
    "content.listings": (
        *("accounts", "content.views", "content.admin", "content.syncing", "content.gate", "content.site"),
        *("content.page_parts", "clinic_site", "tests"),
    ),
    "content.evidence": (
        *("accounts", "content.views", "content.admin", "content.gate", "content.publishing", "clinic_site", "tests"),
    ),
    "content.spreadsheets": ("django", "accounts", "content", "clinic_site", "consultations", "tests"),
    "content.prose": (
        *("content.reading", "content.gate", "content.views", "content.admin", "content.syncing", "content.site"),
        "clinic_site",
    ),
    "content.reading": (
        "content.gate",
        "content.views",
        "content.admin",
        "content.syncing",
        "content.site",
        "clinic_site",
    ),
    "content.site": (
        "accounts",
        "content.views",
        "content.admin",
        "content.syncing",
        "content.page_parts",
        "clinic_site",
    ),
    "content.page_parts": ("accounts", "content.views", "content.admin", "content.syncing", "clinic_site"),
    "content.figures": ("accounts", "content.views", "content.admin", "content.syncing", "clinic_site"),
    "content.admin": ("content.views", "content.urls", "clinic_site"),
    "content.views": ("content.admin", "content.urls", "clinic_site"),
    "content.templatetags": ("content.views", "content.admin", "clinic_site"),
    "content.management": ("accounts", "content.views", "content.admin", "clinic_site"),
    "content": ("accounts", "clinic_site", "consultations", "tests"),
    # The shared limiter is the one thing of content that accounts use.
    "accounts.throttle": (
        *("content.views", "content.admin", "content.rendering", "content.syncing", "content.site", "content.texts"),
        *("clinic_site", "consultations", "tests"),
    ),
    "accounts.models": ("accounts.views", "accounts.forms", "accounts.middleware", "content", "clinic_site", "tests"),
    "accounts": ("content", "clinic_site", "consultations", "tests"),
    "consultations.models": (
        *("consultations.forms", "consultations.views", "consultations.sending", "consultations.mail_queue"),
        *("content", "clinic_site", "tests"),
    ),
    "consultations": (
        *("content.views", "content.admin", "content.gate", "content.syncing", "content.rendering", "clinic_site"),
        "tests",
    ),
    "clinic_site": ("tests", "consultations.models", "content.models"),
}


def modules() -> list[Path]:
    return [
        path
        for package in PACKAGES
        for path in sorted((ROOT / package).rglob("*.py"))
        if "migrations" not in path.parts
    ]


def name_of(path: Path) -> str:
    parts = path.relative_to(ROOT).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def imported_by(tree: ast.AST) -> set[str]:
    names = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            names |= {node.module} | {f"{node.module}.{alias.name}" for alias in node.names}
    return names


def breaches(name: str, imported: set[str]) -> list[str]:
    prefix = next((p for p in FORBIDDEN if name == p or name.startswith(f"{p}.")), None)
    forbidden = FORBIDDEN[prefix] if prefix else ()
    return [
        f"{name} imports {found}"
        for found in sorted(imported)
        for bad in forbidden
        if found == bad or found.startswith(f"{bad}.")
    ]


@pytest.mark.parametrize("path", modules(), ids=name_of)
def test_a_module_imports_only_what_the_table_allows(path):
    assert breaches(name_of(path), imported_by(ast.parse(path.read_text()))) == []


def test_the_check_names_both_sides_of_a_forbidden_import():
    tree = ast.parse("from content.views import home")

    assert breaches("content.models.pages", imported_by(tree)) == [
        "content.models.pages imports content.views",
        "content.models.pages imports content.views.home",
    ]


@pytest.mark.parametrize("path", modules(), ids=name_of)
def test_nothing_is_imported_inside_a_function(path):
    tree = ast.parse(path.read_text())
    functions = [n for n in ast.walk(tree) if isinstance(n, (ast.FunctionDef, ast.AsyncFunctionDef))]
    inside = [n for function in functions for n in ast.walk(function)]

    assert not any(isinstance(node, (ast.Import, ast.ImportFrom)) for node in inside)


@pytest.mark.parametrize("path", modules(), ids=name_of)
def test_text_is_marked_safe_only_where_it_is_rendered(path):
    is_rendering = name_of(path).startswith("content.rendering")

    assert is_rendering or "mark_safe" not in path.read_text()


def test_no_template_switches_escaping_off():
    templates = [*(ROOT / "templates").rglob("*.html"), *(ROOT / "content").rglob("*.html")]
    assert templates
    for template in templates:
        text = template.read_text()
        assert "|safe" not in text, template
        assert "autoescape off" not in text, template
