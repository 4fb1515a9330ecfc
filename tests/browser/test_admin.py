"""The admin for everybody: nothing that axe finds, at phone and desk width, light and dark."""

import pytest

from tests.browser.axe import OTHER_RULES, axe_faults
from tests.browser.staff_pages import admin_pages, complaints_of, staff_page

pytestmark = pytest.mark.browser

COLORS = {"runOnly": {"type": "rule", "values": ["color-contrast", "link-in-text-block"]}}
COLORED = [
    "/staff/admin/",
    "/staff/admin/content/article/?q=how",
    "/staff/admin/content/article/1/change/",
    "/staff/admin/content/article/1/history/",
    "/staff/admin/content/clinic/1/change/",
]
WIDER_THAN_THE_SCREEN = "() => document.documentElement.scrollWidth - innerWidth"


@pytest.mark.parametrize(("name", "width", "least"), [("reviewer", 1280, 40), ("owner", 360, 40), ("desk", 360, 4)])
def test_no_admin_page_has_a_fault_breaks_the_policy_or_is_too_wide(browser, base_url, run_there, name, width, least):
    """At least: the start page; list, change page and history of eleven kinds; add and delete pages of some."""
    context = browser.new_context(base_url=base_url, viewport={"width": width, "height": 900})
    page, found, opened = staff_page(context, name, run_there, base_url), [], 0
    complaints = complaints_of(page)
    for address in admin_pages(page):
        page.goto(address)
        opened += 1
        found += [f"{address}: {fault}" for fault in axe_faults(page, OTHER_RULES)]
        assert page.evaluate(WIDER_THAN_THE_SCREEN) <= 0, address
    page.wait_for_load_state("networkidle")
    context.close()

    assert (found, complaints) == ([], [])
    assert opened >= least


@pytest.mark.parametrize(("name", "scheme"), [("reviewer", "dark"), ("owner", "light")])
def test_the_admin_can_be_read_in_light_and_dark(browser, base_url, run_there, name, scheme):
    size = {"width": 360, "height": 900}
    context = browser.new_context(base_url=base_url, viewport=size, color_scheme=scheme, reduced_motion="reduce")
    page, found = staff_page(context, name, run_there, base_url), []
    for address in COLORED:
        page.goto(address)
        found += [f"{address}: {fault}" for fault in axe_faults(page, COLORS)]
    context.close()

    assert found == []
