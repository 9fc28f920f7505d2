"""The portfolio: in which phase a project is, in which orders rows can stand, which views can be kept."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from urllib.parse import urlencode

from strahlkraft.kernel.refusal import Refusal
from strahlkraft.kernel.words import gettext_noop

FINAL_DAYS = 180
"""So many days before its end a project is in its final stretch (FUNDING.md d.2, derived phase)."""
DUE_DAYS = 30
"""Days within which a deadline counts as near in the portfolio."""
MOST_FILTERS = 20
"""Views one person can keep."""
NAME_LIMIT, QUERY_LIMIT = 60, 500  # characters, as the columns


class ProjectPhase(StrEnum):
    """Where a project is as a whole, derived and never set (FUNDING.md d.2), in the order of time."""

    PREPARATION = "preparation"
    RUNNING = "running"
    FINAL = "final"  # ends within 180 days
    ENDED = "ended"  # its term is over, nobody has begun to close it
    CLOSING = "closing"
    AFTERCARE = "aftercare"  # closed


@dataclass(frozen=True, slots=True)
class PhaseFacts:
    """What the phase is derived from. ``ends_on`` is the last day of the term; ``reached`` the register's last phase."""

    closed: bool = False
    closing: bool = False
    granted: bool = False
    ends_on: date | None = None
    reached: str = ""


_OVER = frozenset({"closure", "transfer"})
_BEGUN = frozenset({"conception", "implementation"})


def phase_of(facts: PhaseFacts, today: date) -> ProjectPhase:
    """The phase on ``today``; what says more comes first: a closing, the term, the register's phases."""
    if facts.closed:
        return ProjectPhase.AFTERCARE
    if facts.closing:
        return ProjectPhase.CLOSING
    if (facts.ends_on is not None and facts.ends_on < today) or facts.reached in _OVER:
        return ProjectPhase.ENDED
    if facts.granted or facts.reached in _BEGUN:
        near = facts.ends_on is not None and (facts.ends_on - today).days <= FINAL_DAYS
        return ProjectPhase.FINAL if near else ProjectPhase.RUNNING
    return ProjectPhase.PREPARATION


class Order(StrEnum):
    """In which order the rows stand; every order ends with the title."""

    DEADLINE = "frist"
    LIGHT = "ampel"
    MILESTONE = "meilenstein"
    PHASE = "phase"
    REQUESTS = "anfragen"
    TITLE = "titel"


class Need(StrEnum):
    """What rows can be picked out for."""

    RED = "rot"
    SILENT = "still"  # no word for more than 60 days, or never
    DUE = "frist"  # a deadline within 30 days, or passed
    LATE = "spaet"  # a milestone is late
    BLOCKED = "abschluss"  # an open line blocks the closing
    REQUESTS = "anfragen"


def saving_problems(name: str, query: str, *, kept: frozenset[str]) -> list[Refusal]:
    """Why a view cannot be kept under that name."""
    if not name:
        return [Refusal("name_missing", gettext_noop("Give the view a name."), "name")]
    if len(name) > NAME_LIMIT or len(query) > QUERY_LIMIT:
        return [Refusal("too_long", gettext_noop("This is too long."), "name")]
    if name not in kept and len(kept) >= MOST_FILTERS:
        words = gettext_noop("You keep %(most)s views already. Remove one first.")
        return [Refusal("too_many", words, "name", {"most": MOST_FILTERS})]
    return []


def query_of(chosen: Mapping[str, str]) -> str:
    """The part of the address behind ``?`` of a view, in one spelling: sorted, without what is not chosen."""
    return urlencode(sorted((name, value) for name, value in chosen.items() if value))
