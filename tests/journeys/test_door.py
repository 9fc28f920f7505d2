"""The door in a real browser: ticked while the network is gone, reloaded, sent when it is back, counted once."""

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
from tests.factories.congress import CrewFactory, OccasionFactory, RegistrationFactory
now = timezone.now()
slug = "beispieltuer"
facts = {"event__slug": slug, "event__name": "Beispieltür", "region": None, "demonstration": True}
occasion = OccasionFactory(starts_at=now, ends_at=now + timedelta(hours=9), **facts)
RegistrationFactory(occasion=occasion, name="Äpfel Beispiel", code=f"{slug}1")
RegistrationFactory(occasion=occasion, name="Gruppe Beispiel", seats=3, code=f"{slug}2")
doors = [CrewFactory(occasion=occasion, role="door", code=f"{slug}{n}") for n in (1, 2)]
typed = {"state": "draft", "seated_at": None, "confirmed_at": None, "confirm_by": now + timedelta(days=1)}
RegistrationFactory(occasion=occasion, code=f"{slug}3", **typed)
for door in doors:
    print(f"/mitmachen/einlass/{link_token('crew', door.code)}/")
print(f"/mitmachen/anmeldung/bestaetigen/{link_token('registration-confirm', f'{slug}3')}/")
print(f"/mitmachen/anmeldung/{link_token('registration', f'{slug}2')}/")
print(f"/mitmachen/urkunde/{link_token('certificate', f'{slug}2')}/")
"""
QR = """async ([decoder, badge]) => {
  const { BarcodeDetector } = await import(decoder);
  const picture = new Image();
  picture.src = badge;
  await picture.decode();
  const canvas = document.createElement("canvas");
  canvas.width = canvas.height = 600;
  const pen = canvas.getContext("2d");
  pen.fillStyle = "#fff";
  pen.fillRect(0, 0, 600, 600);
  pen.rotate(0.12);
  pen.drawImage(picture, 120, 60, 400, 400);
  return (await new BarcodeDetector({ formats: ["qr_code"] }).detect(canvas)).map(({ rawValue }) => rawValue);
}"""


KEPT = """async () => {
  const pause = () => new Promise((done) => setTimeout(done, 100));
  const stored = async () => (await (await caches.open(`door:${location.href}`)).keys()).length;
  while (navigator.serviceWorker.controller === null || (await stored()) <= 5) await pause();
}"""


@pytest.fixture(scope="module")
def doors(site_folder: tuple[Path, str]) -> list[str]:
    """Two doors of one event of today; behind them the pages of guests: to confirm, one's own, the certificate."""
    said = site.command(*site_folder, "manage", "shell", "-v", "0", "-c", EVENT, PYTHONPATH=str(ROOT))
    return said.split()


def test_ticked_without_network_over_a_reload_and_counted_once(
    page: Page, context: BrowserContext, doors: list[str]
) -> None:
    page.goto(doors[0])
    expect(page.locator("[data-network]")).to_be_visible()
    page.evaluate(KEPT)  # a page that forbids eval cannot be asked again and again by wait_for_function
    context.route("**/scans/", lambda route: route.abort())  # a worker of the browser may slip past the next line
    context.set_offline(True)
    page.get_by_label("Name").fill("apf")
    expect(page.locator("[data-list] > li:visible")).to_have_count(1)
    page.locator("[data-list] > li:visible [data-one]").click()
    expect(page.locator("[data-network] [data-kind=away]")).to_be_visible()
    page.reload()
    page.locator("li", has_text="Gruppe Beispiel").locator("[data-all]").click()
    expect(page.locator("dd[data-came]")).to_have_text("4")
    assert page.evaluate("JSON.parse(localStorage.getItem(`door:${location.pathname}`)).queue.length") == 2

    other = context.browser.new_page(base_url=page.url)  # type: ignore[union-attr]  # a context of a browser has one
    other.goto(doors[1])
    other.locator("li", has_text="Äpfel Beispiel").locator("[data-one]").click()
    expect(other.locator("[data-network] [data-kind=fine]")).to_be_visible()
    context.unroute("**/scans/")
    context.set_offline(False)
    expect(page.locator("[data-network] [data-kind=fine]")).to_be_visible()
    expect(page.locator("[data-refused] li")).to_have_count(1)
    expect(page.locator("[data-refused] li")).to_contain_text("Äpfel Beispiel")
    page.reload()
    expect(page.locator("dd[data-came]")).to_have_text("4")
    other.reload()
    expect(other.locator("dd[data-came]")).to_have_text("4")
    other.close()


def test_the_reader_we_bring_along_reads_a_badge_held_askew(page: Page, doors: list[str]) -> None:
    from strahlkraft.congress.papers.badges import qr  # noqa: PLC0415 - Django reads its settings first
    from tests.factories.congress import RegistrationFactory  # noqa: PLC0415 - the same

    row = RegistrationFactory.build(occasion=None)
    page.goto(doors[0])
    decoder = page.locator("[data-door]").get_attribute("data-decoder")
    found = page.evaluate(QR, [decoder, qr(row)])
    assert [text.rstrip("/").rpartition("/")[2] for text in found] == [str(row.badge)]


def test_pages_behind_links_are_accessible_and_fit(
    page: Page, doors: list[str], assert_accessible: Callable[[Page], None], assert_fits: Callable[[Page], None]
) -> None:
    for path in doors[1:]:
        page.goto(path)
        in_every_look(page, assert_fits, assert_accessible)
