"""What an office does in its workspace, from the first draft to the withdrawal, and what can go wrong on the way."""

import re
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from tools import site

MEGABYTE = 1024 * 1024
PDF = b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"
SOURCE = "https://beispiel.example/quelle"


@pytest.fixture
def office(sign_in: Callable[[str], Page]) -> Page:
    """The desk of the project office."""
    return sign_in("office")


@pytest.fixture
def colleague(browser: Browser, base_url: str) -> Iterator[Page]:
    """The desk of the administration, in another browser."""
    context = browser.new_context(base_url=base_url, locale="de-DE", timezone_id="Europe/Berlin")
    page = context.new_page()
    site.sign_in(page, "admin")
    yield page
    context.close()


@pytest.fixture
def visitor(browser: Browser, base_url: str) -> Iterator[Page]:
    """A visitor in another browser."""
    context = browser.new_context(base_url=base_url, locale="de-DE")
    yield context.new_page()
    context.close()


def draft(page: Page, title: str) -> str:
    """Create a draft; return the address of its overview."""
    page.goto("/arbeit/projekt-anlegen/")
    page.get_by_label("Titel").fill(title)
    page.get_by_role("button", name="Entwurf anlegen").click()
    page.wait_for_url("**/grunddaten/")
    return page.url.removesuffix("grunddaten/")


def save(page: Page) -> None:
    """Press "save" and wait for the confirmation."""
    page.get_by_role("button", name="Speichern", exact=True).click()
    expect(page.locator(".toast--success")).to_be_visible()


def choose_file(page: Page, folder: Path, name: str, content: bytes) -> None:
    """Fill the form of a document with a file of that name and content."""
    (folder / name).write_bytes(content)
    page.get_by_label("Titel").fill(f"Dokument {name}")
    page.get_by_label("Datei").set_input_files(folder / name)
    page.get_by_role("button", name="Hinzufügen").click()


def first_found(page: Page, address: str, title: str, *, until: float) -> Locator:
    """The first hit, looked for again until it is ``title`` or the time (monotonic) is up; how soon, benchmarks/ tell."""
    found = page.locator("main h3 a").first
    while True:
        page.goto(address)
        if found.inner_text() == title or time.monotonic() > until:
            return found


def test_project_goes_from_draft_to_the_public_and_back(office: Page, visitor: Page, tmp_path: Path) -> None:
    title = "Beispiel Wanderwegeampel"
    home = draft(office, title)
    slug = home.rstrip("/").rpartition("/")[2]
    office.get_by_label("Kurzfassung in einfachen Worten").fill("Eine Ampel zeigt, ob ein Wanderweg begehbar ist.")
    save(office)
    office.goto(f"{home}fakten/")
    office.get_by_label("Fakt", exact=True).first.select_option(label="Beginn")
    office.get_by_label("Datum").first.fill("3/2021")
    meaning = office.locator("#known-meanings option").first.get_attribute("value") or ""
    office.get_by_label("Bedeutung").first.fill(meaning)
    office.get_by_label("Quellen").first.fill(SOURCE)
    save(office)
    office.goto(f"{home}beteiligte/")
    office.get_by_label("Rolle").first.select_option(label="Projektleitung")
    office.get_by_label(re.compile("Name, wie die Quelle")).first.fill("Stadt Beispielhausen")
    save(office)
    office.goto(f"{home}quellen/")
    office.get_by_label(re.compile("Seiten")).fill(SOURCE)
    save(office)

    office.goto(f"{home}dokumente/")
    choose_file(office, tmp_path, "riese.pdf", PDF + b"0" * 21 * MEGABYTE)
    expect(office.locator(".error-summary")).to_contain_text("20")
    choose_file(office, tmp_path, "programm.exe", b"MZ" + b"0" * 100)
    expect(office.locator(".error-summary")).to_be_visible()
    choose_file(office, tmp_path, "falsch.pdf", b"<html>kein PDF</html>")
    expect(office.locator(".error-summary")).to_be_visible()
    choose_file(office, tmp_path, "leitfaden.pdf", PDF)
    expect(office.locator("main .rows")).to_contain_text("Dokument leitfaden.pdf")

    assert visitor.goto(f"/projekte/{slug}/").status == 404  # type: ignore[union-attr] # a page always answers
    office.goto(f"{home}vorschau/")
    expect(office.locator(".preview")).to_contain_text("Dokument leitfaden.pdf")
    office.goto(home)
    office.get_by_role("button", name="Veröffentlichen").click()
    expect(office.locator(".toast--success")).to_contain_text("veröffentlicht")
    found = first_found(visitor, "/projekte/?q=Wanderwegeampel", title, until=time.monotonic() + 60)
    expect(found).to_have_text(title)
    visitor.locator("main h3 a").first.click()
    expect(visitor.locator("main")).to_contain_text(meaning)

    office.get_by_role("link", name="Zurückziehen").click()
    office.get_by_role("button", name="Von der öffentlichen Seite zurückziehen").click()
    expect(office.locator(".error-summary")).to_contain_text("Bitte nennen Sie den Grund.")
    office.get_by_label("Grund").fill("Nur ein Beispiel")
    office.get_by_role("button", name="Von der öffentlichen Seite zurückziehen").click()
    expect(office.locator(".toast--success")).to_contain_text("zurückgezogen")
    assert visitor.goto(f"/projekte/{slug}/").status in {404, 410}  # type: ignore[union-attr] # a page always answers
    office.goto(f"{home}verlauf/")
    expect(office.locator(".trail")).to_contain_text("Grund: Nur ein Beispiel")


