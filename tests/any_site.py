"""Rows of every kind with any values that pass their own checks, drawn by Hypothesis."""

from collections.abc import Callable, Sequence
from datetime import date, datetime, timedelta, timezone
from typing import Any

from django.db import models
from hypothesis import strategies as st

from content.images.keeping import keep
from content.models import (
    Article,
    ArticleTopic,
    Certainty,
    Clinic,
    Condition,
    Fact,
    Faq,
    Finding,
    HoursException,
    Image,
    KeyFact,
    Listing,
    MonitoringCheck,
    OpeningHours,
    Person,
    Policy,
    SearchHint,
    Source,
    StateRules,
    StudyCourse,
    SuitabilityQuestion,
    Term,
    Treatment,
    VisitStep,
)
from content.models.fields import InlineField, LinesField, MarkdownField, tidy_text
from tests.pictures import clean_picture

Draw = Callable[[st.SearchStrategy[Any]], Any]

SLUGS = ("a", "B_2-x")
KEYS = {Source: ("s1", "2020"), Fact: ("f", "f_2")}
ODD = (
    "---",
    "- a",
    "a: b",
    "# b",
    "~",
    "no",
    "'",
    '"',
    "&a",
    "!a",
    "9:30",
    "<b>",
    "1 = 1",
    "😀",
    "\x85",
    "\u2028",
    "\t",
)
MARKUP = ("[@s1; @2020]", "{{ f }}", "{{ clinic_phone }}", "**b**", "[x](/a/)", "[[fill: name]]")
BLOCKS = (
    *("- one\n- two", "> quote", "a\n---", "## Named {#n}", "::: note\nText.\n:::", "```\n---\n```"),
    *("| a | b |\n| --- | --- |\n| c | d |", "    code", "", "   ", "\x85", "1. one"),
)
# Signs that could start markup with a mistake in it are left to the lists above.
WORDS = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0\n\r[]{}<>:#="), max_size=12)
LINES = st.lists(WORDS | st.sampled_from(ODD), max_size=3).map("".join).map(str.strip)
INLINE = st.lists(WORDS | st.sampled_from(MARKUP), max_size=3).map(" ".join).map(str.strip)
MARKDOWN = st.lists(INLINE | st.sampled_from(BLOCKS), max_size=5, unique=True).map("\n\n".join).map(tidy_text)
OF_FACTS = st.sampled_from(
    [
        *({"charged": "", "kind": kind} for kind in ("phone", "text_line", "money", "duration", "text")),
        {"charged": "", "kind": "website", "value": "chat.lifeline.example/now"},
        {"charged": "each", "kind": "money", "value": "$5 to $1,000.50, all of it"},
    ]
)
DATES = st.dates(date(1, 1, 2), date(9999, 12, 1))
ZONES = st.integers(-14 * 60, 14 * 60).map(lambda minutes: timezone(timedelta(minutes=minutes)))
MOMENTS = st.datetimes(datetime(1900, 1, 2), datetime(2999, 1, 1), timezones=ZONES)  # noqa: DTZ001 zones are drawn


def values_of(field: Any) -> st.SearchStrategy[Any]:
    """Any value that a form could store in this field."""
    if field.choices:
        return st.sampled_from([value for value, _ in field.flatchoices])
    if isinstance(field, (LinesField, MarkdownField, models.CharField)):
        texts = texts_of(field)
        return texts if field.blank else texts.map(lambda text: text or "x")
    named = {
        models.BooleanField: st.booleans(),
        models.DateField: DATES,
        models.DateTimeField: MOMENTS,
        models.DecimalField: st.decimals(-180, 180, places=6),
        models.PositiveSmallIntegerField: st.integers(0, 32767),
        models.PositiveIntegerField: st.integers(0, 2**31 - 1),
        models.TimeField: st.times(),
    }[type(field)]
    return st.none() | named if field.null else named


