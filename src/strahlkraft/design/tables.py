"""Lists as CSV and XLSX. A cell that a spreadsheet could take for a formula is defused by a leading apostrophe."""

import csv
import io
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Literal
from zoneinfo import ZoneInfo

import xlsxwriter
from xlsxwriter.format import Format

from strahlkraft.kernel.spreadsheets import defused

Kind = Literal["text", "integer", "number", "money", "date", "moment", "yes_no"]
_FORMATS: dict[Kind, str] = {
    "integer": "#,##0",
    "number": "#,##0.00####",
    "money": '#,##0.00 "€"',
    "date": "dd.mm.yyyy",
    "moment": "dd.mm.yyyy hh:mm",
}
_LONGEST_CELL = 32_767  # characters; what a workbook holds in one cell
_BERLIN = ZoneInfo("Europe/Berlin")
_MADE = datetime(2026, 1, 1)  # noqa: DTZ001 - the file format knows no zone; fixed: equal content gives an equal file


@dataclass(frozen=True, slots=True)
class Column:
    """``name`` heads the CSV column, ``label`` the workbook's; ``value`` reads the cell off a record."""

    name: str
    label: Any
    value: Callable[[Any], Any]
    kind: Kind = "text"
    width: int = 18


def column(name: str, label: Any, kind: Kind = "text", width: int = 18) -> Column:
    """A column that shows the record's attribute of the same name."""
    return Column(name, label, lambda record: getattr(record, name), kind, width)


def csv_bytes(records: Iterable[Any], columns: Sequence[Column], *, german: bool = False) -> bytes:
    """RFC 4180 in UTF-8; ``german`` writes semicolons, decimal commas and a byte-order mark."""
    out = io.StringIO()
    writer = csv.writer(out, delimiter=";" if german else ",")
    writer.writerow([column.name for column in columns])
    for record in records:
        writer.writerow([_text(column.value(record), german=german) for column in columns])
    return out.getvalue().encode("utf-8-sig" if german else "utf-8")


def _text(value: Any, *, german: bool) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, Decimal | int):
        plain = f"{value:f}" if isinstance(value, Decimal) else str(value)
        return plain.replace(".", ",") if german else plain
    if isinstance(value, date):
        return value.isoformat()
    return defused(str(value))


def xlsx_bytes(title: str, records: Iterable[Any], columns: Sequence[Column]) -> bytes:
    """A workbook with one sheet: head fixed and filterable, numbers and dates as such; rows are not kept in memory."""
    out = io.BytesIO()
    options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(out, options) as book:
        book.set_properties({"title": title, "created": _MADE})
        sheet = book.add_worksheet(title[:31])
        formats = {kind: book.add_format({"num_format": form, "valign": "top"}) for kind, form in _FORMATS.items()}
        plain = book.add_format({"valign": "top"})
        head = book.add_format({"bold": True, "bottom": 1, "text_wrap": True, "valign": "top"})
        sheet.freeze_panes(1, 1)
        for number, column in enumerate(columns):
            sheet.set_column(number, number, column.width)
            sheet.write_string(0, number, str(column.label), head)
        last = 0
        for last, record in enumerate(records, start=1):
            for number, column in enumerate(columns):
                _write(sheet, last, number, column.value(record), formats.get(column.kind, plain))
        sheet.autofilter(0, 0, max(last, 1), len(columns) - 1)
    return out.getvalue()


def _write(sheet: Any, row: int, number: int, value: Any, form: Format) -> None:
    if value is None or value == "":
        sheet.write_blank(row, number, None, form)
    elif isinstance(value, bool):
        sheet.write_boolean(row, number, value, form)
    elif isinstance(value, Decimal | int | float):
        sheet.write_number(row, number, float(value), form)
    elif isinstance(value, datetime):
        sheet.write_datetime(row, number, value.astimezone(_BERLIN).replace(tzinfo=None), form)
    elif isinstance(value, date):
        sheet.write_datetime(row, number, value, form)
    else:
        sheet.write_string(row, number, defused(str(value))[:_LONGEST_CELL], form)
