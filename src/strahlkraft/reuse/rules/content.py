"""What an offer says: plain values, kept whole in every version."""

import dataclasses
from collections.abc import Mapping
from decimal import Decimal, InvalidOperation
from typing import Any, Self


@dataclasses.dataclass(frozen=True, slots=True)
class Product:
    """Something the result presupposes; ``proprietary`` is yes, no or unknown."""

    name: str
    proprietary: str = "unknown"
    alternative: str = ""


@dataclasses.dataclass(frozen=True, slots=True)
class Effort:
    """What introduction and a year's operation took, for one size class of municipality (empty: any).

    Money in whole or decimal euro, work in person days; None is not stated. ``year`` is the year of the figures,
    ``stated_by`` who says so.
    """

    size_class: str = ""
    introduction_days: Decimal | None = None
    introduction_cost: Decimal | None = None
    yearly_days: Decimal | None = None
    yearly_cost: Decimal | None = None
    year: int | None = None
    stated_by: str = ""


@dataclasses.dataclass(frozen=True, slots=True)
class ServiceKey:
    """A key of German administration; ``scheme`` as ``vocabulary.KeyScheme``."""

    scheme: str
    key: str


@dataclasses.dataclass(frozen=True, slots=True)
class Paper:
    """A document that helps to take the result over; ``kind`` as ``vocabulary.DocumentKind``."""

    title: str
    url: str
    kind: str = "other"
    licence: str = ""


@dataclasses.dataclass(frozen=True, slots=True)
class OfferContent:
    """Everything an offer says; the transfer fact sheet (Konzeptabfrage) is part of it.

    ``summary`` is one sentence, ``description`` Markdown. Empty means not stated. ``publiccode`` keeps what a read
    publiccode.yml says beyond these fields, so that writing it again loses nothing.
    """

    title: str = ""
    kind: str = ""
    summary: str = ""
    description: str = ""
    target_groups: str = ""
    scope: str = ""
    transfer_value: str = ""  # costs and benefits of the transfer
    stakeholders: str = ""
    best_practice: str = ""
    legal_basis: str = ""
    licence: str = ""
    repository_url: str = ""
    landing_url: str = ""
    development_status: str = ""
    finished: str = "unknown"  # finished and stable: no further change is expected
    last_change: str = ""
    last_release: str = ""
    in_operation: str = "unknown"
    in_operation_since: str = ""
    small_towns: str = "unknown"  # works for municipalities under 20,000 inhabitants
    size_classes: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()
    platforms: tuple[str, ...] = ()
    standards: tuple[str, ...] = ()
    procurement: tuple[str, ...] = ()
    data_protection_url: str = ""
    accessibility_url: str = ""
    mailbox: str = ""
    caretaker: str = ""  # slug of the organisation
    superseded_by: str = ""  # slug of the newer offer
    superseded_note: str = ""
    products: tuple[Product, ...] = ()
    no_products: bool = False  # said to presuppose nothing; an empty list alone only means: not stated
    efforts: tuple[Effort, ...] = ()
    keys: tuple[ServiceKey, ...] = ()
    papers: tuple[Paper, ...] = ()
    publiccode: Mapping[str, Any] = dataclasses.field(default_factory=dict)

    def as_json(self) -> dict[str, Any]:
        """Plain values for a JSON column; money as text, so that nothing is rounded."""
        return {name: _plain(value) for name, value in dataclasses.asdict(self).items()}

    @classmethod
    def from_json(cls, values: Mapping[str, Any]) -> Self:
        """Read what ``as_json`` wrote, also by an older version: unknown names are left out, absent ones are empty."""
        known = {field.name for field in dataclasses.fields(cls)}
        taken = {name: value for name, value in values.items() if name in known}
        for name, kind in _ROWS.items():
            taken[name] = tuple(_row(kind, row) for row in taken.get(name) or ())
        for name in _LISTS:
            taken[name] = tuple(str(value) for value in taken.get(name) or ())
        return cls(**taken)


_ROWS: Mapping[str, type] = {"products": Product, "efforts": Effort, "keys": ServiceKey, "papers": Paper}
_LISTS = ("size_classes", "languages", "platforms", "standards", "procurement")
_DECIMALS = ("introduction_days", "introduction_cost", "yearly_days", "yearly_cost")


def _plain(value: Any) -> Any:
    if isinstance(value, Decimal):
        return str(value)
    if isinstance(value, dict):
        return {key: _plain(inner) for key, inner in value.items()}
    return [_plain(inner) for inner in value] if isinstance(value, list | tuple) else value


def _row(kind: type, row: Mapping[str, Any]) -> Any:
    known = {field.name for field in dataclasses.fields(kind)}
    values = {name: value for name, value in row.items() if name in known}
    for name in _DECIMALS:
        if values.get(name) is not None:
            values[name] = read_decimal(str(values[name]))
    return kind(**values)


def read_decimal(text: str) -> Decimal | None:
    """A number as stored (``1234.50``); None when it is none."""
    try:
        number = Decimal(text)
    except InvalidOperation:
        return None
    return number if number.is_finite() else None


def changed_fields(before: OfferContent, after: OfferContent) -> tuple[str, ...]:
    """Names of the fields in which two versions differ."""
    return tuple(
        field.name
        for field in dataclasses.fields(OfferContent)
        if getattr(before, field.name) != getattr(after, field.name)
    )
