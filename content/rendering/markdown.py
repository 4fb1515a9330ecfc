"""Markdown to HTML: markdown-it-py with raw HTML off, then nh3. The only way text becomes HTML.

What authors write passes both. What the site adds itself (numbers of sources, names of sections,
call-outs) travels through the cleaner as marks from a private range and is put in afterwards, so
that the cleaner can refuse every id, class and style.
"""

import re
from collections.abc import Iterator, Sequence
from typing import Any

import nh3
from django.utils.safestring import SafeString, mark_safe
from markdown_it import MarkdownIt
from markdown_it.rules_core import StateCore
from markdown_it.token import Token
from mdit_py_plugins.container import container_plugin
from mdit_py_plugins.deflist import deflist_plugin
from mdit_py_plugins.footnote import footnote_plugin

from content.rendering import citations, facts, glossary, links, pictures, sections, tables, writers
from content.rendering.build import CUT, RESERVED, Build, finish
from content.rendering.callouts import callout_problems
from content.rendering.page import PageContext, Problem, Rendered, Section, UnshowableText

SPACE_BEFORE_STOP = re.compile(r" ([.,;:!?])(?!\S)")  # where a citation was left out
MAX_CHARACTERS = 60_000
MAX_OPEN_BRACKETS = 200

TEXT_TAGS = {"a", "br", "code", "em", "p", "s", "strong"}
BLOCK_TAGS = {"blockquote", "dd", "dl", "dt", "h2", "h3", "h4", "hr", "li", "ol", "pre", "ul"}
TABLE_TAGS = {"table", "tbody", "td", "th", "thead", "tr"}
CLEANER = nh3.Cleaner(
    tags=TEXT_TAGS | BLOCK_TAGS | TABLE_TAGS,
    attributes={"a": {"href", "rel"}, "ol": {"start"}},
    url_schemes={"http", "https", "mailto"},
    link_rel=None,
)


def render(text: str, context: PageContext) -> Rendered:
    """The text as HTML. Problems are listed, not raised; what has one is left out of the HTML."""
    return render_with(PARSER.render, text, context)


def render_inline(text: str, context: PageContext) -> Rendered:
    """One line of text, without a paragraph round it."""
    return render_with(PARSER.renderInline, text, context)


def render_with(method: Any, text: str, context: PageContext) -> Rendered:
    text = text.translate(RESERVED)
    too_much = size_problems(text)
    if too_much:
        return Rendered(SafeString(""), [], [], [Problem(1, message) for message in too_much])
    build = Build(context, text.split("\n"))
    html = finish(CLEANER.clean(method(text, {"build": build})), build.pieces)
    parts = html.split(CUT)
    names = [""] + [heading.name for heading in build.headings if heading.level == 2]
    cut = [Section(name, mark_safe(part)) for name, part in zip(names, parts, strict=False) if part.strip()]
    return Rendered(mark_safe("".join(parts)), build.headings, cut, build.problems)


def show(rendered: Rendered) -> Rendered:
    """The same, if it may be shown. Raises UnshowableText: nothing half-rendered reaches a reader."""
    if rendered.problems:
        raise UnshowableText(rendered.problems)
    return rendered


def plain_text(text: str, context: PageContext) -> str:
    """The words of an inline text, facts filled in, citations and marks left out."""
    tokens = PARSER.parseInline(text.translate(RESERVED), {"build": Build(context, [text])})
    words = " ".join("".join(plain_parts(tokens[0].children or [], context)).split())
    return SPACE_BEFORE_STOP.sub(r"\1", words)


def plain_parts(tokens: Sequence[Token], context: PageContext) -> Iterator[str]:
    for token in tokens:
        if token.type == "fact" and token.meta["key"] in context.facts:
            yield context.facts[token.meta["key"]].text
        elif token.type in ("text", "code_inline", "word"):
            yield token.content
        elif token.type in ("softbreak", "hardbreak"):
            yield " "


def size_problems(text: str) -> list[str]:
    """Why a text is too large to be shown (SECURITY row MDX-3)."""
    problems = []
    if len(text) > MAX_CHARACTERS:
        problems.append(f"the text is longer than {MAX_CHARACTERS} characters")
    depth = deepest = 0
    for sign in re.findall(r"[\[\]]", text):
        depth = max(0, depth + (1 if sign == "[" else -1))
        deepest = max(deepest, depth)
    if deepest > MAX_OPEN_BRACKETS:
        problems.append(f"more than {MAX_OPEN_BRACKETS} brackets are open at once")
    return problems


