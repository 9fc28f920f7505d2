"""Every kind of page: accessible as far as a machine can tell, and nothing sticks out; light, dark, and narrow."""

from collections.abc import Callable
from pathlib import Path
from typing import Literal
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Page

from tools import site

pytestmark = pytest.mark.once
ROOT = Path(__file__).resolve().parents[2]

PUBLIC = {
    "start": "/",
    "start in English": "/en/",
    "catalogue": "/projekte/",
    "catalogue on the map": "/projekte/?ansicht=karte",
    "search": "/projekte/?q=Bürgerbeteiligung",
    "search without a hit": "/projekte/?q=qqqqqqqq",
    "project": "/projekte/ -> main h3 a",  # from the list to the first one
    "what can be taken over": "/angebote/",
    "nothing to take over": "/angebote/?q=qqqqqqqq",
    "imported software": "/angebote/?art=collected -> main h3 a",
    "offer": site.OFFER,
    "version of an offer": f"{site.OFFER}fassungen/1/",
    "software with faults": site.FAULTY,
    "need without a town we know": "/bedarf/?q=Mängelmelder&kommune=Qwertzstadt",
    "need nothing fits": "/bedarf/?q=qqqqqqqq",
    "asked": "/anfrage/offer-beispiel-maengelmelder/gesendet/",
    "reuse a source names": "/nachnutzung/ -> main .rows a[href^='/nachnutzung/']",
    "frames for other pages": "/einbetten/?kommune=05774032",
    "frame": "/einbetten/kommunen/05774032.html",
    "need box": "/bedarf/?q=LoRaWAN-Sensoren&kommune=Soest",
    "request": "/anfrage/project-lorawan-2-0/",
    "reuses": "/nachnutzung/",
    "reuse": "/nachnutzung/ -> .rows a[href^='/nachnutzung/']",
    "programme": "/programm/",
    "regions": "/regionen/",
    "region": "/regionen/ostwestfalen-lippe/",
    "municipalities": "/kommunen/",
    "municipality": "/kommunen/05774032-paderborn/",
    "municipality elsewhere": "/kommunen/09162000-muenchen/",
    "organisations": "/organisationen/",
    "organisation": "/organisationen/ -> main a[href^='/organisationen/']:not([href*='?'])",
    "sources": "/quellen/",
    "source": "/quellen/ -> main a[href^='/quellen/']:not([href*='?'])",
    "events": "/termine/",
    "events of a region that were": "/termine/?zeit=vergangen&region=ostwestfalen-lippe",
    "event organised here": site.EVENT,
    "call for pitches": f"{site.EVENT}aufruf/",
    "registration": f"{site.EVENT}anmelden/",
    "registered": f"{site.EVENT}anmelden/gesendet/",
    "code of a badge": "/mitmachen/plakette/00000000-0000-4000-8000-000000000000/",
    "programme of a congress": f"{site.EVENT}programm/",
    "programme by topic": f"{site.EVENT}programm/?ansicht=thema",
    "programme without a hit": f"{site.EVENT}programm/?q=qqqqqqqq",
    "own programme, nothing chosen": f"{site.EVENT}programm/meine/?meine=",
    "versions of a programme": f"{site.EVENT}programm/versionen/",
    "version of a programme": f"{site.EVENT}programm/version/1/",
    "pitch": f"{site.EVENT}programm/ -> .talk__title a",
    "prize with its vote": f"{site.EVENT}preis/beispielpreis/",
    "event of the register": "/termine/?zeit=vergangen -> main h4 a[href*='owl-2022']",
    "changes": "/aktuelles/",
    "news": "/neues/",
    "news without a hit": "/neues/?art=facts&jahr=1999",
    "article": site.ARTICLE,
    "article in English": f"/en{site.ARTICLE}",
    "news of a year": f"{site.ARTICLE} -> a[href*='/neues/archiv/']",
    "for the press": "/neues/presse/",
    "newsletter": "/rundbrief/",
    "newsletter asked for": "/rundbrief/gesendet/",
    "issues of the newsletter": "/rundbrief/archiv/",
    "what it has brought": "/ergebnisse/",
    "results of a region": "/ergebnisse/regionen/ostwestfalen-lippe/",
    "results of a municipality": "/ergebnisse/kommunen/05774032/",
    "message of a citizen": "/rueckfrage/?ueber=project:lorawan-2-0",
    "message on its way": "/rueckfrage/gesendet/",
    "own data": "/meine-daten/",
    "own data asked for": "/meine-daten/gesendet/",
    "how long data are kept": "/meine-daten/fristen/",
    "contact": "/kontakt/",
    "imprint": "/impressum/",
    "idea": "/ideen/einreichen/",
    "idea handed in": "/ideen/einreichen/gesendet/",
    "privacy": "/datenschutz/",
    "accessibility": "/barrierefreiheit/",
    "gallery": "/gestaltung/",
    "not found": "/gibt-es-nicht/",
    "not found in English": "/en/does-not-exist/",
    "sign-in": "/anmelden/",
    "sign-in by link": "/anmelden/link/",
    "link on its way": "/anmelden/link/unterwegs/",
    "link that no longer works": "/anmelden/link/unbekannt/",
    "password forgotten": "/anmelden/passwort/",
}
_PROJECT = "/arbeit/projekte/lorawan-2-0/"
_EVENT = f"/arbeit{site.EVENT}"
SIGNED_IN = {
    "office": [
        "/arbeit/",
        "/arbeit/portfolio/",
        "/arbeit/portfolio/?q=qqqqqqqq",
        "/arbeit/projekte/",
        "/arbeit/projekte/?q=qqqqqqqq",
        "/arbeit/projekt-anlegen/",
        _PROJECT,
        f"{_PROJECT}grunddaten/",
        f"{_PROJECT}stand/",
        f"{_PROJECT}fakten/",
        f"{_PROJECT}beteiligte/",
        f"{_PROJECT}quellen/",
        f"{_PROJECT}lizenz/",
        f"{_PROJECT}dokumente/",
        f"{_PROJECT}verlaufsplan/",
        f"{_PROJECT}verlaufsplan/risiken/",
        f"{_PROJECT}verlaufsplan/aufgaben/",
        f"{_PROJECT}verlaufsplan/unterlagen/",
        f"{_PROJECT}verlaufsplan/entscheidungen/",
        f"{_PROJECT}verlauf/",
        f"{_PROJECT}vorschau/",
        f"{_PROJECT}zurueckziehen/",
        f"{_PROJECT}zusammenfuehren/",
        "/arbeit/angebote/",
        "/arbeit/angebote/beispiel-maengelmelder/",
        "/arbeit/angebote/beispiel-maengelmelder/vorschau/",
        "/arbeit/angebote/beispiel-maengelmelder/uebertragbarkeit/",
        "/arbeit/anfragen/ -> main .row__title a",
        "/arbeit/nachnutzung/",
        "/arbeit/nachnutzung/ -> main tbody th a",
        "/arbeit/nachnutzung-erfassen/",
        "/arbeit/tabellen/",
        "/arbeit/software/",
        "/arbeit/software/ -> main .row__title a",
        "/arbeit/software/lesen/",
        "/arbeit/software/quellen/",
        "/arbeit/neues/",
        "/arbeit/neues/?stand=archived",
        "/arbeit/neues/anlegen/",
        "/arbeit/neues/?stand=draft -> main .row__title a",
        "/arbeit/neues/?stand=draft -> main .row__title a -> main a[href$='/schreiben/']",
        "/arbeit/neues/?stand=approved -> main .row__title a",
        "/arbeit/neues/?stand=published -> main .row__title a",
        "/arbeit/bilder/",
        "/arbeit/bilder/ -> main a[href^='/arbeit/bilder/']:not([href$='aufnehmen/'])",
        "/arbeit/bilder/aufnehmen/",
        "/arbeit/rundbrief/",
        "/arbeit/rundbrief/anlegen/",
        "/arbeit/rundbrief/ -> main .row__title a",
        "/arbeit/ergebnisse/",
        "/arbeit/ergebnisse/ -> #results-area a[href*='/projekte/']",
        "/arbeit/ergebnisse/ -> #results-area a[href*='/projekte/'] -> main a[href$='/vergleich/']",
        "/arbeit/rueckfragen/",
        "/arbeit/rueckfragen/ -> main .row__title a",
        "/arbeit/seiten/",
        "/arbeit/seiten/anlegen/",
        "/arbeit/termine/",
        "/arbeit/termin-kalender/?monat=2031-03",
        "/arbeit/termin-anlegen/",
        "/arbeit/termin-aufnehmen/",
        _EVENT,
        f"{_EVENT}bearbeiten/",
        f"{_EVENT}absagen/",
        f"{_EVENT}team/",
        f"{_EVENT}anmeldungen/",
        f"{_EVENT}anmeldungen/ -> .occasion-row .row__title a",
        f"{_EVENT}anmeldungen/plaetze/",
        f"{_EVENT}nachher/",
        f"{_EVENT}nachher/aufzeichnungen/",
        "/arbeit/termine/wirkung/",
        f"{_EVENT}aufruf/",
        f"{_EVENT}beitraege/",
        f"{_EVENT}beitraege/ -> main th.ranking__pitch a",
        f"{_EVENT}programm/",
        f"{_EVENT}programm/aufbau/",
        f"{_EVENT}programm/aufbau/block-anlegen/",
        f"{_EVENT}programm/einlesen/",
        f"{_EVENT}programm/plaene/1/",
        f"{_EVENT}programm/plaene/1/ -> .pitch-card__title a",
        f"{_EVENT}programm/plaene/1/vergleich/",
        f"{_EVENT}programm/plaene/1/veroeffentlichen/",
        f"{_EVENT}beitraege/einreichen/",
        f"{_EVENT}beitraege/einlesen/",
        f"{_EVENT}beitraege/preise/",
        f"{_EVENT}beitraege/preise/beispielpreis/",
        f"{_PROJECT}kongress/",
        "/arbeit/organisationen/",
        "/arbeit/briefe/",
        "/arbeit/briefe/ -> main .row__title a",
        "/arbeit/briefe/vorlagen/",
        "/arbeit/briefe/vorlagen/congress/registration_seat/",
        "/arbeit/vertretung/",
        "/arbeit/vertretung/eintragen/",
        "/arbeit/abschluesse/",
        "/arbeit/abschluss-beginnen/",
        "/arbeit/fristen/",
        "/arbeit/frist-anlegen/",
        "/arbeit/stellen/",
        "/arbeit/stelle-anlegen/",
        "/arbeit/uebergabe/",
        "/arbeit/rueckmeldungen/",
        "/arbeit/rueckmeldungen/kontakte/",
        "/arbeit/rueckmeldungen/sichten/",
        "/arbeit/netzwerk/",
        "/arbeit/netzwerk/wissen/?q=Parken",
        "/arbeit/netzwerk/doppelt/",
        "/arbeit/organisationen/ -> main .row__title a",
        "/arbeit/organisation-anlegen/",
        "/arbeit/kontakte/",
        "/arbeit/kontakt-eintragen/",
        "/arbeit/austauschgruppen/",
        "/arbeit/austauschgruppe-anlegen/",
        "/arbeit/ideen/?ansicht=tabelle",
        "/arbeit/ideen/ -> main a:text('Sondernutzung')",  # to be checked
        "/arbeit/ideen/ -> main a:text('Baumkataster')",  # on an agenda
        "/arbeit/ideen/ -> main a:text('Beispielantrag')",
        "/arbeit/idee-anlegen/",
        "/arbeit/sitzungen/ -> main a:text('Frühjahr')",  # planned
        "/arbeit/sitzungen/ -> main a:text('Herbst')",  # held
        "/arbeit/sitzung-anlegen/",
        "/arbeit/antraege/",
        "/arbeit/antrag-anlegen/",
        "/arbeit/abschluesse/ -> main .rows a",
        "/arbeit/fristen/ -> main .row__title a",
        "/arbeit/stellen/ -> main tbody th a",
        "/arbeit/kontakte/ -> main .row__title a",
        "/arbeit/austauschgruppen/ -> main .row__title a",
        "/arbeit/protokoll/",
        "/en/arbeit/",
        "/gibt-es-nicht/",
    ],
    "admin": [
        "/arbeit/datenschutz/",
        "/arbeit/datenschutz/verzeichnis/",
        "/arbeit/datenschutz/fristen/",
        "/arbeit/datenschutz/protokoll/",
        "/konto/daten/",
        "/arbeit/",
        "/arbeit/konten/",
        "/arbeit/konten/ -> main .row__title a",
        "/arbeit/konto-anlegen/",
        "/arbeit/austausch/",
    ],
    "partner": ["/arbeit/", "/arbeit/projekte/", _PROJECT, "/arbeit/neues/", "/arbeit/neues/anlegen/"],
    "municipality": [
        "/arbeit/",
        "/konto/",
        "/konto/passwort/",
        "/konto/zweiter-faktor/",
        "/konto/passkeys/",
        "/anmelden/bestaetigen/",
        "/abmelden/",
    ],
    "steering": ["/arbeit/", "/arbeit/ideen/", "/arbeit/sitzungen/"],
    "authority": ["/arbeit/", "/arbeit/protokoll/"],
    "land": ["/arbeit/"],
}
# Colours fade for a moment after the scheme changed; a check in between would see neither.
STILL = """() => {
  const still = new CSSStyleSheet();
  still.replaceSync("*, ::before, ::after { transition: none !important }");
  document.adoptedStyleSheets = [...document.adoptedStyleSheets, still];
}"""
SETTLED = "new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))"
Look = tuple[int, Literal["light", "dark"], bool | None]
# Narrow and light by every rule; when wide no colour is another, and in the dark nothing but colours is another.
# So what only one width shows has its colours checked too, and what both show has them checked in both schemes.
LOOKS: tuple[Look, ...] = ((1440, "light", False), (1440, "dark", True), (320, "light", None))


