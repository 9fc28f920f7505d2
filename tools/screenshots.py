"""``make screenshots``: pictures of the main pages at three widths, light and dark, into docs/images."""

import tempfile
from pathlib import Path
from typing import Literal

from playwright.sync_api import Browser, sync_playwright

from tools import site

FOLDER = Path("docs/images")
PAGES = {
    "start": "/",
    "catalogue": "/projekte/?q=Kita",
    "project": "/projekte/smart-school/",
    "municipality": "/kommunen/05774032-paderborn/",
}
EXAMPLES = {  # over invented reuse, called "Beispiel"; whole pages, so that the word is in the picture
    "offers": "/angebote/?art=here",
    "offer": site.OFFER,
    "need": "/bedarf/?q=Wir+suchen+einen+Mängelmelder",
    "reuses": "/nachnutzung/",
}
WIDTHS = {360: 780, 768: 1024, 1440: 900}
SCHEMES: tuple[Literal["light", "dark"], ...] = ("light", "dark")


def main() -> None:
    """Take them all over a freshly prepared site, those of invented reuse last; ``start.png`` is for the README."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="strahlkraft-pictures-") as name, sync_playwright() as playwright:
        folder = Path(name)
        browser = playwright.chromium.launch(executable_path=site.find_browser(), args=site.BROWSER_FLAGS)
        site.prepare(folder)
        with site.served(folder) as address:
            _take(browser, address, PAGES)
        site.add_examples(folder)
        with site.served(folder) as address:
            _take(browser, address, EXAMPLES, whole=True)
        browser.close()


def _take(browser: Browser, address: str, pages: dict[str, str], *, whole: bool = False) -> None:
    for scheme in SCHEMES:
        for width, height in WIDTHS.items():
            page = browser.new_page(
                base_url=address,
                viewport={"width": width, "height": height},
                color_scheme=scheme,
                locale="de-DE",
                reduced_motion="reduce",
            )
            for name, path in pages.items():
                page.goto(path)
                page.wait_for_load_state("networkidle")
                file = FOLDER / f"{name}-{width}-{scheme}.jpg"
                page.screenshot(path=file, type="jpeg", quality=82, full_page=whole)
                print(file.name)
                if (name, width, scheme) == ("start", 1440, "light"):
                    page.screenshot(path=FOLDER / "start.png")
            page.close()


if __name__ == "__main__":
    main()