def texts_of(field: Any) -> st.SearchStrategy[str]:
    if isinstance(field, LinesField):
        return st.lists(INLINE if field.is_inline else LINES, max_size=3).map("\n".join).map(field.tidy)
    if isinstance(field, MarkdownField):
        return MARKDOWN
    if isinstance(field, models.EmailField):
        return st.sampled_from(["", "desk@clinic.example"])
    if isinstance(field, models.URLField):
        return st.sampled_from(["", "https://example.org/a?b=c#d", "http://bücher.example/ä"])
    if field.name == "time_zone":
        return st.sampled_from(["America/New_York", "Asia/Kathmandu", "UTC"])
    texts = INLINE if isinstance(field, InlineField) else LINES
    return texts.filter(lambda text: len(text) <= field.max_length)


def make(draw: Draw, model: type[models.Model], **values: Any) -> Any:
    """A saved row that passes full_clean; what is not named is drawn."""
    for field in model._meta.concrete_fields:
        if field.name not in values and not (field.primary_key or field.many_to_one):
            values[field.name] = draw(values_of(field))
    row = model(**values)
    row.full_clean()
    row.save()
    return row


def make_two(draw: Draw, model: type[models.Model], values: Callable[[], dict[str, Any]] = dict) -> list[Any]:
    name = "key" if model in KEYS else "slug"
    return [make(draw, model, **{name: slug} | values()) for slug in KEYS.get(model, SLUGS)]


def review(draw: Draw, people: Sequence[Person]) -> dict[str, Any]:
    """State, people and dates as the constraints want them."""
    state = draw(st.sampled_from(["draft", "in_review", "published", "withdrawn"]))
    person = st.sampled_from(people)
    reviewed_on = draw(DATES)
    signed = {
        "published_at": draw(MOMENTS),
        "author": draw(person),
        "reviewed_by": draw(person),
        "reviewed_on": reviewed_on,
        "review_due_on": reviewed_on + timedelta(days=draw(st.integers(1, 30))),
        "withdrawn_on": draw(DATES),
        "withdrawn_reason": draw(LINES) or "x",
    }
    if state == "draft":
        signed = {name: value for name, value in signed.items() if draw(st.booleans())}
        signed.setdefault("review_due_on", None)
        signed |= {"review_due_on": None} if "reviewed_on" not in signed else {}
    return {"state": state} | {"published_at": None, "reviewed_on": None, "withdrawn_on": None} | signed


def link(draw: Draw, manager: Any, rows: Sequence[Any]) -> None:
    manager.set(draw(st.lists(st.sampled_from(rows), unique=True)))


def make_any_site(draw: Draw) -> None:
    """Two rows of each kind, linked with each other."""
    people = make_two(draw, Person)
    sources = make_two(draw, Source)
    sources[0].superseded_by = draw(st.sampled_from([None, sources[1]]))
    sources[0].save()
    facts = make_two(draw, Fact, lambda: {"source": draw(st.sampled_from([None, *sources])), **draw(OF_FACTS)})
    make_two(draw, Term)
    images = make_images(draw)
    conditions = make_two(draw, Condition, lambda: review(draw, people))
    treatments = make_two(draw, Treatment, lambda: review(draw, people))
    for number in range(draw(st.integers(0, 3))):
        make(draw, KeyFact, treatment=treatments[0], label=f"{draw(LINES)[:50]} {number}".strip())
        make(draw, VisitStep, treatment=treatments[0], title=f"{draw(LINES)[:50]} {number}".strip())
        course = {"sessions": draw(st.none() | st.integers(1, 99)), "days": draw(st.integers(1, 99))}
        make(draw, StudyCourse, treatment=treatments[0], label=f"{draw(LINES)[:50]} {number}".strip(), **course)
        label = f"{draw(LINES)[:50]} {number}".strip()
        make(draw, MonitoringCheck, treatment=treatments[0], label=label, is_during=True)
    articles = make_two(draw, Article, lambda: review(draw, people) | {"hero": draw(st.sampled_from([None, *images]))})
    for article in articles:
        link(draw, article.conditions, conditions)
        for topic in draw(st.permutations(ArticleTopic.Topic.values))[: draw(st.integers(1, 3))]:
            make(draw, ArticleTopic, article=article, topic=topic)
    for faq in make_two(draw, Faq, lambda: review(draw, people)):
        link(draw, faq.conditions, conditions)
        link(draw, faq.treatments, treatments)
        link(draw, faq.articles, articles)
    make_findings(draw, conditions, treatments, sources)
    make_clinics(draw, people, facts)
    make_listings(draw, treatments)
    for slug, region in zip(SLUGS, draw(st.permutations(["NY", "PR"])), strict=True):
        make(draw, StateRules, slug=slug, region=region, **review(draw, people))
    make_two(draw, SuitabilityQuestion, lambda: review(draw, people))
    make_two(draw, Policy, lambda: review(draw, people))
    make_two(draw, SearchHint, lambda: {"first": draw(st.sampled_from(["", "/conditions/a/"]))})


