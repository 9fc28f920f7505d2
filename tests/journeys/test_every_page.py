"""Every kind of page: accessible as far as a machine can tell, and nothing sticks out; light, dark, and narrow."""

from collections.abc import Callable
from typing import Literal

import pytest
from playwright.sync_api import Page

PUBLIC = {
    "start": "/",
    "start in English": "/en/",
    "catalogue": "/projekte/",
    "search": "/projekte/?q=Bürgerbeteiligung",
    "search without a hit": "/projekte/?q=qqqqqqqq",
    "project": "/projekte/",  # and from there the first one
    "programme": "/programm/",
    "regions": "/regionen/",
    "municipalities": "/kommunen/",
    "municipality": "/kommunen/05774032-paderborn/",
    "municipality elsewhere": "/kommunen/09162000-muenchen/",
    "imprint": "/impressum/",
    "privacy": "/datenschutz/",
    "accessibility": "/barrierefreiheit/",
    "not found": "/gibt-es-nicht/",
    "sign-in": "/anmelden/",
}
LOOKS: dict[str, tuple[int, Literal["light", "dark"]]] = {
    "desk, light": (1440, "light"),
    "desk, dark": (1440, "dark"),
    "narrow, light": (320, "light"),
}


@pytest.mark.parametrize("look", LOOKS)
@pytest.mark.parametrize("kind", PUBLIC)
def test_public_page_is_accessible_and_fits(
    page: Page, kind: str, look: str, assert_accessible: Callable[[Page], None], assert_fits: Callable[[Page], None]
) -> None:
    width, scheme = LOOKS[look]
    page.set_viewport_size({"width": width, "height": 900})
    page.emulate_media(color_scheme=scheme)
    page.goto(PUBLIC[kind])
    if kind == "project":
        page.locator("main h2 a, main h3 a").first.click()
    assert_fits(page)
    assert_accessible(page)


@pytest.mark.parametrize("kind", PUBLIC)
def test_first_stop_of_the_keyboard_leads_past_the_navigation(page: Page, kind: str) -> None:
    page.goto(PUBLIC[kind])
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    assert page.evaluate("document.querySelector(location.hash).closest('main') !== null")


def test_visitor_gets_no_cookie(page: Page) -> None:
    for kind, path in PUBLIC.items():
        if kind != "sign-in":  # its form needs one
            page.goto(path)
    assert page.context.cookies() == []
