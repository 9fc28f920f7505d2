"""The rules by edition, as a data file of facts (FUNDING.md a.0): value, unit, citation, read in an official text or not.

A notice pins an edition and may override single parameters (I13); what is not verified is labelled everywhere (I14).
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import lru_cache
from pathlib import Path
from typing import Any


@dataclass(frozen=True, slots=True)
class Edition:
    """A version of the administrative rules to § 44 LHO NRW."""

    key: str
    name: str
    citation: str
    since: date
    until: date | None


@dataclass(frozen=True, slots=True)
class Parameter:
    """A figure of the law. ``overridden``: the notice says so; ``verified``: read in an official text."""

    key: str
    value: Decimal
    unit: str
    rule: str
    citation: str
    edition: str
    verified: bool
    overridden: bool = False

    @property
    def whole(self) -> int:
        """As a number of days, weeks, months or years."""
        return int(self.value)


@dataclass(frozen=True, slots=True)
class BaseRate:
    """The Basiszins from a day on, in percent."""

    since: date
    rate: Decimal
    verified: bool


@lru_cache(maxsize=1)
def _book() -> dict[str, Any]:
    book: dict[str, Any] = json.loads(Path(__file__).with_name("editions.json").read_text(encoding="utf-8"))
    return book


def editions() -> list[Edition]:
    """All editions, the oldest first."""
    return [
        Edition(
            key,
            row["name"],
            row["citation"],
            date.fromisoformat(row["from"]),
            date.fromisoformat(row["until"]) if row["until"] else None,
        )
        for key, row in _book()["editions"].items()
    ]


def edition_of(issued_on: date) -> Edition:
    """The edition in force on the day of a notice; before the first one, the first."""
    found = [edition for edition in editions() if edition.since <= issued_on]
    return found[-1] if found else editions()[0]


def parameter_keys() -> list[str]:
    """What a notice may override."""
    return list(_book()["parameters"])


def parameter(key: str, edition: str, *, overrides: Mapping[str, str] | None = None, recipient: str = "") -> Parameter:
    """A figure of the law in an edition, or as the notice says; KeyError for unknown ones."""
    row = _book()["parameters"][key]
    special = {**row, **row.get("editions", {}).get(edition, {}), **row.get("recipients", {}).get(recipient, {})}
    verified = bool(special["verified"]) and (not recipient or recipient in special.get("verified_for", [recipient]))
    given = (overrides or {}).get(key)
    return Parameter(
        key,
        Decimal(str(given)) if given not in {None, ""} else Decimal(special["value"]),
        special["unit"],
        special["rule"],
        special["citation"],
        edition,
        verified or given not in {None, ""},
        overridden=given not in {None, ""},
    )


def base_rates() -> list[BaseRate]:
    """The Basiszins by day of change, the oldest first."""
    return [
        BaseRate(date.fromisoformat(row["from"]), Decimal(row["rate"]), row["verified"])
        for row in _book()["base_rates"]
    ]


def highest_rate(recipient: str) -> Decimal:
    """Up to how many percent the programme funds such a recipient (R11)."""
    return Decimal(_book()["rates"][recipient]["value"])


def side_clauses(recipient: str) -> str:
    """Which Nebenbestimmungen apply: ANBest-G or ANBest-P."""
    clauses: str = _book()["clauses"][recipient]
    return clauses
