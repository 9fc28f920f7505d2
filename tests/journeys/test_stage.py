"""The hall in a real browser: a press is on the screens within a second, and nothing is lost without a network."""

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.architecture.house import ROOT
from tests.journeys.test_every_page import in_every_look
from tools import site

pytestmark = pytest.mark.once  # the deeds themselves are tried on either database

EVENT = """
from datetime import timedelta
from django.utils import timezone
from strahlkraft.congress.access import link_token
from tests.factories import stage
from tests.factories.congress import CrewFactory
stage.DAY = timezone.now()
hours = {"starts_at": stage.DAY, "ends_at": stage.DAY + timedelta(hours=9)}
for slug in ("beispielbuehne", "beispielsaal"):
    place = stage.a_day(slug, event__name="Beispielkongress", region=None, demonstration=True, **hours)
    crew = CrewFactory(occasion=place.occasion, role="moderator", code=f"{slug}team")
    print(f"/buehne/team/{link_token('crew', crew.code)}/")
"""


@pytest.fixture(scope="session")
def backstage(site_folder: tuple[Path, str]) -> list[str]:
    """Two events of today; the addresses their moderators come in by."""
    said = site.command(*site_folder, "manage", "shell", "-v", "0", "-c", EVENT, PYTHONPATH=str(ROOT))
    return said.split()


def test_a_press_is_on_every_screen_by_itself_and_waits_when_the_network_is_gone(
    context: BrowserContext, backstage: list[str]
) -> None:
    pad, screen, phone = (context.new_page() for _ in range(3))
    pad.goto(f"{backstage[0]}grosse-buehne/pad/")
    screen.goto("/buehne/beispielbuehne/grosse-buehne/")
    phone.goto("/buehne/beispielbuehne/grosse-buehne/publikum/?von=saal")
    pad.locator("#press-next").click()
    expect(screen.locator("[data-now-title]")).to_have_text("Verwaltung")
    expect(pad.locator("#deeds [name=seen]").first).not_to_have_value("0")
    pad.keyboard.press("n")
    for page in (screen, phone, pad):
        expect(page.locator("[data-now-title]")).to_have_text("Eins")
    expect(phone.locator("[data-contact-link]")).to_have_attribute(
        "href", "/termine/beispielbuehne/EI0141/kontakt/?von=saal"
    )

    context.set_offline(True)
    shown = screen.locator("[data-clock-digits]").text_content()
    expect(pad.locator("#deeds [name=seen]").first).not_to_have_value("0")
    pad.keyboard.press("n")
    expect(pad.locator("[data-now-title]")).to_have_text("Zwei")
    expect(pad.locator("[data-pad-notice]")).to_be_visible()
    expect(screen.locator("[data-clock-digits]")).not_to_have_text(str(shown))
    context.set_offline(False)
    expect(screen.locator("[data-now-title]")).to_have_text("Zwei")
    expect(pad.locator("[data-pad-notice]")).to_be_hidden()

    screen.reload()
    expect(screen.locator("[data-now-title]")).to_have_text("Zwei")
    pad.locator("#press-undo").click()
    expect(screen.locator("[data-now-title]")).to_have_text("Eins")


def test_questions_and_applause_go_from_the_phone_to_the_desk_and_back(
    context: BrowserContext, backstage: list[str]
) -> None:
    phone, desk, pad = (context.new_page() for _ in range(3))
    pad.goto(f"{backstage[1]}grosse-buehne/pad/")
    pad.locator("#press-next").click()
    expect(pad.locator("#deeds [name=seen]").first).not_to_have_value("0")
    pad.keyboard.press("n")
    phone.goto("/buehne/beispielsaal/grosse-buehne/publikum/")
    desk.goto(f"{backstage[1]}fragen/")
    phone.locator("#text").fill("Was kostet <b>das</b>?")
    phone.locator("form[action$='/frage/'] button").click()
    expect(desk.locator("#live")).to_contain_text("Was kostet <b>das</b>?")
    desk.locator("button[value=shown]").click()
    expect(phone.locator("[data-questions]")).to_contain_text("Was kostet <b>das</b>?")
    other = context.new_page()
    other.goto("/buehne/beispielsaal/grosse-buehne/publikum/")
    for _ in range(3):
        phone.locator("[data-clap] button").click()
    expect(other.locator("[data-applause]")).to_have_text("3")


@pytest.mark.once
@pytest.mark.parametrize(
    "path",
    ["", "grosse-buehne/", "tafel/", "grosse-buehne/publikum/"],
)
def test_screens_are_accessible_and_fit(
    page: Page,
    backstage: list[str],
    path: str,
    assert_accessible: Callable[[Page], None],
    assert_fits: Callable[[Page], None],
) -> None:
    page.goto(f"/buehne/beispielsaal/{path}")
    in_every_look(page, assert_fits, assert_accessible)


@pytest.mark.once
def test_backstage_is_accessible_and_fits(
    page: Page, backstage: list[str], assert_accessible: Callable[[Page], None], assert_fits: Callable[[Page], None]
) -> None:
    for path in ("", "grosse-buehne/pad/", "grosse-buehne/monitor/", "warteraum/", "fragen/", "technik/"):
        page.goto(f"{backstage[1]}{path}")
        in_every_look(page, assert_fits, assert_accessible)


@pytest.mark.once
def test_the_numbers_of_the_countdown_are_a_third_of_the_screen_high(page: Page, backstage: list[str]) -> None:
    page.set_viewport_size({"width": 1920, "height": 1080})
    page.goto("/buehne/beispielsaal/grosse-buehne/")
    size = page.locator("[data-clock-digits]").evaluate("(node) => parseFloat(getComputedStyle(node).fontSize)")
    assert size >= 0.3 * 1080
    assert page.evaluate("[document.documentElement.scrollHeight, document.documentElement.scrollWidth]") == [
        1080,
        1920,
    ]
