"""A spreadsheet file into cells, within bounds: XLSX and CSV of any usual delimiter and encoding (pure)."""

import csv
import io
import re
import zipfile
import zlib
from collections import Counter
from collections.abc import Iterable
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import openpyxl

from strahlkraft.kernel.partial_date import PartialDate
from strahlkraft.kernel.refusal import Refusal, Refused
from strahlkraft.kernel.spreadsheets import defused
from strahlkraft.kernel.storable import storable
from strahlkraft.kernel.words import gettext_noop
from strahlkraft.steering.rules.sheets import (
    LONGEST_CELL,
    MOST_BYTES,
    MOST_CELLS,
    MOST_COLUMNS,
    MOST_PARTS,
    MOST_ROWS,
    MOST_UNPACKED,
)
from strahlkraft.steering.sheets.cells import Sheet
from strahlkraft.steering.sheets.mapping import find_head, known_heads
from strahlkraft.steering.sheets.values import Value

_DELIMITERS = ";,\t|"
_MOST_SHEETS = 20
_SAMPLE = 40  # lines looked at to find the delimiter
_PACKING = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
_MOST_TAGS = 600_000  # the cells of the largest sheet, each with its value, and as many that are only coloured
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]")


def read(data: bytes, name: str) -> Sheet:
    """The sheet of a file that most looks like a list of projects; Refused with a sentence when there is none."""
    headed = [_headed(sheet) for sheet in tables(data, name)]
    return max(headed, key=lambda sheet: known_heads(sheet.headers))  # the first of equals


def tables(data: bytes, name: str) -> list[Sheet]:
    """Every sheet of a file that says something, its head not yet looked for; Refused with a sentence when none does."""
    if len(data) > MOST_BYTES:
        raise _refused(gettext_noop("The file is too large."))
    sheets = _workbook(data) if data[:2] == b"PK" else [_text_file(data, name)]
    sheets = [_trimmed(sheet) for sheet in sheets]
    filled = [sheet for sheet in sheets if sheet.rows]
    if not filled:
        raise _refused(gettext_noop("There is no table in this file."))
    return filled


def _refused(message: str, **params: Any) -> Refused:
    return Refused([Refusal("file", message, "file", params)])


def _headed(sheet: Sheet) -> Sheet:
    return Sheet(sheet.name, sheet.form, sheet.rows, find_head(sheet.rows), sheet.delimiter, sheet.encoding)


def _trimmed(sheet: Sheet) -> Sheet:
    """Without empty ends of rows and without empty rows at the end; too large ones are refused."""
    rows = [row[: max((n for n, value in enumerate(row, 1) if value is not None), default=0)] for row in sheet.rows]
    while rows and not rows[-1]:
        rows.pop()
    if len(rows) > MOST_ROWS:
        raise _refused(gettext_noop("The table has more than %(most)s rows."), most=MOST_ROWS)
    if any(len(row) > MOST_COLUMNS for row in rows):
        raise _refused(gettext_noop("The table has more than %(most)s columns."), most=MOST_COLUMNS)
    return Sheet(sheet.name, sheet.form, tuple(rows), sheet.head, sheet.delimiter, sheet.encoding)


def _workbook(data: bytes) -> list[Sheet]:
    _ensure_harmless(data)
    try:
        book = openpyxl.load_workbook(io.BytesIO(data), read_only=True, data_only=True, keep_links=False)
        try:
            pages = [page for page in book.worksheets if page.sheet_state == "visible"][:_MOST_SHEETS]
            return [Sheet(page.title, "xlsx", tuple(_rows(page))) for page in pages]
        finally:
            book.close()
    except Refused:
        raise
    except (
        Exception
    ) as error:  # a broken workbook fails in the library's own many ways; the person hears that it is broken
        raise _refused(gettext_noop("The file cannot be read as a spreadsheet.")) from error


def _rows(page: Any) -> Iterable[tuple[Value, ...]]:
    page.reset_dimensions()
    said = 0
    for row in page.iter_rows(max_row=MOST_ROWS + 1, max_col=MOST_COLUMNS + 1):
        cells = tuple(None if cell.value is None else _cell(cell) for cell in row)
        said += sum(value is not None for value in cells)
        _ensure_readable(said)
        yield cells


def _ensure_readable(said: int) -> None:
    if said > MOST_CELLS:
        raise _refused(gettext_noop("The table has more than %(most)s filled cells."), most=MOST_CELLS)


