"""Cells into a spreadsheet file again; no text of it runs as a formula (pure)."""

import csv
import io
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import xlsxwriter

from strahlkraft.kernel.partial_date import PartialDate
from strahlkraft.kernel.spreadsheets import defused
from strahlkraft.steering.sheets.cells import Sheet
from strahlkraft.steering.sheets.values import Value, shown

_LONGEST_NAME = 31  # characters of a sheet's name
_MADE = datetime(2026, 1, 1, tzinfo=UTC).replace(tzinfo=None)  # fixed: equal content gives an equal file
_DATE_FORMS = {4: "yyyy", 7: "mm.yyyy", 10: "dd.mm.yyyy"}  # by the length of the stored form
_WIDTH = 22


def harmless(text: str) -> str:
    """``text`` that no spreadsheet runs; the reader takes the leading apostrophe off again."""
    bare = text.lstrip("'")
    return f"'{text}" if bare and defused(bare) != bare else text


def csv_bytes(sheet: Sheet) -> bytes:
    """As the file was: the same delimiter and encoding; signs that encoding lacks become question marks."""
    out = io.StringIO()
    writer = csv.writer(out, delimiter=sheet.delimiter)
    width = max((len(row) for row in sheet.rows), default=0)
    for row in sheet.rows:
        texts = [_csv_text(value) for value in row]
        writer.writerow(texts + [""] * (width - len(texts)))
    return out.getvalue().encode(sheet.encoding, "replace")


def _csv_text(value: Value) -> str:
    return harmless(value) if isinstance(value, str) else shown(value)


def xlsx_bytes(sheet: Sheet) -> bytes:
    """A workbook with this one sheet: dates and numbers as such, the head fixed."""
    out = io.BytesIO()
    options = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with xlsxwriter.Workbook(out, options) as book:
        book.set_properties({"created": _MADE})
        page = book.add_worksheet(_sheet_name(sheet.name))
        head = book.add_format({"bold": True, "bottom": 1, "text_wrap": True, "valign": "top"})
        text = book.add_format({"valign": "top", "text_wrap": True})
        number = book.add_format({"valign": "top", "num_format": "#,##0.00"})
        dates = {size: book.add_format({"num_format": form, "valign": "top"}) for size, form in _DATE_FORMS.items()}
        page.set_column(0, max(len(sheet.rows[sheet.head]) - 1, 0), _WIDTH)
        page.freeze_panes(sheet.head + 1, 0)
        for row, values in enumerate(sheet.rows):
            for column, value in enumerate(values):
                if isinstance(value, Decimal):
                    page.write_number(row, column, float(value), number)
                elif isinstance(value, PartialDate):
                    moment = datetime.combine(value.first_day, datetime.min.time())
                    page.write_datetime(row, column, moment, dates[len(str(value))])
                else:
                    _write_plain(page, row, column, value, head if row == sheet.head else text)
    return out.getvalue()


def _write_plain(page: Any, row: int, column: int, value: Value, form: Any) -> None:
    if isinstance(value, bool):
        page.write_boolean(row, column, value, form)
    elif isinstance(value, str) and value:
        page.write_string(row, column, harmless(value), form)


def _sheet_name(name: str) -> str:
    """A name a workbook takes."""
    clean = "".join("-" if sign in "[]:*?/\\" else sign for sign in name).strip().strip("'")
    return clean[:_LONGEST_NAME] or "Projekte"
