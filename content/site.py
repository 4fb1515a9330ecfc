"""What every page shows around its own text: clinic, facts, policies, the sample banner."""

from functools import cached_property

from django.conf import settings
from django.db.models import Exists
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import SimpleLazyObject

from content import texts
from content.models import (
    Article,
    Clinic,
    Condition,
    Fact,
    Faq,
    Person,
    Policy,
    Source,
    StateRules,
    SuitabilityQuestion,
    Term,
    Treatment,
)
from content.models.clinics import HoursStatus
from content.rendering.citations import keys_in
from content.rendering.page import Glossary, PageContext, Quote

CLINICAL = (Condition, Treatment, Article, Faq, StateRules, SuitabilityQuestion)


class Site:
    """Read once per request, and only what the page asks for."""

    last_phone = ""  # kept in memory for the page that must work without the database
    url = settings.SITE_URL

    @cached_property
    def clinic(self) -> Clinic | None:
        clinic = Clinic.objects.with_hours().main()
        Site.last_phone = clinic.phone if clinic else ""
        return clinic

    @cached_property
    def hours(self) -> HoursStatus | None:
        """Open or closed now; None while no hours are entered."""
        if self.clinic is None or not self.clinic.hours.all():
            return None
        return self.clinic.status_at(timezone.now())

    @cached_property
    def facts(self) -> dict[str, Quote]:
        return texts.quotes(Fact.objects.all(), self.clinic)

    @cached_property
    def policies(self) -> list[Policy]:
        return list(Policy.objects.published().defer("body"))

    @cached_property
    def glossary(self) -> Glossary:
        return texts.glossary(Term.objects.all(), reverse("content:glossary"), self.facts)

    @cached_property
    def is_unreviewed(self) -> bool:
        """Whether any public clinical text was signed by a sample instead of a clinician."""
        return any_signed_by_a_sample()

    def page_context(self, *, explains_words: bool = True) -> PageContext:
        """What the texts of one page may use. Sources are added by `citing()`."""
        glossary = self.glossary if explains_words else Glossary({})
        return PageContext(facts=self.facts, glossary=glossary, explains_words=explains_words)


def any_signed_by_a_sample() -> bool:
    signed = [Exists(model.objects.signed_by_a_sample()) for model in CLINICAL]
    condition = signed[0]
    for more in signed[1:]:
        condition = condition | more  # type: ignore[assignment]
    return Person.objects.samples().filter(condition).exists()


def citing(context: PageContext, *parts: str) -> dict[str, Source]:
    """Let `context` know the pictures that these texts place and the sources they cite; return these by key."""
    texts.placing(context, *parts)
    keys = {key for text in parts for key in keys_in(text)}
    sources = {source.key: source for source in Source.objects.filter(key__in=keys)}
    context.sources = {*context.sources, *sources}
    return sources


def site(request: HttpRequest) -> dict[str, object]:
    """Context processor. Costs nothing until a template asks."""
    return {"site": SimpleLazyObject(lambda: site_of(request))}


def site_of(request: HttpRequest) -> Site:
    """The one Site of a request, shared by its view and its templates."""
    found = getattr(request, "_clinic_site", None)
    if found is None:
        found = Site()
        request._clinic_site = found  # type: ignore[attr-defined]
    return found
