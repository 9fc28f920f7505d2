"""Proofs of use on paper (PDF/UA-1) and as a spreadsheet, from a snapshot and nothing else (I20).

A snapshot holds the content and the words it is shown with, so that neither the books nor a translation can change an old
paper: the same snapshot gives the same bytes. A new look is a new edition of the template; old ones stay as they are.
"""

import io
import json
from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import xlsxwriter
from django.utils import translation
from django.utils.translation import gettext as _

from strahlkraft.audit.four_eyes import canonical
from strahlkraft.design.paper import pdf
from strahlkraft.funding import texts
from strahlkraft.funding.rules.proofs import CONFIRMATIONS, RECEIPTS, SECTIONS, UNPLANNED
from strahlkraft.kernel.spreadsheets import defused
from strahlkraft.kernel.words import gettext_noop

_TEMPLATES = {"1": "funding/papers/proof_1.html"}
_MADE = datetime(2026, 1, 1)  # noqa: DTZ001 - a workbook's time knows no zone; fixed: equal content gives an equal file
_WIDE, _NARROW = 44, 16  # characters

_LABELS: Mapping[str, str] = {
    "interim": gettext_noop("Interim proof of use"),
    "final": gettext_noop("Proof of use"),
    "year": gettext_noop("Year"),
    "version": gettext_noop("Version"),
    "draft": gettext_noop("Draft, not handed in"),
    "handed_in_on": gettext_noop("Handed in on"),
    "example": gettext_noop("Example: everything here is invented."),
    "recipient": gettext_noop("Recipient"),
    "purpose": gettext_noop("Purpose"),
    "project": gettext_noop("Project"),
    "region": gettext_noop("Region"),
    "mode": gettext_noop("Kind of financing"),
    "rate": gettext_noop("Funding rate"),
    "edition": gettext_noop("Edition of the rules"),
    "notices": gettext_noop("Notices of the authority"),
    "grant": gettext_noop("The grant"),
    "kind": gettext_noop("Kind of notice"),
    "reference": gettext_noop("Reference number"),
    "dated": gettext_noop("Dated"),
    "amount": gettext_noop("Amount in euros"),
    "granted": gettext_noop("Granted in total"),
    "paid": gettext_noop("Paid out in total"),
    "part_1": gettext_noop("I. Report"),
    "part_2": gettext_noop("II. Proof in figures"),
    "income": gettext_noop("1. Income"),
    "expenditure": gettext_noop("2. Expenditure"),
    "part_3": gettext_noop("III. Actual result"),
    "part_4": gettext_noop("IV. Confirmations"),
    "part_5": gettext_noop("V. Examination"),
    "source": gettext_noop("Source"),
    "line": gettext_noop("Line of the plan"),
    "planned": gettext_noop("by the notice, in euros"),
    "actual": gettext_noop("as settled, in euros"),
    "percent": gettext_noop("per cent"),
    "planned_all": gettext_noop("by the notice in all, in euros"),
    "planned_eligible": gettext_noop("by the notice eligible, in euros"),
    "actual_all": gettext_noop("as settled in all, in euros"),
    "actual_eligible": gettext_noop("as settled eligible, in euros"),
    "total": gettext_noop("Total"),
    "less": gettext_noop("Eligible expenditure less than planned (below nothing: more)"),
    "due": gettext_noop("Grant by our reckoning (estimate; the authority decides)"),
    "open": gettext_noop("Still to be paid out (below nothing: to be paid back), estimate"),
    "net": gettext_noop("Amounts are net: the recipient may deduct input tax."),
    "marked": gettext_noop("Lines marked in the books, for example as outside the grant period"),
    "yes": gettext_noop("yes"),
    "no": gettext_noop("no"),
    "attached": gettext_noop("A list of receipts is attached."),
    "signature": gettext_noop("Place, date, legally binding signature"),
    "certificate": gettext_noop("Certified by the recipient's audit office on"),
    "certificate_sum": gettext_noop("SHA-256 of the certificate"),
    "authority": gettext_noop("Examined by the granting authority: place, date, signature"),
    "receipts": gettext_noop("List of receipts"),
    "number": gettext_noop("Line number"),
    "paid_on": gettext_noop("Paid on"),
    "supplier": gettext_noop("Supplier"),
    "receipt": gettext_noop("Receipt"),
    "receipt_on": gettext_noop("Date of the receipt"),
    "text": gettext_noop("For what"),
    "of_it_eligible": gettext_noop("of it eligible"),
    "mark": gettext_noop("marked"),
    "unplanned": gettext_noop("not in the plan"),
}


