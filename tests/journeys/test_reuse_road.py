"""The whole road on real parts: a need on the start page becomes a reuse in operation that is counted and shown.

The site is this worker's own, the mail server listens on this machine, the letters leave by the server's own worker.
"""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tools import site

pytestmark = pytest.mark.slow
ROOT = Path(__file__).resolve().parents[2]
NEED = "Wir wollen die Hundesteuer online anmelden lassen, auch ohne Konto."
A_MINUTE = 200  # keys, by somebody who is no typist
TYPING_MS = 80  # between keys, as people type; the guard against machines wants three seconds in all
ASK = "/anfrage/offer-beispiel-hundesteuer/"
TOWN = "05570008"
# Nobody else's: the newest link to a mailbox is taken, and the examples of other journeys write letters too.
ASKS, ANSWERS = "hundesteuer@beispielstadt.example", "hundesteuer@beispiel.example"
PROJECT = "lorawan-2-0"

PREPARE = f"""
from django.db import transaction
from strahlkraft.network.models import ContactPoint
from strahlkraft.projects.models import Participation
from strahlkraft.reuse.actions._shared import index_offers
from tests.factories.reuse import OfferFactory
with transaction.atomic():
    lead = Participation.objects.filter(role="lead", organisation__municipality__state__key="05", project__publication="published").order_by("pk")[0]
    offer = OfferFactory(
        identifier="SK-A-9001", project=lead.project, slug="beispiel-hundesteuer", title="Beispiel: Hundesteuer online anmelden",
        summary="Beispiel eines Online-Dienstes zum Anmelden von Hunden.", mailbox="{ANSWERS}",
    )
    ContactPoint.objects.update_or_create(region=lead.project.region, defaults={{"mailbox": "buero@beispiel.example"}})
    index_offers([offer])
"""


@pytest.fixture
def offer(site_folder: tuple[Path, str]) -> None:
    """An invented offer of a real project, and the mailboxes that answer."""
    site.command(*site_folder, "manage", "shell", "-v", "0", "-c", PREPARE, PYTHONPATH=str(ROOT))


def tab_to(page: Page, what: str) -> int:
    """Press Tab until the focus is on ``what``, keyboard only; how often it was pressed."""
    for number in range(60):
        page.keyboard.press("Tab")
        if page.evaluate("what => document.activeElement.matches(what)", what):
            return number + 1
    raise AssertionError(what)


def figure(page: Page, place: int) -> int:
    page.goto("/nachnutzung/")
    return int(page.locator(".figure__number").nth(place).inner_text())


Look = Callable[[], None]


@pytest.fixture
def look(page: Page, assert_accessible: Callable[[Page], None], assert_fits: Callable[[Page], None]) -> Look:
    """Return a check of the open page: accessible as far as a machine can tell, nothing sticks out on a small screen."""

    def check() -> None:
        assert_accessible(page)
        page.set_viewport_size({"width": 360, "height": 780})
        assert_fits(page)
        page.set_viewport_size({"width": 1440, "height": 900})

    return check


def ask_by_keyboard(page: Page) -> int:
    """From the start page to a sent request in three steps; how many keys were pressed."""
    page.goto("/")
    page.keyboard.press("/")  # one: say what is needed
    page.keyboard.type(NEED)
    tabs = tab_to(page, "[formaction='/bedarf/']")
    page.keyboard.press("Enter")
    page.wait_for_url("**/bedarf/?**")
    tabs += tab_to(page, f"a[href^='{ASK}']")  # two: choose
    page.keyboard.press("Enter")
    page.wait_for_url("**/anfrage/**")
    expect(page.locator("[name=need]")).to_have_value(NEED)
    tabs += tab_to(page, "[name=municipality]")  # three: send
    page.keyboard.type(TOWN, delay=TYPING_MS)
    tabs += tab_to(page, "[name=mailbox]")
    page.keyboard.type(ASKS, delay=TYPING_MS)
    tabs += tab_to(page, "button[type=submit]")
    page.keyboard.press("Enter")
    page.wait_for_url("**/gesendet/")
    return len("/" + NEED + TOWN + ASKS) + tabs + 3  # with what was entered


