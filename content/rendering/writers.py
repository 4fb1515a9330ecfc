"""What the renderer writes for the tokens of the dialect.

Signature of markdown-it: (renderer, tokens, index, options, env) -> str.
"""

from collections.abc import Sequence
from typing import Any

from django.utils.html import format_html
from django.utils.safestring import mark_safe
from markdown_it.renderer import RendererHTML
from markdown_it.token import Token

from content.rendering import callouts, links, tables
from content.rendering.build import ATTRIBUTE, CUT


def write_piece(renderer: RendererHTML, tokens: Sequence[Token], index: int, options: Any, env: Any) -> str:
    token, build = tokens[index], env["build"]
    return "" if token.hidden else build.place(token.meta["html"])


def write_heading(renderer: RendererHTML, tokens: Sequence[Token], index: int, options: Any, env: Any) -> str:
    token, build = tokens[index], env["build"]
    name = format_html('id="{}"', token.meta["heading"].name)
    cut = CUT if token.tag == "h2" and token.level == 0 else ""
    return f"{cut}<{token.tag}>{build.place(name, ATTRIBUTE)}"


def write_callout(renderer: RendererHTML, tokens: Sequence[Token], index: int, options: Any, env: Any) -> str:
    token, build = tokens[index], env["build"]
    if token.hidden:
        return ""
    if token.nesting == -1:
        return build.place(callouts.closing_html())
    level = token.meta["heading_level"]
    return build.place(callouts.opening_html(token, build.context, level))


def write_link(renderer: RendererHTML, tokens: Sequence[Token], index: int, options: Any, env: Any) -> str:
    token = tokens[index]
    if token.hidden:
        return "<a>"
    if links.is_external(str(token.attrGet("href"))):
        token.attrSet("rel", "noopener noreferrer")
    return renderer.renderToken(tokens, index, options, env)


def write_cell(renderer: RendererHTML, tokens: Sequence[Token], index: int, options: Any, env: Any) -> str:
    token, build = tokens[index], env["build"]
    return f"<{token.tag}>{build.place(tables.cell_attributes(token), ATTRIBUTE)}"


def write_footnote_ref(renderer: RendererHTML, tokens: Sequence[Token], index: int, options: Any, env: Any) -> str:
    meta, build = tokens[index].meta, env["build"]
    name, number, use = build.footnote_name(meta["id"]), meta["id"] + 1, meta["subId"]
    html = '<sup><a class="cite" id="{}-use-{}" href="#{}" aria-label="Footnote {}">{}</a></sup>'
    return build.place(format_html(html, name, use, name, number, number))


def write_footnotes_open(renderer: RendererHTML, tokens: Sequence[Token], index: int, options: Any, env: Any) -> str:
    return env["build"].place(mark_safe('<section class="footnotes" aria-label="Footnotes"><ol>'))


def write_footnotes_close(renderer: RendererHTML, tokens: Sequence[Token], index: int, options: Any, env: Any) -> str:
    return env["build"].place(mark_safe("</ol></section>"))


def write_footnote_open(renderer: RendererHTML, tokens: Sequence[Token], index: int, options: Any, env: Any) -> str:
    build = env["build"]
    return build.place(format_html('<li id="{}">', build.footnote_name(tokens[index].meta["id"])))


def write_footnote_close(renderer: RendererHTML, tokens: Sequence[Token], index: int, options: Any, env: Any) -> str:
    return env["build"].place(mark_safe("</li>"))


def write_footnote_anchor(renderer: RendererHTML, tokens: Sequence[Token], index: int, options: Any, env: Any) -> str:
    meta, build = tokens[index].meta, env["build"]
    name = build.footnote_name(meta["id"])
    html = ' <a href="#{}-use-{}" aria-label="Back to text">Back</a>'
    return build.place(format_html(html, name, meta["subId"]))
