"""Markdown becomes HTML in one way, and nothing in it can run."""

import pytest
from django.core.exceptions import ValidationError

from content.models import Fact
from content.rendering.markdown import CLEANER, PARSER, Build, plain_text, render, render_inline, show
from content.rendering.page import Glossary, PageContext, Picture, Quote, UnshowableText, Word


def make_context(**values) -> PageContext:
    word = Word("placebo", "placebo", "A treatment without the drug.")
    named = {
        "facts": {"crisis_line": Quote("988", "tel:988"), "rule": Quote("Do <not> drive.")},
        "sources": {"cohen2018", "sigtermans2009"},
        "pictures": {"door": Picture(alt="A door.")},
        "glossary": Glossary({"placebo": word, "placebos": word}, "/glossary/"),
    }
    return PageContext(**named | values)


def html(text: str, **values) -> str:
    return show(render(text, make_context(**values))).html


def problems(text: str) -> list[tuple[int, str]]:
    return [(problem.line, problem.message) for problem in render(text, make_context()).problems]


def test_sources_are_numbered_in_the_order_of_first_use():
    text = html("A [@sigtermans2009]. B [@cohen2018; @sigtermans2009].")

    assert 'id="c1-1" href="#source-sigtermans2009" aria-label="Source 1">[1]' in text
    assert 'id="c2-1" href="#source-cohen2018" aria-label="Source 2">[2]' in text
    assert 'id="c1-2" href="#source-sigtermans2009" aria-label="Source 1">[1]' in text


def test_numbers_run_on_through_all_texts_of_a_page():
    context = make_context()
    render("A [@cohen2018].", context)

    assert "[2]</a>" in render("B [@sigtermans2009].", context).html
    assert context.cited == {"cohen2018": 1, "sigtermans2009": 1}


def test_a_phone_fact_is_a_link_and_is_plain_inside_another_link():
    assert html("Call {{ crisis_line }}.") == '<p>Call <a class="nowrap" href="tel:988">988</a>.</p>\n'
    assert html("[Call {{crisis_line}}](/a/)") == '<p><a href="/a/">Call 988</a></p>\n'


def test_a_website_fact_is_a_link_too():
    assert Fact(kind="website", value="988lifeline.org").href() == "https://988lifeline.org"


@pytest.mark.parametrize("value", ["https://988lifeline.org", "988 lifeline", "javascript:alert(1)", "lifeline"])
def test_a_website_fact_is_named_without_its_scheme(value):
    with pytest.raises(ValidationError, match="Enter it without https"):
        Fact(kind="website", value=value).clean()


def test_a_fact_is_text_whatever_it_holds():
    assert "Do &lt;not&gt; drive." in html("{{ rule }}")


def test_marks_in_code_are_left_alone():
    assert "<code>{{ nope }} [@nope]</code>" in html("`{{ nope }} [@nope]`")


@pytest.mark.parametrize(
    ("text", "line", "message"),
    [
        ("One\n\nTwo [@nobody]", 3, "unknown source 'nobody'"),
        ("[@cohen2018; @nobody]", 1, "unknown source 'nobody'"),
        ("One\n{{ nope }}", 2, "unknown fact 'nope'"),
        ("[[nope]]", 1, "unknown glossary word 'nope'"),
        ("A\n\n::: shout\nB\n:::", 3, "unknown call-out 'shout'"),
        ("::: note\nB", 1, "this call-out is not closed with ':::'"),
        ("# Title", 1, "a heading of level 1"),
        ("##### Deep", 1, "a heading of level 5"),
        ("## A {#x}\n\n## B {#x}", 3, "section name 'x' stands twice"),
        ("## A {#refs}", 1, "section name 'refs' stands twice"),
        ("## A {#No Good}", 1, "section name 'No Good' may hold"),
        ("> ## Quoted", 1, "a heading inside a list, a quote or a call-out"),
        ("##", 1, "an empty heading"),
        ("[x](//evil.example)", 1, "link '//evil.example' leads to another site"),
        ("[x](/\\evil.example)", 1, "leads to another site"),
        ("[x](tel:988)", 1, "a number typed as a link"),
        ("[x](page)", 1, "link 'page' must start with"),
        ("[x]()", 1, "a link without an address"),
        ("![x](/y.png)", 1, "a picture must be one of this site"),
        ("![x](//evil.example/x.png)", 1, "a picture must be one of this site"),
        ("![x](https://evil.example/x.png)", 1, "a picture must be one of this site"),
        ("![x](image:nosuch)", 1, "unknown picture 'nosuch'"),
        ("A\n![x](image:door)", 2, "a picture must stand in a paragraph of its own"),
        ("| A |\n|---|\n| ![x](image:door) |", 3, "a picture must stand in a paragraph of its own"),
        ("[![x](image:door)](/a/)", 1, "a picture must stand in a paragraph of its own"),
        ('![x](image:door "Title")', 1, "a picture has no title"),
        ("| A |\n|---|\n| [@nobody] |", 3, "unknown source 'nobody'"),
        ("Text.\n\n| | B |\n|---|---|\n| c | d |", 3, "a column of the table has no heading"),
        ("A[^1]\n\n[^1]: B [@nobody]", 3, "unknown source 'nobody'"),
        ("x" * 60_001, 1, "the text is longer than 60000 characters"),
        ("[" * 201, 1, "more than 200 brackets are open at once"),
    ],
)
def test_what_cannot_be_shown_is_named_with_its_line(text, line, message):
    found = problems(text)

    assert [line for line, said in found if message in said] == [line], found
    with pytest.raises(UnshowableText, match=f"line {line}"):
        show(render(text, make_context()))


