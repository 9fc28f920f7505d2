"""An office person writes, illustrates, gets approved and schedules an article: few presses, no help, nothing lost."""

import re
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PIL import Image
from playwright.sync_api import Browser, BrowserContext, Locator, Page, expect

from tests.journeys.test_every_page import in_every_look
from tools import site

pytestmark = pytest.mark.once  # the deeds themselves are tried on either database
MOST_STEPS = 30
"""Presses and fields from the list to the set minute, both people together: our own aim."""
MOST_SECONDS = 600
"""Ten minutes (issue 7); the machine types at once, so what is left for a person is reading and writing."""


class Steps:
    """Counts what a person would press and fill in."""

    def __init__(self) -> None:
        """Nothing yet."""
        self.done: list[str] = []

    def press(self, what: Locator) -> None:
        """One press."""
        what.click()
        self.done.append("press")

    def fill(self, what: Locator, text: str) -> None:
        """One field."""
        what.fill(text)
        self.done.append("fill")


@pytest.fixture
def second(browser: Browser, base_url: str) -> Iterator[Page]:
    """The second person, in another browser."""
    context = browser.new_context(base_url=base_url, locale="de-DE", timezone_id="Europe/Berlin")
    page = context.new_page()
    site.sign_in(page, "admin")
    yield page
    context.close()


def begin(page: Page, title: str, steps: Steps) -> str:
    """Begin an article from the list; the address of its sheet."""
    page.goto("/arbeit/neues/")
    steps.press(page.locator(".workspace__actions a[data-shortcut]"))
    steps.fill(page.locator("[name=title]"), title)
    steps.press(page.locator("main form [type=submit]"))
    page.wait_for_url("**/schreiben/")
    return page.url


def saved(page: Page) -> None:
    """Wait until the sheet has saved itself."""
    expect(page.locator("[data-autosave-status]")).to_have_attribute("data-state", "saved")


@pytest.mark.slow
def test_an_article_is_written_illustrated_approved_and_scheduled_in_few_steps(
    sign_in: Callable[[str], Page], second: Page, tmp_path: Path
) -> None:
    began, steps, page = time.monotonic(), Steps(), sign_in("office")
    sheet = begin(page, "Beispiel: Sensoren zählen mit", steps)
    steps.fill(page.locator("[name=lead_de]"), "Ein Beispiel in zwei Sätzen. Mehr steht im Text.")
    steps.fill(page.locator("[name=body_de]"), "Was es bringt\n\nBeispiel: Die Förderung betrug ")
    body = page.locator("#text-de")
    page.locator("[name=body_de]").evaluate("area => area.setSelectionRange(0, 0)")
    steps.press(body.locator("[data-mark=heading]"))
    expect(body.locator("[data-markdown-preview] h2")).to_have_text("Was es bringt")
    page.locator("[name=body_de]").press("Control+End")
    steps.fill(page.locator("[name=find]"), "LoRaWAN 2.0")
    steps.press(page.locator("[data-things-found] input[value='project:lorawan-2-0']"))
    steps.press(page.locator("[data-figures-own] [data-insert]").first)
    expect(body.locator("[data-markdown-preview] .quoted")).to_be_visible()
    with page.expect_popup() as opened:
        steps.press(page.locator(".picker a[target=_blank]").first)
    picture = opened.value
    Image.new("RGB", (1600, 900), (31, 71, 196)).save(tmp_path / "beispiel.png")
    picture.locator("[name=file]").set_input_files(tmp_path / "beispiel.png")
    steps.done.append("file")
    steps.fill(picture.locator("[name=alternative_text]"), "Beispiel: eine blaue Fläche")
    steps.fill(picture.locator("[name=credit]"), "Beispiel")
    steps.press(picture.locator("main form [type=submit]").last)
    picture.wait_for_url(re.compile(r"/arbeit/bilder/[\w-]+/$"))
    code = picture.url.rstrip("/").rpartition("/")[2]
    picture.close()
    steps.press(page.locator("button[name=search_pictures][value=lead_picture]"))
    steps.press(page.locator(f"[name=lead_picture][value='{code}']"))
    steps.press(page.locator("[name=continue]"))
    page.wait_for_url(lambda url: url == sheet.removesuffix("schreiben/"))
    expect(page.locator(".news-read img")).to_be_visible()
    steps.press(page.locator("form[action$='/einreichen/'] button"))
    expect(page.locator(".toast--success")).to_be_visible()

    second.goto("/arbeit/")
    steps.press(second.locator(".day-line", has_text="Sensoren zählen mit").locator("a.button").first)
    steps.fill(second.locator("#freigeben_publish_at"), "2027-03-02T09:00")
    steps.press(second.locator("form[action$='/freigeben/'] button"))
    expect(second.locator(".overview-line")).to_contain_text("02.03.2027")
    print(f"{len(steps.done)} steps, {time.monotonic() - began:.0f} s")  # noqa: T201 - the figure the issue asks for
    assert (len(steps.done) <= MOST_STEPS, time.monotonic() - began < MOST_SECONDS) == (True, True)