def frozen(content: Mapping[str, Any], *, code: str, number: int, on: date | None, language: str) -> str:
    """The canonical text of a snapshot: the content with the words of ``language``; number 0 is a draft, ``on`` None."""
    with translation.override(language):
        words = {key: _(text) for key, text in _LABELS.items()}
        words |= {f"section.{key}": _(text) for key, text in SECTIONS.items()}
        words |= {f"confirmation.{key}": _(text) for key, text in CONFIRMATIONS.items()}
        words[f"confirmation.{RECEIPTS}"] = words["attached"]
        for kind, table in _TABLES.items():
            words |= {f"{kind}.{key}": str(word) for key, word in table.items()}
    head = {"proof": code, "number": number, "on": on, "language": language}
    return canonical({"snapshot": head, "content": content, "words": words})


_TABLES: Mapping[str, Mapping[str, Any]] = {
    "notice": texts.NOTICE_KINDS,
    "mode": texts.FINANCING_MODES,
    "category": texts.CATEGORIES,
    "source": texts.SOURCE_KINDS,
}


class _Read:
    """A snapshot as the papers need it: amounts as decimals, days as days, words beside what they name."""

    def __init__(self, data: str) -> None:
        told = json.loads(data)
        self.head, self.content, self.words = told["snapshot"], told["content"], told["words"]
        self.on = _day(self.head["on"])

    def word(self, kind: str, key: str) -> str:
        found: str = self.words.get(f"{kind}.{key}", key)
        return found

    @property
    def title(self) -> str:
        year = f" {self.content['year']}" if self.content["year"] else ""
        return f"{self.words[self.content['kind']]}{year}"

    @property
    def notices(self) -> list[dict[str, Any]]:
        return [
            {
                "kind": self.word("notice", row["kind"]),
                "reference": row["reference"],
                "issued_on": _day(row["issued_on"]),
                "amount": _money(row["amount"]),
            }
            for row in self.content["head"]["notices"]
        ]

    @property
    def facts(self) -> list[tuple[str, str]]:
        head = self.content["head"]
        rate = f"{head['rate']} %".replace(".00 %", " %") if head["rate"] else ""
        pairs = [
            ("recipient", head["recipient"]),
            ("purpose", head["purpose"]),
            ("project", head["project"]),
            ("region", head["region"]),
            ("mode", self.word("mode", head["mode"])),
            ("rate", rate),
            ("edition", head["edition"]),
        ]
        return [(self.words[key], value) for key, value in pairs if value]

    @property
    def income(self) -> list[dict[str, Any]]:
        return [
            {
                "name": self._source(row),
                **{key: _money(row[key]) for key in ("planned", "planned_percent", "actual", "actual_percent")},
            }
            for row in self.content["income"]
        ]

    def _source(self, row: Mapping[str, str]) -> str:
        name = self.words["unplanned"] if row["name"] == UNPLANNED else row["name"]
        kind = self.word("source", row["kind"])
        return f"{kind}: {name}" if name else kind

    @property
    def expenditure(self) -> list[dict[str, Any]]:
        keys = ("planned", "planned_eligible", "actual", "actual_eligible")
        return [
            {"name": self.word("category", row["category"]), **{key: _money(row[key]) for key in keys}}
            for row in self.content["expenditure"]
        ]

    @property
    def totals(self) -> dict[str, Decimal]:
        found = {key: Decimal(text) for key, text in self.content["totals"].items()}
        for key in ("planned_percent", "actual_percent"):
            found[key] = sum((Decimal(row[key]) for row in self.content["income"]), Decimal(0))
        return found

    @property
    def result(self) -> dict[str, Decimal]:
        return {key: Decimal(text) for key, text in self.content["result"].items()}

    @property
    def report(self) -> list[tuple[str, list[str]]]:
        return [
            (self.word("section", row["key"]), [part for part in row["text"].split("\n") if part.strip()])
            for row in self.content["narrative"]
        ]

    @property
    def confirmations(self) -> list[tuple[str, str]]:
        return [
            (self.word("confirmation", row["key"]), self.words["yes" if row["given"] else "no"])
            for row in self.content["confirmations"]
        ]

    @property
    def receipts(self) -> list[dict[str, Any]]:
        return [
            {
                **row,
                "category": self.word("category", row["category"]),
                "paid_on": _day(row["paid_on"]),
                "receipt_on": _day(row["receipt_on"]),
                "amount": _money(row["amount"]),
                "eligible": _money(row["eligible"]),
            }
            for row in self.content["receipts"]
        ]

    @property
    def certified_on(self) -> date | None:
        return _day(self.content["certificate"]["on"])


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


def _money(text: str | None) -> Decimal | None:
    return Decimal(text) if text is not None else None


def shown(data: str) -> dict[str, Any]:
    """A snapshot for a page: ``sheet`` with its parts, ``w`` with the words it was frozen with. Asks no database."""
    sheet = _Read(data)
    return {"sheet": sheet, "w": sheet.words}


def pdf_bytes(data: str, template: str) -> bytes:
    """The paper of a snapshot in the field order of the form, by the edition it was taken for; KeyError for an unknown one."""
    sheet = _Read(data)
    return pdf(_TEMPLATES[template], {"sheet": sheet, "w": sheet.words}, language=sheet.head["language"])


