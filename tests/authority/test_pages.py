"""The authority's pages: what waits, sums, what was handed in bit for bit, regions side by side."""

from datetime import date
from decimal import Decimal
from types import SimpleNamespace
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from strahlkraft.reports.papers.content import view_of
from strahlkraft.reports.queries.comparison import OF_GRANTS, SHOWN, compare, sides
from strahlkraft.reports.queries.drafts import Wanted, data_of
from strahlkraft.reports.queries.figures import facts_of, figures
from strahlkraft.reports.queries.scope import Scope
from strahlkraft.reports.rules.definitions import Code
from tests.authority.conftest import AT, handed_in
from tests.factories.accounts import a_region
from tests.factories.funding import NoticeFactory, granted, paid
from tests.factories.reports import MID_2025, a_project

DOOR = "/aufsicht/"


def test_start_shows_what_waits_and_empty_lists_say_so(house: SimpleNamespace, proof: Any, report: Any) -> None:
    page = house.browsers["authority"].get(DOOR)
    nothing = house.browsers["stranger"].get(f"/en{DOOR}").content.decode()
    assert {line["url"] for line in page.context["waiting"]} == {
        f"{DOOR}nachweise/{proof.code}/",
        f"{DOOR}berichte/{report.code}/",
    }
    assert ("Bezirksregierung Beispielstadt" in page.content.decode(), "Nothing waits" in nothing) == (True, True)


def test_sums_count_effective_terms_once_and_examples_apart(house: SimpleNamespace) -> None:
    """I11: an entered notice changes nothing; R23: a forwarded grant is not counted again."""
    first = granted(region=house.region)
    NoticeFactory(grant=first, kind="amendment", amount=Decimal("900000.00"))
    paid(first, "10000.00")
    granted(region=house.region, parent=first)
    granted(region=house.region, demonstration=True)
    granted("granted", region=house.region, notice={"effective_on": date(2100, 1, 1)})
    found = house.browsers["authority"].get(f"{DOOR}zuwendungen/").context
    real, examples = found["real"], found["examples"]
    assert (real.count, real.granted, real.paid, real.awaited) == (2, Decimal(400000), Decimal(10000), 1)
    assert (examples.count, examples.granted) == (1, Decimal(400000))


def test_lists_ask_a_constant_number_of_queries(house: SimpleNamespace) -> None:
    counts = []
    for more in (1, 2):
        for _ in range(more):
            paid(granted(region=house.region), "10000.00")
        with CaptureQueriesContext(
            connection,
        ) as asked:
            house.browsers["authority"].get(f"{DOOR}zuwendungen/")
        counts.append(len(asked))
    assert counts[0] == counts[1]


def test_papers_are_what_was_handed_in(house: SimpleNamespace, proof: Any, report: Any) -> None:
    """I20 at this door."""
    browser = house.browsers["authority"]
    frozen = browser.get(f"{DOOR}nachweise/{proof.code}/fassungen/1.json").content.decode()
    data = browser.get(f"{DOOR}berichte/{report.code}/bericht.json").content.decode()
    missing = [f"nachweise/{proof.code}/fassungen/2.pdf", f"nachweise/{proof.code}/fassungen/1.exe"]
    missing.append(f"berichte/{report.code}/bericht.exe")
    assert (frozen, data) == (proof.snapshots.get().data, report.data)
    assert [browser.get(f"{DOOR}{path}").status_code for path in missing] == [404, 404, 404]


def test_regions_carry_the_figures_of_the_reports_and_silence_where_nothing_is_kept(house: SimpleNamespace) -> None:
    """I8: the same figures everywhere."""
    a_project(house.region)
    invented = a_region("Beispielregion", demonstration=True)
    a_project(invented, demonstration=True)
    real, examples = sides([house.region, house.foreign, invented])
    found = compare(real, on=MID_2025)
    reported = {one.code: one.value for one in figures(list(Code), facts_of(Scope(MID_2025, house.region)))}
    own, other = found.rows
    assert (real, examples) == ((house.region, house.foreign), (invented,))
    assert own.values == {code: reported[code] for code in own.values}
    assert (other.has_grants, other.values[Code.GRANTED], other.values[Code.PROJECTS]) == (False, None, Decimal(0))


