"""Which texts a row holds, and whether they may be shown."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from functools import reduce
from operator import or_
from typing import Any

from django.apps import apps
from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse

from content.models import Clinic, Fact, Image, ImageFile, Source, Term
from content.models.fields import InlineField, LinesField, MarkdownField
from content.rendering.citations import keys_in
from content.rendering.facts import FACT
from content.rendering.glossary import FORCED
from content.rendering.markdown import plain_text, render, render_inline
from content.rendering.page import Glossary, PageContext, Picture, Problem, Quote, Word
from content.rendering.pictures import MEDIA_TYPES, slugs_in

NOT_KNOWN = {
    "clinic_name": "the clinic",
    "clinic_address": "an address that this site does not have yet",
    "clinic_phone": "a phone number that this site does not have yet",
    "clinic_email": "an email address that this site does not have yet",
}


@dataclass(frozen=True)
class Text:
    """A text of a row that uses the dialect. `entry` numbers the lines of a list, from 1."""

    field: str
    text: str
    is_block: bool
    entry: int = 0


def texts_of(row: models.Model) -> Iterator[Text]:
    """Every text of a row that is written in the dialect."""
    for model_field in row._meta.fields:
        value = getattr(row, model_field.attname)
        if isinstance(model_field, MarkdownField):
            yield Text(model_field.name, value, is_block=True)
        elif isinstance(model_field, InlineField):
            yield Text(model_field.name, value, is_block=False)
        elif isinstance(model_field, LinesField) and model_field.is_inline:
            for number, line in enumerate(value.splitlines(), start=1):
                yield Text(model_field.name, line, is_block=False, entry=number)


def is_in_the_dialect(model_field: Any) -> bool:
    if isinstance(model_field, LinesField):
        return model_field.is_inline
    return isinstance(model_field, (MarkdownField, InlineField))


def problems_in(rows: Iterable[models.Model], context: PageContext) -> Iterator[tuple[Text, Problem]]:
    """What keeps the texts of one page's rows from being shown."""
    context = replace(context, cited={}, explained=set(), names=set(PageContext().names))
    for row in rows:
        for text in texts_of(row):
            show = render if text.is_block else render_inline
            for problem in show(text.text, context).problems:
                yield text, problem


def quotes(facts: Iterable[Fact], clinic: Clinic | None) -> dict[str, Quote]:
    """Every fact that texts may quote: the registry, the main clinic's own data, and what the settings say."""
    known = {fact.key: Quote(fact.value, fact.href()) for fact in facts}
    return known | clinic_quotes(clinic) | retention_quotes()


def retention_quotes() -> dict[str, Quote]:
    """How long what is kept, so that the privacy notice cannot say something else than the site does."""
    return {
        "kept_after_closing": Quote(f"{settings.DAYS_KEPT_AFTER_CLOSING} days"),
        "kept_at_most": Quote(f"{settings.DAYS_KEPT_AT_MOST} days"),
        "suspects_kept": Quote(f"{settings.DAYS_SUSPECTS_ARE_KEPT} days"),
        "sent_mail_kept": Quote(f"{settings.DAYS_SENT_MAIL_IS_KEPT} days"),
        "record_kept": Quote(f"{settings.YEARS_TRAIL_IS_KEPT} years"),
    }


def clinic_quotes(clinic: Clinic | None) -> dict[str, Quote]:
    """The main clinic's data as facts; plain words that say so where one is unknown."""
    values = (
        {
            "clinic_name": Quote(clinic.name),
            "clinic_address": Quote(clinic.address_line()),
            "clinic_phone": Quote(clinic.phone, clinic.phone_href()),
            "clinic_email": Quote(clinic.email, f"mailto:{clinic.email}"),
        }
        if clinic
        else {}
    )
    return {
        key: values[key] if key in values and values[key].text else Quote(words) for key, words in NOT_KNOWN.items()
    }


