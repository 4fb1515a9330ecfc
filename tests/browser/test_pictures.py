"""Pictures in a real browser, under the strict policy: into a text by drop, paste and button, and out to readers."""

import base64

import pytest
from playwright.sync_api import expect

from tests.browser.axe import OTHER_RULES, axe_faults
from tests.browser.staff_pages import complaints_of, staff_page
from tests.pictures import photo

pytestmark = pytest.mark.browser

HAND_OVER = """(editor, [kind, encoded, type]) => {
  const bytes = Uint8Array.from(atob(encoded), sign => sign.charCodeAt(0));
  const files = new DataTransfer();
  files.items.add(new File([bytes], "../../x.html", {type}));
  const event = kind === "drop"
    ? new DragEvent("drop", {bubbles: true, cancelable: true, dataTransfer: files})
    : new ClipboardEvent("paste", {bubbles: true, cancelable: true, clipboardData: files});
  editor.dispatchEvent(event);
}"""
SHOW_THERE = (
    "from tests.factories import make_article, make_image; "
    "i = make_image(credit='Our own'); "
    "print(make_article(body=f'Text.\\n\\n![A door.](image:{i.slug})').get_absolute_url())"
)


def test_pictures_come_into_a_text_by_drop_paste_and_button_and_refusals_are_in_words(browser, base_url, run_there):
    context = browser.new_context(base_url=base_url, permissions=["clipboard-write"])
    page = staff_page(context, "editor", run_there, base_url)
    complaints = complaints_of(page)
    page.goto("/staff/admin/content/article/add/")
    editor, status = page.locator("#id_body"), page.locator(".picture-status")

    editor.fill("Before.")
    for number, kind in enumerate(("drop", "paste"), start=1):
        editor.evaluate(HAND_OVER, [kind, base64.b64encode(photo()).decode(), "image/jpeg"])
        expect(page.locator(".markdownx-preview img")).to_have_count(number)
        expect(status).to_contain_text("The picture is in the text.")
    page.locator(".add-picture input").set_input_files(
        {"name": "a.png", "mimeType": "x/y", "buffer": photo(kind="PNG")}
    )
    expect(page.locator(".markdownx-preview img")).to_have_count(3)
    assert editor.input_value().startswith("Before.\n\n![Describe this picture](image:picture-")
    assert editor.evaluate("e => e.value.slice(e.selectionStart, e.selectionEnd)") == "Describe this picture"
    assert page.evaluate("[...document.querySelectorAll('.markdownx-preview img')].pop().naturalWidth")
    text = editor.input_value()
    assert (complaints, axe_faults(page, OTHER_RULES)) == ([], [])

    editor.evaluate(HAND_OVER, ["drop", base64.b64encode(b"<svg onload=alert(1)>").decode(), "image/png"])
    expect(status).to_contain_text("The picture was not taken. This is not a JPEG, PNG or WebP picture")
    assert editor.input_value() == text
    page.goto("/staff/admin/content/image/")
    page.get_by_role("button", name="Copy the text").first.press("Enter")
    expect(page.get_by_role("button", name="Copied")).to_be_visible()
    context.close()


@pytest.fixture
def article(run_there):
    """The address of an article with a picture, there for one test."""
    address = run_there(SHOW_THERE).strip().splitlines()[-1]
    yield address
    slug = address.split("/")[-2]
    run_there(f"from content.models import Article; Article.objects.get(slug={slug!r}).delete()")


def test_a_reader_sees_the_picture_in_a_modern_form_and_no_wider_than_the_screen(browser, base_url, article):
    context = browser.new_context(base_url=base_url, viewport={"width": 320, "height": 700})
    page = context.new_page()
    page.goto(article)
    image = page.locator("figure.picture img")
    expect(image).to_be_visible()

    assert image.evaluate("image => image.currentSrc").endswith(".avif")
    assert image.evaluate("image => [image.complete, image.naturalWidth > 0]") == [True, True]
    assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0
    assert axe_faults(page, OTHER_RULES) == []
    context.close()