def test_sections_have_stable_names_and_the_text_is_cut_there():
    rendered = render("Intro\n\n## Risks {#risks}\n\nA\n\n### Common\n\nB\n\n## Cost\n\nC", make_context())

    assert [section.name for section in rendered.sections] == ["", "risks", "cost"]
    assert rendered.sections[1].html.startswith('<h2 id="risks">Risks</h2>')
    assert "".join(section.html for section in rendered.sections) == rendered.html
    assert [(h.level, h.name, h.text) for h in rendered.headings] == [
        (2, "risks", "Risks"),
        (3, "common", "Common"),
        (2, "cost", "Cost"),
    ]


def test_callouts_say_their_urgency_in_words():
    text = html("## Help\n\n::: urgent Call today if:\n- it hurts\n:::")

    assert '<section class="care care--urgent" aria-labelledby="call-today-if">' in text
    assert '<h3 class="callout__title" id="call-today-if"><span class="visually-hidden">Urgent: </span>' in text


def test_a_callout_before_any_heading_does_not_skip_a_level():
    assert '<p class="callout__title"' in html("::: note\nA\n:::")


def test_a_glossary_word_is_explained_at_first_use_and_linked_when_forced_again():
    text = html("A placebo and a placebo, [[placebo]].")

    assert text.count('<button type="button" class="term" popovertarget="meaning-placebo">') == 1
    assert '<span class="term__meaning" id="meaning-placebo" popover>A treatment without the drug.</span>' in text
    assert '<a href="/glossary/#term-placebo">placebo</a>' in text


@pytest.mark.parametrize("text", ["## Placebo", "[placebo](/a/)", "placeboish", "`placebo`"])
def test_headings_links_code_and_longer_words_explain_nothing(text):
    assert 'class="term"' not in html(text)


def test_tables_name_rows_and_columns():
    text = html("| Use | People |\n|---|--:|\n| CRPS | 60 |")

    assert '<th scope="col">Use</th>' in text
    assert '<th scope="row">CRPS</th>' in text
    assert '<td data-label="People" class="num">60</td>' in text
    assert "style=" not in text


def test_footnotes_lead_there_and_back():
    text = html("A[^x]\n\n[^x]: Note.")

    assert 'id="footnote-1-use-0" href="#footnote-1" aria-label="Footnote 1"' in text
    assert '<li id="footnote-1">' in text
    assert 'href="#footnote-1-use-0" aria-label="Back to text"' in text


def test_links_to_other_sites_carry_no_referrer():
    assert 'rel="noopener noreferrer"' in html("[x](https://example.org)")
    assert "rel=" not in html("[x](/a/)")


def test_raw_html_and_template_marks_come_out_as_text():
    text = html("<script>alert(1)</script> {% load static %} <b onclick=x>y</b>")

    assert "&lt;script&gt;" in text
    assert "{% load static %}" in text
    assert "<b" not in text


@pytest.mark.parametrize("text", ["[x](javascript:alert(1))", "[x](vbscript:x)", "[x](data:text/html,x)"])
def test_links_that_run_code_are_no_links(text):
    assert "<a" not in render(text, make_context()).html


HOSTILE_HTML = [
    "<script>alert(1)</script>",
    "<p onclick=alert(1)>x</p>",
    '<a href="javascript:alert(1)">x</a>',
    '<p style="position:fixed" id="main" class="care">x</p>',
    "<svg onload=alert(1)>",
    "<math><mtext></mtext></math>",
    "<iframe src=//evil></iframe>",
    "<form action=//evil><input></form>",
    "<img src=x onerror=alert(1)>",
]


@pytest.mark.parametrize("text", HOSTILE_HTML)
def test_the_cleaner_holds_alone(text):
    cleaned = CLEANER.clean(text).lower()

    for bad in ("script", "on", "style", "id=", "class=", "svg", "math", "iframe", "form", "img"):
        assert bad not in cleaned.replace("alert(1)", "")


@pytest.mark.parametrize("text", HOSTILE_HTML)
def test_the_parser_holds_alone(text):
    assert "<" not in PARSER.render(text, {"build": Build(make_context(), [text])}).replace("<p>", "").replace(
        "</p>", ""
    )


def test_authors_cannot_type_the_marks_that_carry_the_sites_own_html():
    assert html("\ue0000\ue003 \ue0010\ue003 [@cohen2018]").count("<a") == 1
    assert html("&#xE000;0&#xE003; &#57345;0&#xE003; a&#xE002;b [@cohen2018]").count("<a") == 1


def test_plain_text_keeps_words_and_facts_only():
    text = "**Less** pain [@cohen2018]. Call {{ crisis_line }}, [read](/a/)."

    assert plain_text(text, make_context()) == "Less pain. Call 988, read."


def test_inline_text_has_no_paragraph():
    assert render_inline("a *b*", make_context()).html == "a <em>b</em>"


@pytest.mark.parametrize(
    "text",
    [
        "[" * 20_000,
        "*" * 20_000,
        "> " * 10_000,
        "- " * 10_000,
        "[a](" * 5_000,
        "`" * 20_000,
        "|" * 20_000,
        "<!" * 20_000,
    ],
)
def test_hostile_lengths_are_answered(text):
    assert isinstance(render(text, make_context()).html, str)
