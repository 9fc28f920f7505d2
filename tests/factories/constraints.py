"""One walker for all rooms: every constraint and every trigger of their tables is violated once, and bites alone."""

import uuid
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from django.apps import apps
from django.db import Error, IntegrityError, connection, models, transaction
from django.db.models import BaseConstraint, UniqueConstraint

Rows = Mapping[str, Any]
"""Sound rows by the names the violations call them."""


@dataclass(frozen=True)
class Again:
    """The same row once more, with keys of its own, and these other values."""

    other: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Gone:
    """The row is deleted."""


Change = dict[str, Any] | Again | Gone
Violation = tuple[str, Change] | Callable[[], object]
"""Which row and what is changed about it; or the deed itself."""


@dataclass(frozen=True)
class Bite:
    """A deed that a trigger refuses; ``beside``: other triggers that would refuse it too, lifted meanwhile."""

    violation: Violation
    beside: tuple[str, ...] = ()


def constraints_of(*rooms: str) -> dict[str, tuple[type[models.Model], BaseConstraint]]:
    """Every named constraint of these rooms with its table."""
    return {
        constraint.name: (model, constraint)
        for room in rooms
        for model in apps.get_app_config(room).get_models()
        for constraint in model._meta.constraints
    }


def triggers_of(room: str) -> dict[str, str]:
    """Every trigger on a table of this room, as it is in the database now, with its table."""
    query = (
        "SELECT name, tbl_name FROM sqlite_master WHERE type = 'trigger'"
        if connection.vendor == "sqlite"
        else "SELECT t.tgname, c.relname FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid WHERE NOT t.tgisinternal"
    )
    tables = {model._meta.db_table for model in apps.get_app_config(room).get_models()}
    with connection.cursor() as cursor:
        cursor.execute(query)
        return {name: table for name, table in cursor.fetchall() if table in tables}


def lift(triggers: Mapping[str, str], names: Iterable[str]) -> None:
    """Drop these triggers until the transaction ends."""
    with connection.cursor() as cursor:
        if connection.vendor != "sqlite":
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        for name in names:
            table = triggers[name]
            cursor.execute(f"DROP TRIGGER {name}" + ("" if connection.vendor == "sqlite" else f" ON {table}"))
        if connection.vendor != "sqlite":
            cursor.execute(
                "SET CONSTRAINTS ALL DEFERRED"
            )  # what a row is asked for by others shows at the end, as ever


def lift_all(table: str) -> None:
    """Until the transaction ends: the triggers of a table speak before its constraints do."""
    with connection.cursor() as cursor:
        if connection.vendor != "sqlite":
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
            return
        cursor.execute("SELECT name FROM sqlite_master WHERE type = 'trigger' AND tbl_name = %s", [table])
        for (trigger,) in cursor.fetchall():
            cursor.execute(f"DROP TRIGGER {trigger}")


def violate(made: Rows, violation: Violation) -> None:
    """Do what is forbidden, past every action: as a shell would."""
    if callable(violation):
        violation()
        return
    name, change = violation
    row = made[name]
    rows = type(row)._default_manager.filter(pk=row.pk)
    if isinstance(change, Gone):
        rows._raw_delete(rows.db)
        return
    if isinstance(change, dict):
        rows.update(**change)
        return
    fields = [one for one in row._meta.concrete_fields if not one.primary_key]
    values = {one.attname: getattr(row, one.attname) for one in fields}
    keys = [one for one in fields if one.unique and not one.is_relation]
    fresh = {one.attname: uuid.uuid4() if isinstance(one, models.UUIDField) else "again" for one in keys}
    type(row)._default_manager.bulk_create([type(row)(**values | fresh | change.other)])


def is_named(model: type[models.Model], constraint: BaseConstraint, message: str) -> bool:
    """Whether the refusal is of this constraint: by its name, or by its columns where SQLite knows no more."""
    if f'"{constraint.name}"' in message or f"'{constraint.name}'" in message:
        return True
    named = constraint.name
    if isinstance(constraint, UniqueConstraint) and constraint.fields:
        columns = [model._meta.get_field(part).column for part in constraint.fields]
        named = ", ".join(f"{model._meta.db_table}.{column}" for column in columns)
    return message.endswith(f"constraint failed: {named}")


