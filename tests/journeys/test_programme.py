"""The board of a plan in a real browser: a pitch moved by keyboard alone, then by dragging; one's own programme kept."""

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tools import site

pytestmark = pytest.mark.once  # the deeds themselves are tried on either database

_OWN = f"/arbeit{site.EVENT}programm/"


@pytest.fixture(scope="module")
def examples(site_folder: tuple[Path, str]) -> None:
    """An invented congress with a plan, beside the real register."""
    site.add_examples(*site_folder)


def block_of(page: Page) -> str | None:
    """The block in which the plan's first pitch stands, as the server drew it."""
    page.goto(page.url.partition("#")[0])
    return page.locator("[data-card]").first.evaluate("card => card.closest('[data-frame]').dataset.name")


@pytest.mark.once
@pytest.mark.usefixtures("examples")
def test_a_pitch_moves_by_keyboard_and_by_dragging_and_the_change_is_undone(sign_in: Callable[[str], Page]) -> None:
    page = sign_in("office")
    page.goto(f"{_OWN}plaene/1/")
    says = page.locator("[data-say]")
    start = block_of(page)

    page.locator("[data-card] [data-grip]").first.focus()
    page.keyboard.press("Enter")
    expect(page.locator("[data-card][data-lifted]")).to_have_count(1)
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Escape")
    expect(page.locator("[data-card][data-lifted]")).to_have_count(0)
    page.keyboard.press("Space")
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Enter")
    expect(says).not_to_be_empty()
    expect(page.locator("[data-plan]:not([data-busy])")).to_have_count(1)
    expect(page.locator("[data-card] [data-grip]").first).to_be_focused()
    by_keyboard = block_of(page)

    grip = page.locator("[data-card] [data-grip]").first
    target = page.locator(f'[data-frame][data-name="{start}"]').first
    grip.scroll_into_view_if_needed()
    box, goal = grip.bounding_box(), target.bounding_box()
    assert box is not None
    assert goal is not None
    with page.expect_response(lambda answer: answer.request.method == "GET" and "/plaene/1/" in answer.url):
        page.mouse.move(box["x"] + 10, box["y"] + 10)
        page.mouse.down()
        page.mouse.move(goal["x"] + 40, goal["y"] + 40, steps=4)
        page.mouse.move(goal["x"] + 50, goal["y"] + 60, steps=4)
        page.mouse.up()
    expect(page.locator("[data-plan]:not([data-busy])")).to_have_count(1)
    by_dragging = block_of(page)
    with page.expect_response(lambda answer: answer.request.method == "GET" and "/plaene/1/" in answer.url):
        page.locator(".plan-head button").first.click()

    assert by_keyboard != start
    assert by_dragging == start
    assert block_of(page) == by_keyboard


@pytest.mark.once
@pytest.mark.usefixtures("examples")
def test_ones_own_programme_is_kept_in_the_browser_and_readable_without_a_network(page: Page) -> None:
    page.goto(f"{site.EVENT}programm/")
    page.locator("[data-star]").first.click()
    expect(page.locator("[data-mine-count]")).to_have_text("1")
    page.evaluate("navigator.serviceWorker.ready.then(() => 0)")
    page.reload()
    expect(page.locator("[data-star]").first).to_have_attribute("aria-pressed", "true")
    page.goto(f"{site.EVENT}programm/meine/")
    expect(page.locator(".talk")).to_have_count(1)
    page.goto(f"{site.EVENT}programm/")

    page.context.set_offline(True)
    page.reload()

    expect(page.locator(".talk").first).to_be_visible()
    assert page.context.cookies() == []
