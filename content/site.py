"""What every page shows around its own text: clinic, facts, policies, the sample banner."""

from collections.abc import Hashable
from functools import cached_property
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Exists, Value
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import SimpleLazyObject
from django.utils.safestring import SafeString

from content import texts
from content.models import (
    Article,
    ArticleTopic,
    Clinic,
    Condition,
    Fact,
    Faq,
    Person,
    Policy,
    Revision,
    Source,
    StateRules,
    SuitabilityQuestion,
    Term,
    Treatment,
)
from content.models.clinics import HoursStatus
from content.rendering.citations import keys_in
from content.rendering.markdown import plain_text
from content.rendering.memory import RENDERED, Chain, digest
from content.rendering.page import Glossary, PageContext, Quote
from content.standing import answered, standing, with_fallen_sources, with_quotes

# In the environ of a request for a page that is the same for everybody: a place for what holds for the version of the
# content that the database had before the request, until the clock changes a page. Other such requests share it.
# Where there is none (staff, previews, forms, transactions) nothing is held longer than for the request.
KEPT = "content.kept"

MOST_FEATURED = 3
NEWEST = 4  # articles of each condition that are at hand: those that a page shows, and the page itself
CLINICAL = (Condition, Treatment, Article, Faq, StateRules, SuitabilityQuestion)


