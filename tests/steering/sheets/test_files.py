"""Files read and written: delimiters, encodings, limits, formulas, and nothing lost on the way."""

import io
import zipfile
from decimal import Decimal

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from strahlkraft.kernel.partial_date import PartialDate
from strahlkraft.kernel.refusal import Refused
from strahlkraft.steering.rules.sheets import MOST_ROWS
from strahlkraft.steering.sheets.cells import Sheet, address, packed, unpacked
from strahlkraft.steering.sheets.reading import read
from strahlkraft.steering.sheets.values import Value
from strahlkraft.steering.sheets.writing import csv_bytes, xlsx_bytes

pytestmark = pytest.mark.house


@pytest.mark.parametrize("delimiter", [";", ",", "\t", "|"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
def test_a_csv_file_is_read_whatever_its_delimiter_and_encoding(delimiter: str, encoding: str) -> None:
    lines = [("Projekt", "Förderung"), ("Lämpchen", "1.234"), ("Größe", "")]
    data = "\r\n".join(delimiter.join(line) for line in lines).encode(encoding)

    sheet = read(data, "liste.csv")

    assert (sheet.rows, sheet.delimiter, sheet.encoding, sheet.name) == (
        (("Projekt", "Förderung"), ("Lämpchen", "1.234"), ("Größe",)),
        delimiter,
        encoding,
        "liste",
    )


def test_a_workbook_is_read_with_dates_as_precise_as_they_are_shown() -> None:
    book = openpyxl.Workbook()
    page = book.active
    assert page is not None
    book.create_sheet("Anderes").append(["nichts", "davon"])
    page.title = "Projekte 2021"
    page.append(["Projektliste, Stand heute"])
    page.append(["Projekt", "Beginn", "Umsetzung geplant", "Fördersumme", "Frist"])
    page.append(["Lampen", PartialDate(2021, 9, 1).first_day, PartialDate(2022, 3).first_day, 12.5, True])
    page["B3"].number_format, page["C3"].number_format = "dd.mm.yyyy", "mmm yyyy"
    out = io.BytesIO()
    book.save(out)

    sheet = read(out.getvalue(), "x.xlsx")

    assert (sheet.name, sheet.form, sheet.head, sheet.rows[2]) == (
        "Projekte 2021",
        "xlsx",
        1,
        ("Lampen", PartialDate(2021, 9, 1), PartialDate(2022, 3), Decimal("12.5"), True),
    )


def _packed_file(parts: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as packed_file:
        for name, content in parts.items():
            packed_file.writestr(name, content)
    return out.getvalue()


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b";;;\n;;",
        b"PK\x03\x04 no workbook",
        _packed_file({"xl/workbook.xml": b"<a/>"}),
        _packed_file({"xl/workbook.xml": b'<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>'}),
        _packed_file({"xl/workbook.xml": b" " * 61_000_000}),
        _packed_file({f"{number}.xml": b"" for number in range(401)}),
        b"a;b\n" * (MOST_ROWS + 1),
        b";".join([b"a"] * 121),
        b"a;" + b"b" * 10_001,
        (b";".join([b"a"] * 100) + b"\n") * 401,
    ],
    ids=["nothing", "blank", "broken", "no-workbook", "entities", "bomb", "parts", "rows", "columns", "cell", "cells"],
)
def test_what_is_no_list_or_too_large_is_refused(data: bytes) -> None:
    with pytest.raises(Refused) as refused:
        read(data, "liste.xlsx")

    assert [reason.field for reason in refused.value.refusals] == ["file"]


def test_a_formula_never_runs_where_the_list_is_opened_again() -> None:
    sheet = Sheet("Projekte", "csv", (("Projekt", "Notiz"), ("=HYPERLINK(1)", "@summe")))

    written = csv_bytes(sheet).decode("utf-8-sig")
    book = openpyxl.load_workbook(io.BytesIO(xlsx_bytes(sheet)))

    assert written == "Projekt;Notiz\r\n'=HYPERLINK(1);'@summe\r\n"
    assert book["Projekte"]["A2"].value == "'=HYPERLINK(1)"
    assert book["Projekte"]["A2"].data_type == "s"


def test_a_cell_is_named_as_people_see_it() -> None:
    assert [address(16, 2), address(0, 0), address(9, 26), address(0, 701)] == ["C17", "A1", "AA10", "ZZ1"]


_TEXTS = st.text(st.characters(codec="utf-8", exclude_categories=("C",)), min_size=1, max_size=12).filter(
    lambda text: text.strip() == text
)
_DATES = st.one_of(
    st.builds(PartialDate, st.integers(1990, 2100)),
    st.builds(PartialDate, st.integers(1990, 2100), st.integers(1, 12)),
    st.builds(PartialDate, st.integers(1990, 2100), st.integers(1, 12), st.integers(1, 28)),
)
_NUMBERS = st.decimals(0, 10**9, places=2).map(lambda number: Decimal(f"{number.normalize():f}"))


def _sheets(cells: st.SearchStrategy[Value]) -> st.SearchStrategy[Sheet]:
    row = st.lists(cells, min_size=2, max_size=5).map(tuple)
    return st.lists(row, min_size=1, max_size=5).map(lambda rows: Sheet("L", "xlsx", (("Projekt", "Notiz"), *rows)))


def _full(rows: tuple[tuple[Value, ...], ...]) -> list[list[Value]]:
    """Rows without empty ends."""
    found = [list(row) for row in rows]
    for row in found:
        while row and row[-1] is None:
            row.pop()
    while found and not found[-1]:
        found.pop()
    return found


@settings(max_examples=25)
@given(_sheets(st.one_of(st.none(), _TEXTS, _DATES, _NUMBERS, st.booleans())))
def test_a_workbook_comes_back_as_it_was_written(sheet: Sheet) -> None:
    again = read(xlsx_bytes(sheet), "x.xlsx")

    assert (_full(again.rows), again.name, unpacked(packed(sheet))) == (_full(sheet.rows), "L", sheet)


@settings(max_examples=40)
@given(_sheets(st.one_of(st.none(), _TEXTS)), st.sampled_from([";", ",", "\t", "|"]))
def test_texts_come_back_from_a_csv_file_as_they_were_written(sheet: Sheet, delimiter: str) -> None:
    written = csv_bytes(Sheet(sheet.name, "csv", sheet.rows, 0, delimiter, "utf-8"))

    again = read(b"sep=" + delimiter.encode() + b"\n" + written, "x.csv")

    assert _full(again.rows) == _full(sheet.rows)
