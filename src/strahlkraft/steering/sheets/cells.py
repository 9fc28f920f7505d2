"""A sheet as cells with the addresses people see: ``C17``."""

import hashlib
import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Literal

from strahlkraft.kernel.partial_date import PartialDate
from strahlkraft.steering.sheets.values import Value, plain

Form = Literal["xlsx", "csv"]
_LETTERS = 26


def column_name(column: int) -> str:
    """``A`` for 0, ``AA`` for 26."""
    name, rest = "", column + 1
    while rest:
        rest, letter = divmod(rest - 1, _LETTERS)
        name = chr(ord("A") + letter) + name
    return name


def address(row: int, column: int) -> str:
    """Where a cell stands, counted from 0: ``C17`` for row 16, column 2."""
    return f"{column_name(column)}{row + 1}"


def folded(text: str) -> str:
    """A text for comparing: small letters, umlauts written out, words parted by one blank."""
    spelled = unicodedata.normalize("NFC", text).lower()
    for umlaut, letters in (("ä", "ae"), ("ö", "oe"), ("ü", "ue"), ("ß", "ss")):
        spelled = spelled.replace(umlaut, letters)
    plain_letters = unicodedata.normalize("NFKD", spelled).encode("ascii", "ignore").decode()
    return " ".join(re.findall(r"[a-z0-9€]+", plain_letters))


@dataclass(frozen=True, slots=True)
class Sheet:
    """One sheet as it was read: rows from the top, shorter ones end early; ``head`` is the row with the headers."""

    name: str
    form: Form
    rows: tuple[tuple[Value, ...], ...]
    head: int = 0
    delimiter: str = ";"
    encoding: str = "utf-8-sig"

    @property
    def headers(self) -> tuple[str, ...]:
        """The columns' heads in one line each."""
        return tuple(plain(value) for value in self.rows[self.head]) if self.rows else ()

    @property
    def body(self) -> tuple[int, ...]:
        """The rows below the head that say something."""
        return tuple(
            row for row in range(self.head + 1, len(self.rows)) if any(plain(value) for value in self.rows[row])
        )

    def value(self, row: int, column: int) -> Value:
        """What a cell holds; None beyond the end of its row."""
        return self.rows[row][column] if column < len(self.rows[row]) else None

    @property
    def fingerprint(self) -> str:
        """By which the same layout is known again: its heads, whatever stands below."""
        return hashlib.sha256("\n".join(folded(text) for text in self.headers).encode()).hexdigest()


def packed(sheet: Sheet) -> dict[str, Any]:
    """The sheet as plain values for a JSON column."""
    return {
        "name": sheet.name,
        "form": sheet.form,
        "head": sheet.head,
        "delimiter": sheet.delimiter,
        "encoding": sheet.encoding,
        "rows": [[_packed(value) for value in row] for row in sheet.rows],
    }


def _packed(value: Value) -> Any:
    if isinstance(value, Decimal):
        return {"n": str(value)}
    if isinstance(value, PartialDate):
        return {"d": str(value)}
    return value


def unpacked(stored: Mapping[str, Any]) -> Sheet:
    """The sheet that :func:`packed` put away."""
    return Sheet(
        name=stored["name"],
        form=stored["form"],
        rows=tuple(tuple(_unpacked(value) for value in row) for row in stored["rows"]),
        head=stored["head"],
        delimiter=stored["delimiter"],
        encoding=stored["encoding"],
    )


def _unpacked(value: Any) -> Value:
    if isinstance(value, dict):
        return Decimal(value["n"]) if "n" in value else PartialDate.parse(value["d"])
    return value if isinstance(value, str | bool) else None


def without_columns(sheet: Sheet, columns: Sequence[int]) -> Sheet:
    """The sheet with nothing below the head in these columns."""
    gone = frozenset(columns)
    rows = tuple(
        row if number <= sheet.head else tuple(None if place in gone else value for place, value in enumerate(row))
        for number, row in enumerate(sheet.rows)
    )
    return Sheet(sheet.name, sheet.form, rows, sheet.head, sheet.delimiter, sheet.encoding)
