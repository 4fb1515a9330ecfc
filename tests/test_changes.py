"""Two rendered pages as one: each change is marked once, in words, and nothing that comes out can act."""

import re
from html.parser import HTMLParser

import pytest
from django.template import Context, Template
from django.utils.safestring import SafeString

from content.page_parts import Answer
from content.rendering.changes import marked
from content.rendering.markdown import render
from content.rendering.page import PageContext
from tests.browser.test_hostile_markdown import OWN
from tests.factories import make_faq, make_user
from tests.publishing.pages import LIMITS, edit, make_public_article
from tests.staff_sign_in import signed_in

HIDDEN = re.compile(r'<span class="visually-hidden">(added|removed): </span>')


def marks(before: str, after: str) -> str:
    """The marked page without the words for those who cannot see the marks."""
    return HIDDEN.sub("", marked(f"<main>{before}</main>", f"<main>{after}</main>"))


@pytest.mark.parametrize(
    ("before", "after", "shown"),
    [
        ("<p>One two.</p>", "<p>One two.</p>", "<p>One two.</p>"),
        ("<p>One two.</p>", "<p>One six.</p>", "<p>One <del>two.</del><ins>six.</ins></p>"),
        ("<p>Old.</p>", "<p>Old.</p><p>New.</p>", "<p>Old.</p><p><ins>New.</ins></p>"),
        ("<p>Old.</p><p>Gone.</p>", "<p>Old.</p>", "<p>Old.</p><p><del>Gone.</del></p>"),
        ("<ul><li>A b</li><li>C d</li></ul>", "<ul><li>C d</li></ul>", "<ul><li><del>A b</del></li><li>C d</li></ul>"),
        (
            "<table><tr><td>A</td><td>B c</td></tr></table>",
            "<table><tr><td>A</td><td>B x</td></tr></table>",
            "<table><tr><td>A</td><td>B <del>c</del><ins>x</ins></td></tr></table>",
        ),
        (
            '<p>See <a href="/a/">this</a>.</p>',
            '<p>See <a href="/b/">this</a>.</p>',
            '<p>See <a href="/b/">this</a>.<ins>[a link or a mark changed here]</ins></p>',
        ),
        ("<p>a <em>b</em> c</p>", "<p>a <em>b x</em> y c</p>", "<p>a <em>b<ins> x</ins></em> <ins>y </ins>c</p>"),
        (
            '<figure><img src="/m/1.jpg" alt="A door."></figure>',
            '<figure><img src="/m/2.jpg" alt="A wall."></figure>',
            (
                "<figure><del>[picture: A door.]</del></figure>"
                '<figure><img src="/m/2.jpg" alt="A wall."><ins>[picture: A wall.]</ins></figure>'
            ),
        ),
        # the number of a source, its place in the list, and where a word is explained follow from the text
        (
            '<p>A<a class="cite" id="c1-1" href="#source-x">[1]</a></p>',
            '<p>A<a class="cite" id="c2-1" href="#source-x">[2]</a></p>',
            '<p>A<a class="cite" id="c2-1" href="#source-x">[2]</a></p>',
        ),
        (
            '<ol><li id="source-x">X</li><li id="source-y">Y</li></ol>',
            '<ol><li id="source-y">Y</li><li id="source-x">X</li></ol>',
            '<ol><li id="source-y">Y</li><li id="source-x">X</li></ol>',
        ),
        (
            '<p>A <button class="term" popovertarget="m">nerve</button><span id="m" popover>Meaning.</span></p>',
            "<p>A nerve</p>",
            "<p>A nerve</p>",
        ),
    ],
)
def test_each_change_is_marked_where_it_stands(before, after, shown):
    assert marks(before, after) == shown


def test_the_marks_have_words_too():
    assert '<del><span class="visually-hidden">removed: </span>two</del>' in marked("<p>One two</p>", "<p>One six</p>")


class Looker(HTMLParser):
    """Notes whatever could act, and tags that are not closed in their order."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []
        self.open: list[str] = []

    def handle_starttag(self, tag, attrs) -> None:
        acts = tag in ("script", "style", "iframe", "form", "object") or any(
            name.startswith("on") or "javascript:" in (value or "").replace("\t", "").lower() for name, value in attrs
        )
        if acts:
            self.found.append(self.get_starttag_text() or tag)
        if tag not in ("img", "br", "hr", "source", "wbr"):
            self.open.append(tag)

    def handle_endtag(self, tag) -> None:
        if not self.open or self.open.pop() != tag:
            self.found.append(f"</{tag}>")


def test_hostile_texts_stay_harmless_and_balanced_on_either_side():
    plain = "<p>Plain words.</p><ul><li>One</li></ul>"
    for shown in (render(text, PageContext()).html for text in OWN):
        for pair in ((shown, plain), (plain, shown), (shown, shown + plain)):
            looker = Looker()
            looker.feed(marks(*pair))
            looker.close()
            assert (looker.found, looker.open) == ([], []), pair


def test_even_what_no_page_holds_is_left_out():
    bad = '<p onclick="x()" style="x">A<script>alert(1)</script><iframe srcdoc="x"></iframe></p>'

    assert marks("", bad) == "<p><ins>A</ins></p>"


@pytest.mark.django_db
def test_a_version_is_shown_in_its_template_with_its_changes_and_nothing_else_marked(client):
    article, writer = make_public_article(body=f"{LIMITS}Nothing is known."), make_user("Editor")
    version = edit(article, writer, body=f"{LIMITS}Little is known. <script>alert(1)</script>")
    page = signed_in(client, writer).get(f"/staff/versions/{version.pk}/changes/?with=live")

    marked_words = re.findall(r"<(ins|del)>(.*?)</\1>", HIDDEN.sub("", page.text), re.DOTALL)
    assert marked_words == [
        ("del", "Nothing"),
        ("ins", "Little"),
        ("ins", " &lt;script&gt;alert(1)&lt;/script&gt;"),
    ]
    assert 'id="review-block"' in page.text
    assert page.headers["Cache-Control"] == "no-store, private"
    assert page.headers["X-Robots-Tag"] == "noindex"


@pytest.mark.django_db
def test_two_versions_of_an_answer_in_one_request_are_each_shown_with_their_own_words(rf):
    request, faq = rf.get("/"), make_faq(question="Before?")
    foot = Template("{% load content_tags %}{% answer_foot answer %}")
    shown = []
    for faq.question in ("Before?", "After?"):
        shown.append(foot.render(Context({"request": request, "answer": Answer(faq, SafeString(), [])})))

    assert ["Before?" in shown[0], "After?" in shown[1]] == [True, True]
