"""What is kept of somebody, as values: for their export, for the page before it, for the office that puts it right."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.apps import apps
from django.db.models import CharField, JSONField, Q, TextField

from strahlkraft.audit.models import AuditEntry
from strahlkraft.privacy.queries.finding import SESSIONS, Found, Person, found_of
from strahlkraft.privacy.queries.registry import Kept, acted, field_at, word_of

TRAIL = "audit.AuditEntry"
NEWEST_DEEDS = 20_000
"""Lines of the trail in one export; who did more gets the newest, with the number of all."""


@dataclass(frozen=True, slots=True)
class Cell:
    """One column of a row: its name, its word, its value as text; ``key`` is set where a wrong entry can be put right."""

    name: str
    word: str
    value: str
    key: str = ""
    limit: int | None = None


@dataclass(frozen=True, slots=True)
class Held:
    """What one entry keeps of somebody: each row as its cells."""

    kept: Kept
    rows: tuple[tuple[Cell, ...], ...]


@dataclass(frozen=True, slots=True)
class Deed:
    """One line of the trail; ``named``: the name of who did it still stands there, held to ``label_digest``."""

    number: int
    at: datetime
    verb: str
    subject: str
    title: str
    named: bool
    label_digest: str


@dataclass(frozen=True, slots=True)
class Trace:
    """What the trail says of an account: what it did, and what was done to it; ``total`` counts beyond the newest."""

    did: tuple[Deed, ...]
    undergone: tuple[Deed, ...]
    total: int


def counts_of(person: Person) -> list[tuple[Kept, int]]:
    """How many rows each entry keeps of somebody."""
    return [(found.kept, len(found.keys)) for found in found_of(person)]


def held_of(person: Person) -> list[Held]:
    """Everything kept of somebody, entry by entry; keys of links, passwords and the like are never given out.

    The trail is read by ``trace_of``.
    """
    found = (one for one in found_of(person) if one.kept.entry.table != TRAIL)
    return [Held(one.kept, tuple(_rows(one))) for one in found]


def _rows(found: Found) -> Iterator[tuple[Cell, ...]]:
    entry, model = found.kept.entry, found.kept.model
    columns = [name for name in entry.told if entry.table != SESSIONS or name == "expire_date"]
    relations = [name for name in columns if field_at(model, name).is_relation]
    rows = model._base_manager.filter(pk__in=found.keys).order_by("pk")  # noqa: SLF001 - rows a list leaves out count too
    for row in rows.select_related(*relations) if relations else rows:
        yield tuple(_cell(found.kept, row, name) for name in columns)


def _cell(row: Kept, record: Any, name: str) -> Cell:
    field = field_at(row.model, name)
    correctable = name in row.entry.correctable
    return Cell(
        name=name,
        word=word_of(row.model, name),
        value=as_text(getattr(record, name)),
        key=f"{row.entry.table}:{record.pk}:{name}" if correctable else "",
        limit=field.max_length if isinstance(field, CharField | TextField) else None,
    )


def as_text(value: Any) -> str:
    """A value as it stands in the export: moments and days as ISO 8601, nothing as empty."""
    if value is None:
        return ""
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, list):
        return ", ".join(as_text(item) for item in value)
    return str(value)


def trace_of(person: Person) -> Trace:
    """What the trail says of an account; of a mailbox it says nothing, for it never held one."""
    if person.account is None:
        return Trace((), (), 0)
    own = AuditEntry.objects.filter(actor_id=person.actor_id)
    about = AuditEntry.objects.filter(Q(subject_kind="user", subject_key=str(person.account)))
    return Trace(
        did=tuple(_deed(entry) for entry in own.order_by("-sequence")[:NEWEST_DEEDS]),
        undergone=tuple(_deed(entry) for entry in about.order_by("-sequence")[:NEWEST_DEEDS]),
        total=own.count(),
    )


def _deed(entry: AuditEntry) -> Deed:
    return Deed(
        number=entry.sequence,
        at=entry.at,
        verb=entry.verb,
        subject=f"{entry.subject_kind}:{entry.subject_key}",
        title=entry.subject_title,
        named=bool(entry.actor_label),
        label_digest=entry.label_digest,
    )


def pseudonyms_of(person: Person) -> Mapping[str, int]:
    """Table to how many rows say by number that this account did something; the number stays, for four eyes."""
    if person.account is None:
        return {}
    found: dict[str, int] = {}
    for table, columns in acted().items():
        model = apps.get_model(table)
        condition = Q(pk__in=())
        for name in columns:
            many = isinstance(field_at(model, name), JSONField)
            condition |= Q(
                **{f"{name}__icontains" if many else name: f'"{person.actor_id}"' if many else person.actor_id}
            )
        if number := model._base_manager.filter(condition).count():  # noqa: SLF001 - see _rows
            found[table] = number
    return found
