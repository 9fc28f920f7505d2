"""What a page costs whoever opens it first: few bytes without its pictures, and nothing jumps while it is built."""

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

from tests.journeys.test_every_page import PUBLIC, SIGNED_IN, go

pytestmark = pytest.mark.once
SAMPLES = "gallery"  # every part of the design on one sheet, for whoever builds pages
HEAVIEST = 150_000
"""Bytes that are transferred, fonts and scripts and all but pictures (issue 7)."""
FURTHEST = 0.05
"""Cumulative layout shift; 0.1 is called good (web.dev/cls)."""
_SHIFTS = """
window.shifted = 0;
new PerformanceObserver(list => {
  for (const entry of list.getEntries()) if (!entry.hadRecentInput) window.shifted += entry.value;
}).observe({type: "layout-shift", buffered: true});
"""
_SETTLED = (
    "document.fonts.ready.then(() => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done))))"
)


class Scales:
    """Weighs what a page transfers; nothing is taken from the cache."""

    def __init__(self, page: Page) -> None:
        """Listen to the network of ``page``."""
        self.kinds: dict[str, str] = {}
        self.bytes: dict[str, float] = {}
        client = page.context.new_cdp_session(page)
        client.send("Network.enable")
        client.send("Network.setCacheDisabled", {"cacheDisabled": True})
        client.on("Network.responseReceived", self._kind)
        client.on("Network.loadingFinished", self._done)

    def _kind(self, event: dict[str, Any]) -> None:
        self.kinds[event["requestId"]] = f"{event['type']} {event['response']['url']}"

    def _done(self, event: dict[str, Any]) -> None:
        self.bytes[event["requestId"]] = event["encodedDataLength"]

    def weighed(self) -> dict[str, float]:
        """Bytes by kind and address, pictures left out; forgets them."""
        found = {self.kinds.get(key, key): size for key, size in self.bytes.items()}
        self.bytes.clear()
        return {name: size for name, size in found.items() if not name.startswith("Image ")}


def measured(page: Page, paths: dict[str, str]) -> list[str]:
    """What is too heavy or jumps, in words."""
    page.add_init_script(_SHIFTS)
    scales, found = Scales(page), []
    for kind, path in paths.items():
        start, _, link = path.partition(" -> ")
        if link:
            go(page, path)
            start = page.url
        scales.weighed()
        page.goto(start)  # until everything it names has come
        page.evaluate(_SETTLED)
        parts = scales.weighed()
        if (weight := sum(parts.values())) >= HEAVIEST:
            heaviest = sorted(parts.items(), key=lambda part: -part[1])[:4]
            found.append(f"{kind}: {weight:.0f} bytes {heaviest}")
        if (shifted := float(page.evaluate("window.shifted"))) > FURTHEST:
            found.append(f"{kind}: what one reads moves by {shifted:.3f}")
    return found


@pytest.mark.slow
@pytest.mark.usefixtures("examples")
def test_a_public_page_is_light_and_stands_still(browser: Browser, base_url: str) -> None:
    context = browser.new_context(base_url=base_url, viewport={"width": 360, "height": 800}, locale="de-DE")
    try:
        assert measured(context.new_page(), {kind: path for kind, path in PUBLIC.items() if kind != SAMPLES}) == []
    finally:
        context.close()


@pytest.mark.slow
@pytest.mark.usefixtures("examples")
@pytest.mark.parametrize("part", [0, 1])
def test_a_page_of_the_office_is_light_and_stands_still(sign_in: Callable[[str], Page], part: int) -> None:
    page = sign_in("office")
    assert measured(page, {path: path for path in SIGNED_IN["office"][part::2] if " -> " not in path}) == []
