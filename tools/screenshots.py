"""``make screenshots``: pictures of the main pages at three widths, light and dark, into docs/images."""

import re
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
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
    "article": site.ARTICLE,
    "results": "/ergebnisse/regionen/ostwestfalen-lippe/",
}
MONEY: dict[
    str, tuple[str, str, int, Literal["light", "dark"]]
] = {  # over the invented region: role, path (-> link), width, scheme
    "grants-1440-light": ("office", "/arbeit/zuwendungen/", 1440, "light"),
    "grant-1440-light": ("office", "/arbeit/zuwendungen/?q=Digitales+Bauamt -> main tbody th a", 1440, "light"),
    "grant-360-light": ("office", "/arbeit/zuwendungen/?q=Digitales+Bauamt -> main tbody th a", 360, "light"),
    "forecast-1440-light": ("office", "{grant} -> a[href$='/finanzierungsplan/']", 1440, "light"),
    "ledger-1440-dark": ("office", "{grant} -> .grant-tabs a[href$='/ausgaben/']", 1440, "dark"),
    "gaps-1440-light": ("office", "/arbeit/verlaengerungen/ -> main .row__title a", 1440, "light"),
    "report-1440-light": ("office", "/arbeit/berichte/ -> main .row__title a", 1440, "light"),
    "drilldown-1440-light": ("office", "{report} -> a[href*='/zahlen/granted']", 1440, "light"),
    "regions-1440-light": ("land", "/aufsicht/regionen/?beispiel=1", 1440, "light"),
}
WIDTHS = {360: 780, 768: 1024, 1440: 900}
SCHEMES: tuple[Literal["light", "dark"], ...] = ("light", "dark")


def main() -> None:
    """Take them all over a freshly prepared site, those of invented reuse last; ``start.png`` is for the README."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="strahlkraft-pictures-") as name, sync_playwright() as playwright:
        folder, played, region = (Path(name) / part for part in ("site", "day", "region"))
        browser = playwright.chromium.launch(executable_path=site.find_browser(), args=site.BROWSER_FLAGS)
        site.prepare(folder)
        with site.served(folder) as address:
            _take(browser, address, PAGES)
        shutil.copytree(folder, played)
        shutil.copytree(folder, region)
        site.add_examples(folder)
        with site.served(folder) as address:
            _take(browser, address, EXAMPLES, whole=True)
        with site.served(played) as address, _playing(played) as links:
            _take_day(browser, address, links)
        site.command(region, "", "demo-region")
        code, root = "from tools.money_examples import make; make()", str(Path(__file__).resolve().parents[1])
        site.command(region, "", "manage", "shell", "-v", "0", "-c", code, PYTHONPATH=root)
        with site.served(region) as address:
            take_money(browser, address)
        browser.close()


@contextmanager
def _playing(folder: Path) -> Iterator[dict[str, str]]:
    """Play the invented day until a pitch has begun; its screens by name, as paths."""
    with (folder / "day.log").open("w+", encoding="utf-8") as log:
        day = subprocess.Popen(
            [site.COMMAND, "demo-day", "--speed", "20"], cwd=folder, env=site.environment(folder), stdout=log
        )
        try:
            while "  Beispiel: " not in (said := Path(log.name).read_text(encoding="utf-8")):
                if day.poll() is not None:
                    raise RuntimeError(said)
                time.sleep(1)
            time.sleep(4)
            yield {name.lower(): path for name, path in re.findall(r"^(\w+) +https?://[^/]+(/\S+)", said, re.MULTILINE)}
        finally:
            day.terminate()
            day.wait()


def _take_day(browser: Browser, address: str, links: dict[str, str]) -> None:
    """The screens in the hall at 1920 × 1080, the moderator's pad on a tablet, the audience's page on a phone."""
    stage = "hauptbuehne/"
    shots = {
        "stage-1920": (f"{links['screens']}{stage}", 1920, 1080),
        "signage-1920": (f"{links['screens']}tafel/", 1920, 1080),
        "pad-1024": (f"{links['moderator']}{stage}pad/", 1024, 1366),
        "audience-390": (f"{links['screens']}{stage}publikum/", 390, 844),
        "stage-390": (f"{links['screens']}{stage}", 390, 844),
    }
    for name, (path, width, height) in shots.items():
        page = browser.new_page(base_url=address, viewport={"width": width, "height": height}, locale="de-DE")
        page.goto(path)
        page.wait_for_timeout(1_500)  # the stream has said where the day stands
        page.screenshot(path=FOLDER / f"{name}.jpg", type="jpeg", quality=82)
        print(f"{name}.jpg")
        page.close()


def take_money(browser: Browser, address: str) -> None:
    """Grants, extension, report and comparison of the invented region."""
    seen: dict[str, str] = {}
    for name, (role, path, width, scheme) in MONEY.items():
        page = browser.new_page(
            base_url=address,
            viewport={"width": width, "height": WIDTHS[width]},
            color_scheme=scheme,
            locale="de-DE",
            reduced_motion="reduce",
        )
        site.sign_in(page, role)
        start, _, link = path.partition(" -> ")
        page.goto(start.format(**seen))
        if link:
            with page.expect_navigation():
                page.locator(link).first.click()
        page.wait_for_load_state("networkidle")
        seen[name.partition("-")[0]] = page.url
        page.screenshot(path=FOLDER / f"{name}.jpg", type="jpeg", quality=82)
        print(f"{name}.jpg")
        page.close()


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