def _cell(cell: Any) -> Value:
    value = cell.value
    if isinstance(value, datetime | date):
        return _date(value, str(cell.number_format or ""))
    if isinstance(value, bool) or value is None:
        return value
    if isinstance(value, int | float):
        return Decimal(repr(value)) if abs(value) < 1e15 else _text(repr(value))  # noqa: PLR2004 - exact digits of a float
    return _text(str(value))


def _date(value: date, form: str) -> Value:
    """A date as precise as the cell shows it."""
    if isinstance(value, datetime) and (value.hour or value.minute):
        return f"{value:%d.%m.%Y %H:%M}"
    plain_form = re.sub(r'\[[^\]]*\]|"[^"]*"|\\.', "", form).lower()
    if "d" in plain_form or "t" in plain_form or not ("m" in plain_form or "y" in plain_form):
        return PartialDate(value.year, value.month, value.day)
    return PartialDate(value.year, value.month) if "m" in plain_form else PartialDate(value.year)


def _text(text: str) -> Value:
    """The text as it was meant: without signs no file can hold, and without the mark that keeps formulas from running."""
    clean = _CONTROL.sub("", str(storable(text)).replace("\r\n", "\n").replace("\r", "\n"))
    if len(clean) > LONGEST_CELL:
        raise _refused(gettext_noop("A cell holds more than %(most)s characters."), most=LONGEST_CELL)
    bare = clean.lstrip("'")
    if clean != bare and defused(bare) != bare:
        clean = clean[1:]
    return clean or None


def _ensure_harmless(data: bytes) -> None:
    """A workbook is a packed folder: bounded in number and size of its files before anything of it is read."""
    broken = _refused(gettext_noop("The file cannot be read as a spreadsheet."))
    too_large = _refused(gettext_noop("Unpacked, the file is larger than a list of projects can be."))
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as packed:
            parts = packed.infolist()
            if len(parts) > MOST_PARTS or sum(part.file_size for part in parts) > MOST_UNPACKED:
                raise too_large
            if any(part.compress_type not in _PACKING for part in parts):  # others unpack without a bound
                raise broken
            tags = 0
            for part in parts:
                markup = packed.read(part) if part.filename.endswith((".xml", ".rels")) else b""
                if b"<!DOCTYPE" in markup.replace(b"\0", b""):  # entities grow without end
                    raise broken
                tags += markup.count(b"<")
                if tags > _MOST_TAGS:  # the library reads every one of them before it says how many rows there are
                    raise too_large
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, NotImplementedError, RuntimeError, ValueError) as error:
        raise broken from error


def _text_file(data: bytes, name: str) -> Sheet:
    text, encoding = _decoded(data)
    first, _, rest = text.partition("\n")
    if (named := re.fullmatch(r"sep=(.)\s*", first)) and named[1] in _DELIMITERS:
        text, delimiter = rest, named[1]
    else:
        delimiter = _delimiter(text)
    rows: list[tuple[Value, ...]] = []
    said = 0
    try:
        for row in csv.reader(io.StringIO(text, newline=""), delimiter=delimiter):
            rows.append(tuple(_text(cell) for cell in row[: MOST_COLUMNS + 1]))
            said += len(row)
            _ensure_readable(said)
            if len(rows) > MOST_ROWS + 1:
                break
    except csv.Error as error:
        raise _refused(gettext_noop("The file cannot be read as a spreadsheet.")) from error
    title = name.rsplit("/", 1)[-1].rsplit(".", 1)[0]
    return Sheet(title, "csv", tuple(rows), 0, delimiter, encoding)


def _decoded(data: bytes) -> tuple[str, str]:
    """The text and the name of its encoding; what is no UTF is read as Windows writes it in Germany."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return data.decode("utf-16", "replace"), "utf-16"
    try:
        return data.decode("utf-8-sig"), "utf-8-sig" if data.startswith(b"\xef\xbb\xbf") else "utf-8"
    except UnicodeDecodeError:
        return data.decode("cp1252", "replace"), "cp1252"


def _delimiter(text: str) -> str:
    """The delimiter that cuts most lines into the same number of cells, more than one."""
    best = (0, 0, ";")
    for delimiter in _DELIMITERS:
        sizes: Counter[int] = Counter()
        reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
        try:
            for _number, row in zip(range(_SAMPLE), reader, strict=False):
                sizes[len(row)] += 1
        except csv.Error:
            continue
        size, lines = max(((s, n) for s, n in sizes.items() if s > 1), key=lambda pair: pair[1], default=(0, 0))
        best = max(best, (lines, size, delimiter), key=lambda found: found[:2])
    return best[2]
