"""An offer grows step by step in the browser: it saves itself, waits out a lost connection, and tells of a second window."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.journeys.test_every_page import SETTLED

STEPS = ("was", "fuer-wen", "voraussetzungen", "aufwand", "lizenz", "ansprechstelle", "pruefen")

pytestmark = pytest.mark.once  # the deeds themselves are tried on either database


@pytest.fixture
def begun(sign_in: Callable[[str], Page]) -> Page:
    """The first step of a new offer."""
    page = sign_in("office")
    page.goto("/arbeit/angebot-anlegen/?projekt=lorawan-2-0")
    page.locator("[name=title]").fill("Beispiel Parksensoren")
    page.locator("[name=kind]").select_option("software")
    page.locator("main form [type=submit]").click()
    page.wait_for_url("**/was/")
    return page


def test_every_step_is_accessible_and_leads_to_a_published_offer(
    begun: Page, assert_accessible: Callable[[Page], None], assert_fits: Callable[[Page], None]
) -> None:
    begun.locator("[name=summary]").fill("Zeigt freie Parkplätze.")
    for key in STEPS[:-1]:
        begun.wait_for_url(f"**/{key}/")
        assert_accessible(begun)
        begun.set_viewport_size({"width": 320, "height": 800})
        begun.evaluate(SETTLED)
        assert_fits(begun)
        begun.set_viewport_size({"width": 1440, "height": 900})
        begun.locator("[name=continue]").click()
    begun.wait_for_url("**/pruefen/")
    assert_accessible(begun)
    begun.locator("main form[data-keep=publish] [type=submit]").click()
    begun.wait_for_url(re.compile(r"/arbeit/angebote/[\w-]+/$"))
    assert begun.goto(begun.url.replace("/arbeit", "")).status == 200  # type: ignore[union-attr] # a page always answers


def test_form_saves_itself_waits_out_a_lost_connection_and_tells_of_a_second_window(
    begun: Page, context: BrowserContext
) -> None:
    status = begun.locator("[data-autosave-status]")
    begun.locator("[name=summary]").fill("Erster Satz.")
    expect(status).to_have_attribute("data-state", "saved")
    context.set_offline(True)
    begun.locator("[name=summary]").fill("Ohne Verbindung getippt.")
    expect(status).to_have_attribute("data-state", "offline")
    context.set_offline(False)
    expect(status).to_have_attribute("data-state", "saved")
    other = context.new_page()
    other.goto(begun.url)
    expect(other.locator("[name=summary]")).to_have_value("Ohne Verbindung getippt.")
    other.locator("[name=summary]").fill("Im zweiten Fenster.")
    expect(other.locator("[data-autosave-status]")).to_have_attribute("data-state", "saved")
    begun.locator("[name=summary]").fill("Im ersten Fenster.")
    expect(status).to_have_attribute("data-state", "conflict")
    begun.locator("[name=continue]").click()
    expect(begun.locator(".conflict")).to_contain_text("Im zweiten Fenster.")
    expect(begun.locator("[name=summary]")).to_have_value("Im ersten Fenster.")
    begun.locator("[name=continue]").click()
    begun.wait_for_url("**/fuer-wen/")


def test_rows_come_and_go_and_numbers_are_read_as_written(begun: Page) -> None:
    begun.goto(begun.url.replace("/was/", "/aufwand/"))
    begun.locator("[name=efforts-0-introduction_cost]").fill("1.250,50")
    begun.locator("[data-add-row]").click()
    expect(begun.locator("[name=efforts-1-size_class]")).to_be_focused()
    begun.locator("[name=efforts-1-yearly_days]").fill("drei")
    expect(begun.locator("[data-autosave-status]")).to_have_attribute("data-state", "saved")
    begun.reload()
    expect(begun.locator("[name=efforts-0-introduction_cost]")).to_have_value("1.250,50")
    expect(begun.locator("[name=efforts-1-yearly_days]")).to_have_value("drei")
    expect(begun.locator(".error-summary a")).to_have_count(1)
