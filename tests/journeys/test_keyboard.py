"""Everything by keyboard alone: the order of the stops, focus that can be seen, menus and dialogs that close."""

from typing import Any

import pytest
from playwright.sync_api import Page, expect

pytestmark = pytest.mark.once

MOST_STOPS = 250
# Where the focus is and whether it can be seen: an outline, or for the lights of the map a stroke of their own.
STOP = """() => {
  const it = document.activeElement;
  if (it === document.body) return null;
  const seen = [it, ...it.querySelectorAll('.map__core'), it.closest('.search__box, label, .facet__option, .card')]
    .filter(Boolean).some(part => {
      const style = getComputedStyle(part);
      return (style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) > 0) || part.matches('.map__core');
    });
  const part = ['.skip-link', '.site-nav', '.site-header', '.search', '.facets', '.card', '.site-footer', 'main']
    .find(name => it.closest(name)) ?? '';
  return {part, seen, what: (it.getAttribute('aria-label') || it.innerText || it.name || '').slice(0, 40)};
}"""


def stops(page: Page) -> list[dict[str, Any]]:
    """Every stop of the Tab key from the top of the page to its end."""
    found: list[dict[str, Any]] = []
    for _number in range(MOST_STOPS):
        page.keyboard.press("Tab")
        stop = page.evaluate(STOP)
        if stop is None or (found and stop["part"] == ".skip-link"):
            return found
        found.append(stop)
    return found


def parts(found: list[dict[str, Any]]) -> list[str]:
    """The parts of the page in the order in which the focus comes to them."""
    return [
        stop["part"]
        for before, stop in zip([{"part": ""}, *found], found, strict=False)
        if before["part"] != stop["part"]
    ]


@pytest.mark.parametrize(
    ("path", "order"),
    [
        ("/", [".skip-link", ".site-header", ".site-nav", ".search", "main", ".site-footer"]),
        ("/projekte/", [".skip-link", ".site-nav", ".search", ".facets", ".card", ".site-footer"]),
    ],
)
def test_tab_reaches_every_part_in_reading_order_and_can_be_seen(page: Page, path: str, order: list[str]) -> None:
    page.goto(path)
    found = stops(page)
    first = [part for part in dict.fromkeys(parts(found)) if part in order]
    assert [stop for stop in found if not stop["seen"]] == []
    assert sorted(first, key=order.index) == order
    assert [part for part in first if part != ".site-header"] == [part for part in order if part != ".site-header"]


def test_menu_of_a_small_screen_opens_by_enter_and_closes_by_escape(page: Page) -> None:
    page.set_viewport_size({"width": 360, "height": 780})
    page.goto("/")
    menu = page.locator(".site-menu[data-menu]")
    menu.locator("summary").focus()
    page.keyboard.press("Enter")
    expect(menu).to_have_attribute("open", "")
    page.keyboard.press("Tab")
    page.keyboard.press("Escape")
    expect(menu).not_to_have_attribute("open", "")
    assert page.evaluate("document.activeElement.tagName") == "SUMMARY"


def test_slash_leads_to_the_search_and_enter_searches(page: Page) -> None:
    page.goto("/projekte/")
    page.keyboard.press("/")
    page.keyboard.type("Hundesteuer")
    page.keyboard.press("Enter")
    expect(page.locator("#results-title")).to_contain_text("Hundesteuer")


def test_facet_is_chosen_by_space_and_keeps_the_focus(page: Page) -> None:
    page.goto("/projekte/")
    page.locator("input[name='region'][value='soest']").focus()
    page.keyboard.press("Space")
    expect(page.locator(".active-filters .chip")).to_have_count(1)
    assert page.evaluate("document.activeElement.value") == "soest"
