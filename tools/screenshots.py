"""``make screenshots``: pictures of the main pages at three widths, light and dark, into docs/images."""

import tempfile
from pathlib import Path
from typing import Literal

from playwright.sync_api import sync_playwright

from tools import site

FOLDER = Path("docs/images")
PAGES = {
    "start": "/",
    "catalogue": "/projekte/?q=Kita",
    "project": "/projekte/smart-school/",
    "municipality": "/kommunen/05774032-paderborn/",
}
WIDTHS = {360: 780, 768: 1024, 1440: 900}
SCHEMES: tuple[Literal["light", "dark"], ...] = ("light", "dark")


def main() -> None:
    """Take them all over a freshly prepared site; ``start.png`` is for the README."""
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
                        page.goto(path)
                        page.wait_for_load_state("networkidle")
                        page.screenshot(path=FOLDER / f"{name}-{width}-{scheme}.jpg", type="jpeg", quality=82)
                        print(f"{name}-{width}-{scheme}.jpg")
                        if (name, width, scheme) == ("start", 1440, "light"):
                            page.screenshot(path=FOLDER / "start.png")
                    page.close()
            browser.close()


if __name__ == "__main__":
    main()
