"""Taking a person out of rows: names and words go, records and sums stay. Runs inside the transaction of a deed."""

from collections.abc import Collection, Iterable
from datetime import datetime
from functools import partial
from importlib import import_module
from typing import Any

from django.db import transaction
from django.db.models import FileField, JSONField, Model, QuerySet

from strahlkraft.kernel.personal import Fill, Inside
from strahlkraft.privacy.queries.finding import Found, Person, mentioning, of_mailbox
from strahlkraft.privacy.queries.leftover import leftover
from strahlkraft.privacy.queries.registry import Kept, field_at, kept
from strahlkraft.privacy.rules import blanked, lines_without, telling, unnamed, value_without, without
from strahlkraft.search.actions import begin_anew

CHUNK = 500
NAMES = ("name", "person", "display_name")
"""Columns whose values are looked for beside a mailbox in texts to others."""


def emptied(row: Kept, keys: Collection[Any], *, at: datetime) -> int:
    """Replace the columns of these rows, or remove rows that are nobody's record; how many."""
    manager, entry, listed = row.model._base_manager, row.entry, list(keys)  # noqa: SLF001 - rows a list leaves out count too
    if not entry.removed and not entry.columns:
        return 0
    for start in range(0, len(listed), CHUNK):
        rows = manager.filter(pk__in=listed[start : start + CHUNK])
        if entry.removed:
            rows.delete()
            continue
        _files_go(row, rows)
        same = {name: at if value is Fill.NOW else value for name, value in entry.columns.items() if not _own(value)}
        if same:
            rows.update(**same)
        if own := {name: str(value) for name, value in entry.columns.items() if _own(value)}:
            for key in listed[start : start + CHUNK]:
                manager.filter(pk=key).update(**{name: text.format(pk=key) for name, text in own.items()})
    return len(listed)


def _files_go(row: Kept, rows: QuerySet[Any]) -> None:
    """Whoever's file it was: it goes from the disk once the deed stands."""
    for name in row.entry.columns:
        field = row.model._meta.get_field(name)  # noqa: SLF001 - public in Django
        if isinstance(field, FileField):
            for stored in rows.exclude(**{name: ""}).values_list(name, flat=True):
                transaction.on_commit(partial(field.storage.delete, stored))


def _own(value: object) -> bool:
    """Whether each row gets a replacement of its own."""
    return isinstance(value, str) and "{pk}" in value


def erase(person: Person, found: Iterable[Found], *, at: datetime) -> list[dict[str, Any]]:
    """Take somebody out of every row that was found; what was done, table by table.

    ``found`` was looked up before anything changes: rows are found by what is erased first elsewhere. The search of every
    node is made anew, for what was taken out of an index stays in its files a while. Entries with ``left`` say where
    mailbox or name still stand: in words about things, or in what a room keeps for a reason; people look after those.
    """
    found = list(found)
    names = {*person.names, *_names(found)}
    identities = {id(one): _identities(one, person) for one in found}
    done: dict[str, int] = {}
    for one in found:
        number = _inside(one, identities[id(one)]) + _lines(one, person) + emptied(one.kept, one.keys, at=at)
        if number:
            done[one.kept.entry.table] = done.get(one.kept.entry.table, 0) + len(one.keys)
    for table, number in _mentions(person, names).items():
        done[table] = done.get(table, 0) + number
    for one in found:
        if one.kept.entry.afterwards:
            module, _, name = one.kept.entry.afterwards.partition(":")
            getattr(import_module(module), name)(one.keys)
    begin_anew()
    gone: list[dict[str, Any]] = [{"table": table, "rows": number} for table, number in sorted(done.items())]
    return [*gone, *leftover(person.mailbox, () if person.shared else telling(names))]


def _names(found: Iterable[Found]) -> set[str]:
    """Under which names the person stands in their own rows."""
    names: set[str] = set()
    for one in found:
        if one.kept.entry.mailbox or one.kept.entry.account:
            for column in set(NAMES) & set(one.kept.entry.correctable):
                rows = one.kept.model._base_manager.filter(pk__in=one.keys)  # noqa: SLF001 - see emptied
                names |= {str(value) for value in rows.values_list(column, flat=True)}
    return names


def _identities(one: Found, person: Person) -> frozenset[str]:
    """What names the person inside a JSON column."""
    inside = one.kept.entry.inside
    if inside is None:
        return frozenset()
    return frozenset(str(value) for value in of_mailbox(one.kept, person.mailbox, inside.identity))


def _inside(one: Found, identities: frozenset[str]) -> int:
    inside = one.kept.entry.inside
    if inside is None:
        return 0
    return sum(_rewritten(one.kept.model, key, inside, identities) for key in one.keys)


def _rewritten(model: type[Model], key: Any, inside: Inside, identities: frozenset[str]) -> int:
    rows = model._base_manager.filter(pk=key)  # noqa: SLF001 - see emptied
    value = rows.values_list(inside.column, flat=True).get()
    fresh = blanked(value, inside.key, identities, inside.parts)
    return rows.update(**{inside.column: fresh}) if fresh != value else 0


def _lines(one: Found, person: Person) -> int:
    """Take the mailbox out of texts with one a line, unless the whole text goes."""
    entry, changed = one.kept.entry, 0
    for column in entry.lines:
        if column in entry.columns:
            continue
        for key in one.keys:
            rows = one.kept.model._base_manager.filter(pk=key)  # noqa: SLF001 - see emptied
            changed += rows.update(**{column: lines_without(rows.values_list(column, flat=True).get(), person.mailbox)})
    return changed


def _mentions(person: Person, names: Collection[str]) -> dict[str, int]:
    """Take mailbox and names out of texts to others in which the mailbox stands; table to how many rows."""
    done: dict[str, int] = {}
    for row in {(one.entry.table, column): one for one in kept() for column in one.entry.mentions}.items():
        (table, column), one = row
        is_json = isinstance(field_at(one.model, column), JSONField)
        for key, value in mentioning(one.model, column, person.mailbox):
            fresh = value_without(value, person.mailbox, names) if is_json else without(value, person.mailbox, names)
            one.model._base_manager.filter(pk=key).update(**{column: fresh})  # noqa: SLF001 - see emptied
            done[table] = done.get(table, 0) + 1
        if one.entry.copied and not person.shared:
            done[table] = done.get(table, 0) + _names_go(one.model, column, telling(names))
    return done


def _names_go(model: type[Model], column: str, names: Collection[str]) -> int:
    """Take whole names out of copies that stand in for a while, where no mailbox stands beside them."""
    changed = 0
    for name in names:
        for key, text in model._base_manager.filter(**{f"{column}__icontains": name}).values_list("pk", column):  # noqa: SLF001 - see emptied
            if (fresh := unnamed(text, [name])) != text:
                changed += model._base_manager.filter(pk=key).update(**{column: fresh})  # noqa: SLF001 - the same
    return changed
