"""Everything works from the keyboard, and where the keyboard is can always be seen."""

import pytest
from playwright.sync_api import expect

pytestmark = pytest.mark.browser

PRESSABLE = ":is(a[href], button, summary, input, select, textarea):visible"
ADDRESSES = ["/", "/conditions/crps/", "/questions/", "/clinics/albany/", "/search/?q=crps"]

# Where the keyboard is, and what is wrong with that place; null when it has left the page.
STOP = """
() => {
  const one = document.activeElement;
  if (!one || one === document.body) return null;
  const box = [...one.getClientRects()].find(box => box.width > 0) ?? one.getBoundingClientRect();
  const style = getComputedStyle(one);
  const faults = [];
  if (box.top < -1 || box.left < -1 || box.bottom > innerHeight + 1 || box.right > innerWidth + 1) {
    faults.push('off screen');
  }
  const top = document.elementFromPoint(box.left + box.width / 2, box.top + box.height / 2);
  if (!one.contains(top)) faults.push('covered');
  const outlined = style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) > 0
    && !/, 0\\)$|^transparent$/.test(style.outlineColor);
  if (!outlined && style.boxShadow === 'none') faults.push('not marked');
  return {name: one.outerHTML.slice(0, 90), faults};
}
"""


@pytest.mark.parametrize("width", [360, 1280])
@pytest.mark.parametrize("address", ADDRESSES)
def test_tab_stops_once_at_everything_on_screen_uncovered_and_marked(page, address, width):
    page.set_viewport_size({"width": width, "height": 740})
    page.goto(address)
    expected = page.locator(PRESSABLE).count()
    assert expected > 20
    for _ in range(expected):
        page.keyboard.press("Tab")
        stop = page.evaluate(STOP)
        assert stop is not None, "Tab left the page too early"
        assert stop["faults"] == [], stop

    page.keyboard.press("Tab")
    assert page.evaluate(STOP) is None, "Tab found more than can be seen"


def test_the_skip_link_comes_first_and_leads_to_the_content(page):
    page.goto("/conditions/crps/")
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Skip to main content")).to_be_focused()

    page.keyboard.press("Enter")
    expect(page.locator("#main")).to_be_focused()
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.closest('main') !== null")


def test_the_phone_menu_opens_and_closes_from_the_keyboard(page):
    page.set_viewport_size({"width": 360, "height": 740})
    page.goto("/")
    menu, opener = page.locator("#menu"), page.get_by_role("button", name="Menu", exact=True)
    for way_out in ("Escape", "Enter"):
        opener.focus()
        page.keyboard.press("Enter")
        expect(menu).to_be_visible()
        page.keyboard.press("Tab")
        expect(menu.get_by_role("button", name="Close menu")).to_be_focused()

        page.keyboard.press(way_out)
        expect(menu).to_be_hidden()
        expect(opener).to_be_focused()


def test_every_link_of_the_phone_menu_can_be_reached_and_seen(page):
    page.set_viewport_size({"width": 360, "height": 740})
    page.goto("/")
    page.get_by_role("button", name="Menu", exact=True).focus()
    page.keyboard.press("Enter")
    stops = []
    while len(stops) < 7:  # the button that closes, five pages, the consultation
        page.keyboard.press("Tab")
        assert page.evaluate("document.activeElement.closest('#menu') !== null"), stops
        stops.append(page.evaluate(STOP))

    assert [stop for stop in stops if stop["faults"]] == []


def test_a_meaning_opens_with_enter_and_closes_with_escape(page):
    page.goto("/clinics/albany/")
    word = page.locator("main .term").first
    meaning = page.locator(f"#{word.get_attribute('popovertarget')}")
    word.focus()
    page.keyboard.press("Enter")
    expect(meaning).to_be_visible()

    page.keyboard.press("Escape")
    expect(meaning).to_be_hidden()
    expect(word).to_be_focused()


@pytest.mark.parametrize("key", ["Enter", "Space"])
def test_an_answer_opens_and_closes_from_the_keyboard(page, key):
    page.goto("/questions/")
    question = page.locator("details:not([open]) summary").first
    answer = page.locator("details").nth(1).locator(".answer")
    question.focus()
    page.keyboard.press(key)
    expect(answer).to_be_visible()

    page.keyboard.press(key)
    expect(answer).to_be_hidden()