def confirm_and_answer(page: Page, office: Any, look: Look) -> None:
    """Confirmed by the link in the letter, answered by link without an account, made a case."""
    page.goto(office.link(ASKS, "/anfrage/bestaetigen/"))
    look()
    page.locator("main button[type=submit]").click()
    page.wait_for_url("**/anfrage/stand/**")
    look()
    status = page.url
    page.goto(office.link(ANSWERS, "/anfrage/beantworten/"))
    look()
    page.locator("[name=text]").first.fill("Gern. Wir rufen am Montag an.")
    press(page, "answer")
    press(page, "case")
    expect(page.locator("a[href*='/nachnutzung/melden/']")).to_have_count(1)
    page.goto(status)
    expect(page.locator(".talk__text")).to_have_text("Gern. Wir rufen am Montag an.")


def press(page: Page, deed: str) -> None:
    """The button of the form that does a deed."""
    page.locator(f"form:has([name=deed][value={deed}]) button").click()


def report(page: Page, office: Any, look: Look) -> Iterator[str]:
    """The provider says that it runs, then the reusing body says that this is true; the name of who has just spoken."""
    page.goto(office.link(ANSWERS, "/nachnutzung/melden/"))
    look()
    page.locator("[name=step-state][value=in_operation]").check()
    press(page, "step")
    page.wait_for_url("**#top")
    yield "provider"
    page.goto(office.link(ASKS, "/nachnutzung/melden/"))
    press(page, "confirm")
    page.wait_for_url("**#top")
    look()
    yield "reusing body"


def test_need_becomes_a_counted_reuse(page: Page, offer: None, post_office: tuple[Any, str], look: Look) -> None:
    office, _url = post_office
    page.goto("/bedarf/?q=Hundesteuer")
    while not page.locator(f"a[href^='{ASK}']").count():  # the server's index hears of the other process's offer
        page.wait_for_timeout(100)
        page.reload()
    before = [figure(page, place) for place in (0, 1)]

    assert ask_by_keyboard(page) < A_MINUTE
    look()
    for _page in ("form", "need box"):
        page.go_back()
        look()
    confirm_and_answer(page, office, look)
    counted = {side: [figure(page, 0) - before[0], figure(page, 1) - before[1]] for side in report(page, office, look)}

    assert counted == {"provider": [1, 0], "reusing body": [1, 1]}  # only what the reusing body says is counted
    expect(page.locator(f".map a[href*='{TOWN}']")).to_have_count(1)
    look()
    page.locator(f".rows a[href*='{TOWN}']").first.click()
    page.locator("a[href^='/nachnutzung/']", has_text="Hundesteuer").first.click()
    look()
    for path in (f"/bedarf/vergleich/?ding=offer-beispiel-hundesteuer&ding=project-{PROJECT}", "/merken/?bedarf=Hund"):
        page.goto(path)
        look()


def test_typing_a_town_suggests_it(page: Page) -> None:
    page.goto("/bedarf/")
    page.locator("#id_kommune").press_sequentially("Beckum")
    expect(page.locator("#town-options option").first).to_have_attribute("value", "Beckum (05570008)")


def test_nothing_of_the_road_needs_a_script(browser: Any, base_url: str) -> None:
    context = browser.new_context(base_url=base_url, locale="de-DE", java_script_enabled=False)
    page = context.new_page()
    page.goto("/")
    page.locator("#need").fill("LoRaWAN Sensoren")
    page.locator("[formaction='/bedarf/']").click()
    page.wait_for_url("**/bedarf/?**")
    page.locator("#id_kommune").fill("Beckum")
    page.locator(".need button[type=submit]").click()
    page.wait_for_url("**kommune=Beckum**")
    assert page.locator("#id_kommune").input_value() == "Beckum (05570008)"
    page.locator("[name=ding]").nth(0).check()
    page.locator("[name=ding]").nth(1).check()
    page.locator("form[action='/bedarf/vergleich/'] button").click()
    page.wait_for_url("**/bedarf/vergleich/**")
    assert page.locator(".compare thead th").count() == 3
    context.close()