# A role with many pages is walked in parts, so that both cores have something to do.
PARTS = {role: 1 + len(paths) // 12 for role, paths in SIGNED_IN.items()}


def go(page: Page, path: str) -> None:
    """Open ``path``; ``path -> selector`` follows the first such link from there, ``-> another`` one from the next page."""
    start, *links = path.split(" -> ")
    page.goto(start)
    for link in links:
        here = page.url
        page.locator(link).first.click()
        page.wait_for_url(lambda url, left=here: url != left)


def in_every_look(page: Page, fits: Callable[[Page], None], accessible: Callable[..., None]) -> None:
    """Apply the checks to the open page in each look."""
    page.evaluate(STILL)
    for width, scheme, colours in LOOKS:
        page.set_viewport_size({"width": width, "height": 900})
        page.emulate_media(color_scheme=scheme)
        page.evaluate(SETTLED)
        fits(page)
        accessible(page, colours=colours)


@pytest.mark.usefixtures("examples")
@pytest.mark.parametrize("kind", PUBLIC)
def test_public_page_is_accessible_and_fits(
    page: Page, kind: str, assert_accessible: Callable[..., None], assert_fits: Callable[[Page], None]
) -> None:
    go(page, PUBLIC[kind])
    in_every_look(page, assert_fits, assert_accessible)


@pytest.mark.usefixtures("examples")
@pytest.mark.parametrize(("role", "part"), [(role, part) for role in SIGNED_IN for part in range(PARTS[role])])
def test_page_behind_the_sign_in_is_accessible_and_fits(
    role: str,
    part: int,
    sign_in: Callable[[str], Page],
    assert_accessible: Callable[..., None],
    assert_fits: Callable[[Page], None],
) -> None:
    page = sign_in(role)
    for path in SIGNED_IN[role][part :: PARTS[role]]:
        go(page, path)
        in_every_look(page, assert_fits, assert_accessible)


@pytest.mark.usefixtures("examples")
def test_private_pages_of_a_call_are_accessible_and_fit(
    sign_in: Callable[[str], Page],
    assert_accessible: Callable[..., None],
    assert_fits: Callable[[Page], None],
) -> None:
    page = sign_in("office")
    page.goto(f"{_EVENT}team/")
    links = [urlsplit(text).path for text in page.locator("main code").all_inner_texts()]
    own = {kind: next(link for link in links if f"/{kind}/" in link) for kind in ("begutachtung", "jury")}
    go(page, f"{_EVENT}beitraege/ -> main th.ranking__pitch a")
    own["beitrag"] = page.locator("a.private-page").get_attribute("href") or ""
    for path in (own["beitrag"], own["jury"], own["begutachtung"], f"{own['begutachtung']} -> .row__title a"):
        go(page, path)
        in_every_look(page, assert_fits, assert_accessible)


@pytest.mark.usefixtures("examples")
def test_pages_reached_by_the_link_of_a_letter_are_accessible_and_fit(
    page: Page,
    site_folder: tuple[Path, str],
    assert_accessible: Callable[..., None],
    assert_fits: Callable[[Page], None],
) -> None:
    code, root = "from tools.steering_examples import print_links; print_links()", str(ROOT)
    said = site.command(*site_folder, "manage", "shell", "-v", "0", "-c", code, PYTHONPATH=root)
    links = dict(line.split() for line in said.splitlines() if line.strip())
    assert sorted(links) == ["checkin", "idea", "tasks"]
    for link in links.values():
        page.goto(link)
        assert page.locator("main h1").count() == 1
        in_every_look(page, assert_fits, assert_accessible)


@pytest.mark.usefixtures("examples")
@pytest.mark.parametrize("kind", ["start", "catalogue", "project", "offer", "municipality", "sign-in"])
def test_page_at_double_size_or_in_the_systems_colours_fits(
    page: Page, kind: str, assert_fits: Callable[[Page], None]
) -> None:
    page.set_viewport_size({"width": 720, "height": 450})  # what is left of 1440 × 900 at 200 %
    go(page, PUBLIC[kind])
    assert_fits(page)
    page.emulate_media(forced_colors="active")
    assert_fits(page)


@pytest.mark.parametrize("kind", ["start", "catalogue", "project", "municipality", "not found", "sign-in"])
def test_first_stop_of_the_keyboard_leads_past_the_navigation(page: Page, kind: str) -> None:
    go(page, PUBLIC[kind])
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    assert page.evaluate("document.querySelector(location.hash).closest('main') !== null")


@pytest.mark.usefixtures("examples")
def test_visitor_gets_no_cookie(page: Page) -> None:
    for kind, path in PUBLIC.items():
        if not kind.startswith(("sign-in", "link", "password")):  # their forms need one
            page.context.request.get(path.partition(" -> ")[0])  # keeps cookies as the page does
    for kind in ("start", "catalogue", "project"):
        go(page, PUBLIC[kind])
    assert page.context.cookies() == []
