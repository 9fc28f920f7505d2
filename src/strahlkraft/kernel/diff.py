"""What an import would change, record by record."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any


class ImportRefused(ValueError):  # noqa: N818 - the file is refused, the program is fine
    """A file that cannot be imported; nothing of it was. ``problems`` name record, field and what is wrong."""

    def __init__(self, problems: "list[Problem]") -> None:
        """Keep the problems for the person."""
        super().__init__("; ".join(str(problem) for problem in problems[:5]))
        self.problems = problems


@dataclass(frozen=True, slots=True)
class Problem:
    """One defect of an import file; ``record`` names it as the file does (title, key or line)."""

    record: str
    field: str
    message: str

    def __str__(self) -> str:
        """Record, field and sentence."""
        where = " · ".join(part for part in (self.record, self.field) if part)
        return f"{where}: {self.message}" if where else self.message


class What(StrEnum):
    """Fate of one record."""

    ADDED = "added"
    CHANGED = "changed"
    REMOVED = "removed"
    KEPT = "kept"  # the file differs, but the office edited the field: it stays
    UNCHANGED = "unchanged"


@dataclass(frozen=True, slots=True)
class Change:
    """One record's difference; ``fields`` maps a field to (before, after)."""

    what: What
    kind: str
    key: str
    title: str
    fields: Mapping[str, tuple[Any, Any]] = field(default_factory=dict)


def difference(before: Mapping[str, Any], after: Mapping[str, Any]) -> dict[str, tuple[Any, Any]]:
    """Fields of ``after`` whose value differs from ``before``; a field absent from ``after`` is left alone."""
    return {name: (before.get(name), value) for name, value in after.items() if before.get(name) != value}
