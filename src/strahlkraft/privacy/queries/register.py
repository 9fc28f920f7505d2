"""The register of processing (Art. 30 GDPR) and the periods, as values made from what the rooms say of themselves."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta

from strahlkraft.kernel.personal import Basis
from strahlkraft.privacy.queries.registry import acted, kept, word_of


@dataclass(frozen=True, slots=True)
class Processing:
    """One line of the register: which columns of one table, what for, on which ground, how long, who gets to see it.

    ``purpose``, ``kept_because`` and ``recipients`` are English sentences to be translated; ``days`` None: as long as
    ``kept_because`` says, else so long after ``since``. ``by_room``: the room's own clock erases.
    """

    room: str
    table: str
    columns: tuple[str, ...]
    purpose: str
    basis: Basis
    days: int | None
    since: str
    kept_because: str
    recipients: tuple[str, ...]
    by_room: bool


@dataclass(frozen=True, slots=True)
class Period:
    """One line of the public page: a purpose, and how long what was given for it is kept; ``days`` as above."""

    room: str
    purpose: str
    days: int | None
    since: str
    kept_because: str


def processing() -> list[Processing]:
    """The whole register, room by room, without a query."""
    return [
        Processing(
            room=row.room,
            table=row.entry.table,
            columns=tuple(
                dict.fromkeys(
                    word_of(row.model, name)
                    for name in sorted({*row.entry.told, *row.entry.lines} - {*row.entry.secret})
                )
            ),
            purpose=row.entry.purpose,
            basis=row.entry.basis,
            days=_days(row.entry.erase_after),
            since=row.entry.since,
            kept_because=row.entry.kept_because,
            recipients=row.entry.recipients,
            by_room=bool(row.entry.erased_by),
        )
        for row in kept()
    ]


def periods() -> list[Period]:
    """What everybody may know: each purpose with its periods, once."""
    found = {
        Period(row.room, row.entry.purpose, _days(row.entry.erase_after), row.entry.since, row.entry.kept_because)
        for row in kept()
    }
    order = {row.room: number for number, row in enumerate(kept())}
    return sorted(found, key=lambda one: (order[one.room], one.purpose, one.days or 0, one.since, one.kept_because))


def pseudonyms() -> Mapping[str, tuple[str, ...]]:
    """Tables that say by number who did something, for the register's last lines."""
    return dict(sorted(acted().items()))


def _days(after: timedelta | None) -> int | None:
    return None if after is None else after.days
