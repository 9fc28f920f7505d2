"""Every number of a report opens to its records: on the page, on paper, in the workbook, at the authority's door (I9)."""

import io
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

import openpyxl
import pikepdf
import pytest
from openpyxl.utils.cell import range_boundaries

from strahlkraft.network.models import Region
from strahlkraft.reports.papers import rendering
from strahlkraft.reports.papers.content import NUMERIC, opens, places_of, records_of, view_of
from strahlkraft.reports.queries.drafts import Wanted, data_of
from strahlkraft.reports.rules.definitions import Grouping
from strahlkraft.reports.rules.reports import OF_A_PROJECT
from strahlkraft.reports.rules.vocabulary import ReportKind
from tests.factories.accounts import a_region
from tests.factories.reports import IN_2025, MID_2025, a_longer_term, a_project
from tests.factories.steering import ClosureFactory, ClosureItemFactory

pytestmark = pytest.mark.django_db
CHOICE = {"figures": ["projects", "granted", "spent", "spend_rate"], "grouping": "project"}


@pytest.fixture
def region() -> Region:
    """Two projects with money, one of them being closed, the other asking for a longer term."""
    region = a_region("Süd & Söhne")  # a name that must be quoted in an address
    first, second = a_project(region), a_project(region, number=2)
    closure = ClosureFactory(project=first.project, opened_at=IN_2025)
    ClosureItemFactory(closure=closure, key="last-expenditure", position=0, state="done", settled_at=IN_2025)
    a_longer_term(second, state="submitted", answered_on=None)
    return region


def made(region: Region, kind: str, **choice: Any) -> dict[str, Any]:
    project = region.projects.order_by("pk").first() if kind in OF_A_PROJECT else None
    wanted = Wanted(kind, MID_2025, region, project, choice={**CHOICE, **choice})
    return data_of(wanted, at=IN_2025)


def tables(data: dict[str, Any]) -> Iterator[tuple[dict[str, Any], list[dict[str, Any]]]]:
    """Every row of every table, with its table."""
    for block in data["blocks"]:
        if block["block"] == "table":
            for row in [*block["rows"], *([block["total"]] if block["total"] else [])]:
                yield block, row


@pytest.mark.parametrize("kind", list(ReportKind))
def test_no_number_stands_in_a_report_without_a_way_to_what_it_rests_on(region: Region, kind: str) -> None:
    """A figure opens to its records; another number stands in the row of its record. A document is its own record."""
    data, found = made(region, kind), 0
    for block, row in tables(data):
        ways = any("ref" in cell for cell in row)
        documents = any(column["label"] == "SHA-256" for column in block["columns"])
        for cell in row:
            if cell["kind"] not in NUMERIC:
                continue
            found += 1
            code, _asked = opens(cell)
            assert bool(records_of(data, code)) if code else ways or documents, (block["caption"], cell)
    assert found > 3


@pytest.mark.parametrize("kind", [ReportKind.STATUS, ReportKind.FORECAST, ReportKind.CLOSURE])
def test_records_of_every_number_add_up_to_it(region: Region, kind: str) -> None:
    data = made(region, kind)
    for _block, row in tables(data):
        for cell in row:
            if "figure" in cell:
                found = records_of(data, cell["figure"], cell["grouping"], cell["group"])
                assert found is not None
                assert (cell["figure"], Decimal(found["sum"] or 0)) == (cell["figure"], Decimal(cell["value"] or 0))


@pytest.mark.slow
@pytest.mark.parametrize("grouping", [Grouping.PROJECT, Grouping.REGION])
def test_every_number_of_the_workbook_leads_to_rows_with_keys_that_add_up_to_it(
    region: Region, grouping: Grouping
) -> None:
    data = made(region, ReportKind.PARLIAMENT, grouping=str(grouping))
    book = openpyxl.load_workbook(io.BytesIO(rendering.xlsx_of(data, sha256="0" * 64)))
    paper, records = book.worksheets[0], book[data["words"]["records_sheet"]]
    heads = [cell.value for cell in records[1]]
    group = heads.index(data["words"][str(grouping)])
    linked = [cell for row in paper.iter_rows() for cell in row if cell.hyperlink]
    table = next(block for block in data["blocks"] if block["block"] == "table")
    numbers = sum(1 for row in [*table["rows"], table["total"]] for cell in row if opens(cell)[0])
    assert (len(linked), numbers >= 8) == (numbers, True)
    for cell in linked:
        sheet, place = cell.hyperlink.location.rsplit("!", 1)
        left, first, right, last = range_boundaries(place)
        rows = [[one.value for one in row] for row in records.iter_rows(first, last, left, right)]
        assert (sheet.strip("'"), {len(row) for row in rows}) == (records.title, {len(heads)})
        assert all(row[0] and row[2] and ":" in row[2] for row in rows)  # figure and key of each record
        head = paper.cell(cell.row, 1).value
        own = rows if head == table["total"][0]["value"] else [row for row in rows if row[group] == head]
        value, base = (sum(Decimal(str(row[at] or 0)) for row in own) for at in (3, 4))
        whole = (value * 100 / base).quantize(Decimal("0.1")) if base else value
        assert (head, Decimal(str(cell.value))) == (head, whole)


@pytest.mark.slow
def test_every_number_on_paper_leads_to_where_it_is_said_what_it_rests_on(region: Region) -> None:
    data = made(region, ReportKind.STATUS)
    with pikepdf.open(io.BytesIO(rendering.pdf_of(data, sha256="0" * 64, draft=False))) as paper:
        named = {str(name) for name, _place in pikepdf.NameTree(paper.Root.Names.Dests).items()}
        targets = [
            str(mark.get("/Dest") or mark.A.D) for page in paper.pages for mark in page.get("/Annots", []) if mark
        ]
    numbers = [opens(cell)[0] for _block, row in tables(data) for cell in row if opens(cell)[0]]
    assert (len(targets) >= len(numbers) > 30, {*targets} <= named) == (True, True)
    assert {target.removeprefix("zahl-") for target in targets} == {*numbers}
    told = {one["code"]: one["rests"] for one in view_of(data)["definitions"]}
    assert all(told[code] for code in numbers)


def test_rows_named_on_paper_are_those_of_the_workbook(region: Region) -> None:
    data = made(region, ReportKind.STATUS)
    book = openpyxl.load_workbook(io.BytesIO(rendering.xlsx_of(data, sha256="0" * 64)))
    records = book[data["words"]["records_sheet"]]
    names = {one["code"]: one["name"] for one in data["figures"]}
    for code, (first, last) in places_of(data).items():
        found = {records.cell(row, 1).value for row in range(first, last + 1)}
        around = {records.cell(row, 1).value for row in (first - 1, last + 1)}
        assert (found, names[code] in around) == ({names[code]}, False)