def make_images(draw: Draw) -> list[Image]:
    images = []
    for slug in SLUGS:
        alt = draw(LINES)
        fields = {name: draw(values_of(Image._meta.get_field(name))) for name in ("credit", "licence", "people")}
        image = Image(slug=slug, alt=alt, is_decorative=not alt, **fields)
        image.full_clean(exclude=["sha256"])
        keep(image, clean_picture())
        images.append(image)
    return images


def make_findings(draw: Draw, conditions: Sequence[Any], treatments: Sequence[Any], sources: Sequence[Source]) -> None:
    for slug in SLUGS:
        chosen = draw(st.lists(st.sampled_from(sources), min_size=1, unique=True))
        ceiling = max(source.ceiling().level for source in chosen)
        days = draw(st.none() | st.integers(0, 999))
        finding = make(
            draw,
            Finding,
            slug=slug,
            condition=draw(st.sampled_from(conditions)),
            treatment=draw(st.sampled_from([None, *treatments])),
            certainty=draw(st.sampled_from([one for one in Certainty if one.level <= ceiling])),
            least_days=days,
            most_days=None if days is None else days + draw(st.integers(0, 99)),
        )
        finding.sources.set(chosen)


def make_clinics(draw: Draw, people: Sequence[Person], prices: Sequence[Fact]) -> None:
    for slug, is_main in zip(SLUGS, draw(st.permutations([True, False])), strict=True):
        clinic = make(draw, Clinic, slug=slug, is_main=is_main)
        link(draw, clinic.people, people)
        link(draw, clinic.prices, prices)
        for weekday in draw(st.lists(st.integers(0, 6), max_size=3, unique=True)):
            for opens, closes in periods(draw):
                make(draw, OpeningHours, clinic=clinic, weekday=weekday, opens=opens, closes=closes)
        for day in draw(st.lists(DATES, max_size=2, unique=True)):
            for opens, closes in periods(draw) or [(None, None)]:
                make(draw, HoursException, clinic=clinic, date=day, opens=opens, closes=closes)


def make_listings(draw: Draw, treatments: Sequence[Treatment]) -> None:
    plain = LINES.map(lambda text: "".join(filter(str.isprintable, text)).strip()[:80])
    checked = {"verified_on": date(2026, 1, 5), "verified_by": "us", "verified_how": "letter"}
    unchecked = {"verified_on": None, "verified_by": "", "verified_how": ""}
    for slug, npi in zip(SLUGS, ("1234567893", ""), strict=True):
        names = {name: draw(plain) or "x" for name in ("name", "city", "street")}
        contacts = {
            "postal_code": draw(st.sampled_from(["", "02134", "02134-0001"])),
            "phone": draw(st.sampled_from(["", "+15185550123", "+15185550123 x7"])),
            "website": draw(st.sampled_from(["", "https://example.org/A?b=c"])),
            "license_lookup": draw(st.sampled_from(["", "http://example.org/"])),
        }
        check = draw(st.sampled_from([checked, unchecked]))
        more = {"npi": npi, "other_npis": draw(st.sampled_from(["", "1234567893\n2000000008"])), "is_imported": False}
        is_sample = check is unchecked and draw(st.booleans())
        listing = make(draw, Listing, slug=slug, is_sample=is_sample, **names, **contacts, **check, **more)
        link(draw, listing.treatments, treatments)


def periods(draw: Draw) -> list[tuple[Any, Any]]:
    """Up to two periods of one day that do not overlap."""
    times = sorted(draw(st.sets(st.times(), max_size=4)))
    return list(zip(times[::2], times[1::2], strict=False))
