"""A report as PDF/UA, XLSX or JSON, made of nothing but its stored content and the edition of its paper (I20)."""

import io
from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import xlsxwriter

from strahlkraft.design.paper import pdf
from strahlkraft.kernel.spreadsheets import defused
from strahlkraft.reports.models import Report
from strahlkraft.reports.papers.content import NUMERIC, data_of, left_of, opens, places_of, view_of
from strahlkraft.reports.rules.vocabulary import ReportState

_MADE = datetime(2026, 1, 1)  # noqa: DTZ001 - the file format knows no zone; fixed: equal content gives an equal file
_LONGEST_CELL = 32_767  # characters; what a workbook holds in one cell
_FORMATS = {"money": '#,##0.00 "€"', "count": "#,##0", "percent": '0.0 "%"', "day": "dd.mm.yyyy"}
_GROUPS = ("project", "region", "recipient", "object", "phase", "year")
_LAST = "K"
"""The last column of the sheet of records."""
MEDIA_TYPES: Mapping[str, str] = {
    "pdf": "application/pdf",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "json": "application/json",
}
"""The forms a report is given out in."""


def render(report: Report, form: str) -> bytes:
    """The report in a form of ``MEDIA_TYPES``; equal content gives equal bytes. KeyError for another form."""
    if form == "pdf":
        return pdf_of(data_of(report), sha256=report.sha256, draft=report.state == ReportState.DRAFT)
    if form == "xlsx":
        return xlsx_of(data_of(report), sha256=report.sha256)
    if form != "json":
        raise KeyError(form)
    return report.data.encode()


def pdf_of(data: Mapping[str, Any], *, sha256: str, draft: bool) -> bytes:
    """The paper as PDF/UA-1, drawn by the template of its edition."""
    context = {**view_of(data), "sha256": sha256, "draft": draft}
    return pdf(f"reports/papers/{data['edition']}.html", context, language=data["language"])


def xlsx_of(data: Mapping[str, Any], *, sha256: str) -> bytes:
    """A workbook: the paper, the definitions, what is left out, and every record each figure rests on."""
    out = io.BytesIO()
    options = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with xlsxwriter.Workbook(out, options) as book:
        book.set_properties({"title": data["title"], "created": _MADE})
        sheet = _Sheets(book, _links(data))
        sheet.paper(data, sha256)
        sheet.definitions(data)
        sheet.left(data)
        sheet.records(data)
    return out.getvalue()


def _links(data: Mapping[str, Any]) -> dict[str, str]:
    """By figure the place of its records in the workbook."""
    name = _sheet_name(data["words"]["records_sheet"]).replace("'", "''")
    return {code: f"internal:'{name}'!A{first}:{_LAST}{last}" for code, (first, last) in places_of(data).items()}