def glossary(terms: Iterable[Term], address: str, facts: dict[str, Quote]) -> Glossary:
    """All spellings of all words; meanings as plain text, for use inside a sentence."""
    context = PageContext(facts=facts)
    words: dict[str, Word] = {}
    for term in terms:
        word = Word(term.slug, term.word, plain_text(term.meaning, context))
        words |= {spelling.lower(): word for spelling in term.spellings()}
    return Glossary(words, address)


def pictures(images: Iterable[Image]) -> dict[str, Picture]:
    """Everything a page needs to show these pictures, by slug. Rows come with their files."""
    return {image.slug: picture_of(image, [f for f in image.files.all() if f.use == f.Use.SHOWN]) for image in images}


def picture_of(image: Image, files: list[ImageFile]) -> Picture:
    fallback = next((file for file in files if file.extension in ("jpg", "png")), None)
    return Picture(
        alt=image.alt,
        is_decorative=image.is_decorative,
        credit=image.credit,
        address=address_of(fallback) if fallback else "",
        width=files[0].width if files else 0,
        height=files[0].height if files else 0,
        sources=tuple(
            (MEDIA_TYPES[form], ", ".join(f"{address_of(file)} {file.width}w" for file in of_form))
            for form in ("avif", "webp")
            if (of_form := [file for file in files if file.extension == form])
        ),
        missing=tuple(image.missing()),
    )


def address_of(file: ImageFile) -> str:
    return reverse("content:media", args=[file.base_name])


def placing(context: PageContext, *parts: str) -> None:
    """Let `context` know the pictures that these texts place."""
    slugs = {slug for text in parts for slug in slugs_in(text)}
    if slugs:
        context.pictures = {**context.pictures, **pictures(Image.objects.with_files().filter(slug__in=slugs))}


def full_context(address: str = "") -> PageContext:
    """Everything that can be named on any page: for checks, not for showing a page."""
    facts = quotes(Fact.objects.all(), Clinic.objects.main())
    return PageContext(
        facts=facts,
        sources=set(Source.objects.values_list("key", flat=True)),
        pictures=pictures(Image.objects.with_files()),
        glossary=glossary(Term.objects.all(), address, facts),
    )


def plain_values(row: Any, context: PageContext) -> dict[str, str]:
    """The inline texts of a row as words without marks, for cards and descriptions."""
    return {text.field: plain_text(text.text, context) for text in texts_of(row) if not text.is_block}


def texts_naming(row: models.Model) -> list[str]:
    """Which rows quote this source, fact or glossary word, or place this picture, in their texts."""
    if isinstance(row, Source):
        return users_of(row.key, lambda text: row.key in keys_in(text))
    if isinstance(row, Fact):
        return users_of(row.key, lambda text: row.key in FACT.findall(text))
    if isinstance(row, Term):
        return texts_forcing(set(row.spellings()))
    if isinstance(row, Image):
        return users_of(row.slug, lambda text: row.slug in slugs_in(text))
    return []


def texts_forcing(spellings: set[str]) -> list[str]:
    """Which rows link to one of these spellings on purpose (`[[word]]`)."""
    wanted = {spelling.lower() for spelling in spellings}
    return users_of("[[", lambda text: any(word.lower() in wanted for word in FORCED.findall(text)))


def users_of(needle: str, names: Callable[[str], bool]) -> list[str]:
    """Which rows have a text that `names` is true of; the database leaves out those without `needle`."""
    return [
        f"{row._meta.verbose_name} '{row}'"
        for model in apps.get_app_config("content").get_models()
        if (fields := [field.name for field in model._meta.fields if is_in_the_dialect(field)])
        for row in model._default_manager.filter(holding(needle, fields)).iterator(chunk_size=200)
        if any(names(text.text) for text in texts_of(row))
    ]


def holding(needle: str, fields: Iterable[str]) -> Q:
    """Rows with these letters in one of the fields."""
    return reduce(or_, (Q(**{f"{name}__contains": needle}) for name in fields))