def resolve(state: StateCore) -> None:
    """Markdown-it rule, last: check and number what the dialect adds, in reading order."""
    build: Build = state.env["build"]
    line = heading_level = 0
    pictures.stand_alone(state.tokens)
    opened: list[Token] = []
    for index, token in enumerate(state.tokens):
        line = token.map[0] if token.map else line
        if token.type == "heading_open":
            heading, problems = sections.name_heading(token, state.tokens[index + 1], build.context)
            token.meta = {"heading": heading}
            build.headings.append(heading)
            build.report(line, problems)
            heading_level = heading.level
        elif token.type == "container_callout_open":
            problems = callout_problems(token, build.lines)
            build.report(line, problems)
            token.hidden = bool(problems)
            token.meta = {"heading_level": 3 if heading_level else 0}
            opened.append(token)
        elif token.type == "container_callout_close":
            token.hidden = opened.pop().hidden
        elif token.type == "inline":
            is_heading = index > 0 and state.tokens[index - 1].type == "heading_open"
            resolve_inline(token, line, build, explains_words=not is_heading)
    for line in tables.label_cells(state.tokens):
        build.report(line, ["a column of the table has no heading"])


def resolve_inline(inline: Token, line: int, build: Build, *, explains_words: bool) -> None:
    context = build.context
    children = inline.children or []
    if explains_words and context.explains_words:
        inline.children = children = glossary.explain_words(children, context)
    citations.close_up(children)
    depth = 0
    for token in children:
        token.content = token.content.translate(RESERVED)  # "&#xE000;" is a mark only now
        depth += {"link_open": 1, "link_close": -1}.get(token.type, 0)
        line += token.type in ("softbreak", "hardbreak")
        problems = problems_of(token, context)
        build.report(line, problems)
        token.hidden = bool(problems)
        if not problems:
            html = html_of(token, build, is_inside_link=depth > 0)
            token.meta = {**token.meta, "html": html}


def problems_of(token: Token, context: PageContext) -> list[str]:
    """What keeps one inline token from being shown."""
    if token.type == "citation":
        return citations.citation_problems(token.meta["keys"], context)
    if token.type == "fact":
        return facts.fact_problems(token.meta["key"], context)
    if token.type == "word":
        return glossary.word_problems(token.content, context)
    if token.type == "link_open":
        return links.link_problems(str(token.attrGet("href") or ""))
    if token.type == "image":
        return pictures.picture_problems(token, context)
    if token.type == "text" and "](" in token.content:
        return ["a link that cannot be followed: its address is not allowed or not closed"]
    return []


def html_of(token: Token, build: Build, *, is_inside_link: bool) -> SafeString:
    """The site's own HTML for one inline token; empty for tokens that are the author's."""
    context = build.context
    if token.type == "image":
        picture = context.pictures[token.meta["slug"]]
        return pictures.picture_html(picture, token.content, is_early=not build.headings)
    if token.type == "citation":
        return citations.citation_html(token.meta["keys"], context)
    if token.type == "fact":
        quote = context.facts[token.meta["key"]]
        return facts.fact_html(quote, is_inside_link=is_inside_link)
    if token.type == "blank":
        return glossary.blank_html(token.content)
    if token.type == "word":
        word = context.glossary.words[token.content.lower()]
        is_first = token.meta.get("is_first") or word.slug not in context.explained
        context.explained.add(word.slug)
        return glossary.word_html(token.content, word, context, is_first=is_first)
    return SafeString("")


def make_parser() -> MarkdownIt:
    parser = MarkdownIt("commonmark", {"html": False}).enable(["table", "strikethrough"])
    parser.use(footnote_plugin, inline=False).use(deflist_plugin)
    parser.use(container_plugin, "callout", validate=lambda info, markup: True)
    parser.inline.ruler.before("link", "citation", citations.citation_rule)
    parser.inline.ruler.before("link", "word", glossary.forced_rule)
    parser.inline.ruler.before("link", "fact", facts.fact_rule)
    parser.core.ruler.push("resolve", resolve)
    for kind in ("citation", "fact", "word", "blank", "image"):
        parser.add_render_rule(kind, writers.write_piece)
    for kind, write in {
        "heading_open": writers.write_heading,
        "container_callout_open": writers.write_callout,
        "container_callout_close": writers.write_callout,
        "link_open": writers.write_link,
        "th_open": writers.write_cell,
        "td_open": writers.write_cell,
        "footnote_ref": writers.write_footnote_ref,
        "footnote_block_open": writers.write_footnotes_open,
        "footnote_block_close": writers.write_footnotes_close,
        "footnote_open": writers.write_footnote_open,
        "footnote_close": writers.write_footnote_close,
        "footnote_anchor": writers.write_footnote_anchor,
    }.items():
        parser.add_render_rule(kind, write)
    return parser


PARSER = make_parser()


def refuse_unknown_caller(text: str) -> str:
    """What markdownx would call for its own preview; ours calls render() itself."""
    raise RuntimeError("Use content.rendering.markdown.render() with the facts and sources.")
