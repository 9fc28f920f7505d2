"""A partner's list of expenditure as lines of the ledger: which cell holds what, and what is wrong with it (pure)."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass, field
from datetime import date
from decimal import Decimal, InvalidOperation
from enum import StrEnum
from typing import Any

from strahlkraft.funding.rules.ledger import Entry, Paper
from strahlkraft.funding.rules.vocabulary import Category
from strahlkraft.kernel.amounts import read_amount
from strahlkraft.kernel.refusal import Refusal, Refused
from strahlkraft.kernel.words import gettext_noop
from strahlkraft.kernel.working_days import year_fits
from strahlkraft.steering.sheets.cells import Sheet, address, column_name, folded
from strahlkraft.steering.sheets.reading import tables
from strahlkraft.steering.sheets.values import Value, is_nothing, plain, read_date

MOST_LINES = 300
"""Lines of one file: so many are looked at and booked while somebody waits."""
_HEAD_WITHIN = 15  # rows from the top among which the heads are looked for
_WHOLE_DAY = len("2024-01-31")
_NOISE = Decimal("0.000001")  # what a computed cell of a spreadsheet is off by


class Column(StrEnum):
    """What a column can hold."""

    CATEGORY = "category"
    TEXT = "text"
    PAID_ON = "paid_on"
    DUE_ON = "due_on"
    SERVICE_FROM = "service_from"
    SERVICE_UNTIL = "service_until"
    AMOUNT = "amount"
    ELIGIBLE = "eligible"
    SUPPLIER = "supplier"
    NUMBER = "number"
    INVOICED_ON = "invoiced_on"
    GROSS = "gross"
    NET = "net"
    FILED_AT = "filed_at"


HEADS: Mapping[Column, tuple[str, ...]] = {
    Column.CATEGORY: ("Zeile des Plans", "Kategorie", "Kostenart", "Ausgabeart", "Line of the plan", "Category"),
    Column.TEXT: ("Wofür", "Verwendungszweck", "Zweck", "Bezeichnung", "Beschreibung", "For what"),
    Column.PAID_ON: ("Bezahlt am", "Zahlung am", "Zahlungsdatum", "Gezahlt am", "Paid on"),
    Column.DUE_ON: ("Fällig am", "Fälligkeit", "Due on"),
    Column.SERVICE_FROM: ("Leistung von", "Leistung ab", "Service from"),
    Column.SERVICE_UNTIL: ("Leistung bis", "Service until"),
    Column.AMOUNT: ("Betrag", "Betrag in Euro", "Betrag €", "Ausgabe", "Amount"),
    Column.ELIGIBLE: ("Zuwendungsfähig", "Davon zuwendungsfähig", "Förderfähig", "Eligible"),
    Column.SUPPLIER: ("Rechnungssteller", "Lieferant", "Firma", "Auftragnehmer", "Empfänger", "Supplier"),
    Column.NUMBER: ("Belegnummer", "Rechnungsnummer", "Beleg Nr", "Rechnung Nr", "Number of the receipt"),
    Column.INVOICED_ON: ("Belegdatum", "Rechnungsdatum", "Rechnung vom", "Date of the receipt"),
    Column.GROSS: ("Brutto", "Bruttobetrag", "Gross"),
    Column.NET: ("Netto", "Nettobetrag", "Net"),
    Column.FILED_AT: ("Ablage", "Ablageort", "Where the receipt is kept"),
}
"""The heads that are understood; the first of each is the one our own empty list has."""
_KNOWN = {folded(name): column for column, names in HEADS.items() for name in names}

CATEGORIES: Mapping[Category, tuple[str, ...]] = {
    Category.STAFF: ("Personal", "Personalausgaben", "Personalkosten", "Staff"),
    Category.EXTERNAL: ("Leistungen Dritter", "Fremdleistungen", "Aufträge", "Dienstleistungen", "Services by others"),
    Category.MATERIAL: ("Sachausgaben", "Sachkosten", "Sachmittel", "Material"),
    Category.TRAVEL: ("Reisen", "Reisekosten", "Travel"),
    Category.INVESTMENT: ("Investitionen", "Investition", "Investments"),
    Category.OTHER: ("Sonstiges", "Sonstige", "Other"),
}
_CATEGORY = {folded(word): category for category, words in CATEGORIES.items() for word in (category, *words)}
_DAYS = (Column.PAID_ON, Column.DUE_ON, Column.SERVICE_FROM, Column.SERVICE_UNTIL, Column.INVOICED_ON)
_SUMS = (Column.AMOUNT, Column.ELIGIBLE, Column.GROSS, Column.NET)
_LIMITS: Mapping[Column, int] = {
    Column.TEXT: 200,
    Column.SUPPLIER: 200,
    Column.NUMBER: 80,
    Column.FILED_AT: 200,
}


@dataclass(frozen=True, slots=True)
class Line:
    """One row that can be booked. ``cells`` says where each value stands, by the names of the rules' refusals."""

    row: int
    entry: Entry
    paper: Paper | None = None
    cells: Mapping[str, str] = field(default_factory=dict)

    def cell(self, name: str) -> str:
        """Where a value stands; the row when it has no cell of its own."""
        return self.cells.get(name, "") or str(self.row)


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong with a cell (``C17``) or a row (``17``)."""

    cell: str
    refusal: Refusal


@dataclass(frozen=True, slots=True)
class Reading:
    """A file as it was read: lines, faults, and heads of columns that were passed over."""

    lines: tuple[Line, ...]
    faults: tuple[Fault, ...]
    passed: tuple[str, ...] = ()


def read(data: bytes, name: str, *, deducts: bool) -> Reading:
    """The lines of a file; ``deducts``: net amounts count. Refused when it is no list that can be read."""
    sheet = max(map(_headed, tables(data, name)), key=lambda one: len(columns_of(one)))
    columns = columns_of(sheet)
    doubled = [name for name, number in Counter(columns.values()).items() if number > 1]
    if doubled:
        message = gettext_noop("Two columns have the head “%(head)s”; it must be clear which one counts.")
        raise Refused([Refusal("doubled", message, "file", {"head": HEADS[doubled[0]][0]})])
    missing = [HEADS[one][0] for one in (Column.CATEGORY, Column.TEXT) if one not in columns.values()]
    if missing:
        message = gettext_noop("There is no column “%(head)s”; our empty list shows which heads are understood.")
        raise Refused([Refusal("heads", message, "file", {"head": missing[0]})])
    if not sheet.body:
        raise Refused([Refusal("empty", gettext_noop("Below the heads there is no line."), "file")])
    if len(sheet.body) > MOST_LINES:
        message = gettext_noop("The list has %(found)s lines; at most %(most)s at once are possible: please divide it.")
        raise Refused([Refusal("many", message, "file", {"found": len(sheet.body), "most": MOST_LINES})])
    lines, faults = list[Line](), list[Fault]()
    for row in sheet.body:
        reader = _Row(sheet, row, columns)
        line = reader.line(deducts=deducts)
        faults += reader.faults
        lines += [line] if line and not reader.faults else []
    passed = [f"{column_name(n)} {head}".strip() for n, head in enumerate(sheet.headers) if n not in columns and head]
    return Reading(tuple(lines), (*faults, *_repeated(lines)), tuple(passed))


def _headed(sheet: Sheet) -> Sheet:
    """With the row among the first that has most heads we know."""

    def known(row: int) -> int:
        return sum(folded(plain(value)) in _KNOWN for value in sheet.rows[row])

    head = max(range(min(_HEAD_WITHIN, len(sheet.rows))), key=lambda row: (known(row), -row))
    return Sheet(sheet.name, sheet.form, sheet.rows, head, sheet.delimiter, sheet.encoding)


def columns_of(sheet: Sheet) -> dict[int, Column]:
    """What each column holds whose head is understood."""
    return {place: _KNOWN[folded(head)] for place, head in enumerate(sheet.headers) if folded(head) in _KNOWN}


def _repeated(lines: list[Line]) -> Iterator[Fault]:
    """Rows that say exactly what an earlier one says: booked twice by a slip."""
    seen: dict[tuple[Entry, Paper | None], int] = {}
    for line in lines:
        first = seen.setdefault((line.entry, line.paper), line.row)
        if first != line.row:
            message = gettext_noop("This row says the same as row %(first)s; please remove one, or tell them apart.")
            yield Fault(str(line.row), Refusal("repeated", message, "", {"first": first}))


class _Row:
    """One row of the sheet, read cell by cell; what is wrong is collected."""

    def __init__(self, sheet: Sheet, row: int, columns: Mapping[int, Column]) -> None:
        self.number, self.faults = row + 1, list[Fault]()
        self.values: dict[Column, Value] = {column: sheet.value(row, place) for place, column in columns.items()}
        self.cells = {str(column): address(row, place) for place, column in columns.items()}

    def _wrong(self, column: Column, message: str, **params: Any) -> None:
        self.faults.append(Fault(self.cells.get(column, str(self.number)), Refusal("cell", message, column, params)))

    def line(self, *, deducts: bool) -> Line | None:
        """The line; None when a cell cannot be read."""
        texts = {column: self._text(column) for column in _LIMITS}
        days = {column: self._day(column) for column in _DAYS}
        sums = {column: self._sum(column) for column in _SUMS}
        category = self._category()
        if self.faults:
            return None
        paper = self._paper(texts, days, sums)
        amount = sums[Column.AMOUNT]
        if amount is None and paper:
            amount = paper.net if deducts else paper.gross
        if amount is None and not self.faults:
            self._wrong(Column.AMOUNT, gettext_noop("Please write an amount; only with a receipt it may be left out."))
        if self.faults or amount is None:
            return None
        eligible = amount if sums[Column.ELIGIBLE] is None else sums[Column.ELIGIBLE] or Decimal(0)
        names = (Column.SERVICE_FROM, Column.SERVICE_UNTIL, Column.DUE_ON, Column.PAID_ON)
        entry = Entry(category, texts[Column.TEXT], amount, eligible, *(days[name] for name in names))
        return Line(self.number, entry, paper, self.cells)

    def _category(self) -> str:
        said = plain(self.values.get(Column.CATEGORY))
        found = _CATEGORY.get(folded(said))
        if found is None:
            known = ", ".join(words[0] for words in CATEGORIES.values())
            self._wrong(
                Column.CATEGORY,
                gettext_noop("“%(said)s” is no line of the plan; possible are: %(known)s."),
                said=said[:60],
                known=known,
            )
        return str(found or "")

    def _text(self, column: Column) -> str:
        said = "" if is_nothing(self.values.get(column)) else plain(self.values[column])
        if len(said) > _LIMITS[column]:
            self._wrong(column, gettext_noop("At most %(limit)s characters are possible."), limit=_LIMITS[column])
        return said

    def _day(self, column: Column) -> date | None:
        value = self.values.get(column)
        if is_nothing(value):
            return None
        try:
            said = read_date(value)
            day = date.fromisoformat(said) if len(said) == _WHOLE_DAY else None
        except ValueError:
            day = None
        if day is None or not year_fits(day):
            message = gettext_noop("“%(said)s” is no day; please write it like 31.12.2024.")
            self._wrong(column, message, said=plain(value)[:60])
            return None
        return day

    def _sum(self, column: Column) -> Decimal | None:
        value = self.values.get(column)
        if is_nothing(value):
            return None
        try:
            amount = value if isinstance(value, Decimal) else read_amount(plain(value), german=True)
            rounded = amount.quantize(Decimal("0.01"))
        except InvalidOperation:
            self._wrong(
                column,
                gettext_noop("“%(said)s” is no clear amount; please write it like 1234,56."),
                said=plain(value)[:60],
            )
            return None
        if abs(rounded - amount) > _NOISE:
            message = gettext_noop("“%(said)s” has more than two digits behind the comma.")
            self._wrong(column, message, said=plain(value)[:60])
        elif abs(rounded) >= Decimal(10) ** 12:
            self._wrong(column, gettext_noop("This amount is too large."))
        return rounded

    def _paper(
        self, texts: Mapping[Column, str], days: Mapping[Column, date | None], sums: Mapping[Column, Decimal | None]
    ) -> Paper | None:
        """The receipt, whole or not there; net left out is the same as gross."""
        said = {
            Column.SUPPLIER: texts[Column.SUPPLIER],
            Column.NUMBER: texts[Column.NUMBER],
            Column.INVOICED_ON: days[Column.INVOICED_ON],
            Column.GROSS: sums[Column.GROSS],
        }
        invoiced_on, gross = days[Column.INVOICED_ON], sums[Column.GROSS]
        if not any(value is not None and value != "" for value in said.values()):
            return None
        for column, value in said.items():
            if value is None or value == "":
                self._wrong(column, gettext_noop("Please fill this in, or leave the whole receipt empty."))
        if self.faults or invoiced_on is None or gross is None:
            return None
        net = gross if sums[Column.NET] is None else sums[Column.NET] or Decimal(0)
        return Paper(texts[Column.SUPPLIER], texts[Column.NUMBER], invoiced_on, gross, net, texts[Column.FILED_AT])


def empty() -> Sheet:
    """Our own empty list, with one line that shows how it is meant."""
    heads = tuple(names[0] for names in HEADS.values())
    return Sheet("Ausgaben", "xlsx", (heads,))


def packed(lines: Iterable[Line]) -> list[dict[str, Any]]:
    """Lines as plain values, to be handed back unchanged when somebody confirms them."""

    def plain_values(given: Mapping[str, Any]) -> dict[str, Any]:
        return {name: str(value) if isinstance(value, date | Decimal) else value for name, value in given.items()}

    return [
        {
            "row": line.row,
            "entry": plain_values(asdict(line.entry)),
            "paper": plain_values(asdict(line.paper)) if line.paper else None,
            "cells": dict(line.cells),
        }
        for line in lines
    ]


def unpacked(stored: Iterable[Mapping[str, Any]]) -> tuple[Line, ...]:
    """The lines that :func:`packed` gave, after a way through JSON."""

    def values(given: Mapping[str, Any]) -> dict[str, Any]:
        days = {str(name) for name in _DAYS}
        sums = {str(name) for name in _SUMS}
        return {
            name: date.fromisoformat(value) if value and name in days else Decimal(value) if name in sums else value
            for name, value in given.items()
        }

    return tuple(
        Line(
            one["row"],
            Entry(**values(one["entry"])),
            Paper(**values(one["paper"])) if one["paper"] else None,
            one["cells"],
        )
        for one in stored
    )
