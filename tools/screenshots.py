"""``make screenshots``: pictures of the main pages at three widths, light and dark, into docs/images."""

import tempfile
from pathlib import Path
from typing import Literal

from playwright.sync_api import sync_playwright

from tools import site

FOLDER = Path("docs/images")
PAGES = {
    "start": "/",
    "catalogue": "/projekte/?q=Bürgerbeteiligung",
    "project": "",  # the first project of the catalogue
    "municipality": "/kommunen/05774032-paderborn/",
}
WIDTHS = {360: 780, 768: 1024, 1440: 900}
SCHEMES: tuple[Literal["light", "dark"], ...] = ("light", "dark")


def main() -> None:
    """Take them all over a freshly prepared site; the German desk view of the start page is ``start.png``."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="strahlkraft-pictures-") as folder:
        site.prepare(Path(folder))
        with site.served(Path(folder)) as address, sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=site.find_browser(), args=site.BROWSER_FLAGS)
            for scheme in SCHEMES:
                for width, height in WIDTHS.items():
                    page = browser.new_page(
                        base_url=address,
                        viewport={"width": width, "height": height},
                        color_scheme=scheme,
                        locale="de-DE",
                        reduced_motion="reduce",
                    )
                    for name, path in PAGES.items():
                        if path:
                            page.goto(path)
                        else:
                            page.goto("/projekte/")
                            page.locator("main a[href^='/projekte/']:not([href*='?'])").first.click()
                        page.wait_for_load_state("networkidle")
                        page.screenshot(path=FOLDER / f"{name}-{width}-{scheme}.png")
                        print(f"{name}-{width}-{scheme}.png")
                    page.close()
            browser.close()
    (FOLDER / "start-1440-light.png").replace(FOLDER / "start.png")


if __name__ == "__main__":
    main()
