"""The documentation of the API in a real browser."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

pytestmark = pytest.mark.once


def test_the_documentation_is_accessible_and_lets_try_the_search(
    page: Page, assert_accessible: Callable[..., None], assert_fits: Callable[[Page], None]
) -> None:
    page.goto("/api/v1/docs")
    assert_accessible(page)
    resource = page.locator("article#search")
    resource.locator("[data-try] summary").click()
    resource.locator("input[name=q]").fill("LoRaWAN")
    resource.locator("button[type=submit]").click()
    expect(resource.locator("[role=status]")).to_contain_text("200")
    expect(resource.locator("pre")).to_contain_text('"query": "LoRaWAN"')
    assert_accessible(page, "article#search")
    page.set_viewport_size({"width": 320, "height": 800})
    assert_fits(page)
