"""Small folders of content files. What a test does not name is valid and dull."""

from pathlib import Path

from django.apps import apps

REQUIRED = {
    "people": ["name: Ada Lake", "job_title: Writer"],
    "sources": ["kind: randomized_trial", "title: A trial", "seen: abstract"],
    "facts": ["label: Crisis line", "kind: phone", "value: 988"],
    "terms": ["word: placebo"],
    "images": ["alt: A ramp beside the steps of the front door.", "people: nobody"],
    "conditions": ["title: Pain", "group: pain", "state: draft", "summary: Short.", "risk_line: Risky."],
    "treatments": [
        "title: Infusion",
        "route: iv",
        "legal_status: off_label",
        "state: draft",
        "summary: Short.",
        "risk_line: Risky.",
    ],
    "articles": [
        "title: Sleep",
        "kind: explainer",
        "topics: [basics]",
        "state: draft",
        "summary: Short.",
        "risk_line: Risky.",
    ],
    "questions": ["question: Is it safe?", "topic: safety", "state: draft"],
    "findings": [
        "condition: pain",
        "route: iv",
        "outcome: pain",
        "direction: better",
        "certainty: low",
        "result: Less pain.",
        "sources: [trial]",
    ],
    "clinics": ["name: Clinic", "time_zone: America/New_York"],
    "state_rules": ["region: ny", "state: draft"],
    "suitability": ["question: Are you pregnant?", "group: life", "subject: Pregnancy", "state: draft"],
    "listings": ["name: Place", "region: ny", "city: Albany"],
    "search_hints": ["words: [trial, study]"],
    "policies": ["title: Privacy", "state: draft", "summary: Short."],
}
WITHOUT_BODY = ("sources", "facts", "findings", "images", "listings", "search_hints")


def file_text(kind: str, *lines: str, body: str | None = None, without: str = "") -> str:
    """A valid file of a kind; each of `lines` is added, or replaces the line of its key."""
    named = {key_of(line): line for line in [*REQUIRED[kind], *lines]}
    named.pop(without, None)
    if body is None:
        body = "" if kind in WITHOUT_BODY else "A text."
    return "\n".join(["---", *named.values(), "---", *(["", body] if body else []), ""])


def key_of(line: str) -> str:
    return line.lstrip("»").partition(":")[0]


def put(root: Path, name: str, *lines: str, body: str | None = None, without: str = "") -> Path:
    """Write the file `<kind>/<slug>`."""
    path = root / f"{name}.md"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(file_text(path.parent.name, *lines, body=body, without=without), encoding="utf-8")
    return path


def put_one_of_each(root: Path) -> None:
    """One file of every kind but pictures (see picture_files.py), linked with each other."""
    put(root, "people/ada")
    put(root, "sources/trial")
    put(root, "facts/crisis_line", "source: trial")
    put(root, "terms/placebo", body="A treatment without a drug [@trial].")
    put(root, "conditions/pain", "author: ada")
    put(root, "treatments/infusion", "author: ada")
    put(root, "articles/sleep", "author: ada", "conditions: [pain]", body="Call {{ crisis_line }} [@trial].")
    put(root, "questions/safe", "conditions: [pain]", "treatments: [infusion]", "articles: [sleep]")
    put(root, "findings/less-pain", "treatment: infusion")
    put(root, "clinics/albany", "people: [ada]", "city: Albany", "region: NY")
    put(root, "state_rules/new-york", "author: ada")
    put(root, "suitability/pregnancy", "author: ada")
    put(root, "listings/place", "clinic: albany", "name: Clinic", "treatments: [infusion]")
    put(root, "search_hints/sleep", "first: /articles/sleep/")
    put(root, "policies/privacy")


def all_rows() -> dict[str, list[dict[str, object]]]:
    """Everything that the content app has stored."""
    models = apps.get_app_config("content").get_models(include_auto_created=True)
    return {model.__name__: list(model._base_manager.order_by("pk").values()) for model in models}
