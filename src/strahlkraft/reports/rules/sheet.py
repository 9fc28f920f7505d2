"""The content of a paper as plain data: blocks of text and tables, made once, drawn by every format; pure.

Everything a paper says stands in this data, also its fixed words: an old one is drawn again byte for byte whatever the
program says by then (I20). Amounts are text with two places, days ISO 8601.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from strahlkraft.funding.rules.money import cents
from strahlkraft.reports.rules.definitions import Grouping, Unit
from strahlkraft.reports.rules.excluding import Ref
from strahlkraft.reports.rules.figures import Counted, Share, value_of

TENTH = Decimal("0.1")
EDITION = "2026-1"
"""The edition of the paper new reports are made with; an edition never changes once a report was released with it."""

Block = dict[str, Any]
Cell = dict[str, Any]


def text(value: object, *, ref: Ref | None = None, note: str = "") -> Cell:
    """A cell of words."""
    return _cell("text", str(value), ref, note)


def money(value: Decimal | None, *, ref: Ref | None = None, note: str = "") -> Cell:
    """A cell of euros; None is not known."""
    return _cell("money", None if value is None else f"{cents(value):.2f}", ref, note)


def number(value: Decimal | int | None, *, ref: Ref | None = None, note: str = "") -> Cell:
    """A cell of a count."""
    return _cell(
        "count", None if value is None else f"{value:f}" if isinstance(value, Decimal) else str(value), ref, note
    )


def percent(value: Decimal | None, *, ref: Ref | None = None, note: str = "") -> Cell:
    """A cell of percent, one place."""
    return _cell("percent", None if value is None else _tenths(value), ref, note)


def _tenths(value: Decimal) -> str:
    return str(value.quantize(TENTH, rounding=ROUND_HALF_UP))


def share_of(part: int, whole: int) -> Decimal | None:
    """So many of so many in percent; None of nothing."""
    return Decimal(part) * 100 / whole if whole else None


def plain(value: Decimal | None, unit: Unit) -> str | None:
    """A figure as stored: counts whole, euros with two places, percent with one."""
    if value is None:
        return None
    if unit is Unit.PERCENT:
        return _tenths(value)
    return f"{cents(value):.2f}" if unit is Unit.MONEY else f"{value:.0f}"


def day(value: date | None, *, ref: Ref | None = None, note: str = "") -> Cell:
    """A cell of a day."""
    return _cell("day", None if value is None else value.isoformat(), ref, note)


def _cell(kind: str, value: str | None, ref: Ref | None, note: str) -> Cell:
    cell: Cell = {"kind": kind, "value": value}
    if ref is not None:
        cell["ref"] = ref.as_json()
    if note:
        cell["note"] = note
    return cell


def figure_cell(code: str, unit: Unit, shares: Iterable[Share], grouping: Grouping, key: str) -> Cell:
    """A cell with a figure: it opens to the records of this group (I9)."""
    value = value_of(shares)
    made = {Unit.MONEY: money, Unit.COUNT: number, Unit.PERCENT: percent}[unit](value)
    return {**made, "figure": code, "grouping": str(grouping), "group": key}


def records_cell(code: str, records: int) -> Cell:
    """A cell that says on how many records a figure rests, and opens to them."""
    return {**number(records), "counts": code}


def column(label: str, kind: str = "text", unit: str = "") -> dict[str, str]:
    """The head of a column; ``kind`` as of its cells."""
    return {"label": label, "kind": kind, "unit": unit}


def heading(words: str) -> Block:
    """A heading of a section."""
    return {"block": "heading", "text": words}


def paragraph(words: str) -> Block:
    """A paragraph."""
    return {"block": "text", "text": words}


def quiet(words: str) -> Block:
    """A remark in small type: what is an estimate, what is not known."""
    return {"block": "note", "text": words}


def table(
    caption: str,
    columns: Sequence[Mapping[str, str]],
    rows: Iterable[Sequence[Cell]],
    *,
    total: Sequence[Cell] = (),
    empty: str = "",
) -> Block:
    """A table; the first cell of a row is its head; ``empty``: what is said instead when there is no row."""
    return {
        "block": "table",
        "caption": caption,
        "columns": [dict(one) for one in columns],
        "rows": [list(row) for row in rows],
        "total": list(total),
        "empty": empty,
    }


def record_of(share: Share, unit: Unit) -> dict[str, Any]:
    """A record a figure rests on, for the stored data."""
    found: dict[str, Any] = {
        "ref": share.ref.as_json(),
        "value": plain(share.value, Unit.COUNT if unit is Unit.COUNT else Unit.MONEY),
        "groups": {str(key): value[0] for key, value in share.groups.items() if key is not Grouping.NONE},
    }
    if share.base is not None:
        found["base"] = f"{cents(share.base):.2f}"
    return found


def figure_of(
    counted: Counted, *, unit: Unit, name: str, meaning: str, source: str, reasons: Mapping[str, str]
) -> Block:
    """A figure with its definition, its records and what it leaves out, for the stored data."""
    return {
        "code": str(counted.code),
        "unit": str(unit),
        "name": name,
        "meaning": meaning,
        "source": source,
        "value": plain(counted.value, unit),
        "records": [record_of(share, unit) for share in counted.shares],
        "left": [
            {"ref": row.ref.as_json(), "reason": str(row.reason), "words": reasons[str(row.reason)]}
            for row in counted.left
        ],
    }
