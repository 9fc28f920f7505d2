"""What somebody has to do: every room that knows duties says them in this form, a door puts them in one order."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from strahlkraft.kernel.label import Label


class Weight(StrEnum):
    """What happens when nobody does it, heaviest first (FUNDING.md e.2)."""

    LEGAL = "legal"  # a right or money is lost
    WAITING = "waiting"  # somebody else cannot go on
    DUE = "due"  # it was promised for a day
    SILENT = "silent"  # nobody has said anything for long


@dataclass(frozen=True, slots=True)
class Duty:
    """One line of somebody's list.

    ``key`` names the duty itself, the same every day, so that it can be put off (``checkin:ab12``). ``text`` and
    ``button`` are English sentences marked for translation, filled from ``params``. ``due`` is when it should be done,
    ``latest`` the day the law says, if any: nothing is put off beyond it. ``thing`` is what the button leads to, by way
    of the door's own addresses; ``about`` is the record it belongs to, for people. ``people`` are the actor ids it waits
    for; empty: whoever holds the right in the region. ``deadlines`` are the computed deadlines (rule@record) this line
    speaks of, so that no list says the same twice.
    """

    key: str
    weight: Weight
    text: str
    button: str
    thing: Label
    about: str = ""
    due: date | None = None
    latest: date | None = None
    region_id: int | None = None
    people: frozenset[str] = frozenset()
    params: tuple[tuple[str, str], ...] = ()
    deadlines: tuple[str, ...] = ()
