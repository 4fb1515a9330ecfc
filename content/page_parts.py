"""The texts of a page, rendered in one context so that its sources are numbered once."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from math import ceil
from typing import Any

from django.utils.safestring import SafeString

from content.models import Article, Faq, Finding, Source
from content.rendering.citations import citation_html, keys_in, ways_back_html
from content.rendering.markdown import render, render_inline, show
from content.rendering.memory import Chain
from content.rendering.page import Heading, PageContext, Rendered, Section
from content.rendering.pictures import hero_html
from content.site import Site, citing
from content.texts import pictures, texts_of

WORDS_PER_MINUTE = 238
FEWEST_CONTENTS = 3


@dataclass(frozen=True)
class CitedSource:
    """A line of the list of sources, with the ways back into the text."""

    number: int
    source: Source
    ways_back: SafeString


@dataclass(frozen=True)
class Answer:
    """An answer as readers get it. `fallen` are its sources that were retracted or replaced."""

    faq: Faq
    html: SafeString
    fallen: list[Source]


@dataclass(frozen=True)
class FindingRow:
    finding: Finding
    study: str
    citation: SafeString
    result: SafeString
    harms: SafeString


@dataclass
class PageText:
    """Everything of one page that was written in the dialect, ready for its template."""

    context: PageContext
    sources_by_key: dict[str, Source]
    chain: Chain = field(default_factory=Chain)
    summary: SafeString = field(default_factory=SafeString)
    risk_line: SafeString = field(default_factory=SafeString)
    key_points: list[SafeString] = field(default_factory=list)
    sections: list[Section] = field(default_factory=list)
    headings: list[Heading] = field(default_factory=list)
    answers: list[Answer] = field(default_factory=list)
    findings: list[FindingRow] = field(default_factory=list)

    def inline(self, text: str) -> SafeString:
        return self.chain.step(self.context, shown_inline, text).html

    def cite(self, finding: Finding) -> SafeString:
        return self.chain.step(self.context, shown_citation, [source.key for source in finding.sources.all()]).html

    def block(self, text: str) -> SafeString:
        return self.chain.step(self.context, shown, text).html

    def read_body(self, text: str) -> None:
        """The body of the page, with the headings of its contents list."""
        body = self.chain.step(self.context, shown, text)
        self.sections, self.headings = body.sections, body.headings

    def answer(self, faq: Faq) -> Answer:
        return Answer(faq, self.block(faq.answer), self.fallen_in(faq.answer))

    def fallen_in(self, text: str) -> list[Source]:
        """Sources of one text of the page that were retracted or replaced."""
        cited = [self.sources_by_key[key] for key in keys_in(text) if key in self.sources_by_key]
        return [source for source in cited if source.is_fallen()]

    @cached_property
    def contents(self) -> list[Heading]:
        """Links to the sections of the body; empty for short texts."""
        found = [heading for heading in self.headings if heading.level == 2]
        return found if len(found) >= FEWEST_CONTENTS else []

    @cached_property
    def sources(self) -> list[CitedSource]:
        return [
            CitedSource(number, self.sources_by_key[key], ways_back_html(number, uses))
            for number, (key, uses) in enumerate(self.context.cited.items(), start=1)
        ]

    @cached_property
    def fallen(self) -> list[CitedSource]:
        """Sources of the page that were retracted or replaced, findings and answers included."""
        return [cited for cited in self.sources if cited.source.is_fallen()]


def shown(text: str, context: PageContext) -> Rendered:
    return show(render(text, context))


def shown_inline(text: str, context: PageContext) -> Rendered:
    return show(render_inline(text, context))


def shown_citation(keys: list[str], context: PageContext) -> Rendered:
    return Rendered(citation_html(keys, context), [], [], [])


def open_page(site: Site, rows: Iterable[Any], *, explains_words: bool = True) -> PageText:
    """A page that may cite whatever the texts of `rows` cite. At most one query for the sources."""
    context = site.page_context(explains_words=explains_words)
    parts = [text.text for row in rows for text in texts_of(row)]
    return PageText(context, citing(site, context, *parts), site.chain(context))


def clinical_page(
    site: Site,
    page: Any,
    faqs: Sequence[Faq] = (),
    findings: Sequence[Finding] = (),
    rows: Sequence[Any] = (),
) -> PageText:
    """The texts of a condition, treatment or article, numbered in reading order.

    `rows` are further rows whose texts the page shows. Raises UnshowableText.
    """
    text = open_page(site, [page, *faqs, *findings, *rows])
    know_sources_of(findings, text)
    text.summary = text.inline(page.summary)
    text.risk_line = text.inline(page.risk_line)
    text.key_points = [text.inline(point) for point in page.key_points.splitlines()]
    text.read_body(page.body)
    text.findings = [finding_row(finding, text) for finding in findings]
    text.answers = [text.answer(faq) for faq in faqs]
    return text


def know_sources_of(findings: Sequence[Finding], text: PageText) -> None:
    sources = {source.key: source for finding in findings for source in finding.sources.all()}
    text.sources_by_key |= sources
    text.context.sources = {*text.context.sources, *sources}
    text.chain.add(sorted(sources))


def finding_row(finding: Finding, text: PageText) -> FindingRow:
    """A row of the findings table: the study by name, each text followed by its sources."""
    return FindingRow(
        finding,
        study_name(finding),
        text.cite(finding),
        text.inline(finding.result),
        text.inline(finding.harms),
    )


def study_name(finding: Finding) -> str:
    return "; ".join(source.label() for source in finding.sources.all())


def hero_of(article: Article) -> SafeString:
    """The picture at the top of an article; empty where it has none."""
    return hero_html(pictures([article.hero])[article.hero.slug]) if article.hero else SafeString()


def minutes_to_read(words: str) -> int:
    """Whole minutes at 238 words a minute, at least one."""
    return max(1, ceil(len(words.split()) / WORDS_PER_MINUTE))


def by_topic(answers: Iterable[Answer]) -> Iterator[tuple[Faq.Topic, list[Answer]]]:
    """Answers grouped by topic, in the order of the topics; empty topics are left out."""
    listed = list(answers)
    for topic in Faq.Topic:
        group = [answer for answer in listed if answer.faq.topic == topic]
        if group:
            yield topic, group