@pytest.mark.parametrize(
    ("query", "wrong"), [("", False), ("2025-06-30", False), ("2100-01-01", True), ("gestern", True)]
)
def test_comparison_takes_a_past_day_only(house: SimpleNamespace, query: str, *, wrong: bool) -> None:
    answer = house.browsers["land"].get(f"{DOOR}regionen/", {"stand": query})
    assert (answer.status_code, answer.context["wrong"]) == (200, wrong)
    own = house.browsers["authority"].get(f"{DOOR}regionen/").context["found"].rows
    assert [row.region for row in own] == [house.region]


def test_five_regions_side_by_side_say_what_the_office_reports_of_each_on_that_day(house: SimpleNamespace) -> None:
    """I8: figure by figure, on the page itself, for real regions beside an invented one."""
    regions = [house.region, house.foreign, *(a_region(f"Region {number}") for number in (3, 4, 5))]
    for number, region in enumerate(regions[:4], start=1):
        for place in range(number):
            a_project(region, number=place)
    a_project(a_region("Beispielregion", demonstration=True), demonstration=True)
    reported = []
    for region in regions:
        choice = {"figures": [str(code) for code in SHOWN]}
        data = data_of(Wanted("parliament", MID_2025, region, choice=choice), at=AT)
        rows = next(block for block in view_of(data)["blocks"] if block["block"] == "table")["rows"]
        reported.append([row[1]["text"] for row in rows])
    page = house.browsers["land"].get(f"{DOOR}regionen/", {"stand": MID_2025.isoformat()})
    found = page.context["found"].rows
    shown = {
        standing.region.pk: [line["cells"][place] for line in page.context["table"]]
        for place, standing in enumerate(found)
    }
    assert {row.region.pk for row in found} == {region.pk for region in regions}
    for region, texts in zip(regions[:4], reported, strict=False):
        assert shown[region.pk] == texts
    silent = [
        text for code, text in zip(SHOWN, shown[regions[4].pk], strict=True) if code in OF_GRANTS
    ]  # no grant is kept here: not known, not nought
    assert set(silent) == {"–"}


def test_comparison_asks_as_often_for_five_regions_as_for_two(house: SimpleNamespace) -> None:
    counts = []
    for names in (("A", "B"), ("C", "D", "E")):
        for name in names:
            a_project(a_region(name))
        with CaptureQueriesContext(connection) as asked:
            house.browsers["land"].get(f"{DOOR}regionen/")
        counts.append(len(asked))
    assert counts[0] == counts[1]


def test_every_number_of_a_report_opens_at_this_door_without_a_way_into_the_books(house: SimpleNamespace) -> None:
    """I9 and I22."""
    a_project(house.region)
    row = handed_in(house, "Beispielbericht")
    browser = house.browsers["authority"]
    blocks = browser.get(f"{DOOR}berichte/{row.code}/").context["blocks"]
    cells = [
        cell
        for block in blocks
        if block["block"] == "table"
        for line in [*block["rows"], block["total"]]
        for cell in line
    ]
    ways = {cell["url"] for cell in cells if cell["url"]}
    assert all(cell["url"] for cell in cells if cell["numeric"] and cell["kind"] != "text")
    assert (len(ways) > 20, {browser.get(way).status_code for way in ways}) == (True, {200})
    receipts = browser.get(f"{DOOR}berichte/{row.code}/zahlen/spent/").content.decode()
    assert (receipts.count("Beispielrechnung"), "/arbeit/" in receipts.split("<main", 1)[1]) == (2, False)
    assert browser.get(f"{DOOR}berichte/{row.code}/zahlen/gibt-es-nicht/").status_code == 404
