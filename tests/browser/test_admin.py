"""The admin for everybody: no fault that axe finds, at phone and desk width, light and dark."""

import pytest

from tests.browser.axe import TAGS, axe_faults
from tests.browser.staff_pages import admin_pages, staff_page

pytestmark = pytest.mark.browser

RULES = {"runOnly": TAGS}
WIDER_THAN_THE_SCREEN = "() => document.documentElement.scrollWidth - innerWidth"


@pytest.mark.parametrize(
    ("name", "width", "scheme"),
    [
        ("reviewer", 1280, "light"),
        ("reviewer", 360, "dark"),
        ("owner", 360, "light"),
        ("owner", 1280, "dark"),
        ("editor", 360, "dark"),
        ("desk", 360, "light"),
    ],
)
def test_the_admin_has_no_fault_that_can_be_found_by_machine(browser, base_url, name, width, scheme):
    size = {"width": width, "height": 900}
    context = browser.new_context(base_url=base_url, viewport=size, color_scheme=scheme, reduced_motion="reduce")
    page = staff_page(context, name)
    found = []
    for address in admin_pages(page):
        page.goto(address)
        found += [f"{address}: {fault}" for fault in axe_faults(page, RULES)]
        assert page.evaluate(WIDER_THAN_THE_SCREEN) <= 0, address
    context.close()

    assert found == []
