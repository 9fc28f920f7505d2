"""What a room keeps of people: said once beside the room's tables, read by the register of processing, by "my data" and by the clock that forgets.

Each room with such tables has a module ``personal`` with ``KEPT`` (the entries below), ``ACTED`` (columns that say by
actor id who did something, kept for four eyes: a pseudonym that leads to nobody once the account is anonymised) and
``NOT_PEOPLE`` (columns whose name looks as if they named somebody, each with the reason why they do not) and
``OF_THINGS`` (table to its columns of words and codes about things: nobody belongs there; when somebody is erased these
are looked through as well, and the office is told where they still stand). A test walks every model: each column that can
hold words is in one of the four.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from enum import StrEnum


class Basis(StrEnum):
    """Why personal data may be kept (Art. 6 (1) GDPR)."""

    CONSENT = "consent"  # (a)
    CONTRACT = "contract"  # (b) asked for by the person: a seat, an answer
    LEGAL_DUTY = "legal_duty"  # (c)
    PUBLIC_TASK = "public_task"  # (e)


class Fill(StrEnum):
    """What replaces a column and is known only then; a text may hold ``{pk}``, the row's own key."""

    NOW = "now"  # the moment it is erased


GONE = "…"
"""What stands where a name stood that cannot be empty."""


@dataclass(frozen=True, slots=True)
class Inside:
    """Somebody's part of a JSON column: each object whose ``key`` equals the person's ``identity`` (a lookup path) loses ``parts``."""

    column: str
    key: str
    identity: str
    parts: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Personal:
    """One table's columns about people.

    ``table`` is ``app_label.Model``; a table may have several entries: ``where`` (lookups) says which rows one is about,
    ``same`` (lookup path to column) which values must be equal.
    ``columns`` maps each such column to what replaces it when the person is erased; ``removed``: the row is nobody's
    record and goes as a whole. A person is found by ``mailbox`` (lookup path to a column with an e-mail address), by
    ``account`` (lookup path to the key of ``accounts.User``), by ``actor`` (to a column that holds an ``actor_id``) or by
    ``label`` (a column that holds the name shown at the time, written at the moment in ``label_at``). ``inside``: their
    part of a JSON column; ``mentions``: texts to others in which the mailbox may stand; ``copied``: those texts are copies
    that go soon, so a name goes from them without the mailbox too; ``lines``: texts with one mailbox a line.

    ``purpose`` and ``kept_because`` are English sentences marked for translation. ``erase_after`` counts from ``since``
    (a lookup path to a day or moment); None: as long as the record, for the reason ``kept_because``. ``erased_by`` names
    the deed or clock of the room that already erases in time; empty: the nightly job of ``privacy`` does. ``shown`` are
    further columns a person gets to see in their export, ``secret`` those of ``columns`` they do not (keys of links).
    ``correctable``: columns a wrong entry of which is put right on request. ``afterwards``: ``module:function`` of the
    room, called in the same transaction with the keys of the rows that were changed.
    """

    table: str
    columns: Mapping[str, object]
    purpose: str
    basis: Basis
    mailbox: str = ""
    account: str = ""
    actor: str = ""
    label: str = ""
    label_at: str = ""
    where: Mapping[str, object] = field(default_factory=dict)
    same: Mapping[str, str] = field(default_factory=dict)
    removed: bool = False
    inside: Inside | None = None
    mentions: tuple[str, ...] = ()
    copied: bool = False
    lines: tuple[str, ...] = ()
    since: str = ""
    erase_after: timedelta | None = None
    kept_because: str = ""
    erased_by: str = ""
    shown: tuple[str, ...] = ()
    secret: tuple[str, ...] = ()
    correctable: tuple[str, ...] = ()
    recipients: tuple[str, ...] = ()
    afterwards: str = ""

    @property
    def told(self) -> tuple[str, ...]:
        """The columns a person gets to see: what is theirs and what explains it, never a key."""
        named = (*self.columns, *self.lines, *((self.label,) if self.label else ()), *self.shown)
        return tuple(name for name in dict.fromkeys(named) if name not in self.secret)

    @property
    def spoken_of(self) -> frozenset[str]:
        """Every column of the table this entry speaks of."""
        inside = (self.inside.column,) if self.inside else ()
        own = tuple(path for path in (self.mailbox, self.actor, self.label) if path and "__" not in path)
        return frozenset((*self.columns, *self.mentions, *self.lines, *self.shown, *self.secret, *inside, *own))
