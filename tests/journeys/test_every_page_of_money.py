"""Every kind of page about grants, in office and authority: accessible, nothing sticks out; and the way by keyboard alone."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.journeys.test_every_page import SETTLED, in_every_look

pytestmark = [pytest.mark.once, pytest.mark.slow]
_G, _X = "/arbeit/zuwendungen/{grant}/", "/arbeit/verlaengerungen/{batch}/"
_D, _P, _C = (
    "/arbeit/zuwendungen/abrufe/{drawdown}/",
    "/arbeit/zuwendungen/nachweise/{proof}/",
    "/arbeit/zuwendungen/aenderungen/{change}/",
)
PAGES = {
    "office": [
        "/arbeit/",
        "/arbeit/fristen/",
        "/arbeit/zuwendungen/",
        "/arbeit/zuwendungen/?q=qqqqqqqq",
        "/arbeit/zuwendung-anlegen/",
        _G,
        "/arbeit/zuwendungen/{applied}/",
        "/arbeit/zuwendungen/{repaying}/",
        f"{_G}bearbeiten/",
        f"{_G}vorzeitiger-beginn/",
        f"{_G}korrektur/",
        f"{_G}bescheide/",
        f"{_G}bescheide/eintragen/",
        f"{_G}bescheide/{{notice}}/",
        "/arbeit/zuwendungen/{applied}/bescheide/{unconfirmed}/",
        f"{_G}finanzierungsplan/",
        f"{_G}finanzierungsplan/1/",
        "/arbeit/zuwendungen/{applied}/finanzierungsplan/",
        f"{_G}ausgaben/",
        f"{_G}ausgaben/?nur=qqq",
        f"{_G}ausgaben/buchen/",
        f"{_G}ausgaben/{{line}}/",
        f"{_G}auftraege/",
        f"{_G}auftraege/eintragen/",
        f"{_G}abrufe/",
        f"{_G}abrufe/anlegen/",
        _D,
        "/arbeit/zuwendungen/auszahlungen/{payout}/",
        f"{_G}auszahlungen/buchen/",
        f"{_G}rueckforderungen/anlegen/",
        f"{_G}aenderungen/",
        f"{_G}aenderungen/neu/laufzeit/",
        f"{_G}aenderungen/neu/mittel/",
        f"{_G}aenderungen/neu/partner/",
        _C,
        f"{_C}bearbeiten/",
        f"{_G}nachweise/",
        "/arbeit/zuwendungen/nachweise/",
        _P,
        "/arbeit/zuwendungen/nachweise/{open_proof}/",
        f"{_P}bericht/",
        f"{_P}angaben/",
        f"{_P}rueckfrage/",
        f"{_P}rueckfragen/{{query}}/",
        f"{_G}fristen/",
        f"{_G}mitteilungen/",
        f"{_G}inventar/",
        f"{_G}beihilfen/",
        "/arbeit/verlaengerungen/",
        "/arbeit/verlaengerungen/matrix/",
        "/arbeit/verlaengerung-anlegen/",
        _X,
        *(f"{_X}{step}/" for step in ("anlass", "auswahl", "zuwendungen", "vorschau", "antraege")),
        *(f"{_X}{step}/" for step in ("freigabe", "einreichung", "bescheide")),
        "/arbeit/berichte/",
        "/arbeit/berichte/neu/",
        "/arbeit/berichte/frage/",
        "/arbeit/berichte/frage/ -> .report-presets a",
        "/arbeit/berichte/{draft}/",
        "/arbeit/berichte/{draft}/bearbeiten/",
        "/arbeit/berichte/{report}/",
        "/arbeit/berichte/{report}/zahlen/granted/",
        "/en/arbeit/zuwendungen/",
        "/en" + _G,
    ],
    "partner": ["/arbeit/zuwendungen/", "/arbeit/zuwendungen/ -> main tbody th a"],
    "authority": [
        "/aufsicht/",
        "/aufsicht/zuwendungen/",
        "/aufsicht/zuwendungen/?stand=applied",
        "/aufsicht/zuwendungen/{grant}/",
        "/aufsicht/nachweise/",
        "/aufsicht/nachweise/{proof}/",
        "/aufsicht/nachweise/{proof}/rueckfrage/",
        "/aufsicht/berichte/",
        "/aufsicht/berichte/{report}/",
        "/aufsicht/berichte/{report}/rueckfrage/",
        "/aufsicht/regionen/",
    ],
    "land": ["/aufsicht/", "/aufsicht/regionen/?beispiel=1", "/aufsicht/berichte/{report}/", "/en/aufsicht/regionen/"],
}
PARTS = {role: 1 + len(paths) // 12 for role, paths in PAGES.items()}
SMALL = """() => [...document.querySelectorAll("main :is(a, button, select, input:not([type=hidden]), summary)")]
  .filter(one => one.checkVisibility() && !one.closest("p, li, dd, td, th, .crumbs, .visually-hidden") &&
    one.getBoundingClientRect().height < 24 && !["checkbox", "radio"].includes(one.type)).map(one => one.outerHTML.slice(0, 120))"""


def _open(page: Page, path: str, places: dict[str, str]) -> None:
    start, _, link = path.partition(" -> ")
    answer = page.goto(start.format(**places))
    assert answer is not None
    assert answer.ok, (page.url, answer.status)
    if link:
        with page.expect_navigation():
            page.locator(link).first.click()


@pytest.mark.parametrize(("role", "part"), [(role, part) for role in PAGES for part in range(PARTS[role])])
def test_page_about_money_is_accessible_and_fits(
    role: str,
    part: int,
    money_page: Callable[[str], Page],
    money_places: dict[str, str],
    assert_accessible: Callable[..., None],
    assert_fits: Callable[[Page], None],
) -> None:
    page = money_page(role)
    for path in PAGES[role][part :: PARTS[role]]:
        _open(page, path, money_places)
        page.set_viewport_size({"width": 720, "height": 450})  # what is left of 1440 × 900 at 200 %
        page.evaluate(SETTLED)
        assert_fits(page)
        in_every_look(page, assert_fits, assert_accessible)
        assert page.evaluate(SMALL) == [], page.url


def _onto(page: Page, thing: Locator) -> None:
    """Go on with the tabulator until the thing has the focus, and see that it shows."""
    expect(thing).to_be_visible()
    for _ in range(120):
        page.keyboard.press("Tab")
        if thing.evaluate("one => one === document.activeElement"):
            break
    seen = "one => { const s = getComputedStyle(one); return s.outlineStyle !== 'none' || s.boxShadow !== 'none' }"
    assert thing.evaluate(seen), thing


def _by_keyboard(page: Page, name: str) -> None:
    """Press the button of that name without a mouse."""
    _onto(page, page.locator("main").get_by_role("button", name=name, exact=True))
    with page.expect_navigation():
        page.keyboard.press("Enter")


def test_second_person_releases_a_report_by_keyboard_alone(
    money_page: Callable[[str], Page], money_places: dict[str, str]
) -> None:
    page = money_page("admin")
    page.goto("/arbeit/berichte/{draft}/".format(**money_places))
    _onto(page, page.locator("main").get_by_role("link", name="Freigabe", exact=True))
    page.keyboard.press("Enter")  # past a hundred numbers that open
    _by_keyboard(page, "Freigeben")
    expect(page.locator("main .overview-line")).to_contain_text("freigegeben")


def test_second_person_confirms_a_notice_by_keyboard_alone(
    money_page: Callable[[str], Page], money_places: dict[str, str]
) -> None:
    page = money_page("admin")
    page.goto("/arbeit/zuwendungen/{applied}/bescheide/{unconfirmed}/".format(**money_places))
    _by_keyboard(page, "Bescheid bestätigen")
    expect(page.locator("main h2").first).to_contain_text("bestätigt")
