"""What the check says: findings with evidence, a level, and what changed between two checks."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from datetime import date
from typing import Any

CRITERIA = (
    "licence",
    "source",
    "description",
    "documentation",
    "costs",
    "products",
    "answers",
    "alive",
    "operation",
    "statements",
    "current",
    "small_towns",
)
LEVELS = ("", "findable", "transferable", "proven")
_RANK: Mapping[str, int] = {"not": 0, "partly": 1, "met": 2}


@dataclass(frozen=True, slots=True)
class Evidence:
    """Something a person can look at: what kind of thing, where, which plain fact it shows, as of when."""

    kind: str
    link: str = ""
    fact: str = ""
    on: date | None = None


@dataclass(frozen=True, slots=True)
class Finding:
    """The verdict on one criterion, why (``words.REASONS``) and what helps (``words.REMEDIES``).

    ``params`` are texts and numbers, and a date under the name ``date``. ``by`` is ``machine`` or ``person``.
    """

    criterion: str
    verdict: str
    reason_code: str
    remedy_code: str = ""
    evidence: tuple[Evidence, ...] = ()
    params: Mapping[str, Any] = field(default_factory=dict)
    by: str = "machine"
    checked_on: date | None = None


@dataclass(frozen=True, slots=True)
class Check:
    """All twelve findings in order and the level they reach (empty: none yet)."""

    level: str
    findings: tuple[Finding, ...]

    def finding(self, criterion: str) -> Finding:
        """The finding on one criterion."""
        return self.findings[CRITERIA.index(criterion)]

    def as_json(self) -> dict[str, Any]:
        """Plain values for a JSON column; ``from_json`` reads them back."""
        return {"level": self.level, "findings": [_plain(asdict(finding)) for finding in self.findings]}

    @classmethod
    def from_json(cls, values: Mapping[str, Any]) -> "Check":
        """Read what :meth:`as_json` wrote."""
        return cls(values["level"], tuple(_finding(row) for row in values["findings"]))


def _plain(value: Any) -> Any:
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Mapping):
        return {key: _plain(inner) for key, inner in value.items()}
    return [_plain(inner) for inner in value] if isinstance(value, list | tuple) else value


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


def _finding(row: Mapping[str, Any]) -> Finding:
    evidence = tuple(Evidence(**{**item, "on": _day(item["on"])}) for item in row["evidence"])
    params = {name: _day(value) if name == "date" else value for name, value in row["params"].items()}
    return Finding(**{**row, "evidence": evidence, "params": params, "checked_on": _day(row["checked_on"])})


@dataclass(frozen=True, slots=True)
class Change:
    """One criterion, or ``level``, before and after; ``is_regress`` when something that was shown is lost."""

    what: str
    before: str
    after: str
    is_regress: bool


def compare(previous: Check, current: Check) -> tuple[Change, ...]:
    """What changed from one check to the next, the level first.

    A verdict is worse only on the way met, partly, not; that something is no longer known is no regress by itself,
    but the level that falls with it is.
    """
    changes = []
    if previous.level != current.level:
        fell = LEVELS.index(current.level) < LEVELS.index(previous.level)
        changes.append(Change("level", previous.level, current.level, fell))
    for before, after in zip(previous.findings, current.findings, strict=True):
        if before.verdict != after.verdict:
            known = before.verdict in _RANK and after.verdict in _RANK
            fell = known and _RANK[after.verdict] < _RANK[before.verdict]
            changes.append(Change(before.criterion, before.verdict, after.verdict, fell))
    return tuple(changes)