# ---- spreadsheet


class _Page:
    """Writes rows from top to bottom; text never runs as a formula."""

    def __init__(self, book: Any, name: str) -> None:
        self._page = book.add_worksheet(name[:31])
        self._row = 0
        self._forms = {
            "title": book.add_format({"bold": True, "font_size": 14}),
            "head": book.add_format({"bold": True, "bottom": 1, "text_wrap": True, "valign": "top"}),
            "text": book.add_format({"text_wrap": True, "valign": "top"}),
            "money": book.add_format({"num_format": "#,##0.00", "valign": "top"}),
            "total": book.add_format({"num_format": "#,##0.00", "bold": True, "top": 1}),
            "day": book.add_format({"num_format": "dd.mm.yyyy", "valign": "top"}),
            "bold": book.add_format({"bold": True, "top": 1}),
        }
        self._page.set_column(0, 0, _WIDE)
        self._page.set_column(1, 9, _NARROW)

    def put(self, *values: Any, form: str = "") -> None:
        """One row."""
        for column, value in enumerate(values):
            self._cell(column, value, form)
        self._row += 1

    def _cell(self, column: int, value: Any, form: str) -> None:
        if isinstance(value, Decimal):
            self._page.write_number(
                self._row, column, float(value), self._forms["total" if form == "bold" else "money"]
            )
        elif isinstance(value, date):
            moment = datetime.combine(value, datetime.min.time())
            self._page.write_datetime(self._row, column, moment, self._forms["day"])
        elif isinstance(value, int):
            self._page.write_number(self._row, column, value, self._forms["text"])
        elif value:
            self._page.write_string(self._row, column, defused(str(value)), self._forms[form or "text"])

    def gap(self) -> None:
        """An empty row."""
        self._row += 1


def xlsx_bytes(data: str) -> bytes:
    """The figures of a snapshot as a workbook, in the field order of the form; amounts are numbers."""
    sheet, out = _Read(data), io.BytesIO()
    options = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with xlsxwriter.Workbook(out, options) as book:
        book.set_properties({"created": _MADE, "title": sheet.title})
        _write_form(_Page(book, sheet.words["final"]), sheet)
        if sheet.receipts:
            _write_receipts(_Page(book, sheet.words["receipts"]), sheet)
    return out.getvalue()


def _write_form(page: _Page, sheet: _Read) -> None:
    w, totals, result = sheet.words, sheet.totals, sheet.result
    page.put(sheet.title, form="title")
    if sheet.content["head"]["demonstration"]:
        page.put(w["example"], form="head")
    page.put(f"{w['version']} {sheet.head['number']}" if sheet.head["number"] else w["draft"], sheet.on)
    for label, value in sheet.facts:
        page.put(label, value)
    page.gap()
    page.put(w["notices"], w["dated"], w["reference"], w["amount"], form="head")
    for row in sheet.notices:
        page.put(row["kind"], row["issued_on"], row["reference"], row["amount"])
    page.put(w["granted"], "", "", result["granted"])
    page.put(w["paid"], "", "", result["paid"])
    page.gap()
    page.put(w["income"], w["planned"], w["percent"], w["actual"], w["percent"], form="head")
    for row in sheet.income:
        page.put(row["name"], row["planned"], row["planned_percent"], row["actual"], row["actual_percent"])
    sums = ("planned_income", "planned_percent", "actual_income", "actual_percent")
    page.put(w["total"], *(totals[key] for key in sums), form="bold")
    page.gap()
    keys = ("planned", "planned_eligible", "actual", "actual_eligible")
    heads = (w["planned_all"], w["planned_eligible"], w["actual_all"], w["actual_eligible"])
    page.put(w["expenditure"], *heads, form="head")
    for row in sheet.expenditure:
        page.put(row["name"], *(row[key] for key in keys))
    page.put(w["total"], *(totals[key] for key in keys), form="bold")
    page.gap()
    page.put(w["part_3"], w["amount"], form="head")
    for label, key in (("less", "spent_less"), ("due", "due"), ("paid", "paid"), ("open", "open")):
        page.put(w[label], result[key])
    page.put(w["marked"], int(sheet.content["marked"]))
    if sheet.content["head"]["net"]:
        page.put(w["net"])


def _write_receipts(page: _Page, sheet: _Read) -> None:
    w = sheet.words
    heads = (
        "text",
        "number",
        "paid_on",
        "supplier",
        "receipt",
        "receipt_on",
        "line",
        "amount",
        "of_it_eligible",
        "mark",
    )
    page.put(*(w[key] for key in heads), form="head")
    for row in sheet.receipts:
        page.put(
            *(row[key] for key in ("text", "number", "paid_on", "supplier", "receipt", "receipt_on", "category")),
            row["amount"],
            row["eligible"],
            w["yes"] if row["marked"] else "",
        )