def test_the_desk_is_accessible_and_fits_a_phone_in_both_looks(
    sign_in: Callable[[str], Page], assert_accessible: Callable[..., None], assert_fits: Callable[[Page], None]
) -> None:
    page = sign_in("office")
    page.goto("/arbeit/neues/anlegen/")
    assert_accessible(page)
    sheet = begin(page, "Beispiel für alle Bildschirme", Steps())
    page.locator("[name=body_de]").fill("## Anfang\n\nText mit [hier](https://beispiel.example/).")
    expect(page.locator("#text-de .remarks__one").first).to_be_visible()
    saved(page)
    for path in (sheet, sheet.removesuffix("schreiben/"), sheet.replace("schreiben", "verlauf"), "/arbeit/neues/"):
        page.goto(path)
        in_every_look(page, assert_fits, assert_accessible)


def test_buttons_shortcuts_and_lists_write_marks_that_can_be_undone(sign_in: Callable[[str], Page]) -> None:
    page = sign_in("office")
    begin(page, "Beispiel der Marken", Steps())
    area, bar = page.locator("[name=body_de]"), page.locator("#text-de [data-markdown-bar]")
    area.fill("fett")
    area.press("Control+a")
    area.press("Control+b")
    expect(area).to_have_value("**fett**")
    area.press("Control+b")
    expect(area).to_have_value("fett")
    area.press("Control+z")
    expect(area).to_have_value("**fett**")
    area.fill("")
    bar.locator("[data-mark=list]").click()
    area.press_sequentially("eins")
    area.press("Enter")
    area.press_sequentially("zwei")
    area.press("Enter")
    area.press("Enter")
    expect(area).to_have_value("- eins\n- zwei\n")
    bar.locator("button").first.focus()
    page.keyboard.press("ArrowRight")
    expect(bar.locator("button").nth(1)).to_be_focused()


def test_languages_are_tabs_and_stand_side_by_side_where_there_is_room(sign_in: Callable[[str], Page]) -> None:
    page = sign_in("office")
    begin(page, "Beispiel der Sprachen", Steps())
    tabs = page.get_by_role("tab")
    expect(page.locator("#text-en")).to_be_hidden()
    tabs.first.focus()
    page.keyboard.press("ArrowRight")
    expect(page.locator("#text-en")).to_be_visible()
    expect(page.locator("#text-de")).to_be_hidden()
    page.locator(".news-tabs__both").click()
    expect(page.locator("#text-de")).to_be_visible()
    expect(page.locator("#text-en")).to_be_visible()


def test_a_sheet_saves_itself_waits_out_a_lost_connection_and_tells_of_a_second_window(
    sign_in: Callable[[str], Page], context: BrowserContext
) -> None:
    page = sign_in("office")
    begin(page, "Beispiel zweier Fenster", Steps())
    page.locator("[name=body_de]").fill("Erster Satz.")
    saved(page)
    context.set_offline(True)
    page.locator("[name=body_de]").fill("Ohne Verbindung getippt.")
    expect(page.locator("[data-autosave-status]")).to_have_attribute("data-state", "offline")
    context.set_offline(False)
    saved(page)
    other = context.new_page()
    other.goto(page.url)
    expect(other.locator("[name=body_de]")).to_have_value("Ohne Verbindung getippt.")
    other.locator("[name=body_de]").fill("Im zweiten Fenster.")
    saved(other)
    page.locator("[name=body_de]").fill("Im ersten Fenster.")
    expect(page.locator("[data-autosave-status]")).to_have_attribute("data-state", "conflict")
    page.locator("[name=continue]").click()
    expect(page.locator(".conflict")).to_contain_text("Im zweiten Fenster.")
    expect(page.locator("[name=body_de]")).to_have_value("Im ersten Fenster.")


def test_everything_works_without_script(browser: Browser, base_url: str) -> None:
    context = browser.new_context(base_url=base_url, locale="de-DE", java_script_enabled=False)
    page = context.new_page()
    site.sign_in(page, "office")
    sheet = begin(page, "Beispiel ohne Skript", Steps())
    page.locator("[name=lead_de]").fill("Ein Beispiel.")
    page.locator("[name=body_de]").fill("## Anfang\n\n**Ohne** Skript.")
    page.locator("[name=preview][value=body_de]").click()
    expect(page.locator("#text-de [data-markdown-preview] h2")).to_have_text("Anfang")
    page.locator("[name=find]").fill("LoRaWAN 2.0")
    page.locator("[name=search_things]").click()
    page.locator("[name=links][value='project:lorawan-2-0']").check()
    page.locator("[name=continue]").click()
    assert page.url == sheet.removesuffix("schreiben/")
    expect(page.locator(".news-read strong")).to_have_text("Ohne")
    page.locator("form[action$='/einreichen/'] button").click()
    expect(page.locator("form[action$='/zurueckgeben/']")).to_be_visible()
    context.close()
