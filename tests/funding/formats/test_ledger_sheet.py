"""A partner's list read cell by cell: what is meant, and what is wrong where."""

import io
import json
import zipfile
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import openpyxl
import pytest

from strahlkraft.funding.formats.ledger_sheet import MOST_LINES, packed, read, unpacked
from strahlkraft.funding.rules.ledger import Entry, Paper
from strahlkraft.kernel.refusal import Refused

HEADS = ("Zeile des Plans", "Wofür", "Bezahlt am", "Betrag")
WITH_RECEIPT = ("Kategorie", "Zweck", "Bezahlt am", "Rechnungssteller", "Belegnummer", "Belegdatum", "Brutto", "Netto")


def workbook(*rows: tuple[Any, ...]) -> bytes:
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def wrong(data: bytes, name: str = "liste.xlsx") -> list[tuple[str, str]]:
    return [(fault.cell, fault.refusal.field) for fault in read(data, name, deducts=False).faults]


def refused(data: bytes, name: str = "liste.xlsx") -> str:
    with pytest.raises(Refused) as said:
        read(data, name, deducts=False)
    return said.value.refusals[0].code


def test_a_workbook_and_a_text_file_say_the_same() -> None:
    day = date(2024, 6, 3)
    expected = Entry("staff", "Beispielstelle", Decimal("1234.56"), Decimal("1234.56"), paid_on=day)
    book = workbook(
        ("Beispielliste",),
        HEADS,
        ("Personal", "Beispielstelle", datetime(2024, 6, 3, tzinfo=UTC).replace(tzinfo=None), 1234.56),
    )
    text = ";".join(HEADS) + "\nPersonal;Beispielstelle;03.06.2024;1.234,56 €\n"
    found = [read(book, "a.xlsx", deducts=False), read(text.encode("cp1252"), "a.csv", deducts=False)]
    assert [[line.entry for line in one.lines] for one in found] == [[expected], [expected]]


@pytest.mark.parametrize(("deducts", "amount"), [(False, "119"), (True, "100")])
def test_an_amount_left_out_is_that_of_the_receipt(*, deducts: bool, amount: str) -> None:
    row = ("Fremdleistungen", "Beispiel", "3.6.2024", "Beispiel GmbH", 4711, "1.6.2024", 119, 100)
    line = read(workbook(WITH_RECEIPT, row), "a.xlsx", deducts=deducts).lines[0]
    assert (line.entry.amount, line.paper) == (
        Decimal(amount),
        Paper("Beispiel GmbH", "4711", date(2024, 6, 1), Decimal(119), Decimal(100)),
    )


@pytest.mark.parametrize(
    ("row", "cells"),
    [
        (("Feier", "x", "3.6.2024", 1), [("A2", "category")]),
        (("Personal", "x", "31.2.2024", 1), [("C2", "paid_on")]),
        (("Personal", "x", "Juni 2024", 1), [("C2", "paid_on")]),
        (("Personal", "x", "1.1.0001", 1), [("C2", "paid_on")]),
        (("Personal", "x", "3.6.2024", "1,234.56"), [("D2", "amount")]),
        (("Personal", "x", "3.6.2024", "1e999"), [("D2", "amount")]),
        (("Personal", "x", "3.6.2024", 0.005), [("D2", "amount")]),
        (("Personal", "x", "3.6.2024", 10**14), [("D2", "amount")]),
        (("Personal", "x", "3.6.2024", None), [("D2", "amount")]),
        (("Personal", "x" * 201, "gestern", "viel"), [("B2", "text"), ("C2", "paid_on"), ("D2", "amount")]),
    ],
)
def test_each_fault_names_its_cell(row: tuple[Any, ...], cells: list[tuple[str, str]]) -> None:
    assert wrong(workbook(HEADS, row)) == cells


def test_what_a_computed_cell_is_off_by_is_no_third_digit() -> None:
    assert read(workbook(HEADS, ("Personal", "x", "3.6.2024", 0.1 + 0.2)), "a.xlsx", deducts=False).lines[
        0
    ].entry.amount == Decimal("0.30")


def test_half_a_receipt_names_the_missing_cell() -> None:
    row = ("Personal", "x", "3.6.2024", "Beispiel GmbH", None, "1.6.2024", 5, None)
    assert wrong(workbook(WITH_RECEIPT, row)) == [("E2", "number")]


def test_a_row_that_says_the_same_again_is_told() -> None:
    row = ("Personal", "x", "3.6.2024", 1)
    assert wrong(workbook(HEADS, row, ("Reisen", "y", "3.6.2024", 1), row)) == [("4", "")]


def test_columns_without_meaning_are_named_and_passed_over() -> None:
    found = read(workbook((*HEADS, "Notiz"), ("Personal", "x", "3.6.2024", 1, "geheim")), "a.xlsx", deducts=False)
    assert (found.passed, len(found.lines), found.faults) == (("E Notiz",), 1, ())


def bomb() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as packed_file:
        packed_file.writestr("xl/worksheets/sheet1.xml", b"0" * (41 * 1024 * 1024))
    return out.getvalue()


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "file"),
        (b"PK\3\4nix", "file"),
        (b"%PDF-1.7 kein Blatt", "heads"),
        (bomb(), "file"),
        (workbook(("Wofür", "Betrag"), ("x", 1)), "heads"),
        (workbook((*HEADS, "Betrag"), ("Personal", "x", "3.6.2024", 1, 2)), "doubled"),
        (workbook(HEADS), "empty"),
        (workbook(HEADS, *[("Personal", f"x{n}", "3.6.2024", 1) for n in range(MOST_LINES + 1)]), "many"),
    ],
    ids=["empty", "cut-off", "pdf", "bomb", "no-head", "head-twice", "no-line", "too-many"],
)
def test_what_is_no_list_is_refused_whole(data: bytes, code: str) -> None:
    assert refused(data) == code


def test_lines_come_back_from_their_packing_unchanged() -> None:
    rows = [("Personal", "x", "3.6.2024", "Beispiel GmbH", "R 1", "1.6.2024", "119,00", "100")]
    lines = read(
        workbook(WITH_RECEIPT, *rows, ("Reisen", "y", "3.6.2024", *[None] * 3, 5)), "a.xlsx", deducts=True
    ).lines
    assert unpacked(json.loads(json.dumps(packed(lines)))) == lines