class Site:
    """Read when it is first asked for, then held: for one request, or for one version of the content (see KEPT).

    A site that is kept is shared by threads and requests: whoever gets its rows changes nothing in them.
    """

    last_phone = ""  # kept in memory for the page that must work without the database
    url = settings.SITE_URL

    def __init__(self, *, is_kept: bool = False) -> None:
        self.is_kept = is_kept
        self.known_sources: dict[str, Source] = {}
        self.newest_articles: dict[int, list[Article]] = {}
        self.places_of_questions: dict[type[models.Model], set[tuple[int, int]]] = {}
        self.parts: dict[Hashable, SafeString] = {}  # of pages, made from their templates

    @cached_property
    def clinic(self) -> Clinic | None:
        clinic = Clinic.objects.with_hours().main()
        Site.last_phone = clinic.phone if clinic else ""
        return clinic

    @property
    def hours(self) -> HoursStatus | None:
        """Open or closed at this moment; None while no hours are entered."""
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

    @cached_property
    def conditions(self) -> list[Condition]:
        """Every public one in the editors' order, with its findings. All of them stand on one page, so they are few;
        so do treatments and questions.
        """
        rows = self.with_fallen_sources(Condition.objects.published()).defer("body", "key_points")
        return list(rows.prefetch_related("findings__sources"))

    @cached_property
    def treatments(self) -> list[Treatment]:
        """Every public one in the editors' order."""
        return list(self.with_fallen_sources(Treatment.objects.published()).defer("body", "key_points"))

    @cached_property
    def questions(self) -> list[Faq]:
        """Every public one, with what is shown below its answer."""
        return list(answered(Faq.objects))

    def questions_on(self, page: Any) -> list[Faq]:
        """Those that stand on the page of a condition, treatment or article."""
        kind = type(page)
        if kind not in self.places_of_questions:
            pairs = kind.faqs.through.objects.values_list(f"{kind._meta.model_name}_id", "faq_id")
            self.places_of_questions[kind] = set(pairs)
        return [faq for faq in self.questions if (page.pk, faq.pk) in self.places_of_questions[kind]]

    @cached_property
    def featured(self) -> list[Article]:
        """The articles of the home page, the newest first."""
        rows = Article.objects.featured().select_related("reviewed_by").defer("body", "key_points")
        return list(self.standing(rows)[:MOST_FEATURED])

    @cached_property
    def articles_on(self) -> dict[str, int]:
        """How many public articles there are on each topic that has any; under "" how many in all."""
        public = Article.objects.published()
        topics = ArticleTopic.objects.filter(article__in=public).order_by().values_list("topic")
        return {"": public.count(), **dict(topics.annotate(count=models.Count("pk")))}

    def newest_about(self, condition_id: int) -> list[Article]:
        """The articles in date about one condition that rest on sources that stand, the newest first: some of them."""
        if condition_id not in self.newest_articles:
            rows = Article.objects.in_date().filter(conditions=condition_id).defer("body", "key_points")
            self.newest_articles[condition_id] = list(self.standing(rows)[:NEWEST])
        return self.newest_articles[condition_id]

    @cached_property
    def has_fallen_sources(self) -> bool:
        return Source.objects.fallen().exists()

    def with_fallen_sources(self, pages: Any) -> Any:
        """Pages with `rests_on_fallen`; the question is long, and not asked while every source stands."""
        return with_fallen_sources(pages) if self.has_fallen_sources else pages.annotate(rests_on_fallen=Value(False))

    def standing(self, pages: Any) -> Any:
        """The pages whose sources all stand."""
        return standing(pages) if self.has_fallen_sources else pages

    @cached_property
    def has_changed_quotes(self) -> bool:
        return Revision.objects.live().filter(quotes_changed_on__isnull=False).exists()

    def with_quotes(self, pages: Any) -> Any:
        """Pages with `quotes_changed_on`; a site that is kept asks first whether any page has such a day."""
        if self.is_kept and not self.has_changed_quotes:
            return pages.annotate(quotes_changed_on=Value(None, output_field=models.DateField()))
        return with_quotes(pages)

    def sources(self, keys: set[str]) -> dict[str, Source]:
        """The sources of these keys that there are; each is read once."""
        missing = keys - self.known_sources.keys()
        if missing:
            self.known_sources |= {source.key: source for source in Source.objects.filter(key__in=missing)}
        return {key: self.known_sources[key] for key in keys if key in self.known_sources}

    def page_context(self, *, explains_words: bool = True) -> PageContext:
        """What the texts of one page may use. Sources are added by `citing()`."""
        glossary = self.glossary if explains_words else Glossary({})
        return PageContext(facts=self.facts, glossary=glossary, explains_words=explains_words)

    def chain(self, context: PageContext) -> Chain:
        """Where the texts of a page in this context are remembered: nowhere, unless this site is kept."""
        if not self.is_kept:
            return Chain()
        words = self.digest_of_words if context.explains_words else b""
        return Chain(digest(self.digest_of_facts, words, sorted(context.sources), sorted(context.pictures.items())))

    def plain(self, text: str) -> str:
        """An inline text as words without marks."""
        if not self.is_kept:
            return plain_text(text, self.page_context(explains_words=False))
        key = digest(self.digest_of_facts, text)
        words: str | None = RENDERED.get(key)
        if words is None:
            words = plain_text(text, self.page_context(explains_words=False))
            RENDERED.put(key, words, len(words))
        return words

    @cached_property
    def digest_of_facts(self) -> bytes:
        return digest(sorted(self.facts.items()))

    @cached_property
    def digest_of_words(self) -> bytes:
        return digest(sorted(self.glossary.words.items()), self.glossary.address)


def any_signed_by_a_sample() -> bool:
    signed = [Exists(model.objects.signed_by_a_sample()) for model in CLINICAL]
    condition = signed[0]
    for more in signed[1:]:
        condition = condition | more  # type: ignore[assignment]
    return Person.objects.samples().filter(condition).exists()


def citing(site: Site, context: PageContext, *parts: str) -> dict[str, Source]:
    """Let `context` know the pictures that these texts place and the sources they cite; return these by key."""
    texts.placing(context, *parts)
    sources = site.sources({key for text in parts for key in keys_in(text)})
    context.sources = {*context.sources, *sources}
    return sources


def site(request: HttpRequest) -> dict[str, object]:
    """Context processor. Costs nothing until a template asks."""
    return {"site": SimpleLazyObject(lambda: site_of(request))}


def site_of(request: HttpRequest) -> Site:
    """The one Site of a request, shared by its view and its templates; and by other requests where there is a place to
    keep it.
    """
    found: Site | None = getattr(request, "_clinic_site", None)
    if found is None:
        kept = request.META.get(KEPT)
        found = Site() if kept is None else kept.setdefault("site", Site(is_kept=True))
        request._clinic_site = found  # type: ignore[attr-defined]
    return found