class _Sheets:
    """Writes the sheets of one workbook; ``links``: where each figure's records stand."""

    def __init__(self, book: Any, links: Mapping[str, str]) -> None:
        self._book, self._links = book, links
        self._text = book.add_format({"valign": "top", "text_wrap": True})
        self._head = book.add_format({"bold": True, "bottom": 1, "text_wrap": True, "valign": "top"})
        self._title = book.add_format({"bold": True, "font_size": 14})
        self._kinds = {kind: book.add_format({"num_format": form, "valign": "top"}) for kind, form in _FORMATS.items()}

    def _page(self, name: str, widths: tuple[int, ...]) -> Any:
        page = self._book.add_worksheet(_sheet_name(name))
        for place, width in enumerate(widths):
            page.set_column(place, place, width)
        return page

    def paper(self, data: Mapping[str, Any], sha256: str) -> None:
        """The paper itself, block after block."""
        words = data["words"]
        page = self._page(data["kind_words"], (44, *(20 for _place in range(11))))
        page.write_string(0, 0, _safe(data["title"]), self._title)
        head = [
            (words["as_of"], data["as_of"]),
            (words["computed"], data["computed_on"]),
            (words["hash"], sha256),
            (words["day"], words["day_words"]),
            ("", words["example"] if data["example"] else words["real"]),
            ("", data["introduction"]),
        ]
        for row, (label, value) in enumerate(head, start=1):
            page.write_string(row, 0, _safe(label), self._text)
            page.write_string(row, 1, _safe(value))
        row = len(head) + 2
        for block in data["blocks"]:
            row = self._block(page, row, block, words) + 1

    def _block(self, page: Any, row: int, block: Mapping[str, Any], words: Mapping[str, str]) -> int:
        if block["block"] != "table":
            page.write_string(row, 0, _safe(block["text"]), self._head if block["block"] == "heading" else None)
            return row + 1
        page.write_string(row, 0, _safe(block["caption"]), self._head)
        for place, column in enumerate(block["columns"]):
            label = f"{column['label']} ({column['unit']})" if column["unit"] else column["label"]
            page.write_string(row + 1, place, _safe(label), self._head)
        row += 2
        for cells in [*block["rows"], *([block["total"]] if block["total"] else [])]:
            for place, cell in enumerate(cells):
                self._cell(page, row, place, cell, words)
            row += 1
        if not block["rows"]:
            page.write_string(row, 0, _safe(block["empty"]), self._text)
            row += 1
        return row

    def _cell(self, page: Any, row: int, place: int, cell: Mapping[str, Any], words: Mapping[str, str]) -> None:
        value, kind = cell["value"], cell["kind"]
        if value is None:
            page.write_string(row, place, _safe(words["unknown"]), self._text)
        elif kind in NUMERIC:
            if link := self._links.get(opens(cell)[0]):
                page.write_url(row, place, link)  # the number is written over it and keeps the way
            page.write_number(row, place, float(Decimal(value)), self._kinds[kind])
        elif kind == "day":
            page.write_datetime(row, place, date.fromisoformat(value), self._kinds[kind])
        else:
            page.write_string(row, place, _safe(value), self._text)

    def definitions(self, data: Mapping[str, Any]) -> None:
        """What each figure means and where it comes from."""
        words = data["words"]
        page = self._page(words["definitions"], (32, 90, 60))
        for place, label in enumerate((words["figure"], words["definitions"], words["source"])):
            page.write_string(0, place, _safe(label), self._head)
        for row, figure in enumerate(data["figures"], start=1):
            for place, name in enumerate(("name", "meaning", "source")):
                page.write_string(row, place, _safe(figure[name]), self._text)

    def left(self, data: Mapping[str, Any]) -> None:
        """Every record that does not count, with its reason."""
        words = data["words"]
        page = self._page(words["left"], (48, 60, 60))
        for place, label in enumerate((words["records"], words["reason"], words["figure"])):
            page.write_string(0, place, _safe(label), self._head)
        rows = [(title, one["reason"], one["figures"]) for one in left_of(data) for title in one["titles"]]
        for row, cells in enumerate(rows, start=1):
            for place, value in enumerate(cells):
                page.write_string(row, place, _safe(value), self._text)

    def records(self, data: Mapping[str, Any]) -> None:
        """Every record each figure rests on, down to the receipts, with its key and the groups it is in (I9)."""
        words = data["words"]
        page = self._page(words["records_sheet"], (32, 70, 34, 16, 16, *(24 for _place in _GROUPS)))
        heads = ("figure", "records", "key", "value", "base", *_GROUPS)
        for place, label in enumerate(heads):
            page.write_string(0, place, _safe(words[label]), self._head)
        row = 1
        for figure in data["figures"]:
            form = self._kinds["count" if figure["unit"] == "count" else "money"]
            for record in figure["records"]:
                ref = record["ref"]
                for place, value in enumerate((figure["name"], ref["title"], f"{ref['kind']}:{ref['key']}")):
                    page.write_string(row, place, _safe(value), self._text)
                for place, name in enumerate(("value", "base"), start=3):
                    if name in record:
                        page.write_number(row, place, float(Decimal(record[name])), form)
                for place, name in enumerate(_GROUPS, start=5):
                    page.write_string(row, place, _safe(data["groups"][name][record["groups"][name]]), self._text)
                row += 1
        page.autofilter(0, 0, max(row - 1, 1), len(heads) - 1)
        page.freeze_panes(1, 0)


def _safe(text: object) -> str:
    return defused(str(text))[:_LONGEST_CELL]


def _sheet_name(name: str) -> str:
    """What a workbook takes as the name of a sheet."""
    return "".join(sign for sign in name if sign not in "[]:*?/\\")[:31] or "-"