def test_two_people_at_once_see_both_versions_and_lose_neither(office: Page, colleague: Page) -> None:
    home = draft(office, "Beispiel Doppelbearbeitung")
    colleague.goto(f"{home}grunddaten/")
    colleague.get_by_label("Kurzfassung in einfachen Worten").fill("Worte der Administration")
    save(colleague)
    office.get_by_label("Kurzfassung in einfachen Worten").fill("Worte des Büros")
    office.get_by_role("button", name="Speichern", exact=True).click()
    conflict = office.locator(".conflict")
    expect(conflict).to_be_focused()
    expect(conflict).to_contain_text("Worte der Administration")
    expect(conflict).to_contain_text("Worte des Büros")
    expect(office.get_by_label("Kurzfassung in einfachen Worten")).to_have_value("Worte des Büros")
    save(office)
    office.goto(f"{home}verlauf/")
    for summary in office.locator(".trail summary").all():
        summary.click()
    expect(office.locator(".trail")).to_contain_text("Worte der Administration")
    expect(office.locator(".trail")).to_contain_text("Worte des Büros")


def test_lost_session_in_the_middle_of_a_form_loses_no_word(office: Page) -> None:
    home = draft(office, "Beispiel Sitzungsende")
    office.get_by_label("Kurzfassung in einfachen Worten").fill("Diese Worte sollen bleiben.")
    office.context.clear_cookies(name="strahlkraft_session")
    office.get_by_role("button", name="Speichern", exact=True).click()
    office.wait_for_url(re.compile("/anmelden/"))
    office.locator("li", has_text="buero@example.org").get_by_role("button").click()
    office.wait_for_url("**/grunddaten/")
    expect(office.locator("main")).to_contain_text("Ihre Sitzung war abgelaufen.")
    expect(office.get_by_label("Kurzfassung in einfachen Worten")).to_have_value("Diese Worte sollen bleiben.")
    save(office)
    office.goto(f"{home}vorschau/")
    expect(office.locator(".preview")).to_contain_text("Diese Worte sollen bleiben.")


def test_double_click_on_save_saves_once(office: Page) -> None:
    home = draft(office, "Beispiel Doppelklick")
    office.get_by_label("Kurzfassung in einfachen Worten").fill("Einmal gespeichert.")
    office.get_by_role("button", name="Speichern", exact=True).dblclick()
    expect(office.locator(".toast--success")).to_be_visible()
    office.goto(f"{home}verlauf/")
    expect(office.locator(".trail > li")).to_have_count(2)  # created, and revised once


def test_shortcuts_are_told_by_a_dialog_that_escape_closes(office: Page) -> None:
    office.goto("/arbeit/")
    office.keyboard.press("?")
    expect(office.locator("#shortcuts")).to_have_attribute("open", "")
    office.keyboard.press("Escape")
    expect(office.locator("#shortcuts")).not_to_have_attribute("open", "")
    office.keyboard.press("g")
    office.keyboard.press("p")
    office.wait_for_url("**/arbeit/projekte/")


@pytest.mark.parametrize("role", ["office", "partner"])
def test_region_filter_offers_the_regions_of_ones_rights_only(sign_in: Callable[[str], Page], role: str) -> None:
    page = sign_in(role)
    page.goto("/arbeit/projekte/?meine=1")
    own = {row.split(" · ")[1] for row in page.locator(".project-row .row__meta").all_inner_texts()}
    offered = page.locator("select[name='region'] option").all_inner_texts()
    assert (offered[0], set(offered[1:])) == ("alle", own)