def silent_constraints(
    made: Rows, violations: Mapping[str, Violation], *rooms: str, also: Mapping[str, str] | None = None
) -> list[str]:
    """Constraints of these rooms that nobody violates here, that do not refuse, or where another one refuses instead.

    ``also``: constraints that cannot but break together with another one, whose name says enough too.
    """
    held = constraints_of(*rooms)
    found = [f"{name}: nobody violates it" for name in sorted(set(held) - set(violations))]
    found += [f"{name}: there is no such constraint" for name in sorted(set(violations) - set(held))]
    for name in sorted(set(held) & set(violations)):
        model, constraint = held[name]
        together = [held[one] for one in (also or {}).get(name, "").split()]
        try:
            with transaction.atomic():
                lift_all(model._meta.db_table)
                violate(made, violations[name])
        except IntegrityError as error:
            if not any(is_named(*one, str(error)) for one in [(model, constraint), *together]):
                found.append(f"{name}: {error}")
        else:
            found.append(f"{name}: it does not refuse")
    return found


def _refused(made: Rows, triggers: Mapping[str, str], violation: Violation, without: Iterable[str]) -> str:
    """What the database says to a deed when these triggers are lifted; nothing is kept of it. Empty when it goes through."""
    try:
        with transaction.atomic():
            lift(triggers, without)
            violate(made, violation)
            transaction.set_rollback(True)
    except Error as error:
        return str(error).splitlines()[0]
    return ""


def silent_triggers(made: Rows, bites: Mapping[str, Bite], room: str) -> list[str]:
    """Triggers of this room that nobody violates here, that do not refuse, or without which the deed is refused still.

    The last makes each guard prove itself: it is taken away for a moment, and just then the forbidden deed goes through.
    """
    triggers = triggers_of(room)
    found = [f"{name}: nobody violates it" for name in sorted(set(triggers) - set(bites))]
    found += [f"{name}: there is no such trigger" for name in sorted(set(bites) - set(triggers))]
    for name in sorted(set(triggers) & set(bites)):
        bite = bites[name]
        if not _refused(made, triggers, bite.violation, bite.beside):
            found.append(f"{name}: it does not refuse")
        elif said := _refused(made, triggers, bite.violation, (*bite.beside, name)):
            found.append(f"{name}: taken away, the deed is refused still: {said}")
    return found


def _another(column: models.Field, value: Any) -> Any:
    """A value of the same kind that the column does not hold now."""
    if isinstance(column, models.BooleanField):
        return not value
    if isinstance(column, models.JSONField):
        return {"anders": value}
    if isinstance(column, models.DateField):  # moments too
        return (value or datetime(2026, 1, 2, tzinfo=UTC)) + timedelta(days=1)
    is_number = isinstance(column, models.ForeignKey | models.IntegerField | models.DecimalField)
    if is_number:
        return (value or 0) + 1
    return "a" if value != "a" else "b"


def goes_along(row: models.Model, *names: str) -> list[str]:
    """What a frozen row lets through when a person's name (``names``) goes, and what else is wrong with that gap.

    The names become empty together, once, and nothing of that is kept. No other column changes, with them or without; no
    name becomes another one; none comes back.
    """
    rows = type(row)._base_manager.filter(pk=row.pk)
    gone = dict.fromkeys(names, "")

    def refused(change: dict[str, Any], *, after: dict[str, Any] | None = None) -> bool:
        try:
            with transaction.atomic():
                if after:
                    rows.update(**after)
                rows.update(**change)
                transaction.set_rollback(True)
        except IntegrityError as error:
            return f"{row._meta.db_table}: " in str(error)  # the guard, not what else may be wrong with the value
        return False

    found = ["the names cannot go"] if refused(gone) else []
    for column in row._meta.concrete_fields:
        other = {column.attname: _another(column, getattr(row, column.attname))}
        if column.name in names:
            tries = {"another name": (gone | other, None), "back again": (other, gone)}
        else:
            tries = {"alone": (other, None), "with the name": (gone | other, None), "after it": (other, gone)}
        found += [
            f"{column.name}: {how}"
            for how, (change, after) in tries.items()
            if not column.primary_key and not refused(change, after=after)
        ]
    return found
