"""Every address of the URLconf, and what the table and the matrix say everybody gets there."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml
from django.contrib.admin import site
from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.urls import URLPattern, get_resolver

from accounts.matrix import ROLES, line_of
from accounts.models import User
from content.models import ArticleTopic, Revision
from content.publishing.drafts import head_of
from content.syncing.kinds import KIND_OF, KINDS
from content.syncing.recording import record_row
from tests import factories
from tests.consultations.desk_factories import make_consultation

TABLE = yaml.safe_load(Path(__file__).with_name("addresses.yml").read_text(encoding="utf-8"))
OUTSIDERS = ("anonymous", "switched off", "not staff")
PEOPLE = (*OUTSIDERS, "no role", *ROLES)
TEXTS = [kind.model._meta.label_lower for kind in KINDS if kind.body]


def make_person(name: str) -> User | None:
    """The account for one of PEOPLE; None for the anonymous."""
    if name in ROLES:
        return factories.make_user(name)
    values = {"switched off": {"is_active": False}, "not staff": {"is_staff": False}}
    roles = {"switched off": "Owner", "not staff": "Owner"}
    return None if name == "anonymous" else factories.make_user(roles.get(name, ""), **values.get(name, {}))


def registered() -> dict[str, type[models.Model]]:
    return {model._meta.label_lower: model for model in site._registry}


def patterns() -> set[str]:
    """Every pattern of the URLconf in one line, `<kind>` standing for each kind of row in the admin."""
    prefixes = {f"staff/admin/{label.replace('.', '/')}/": "staff/admin/<kind>/" for label in registered()}

    def below(items: list[Any], start: str) -> Iterator[str]:
        for item in items:
            route = f"{start}{item.pattern}"
            if isinstance(item, URLPattern):
                yield route
            else:
                yield from below(item.url_patterns, prefixes.get(route, route))

    return set(below(get_resolver().url_patterns, ""))


def a_replaced_version(article: Any) -> Revision:
    """A version that is not the newest any more."""
    version = head_of(article)
    Revision.objects.filter(pk=version.pk).update(state="replaced")
    article.title = "Newer"
    article.save()
    ArticleTopic.objects.create(article=article, topic="basics")
    record_row(KIND_OF[type(article)], article, "")
    return version


@dataclass
class Rows:
    """A few rows of every kind, that no other row needs."""

    of: dict[str, list[models.Model]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for kind in ("condition", "treatment", "article", "policy", "faq", "suitability_question"):
            make = getattr(factories, f"make_{kind}")
            self.of[f"content.{kind.replace('_', '')}"] = [make(slug="one"), make(state="draft")]
        self.of["content.person"] = [factories.make_person(slug="one")]
        self.of["content.clinic"] = [factories.make_clinic(slug="one")]
        self.of["content.source"] = [factories.make_source()]
        self.of["content.term"] = [factories.make_term("placebo")]
        self.of["content.image"] = [factories.make_image()]
        self.of["content.fact"] = [factories.make_fact("rule", "Rest.")]
        self.of["content.finding"] = [factories.make_finding(factories.make_condition())]
        self.of["content.listing"] = [factories.make_listing(slug="one")]
        self.of["content.searchhint"] = [factories.make_search_hint("pain", "ache")]
        self.of["content.staterules"] = [
            factories.make_state_rules(),
            factories.make_state_rules(region="OH", slug="ohio", state="draft"),
        ]
        self.of["accounts.user"] = [factories.make_user("Editor")]
        self.request = make_consultation()
        factories.make_policy(slug="how-we-rate-evidence")
        factories.make_policy(slug="editorial-policy")
        factories.make_treatment(slug="planned", is_offered=True).visit.create(title="Checks", text="Checks.")
        self.version = a_replaced_version(self.of["content.article"][0])

    def gaps(self) -> dict[str, Any]:
        """What `{...}` in the table stands for."""
        types = {f"type of {kind.model}": kind.pk for kind in ContentType.objects.all()}
        public, draft = self.of["content.article"]
        return types | {
            "public article": public.pk,
            "draft article": draft.pk,
            "a policy": self.of["content.policy"][0].pk,
            "a version": self.version.pk,
            "a clinic": self.of["content.clinic"][0].pk,
            "a picture file": self.of["content.image"][0].files.filter(use="shown")[0].base_name,
            "a request": self.request.reference,
            "a listing": self.of["content.listing"][0].pk,
            "a user": self.of["accounts.user"][0].pk,
        }


@dataclass(frozen=True)
class Visit:
    """One address to open, and the line of the table that says who gets what."""

    address: str
    line: dict[str, Any]
    kind: str = ""
    row: models.Model | None = None

    def methods(self) -> tuple[str, ...]:
        """All of them; once is enough where many kinds of rows share the code, and for longer addresses."""
        if "?" in self.address or self.kind not in ("", "content.article"):
            return ("GET", "POST") if "post" in self.line else ("GET",)
        return ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE")

    def status(self, person: str, method: str) -> int:
        """What this person must get. HEAD is answered like GET, unless the line says otherwise."""
        if method in ("PUT", "PATCH", "DELETE"):
            return 405
        if person in OUTSIDERS and self.address.startswith("/staff/"):
            return int(self.line.get("open", "302 403").split()[method == "POST"])
        told = self.line.get(method.lower(), self.line["get"])
        who, code = told.split()
        if who == "anybody":
            return int(code)
        return int(code) if self.allows(person, who) else self.line.get("refused", 403)

    def allows(self, person: str, who: str) -> bool:
        if who in ("staff", "nobody"):
            return who == "staff"
        kind = self.line.get("of", self.kind)
        if kind == "any text":
            return any(line_of(label).allows(person, who) for label in TEXTS)
        line = line_of(kind)
        if who == "sign":
            return line.allows(person, "change") and line.allows_state(person, "published")
        if who in line.writers:
            return line.writes(person, who)
        return line.allows(person, who)


def visits(rows: Rows) -> Iterator[Visit]:
    """Every line of the table, for every kind of row where it speaks of `<kind>`."""
    gaps = rows.gaps()
    for pattern, lines in TABLE.items():
        for line in lines if isinstance(lines, list) else [lines]:
            address = "/" + line.get("as", pattern).format_map(gaps)
            if "<kind>" not in address:
                yield Visit(address, line)
                continue
            for label in registered():
                here = address.replace("<kind>", label.replace(".", "/"))
                wanted = rows.of[label] if "/change/" in here else rows.of[label][:1]
                for row in wanted if "<path:object_id>" in here else [None]:
                    yield Visit(here.replace("<path:object_id>", str(row and row.pk)), line, label, row)
