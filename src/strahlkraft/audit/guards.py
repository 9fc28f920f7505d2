"""Triggers for migrations: states move only as their table says, rows of record stay as they are.

They hold against whoever asks: a page, the API, an admin or a shell. SQLite loses triggers when a later migration
rebuilds the table: such a migration ends with these operations again.
"""

from collections.abc import Iterable, Mapping
from typing import Any

from django.db import migrations

Moves = Mapping[str, Iterable[str]]


def _listed(values: Iterable[str]) -> str:
    words = sorted({str(value) for value in values})
    if any(not word.replace("_", "").isalnum() for word in words):
        raise ValueError(words)
    return ", ".join(f"'{word}'" for word in words)


def _forbidden(field: str, moves: Moves) -> str:
    """The condition in SQL that a change of state is not in the table."""
    parts = [
        f"(OLD.{field} = {_listed([state])} AND NEW.{field} IN ({_listed(targets)}))"
        for state, targets in moves.items()
        if list(targets)
    ]
    allowed = " OR ".join(parts) or "1 = 0"
    return f"OLD.{field} <> NEW.{field} AND NOT ({allowed})"


def _put(schema_editor: Any, table: str, name: str, event: str, when: str, message: str) -> None:
    condition = f"WHEN ({when})" if when else ""
    if schema_editor.connection.vendor == "sqlite":
        schema_editor.execute(
            f"CREATE TRIGGER {name} BEFORE {event} ON {table} {condition} BEGIN SELECT RAISE(ABORT, '{message}'); END"
        )
        return
    schema_editor.execute(
        f"CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
        f"RAISE EXCEPTION '{message}' USING ERRCODE = 'integrity_constraint_violation'; END $$"
    )
    schema_editor.execute(
        f"CREATE TRIGGER {name} BEFORE {event} ON {table} FOR EACH ROW {condition} EXECUTE FUNCTION {name}()"
    )


def _lift(schema_editor: Any, table: str, name: str) -> None:
    if schema_editor.connection.vendor == "sqlite":
        schema_editor.execute(f"DROP TRIGGER {name}")
        return
    schema_editor.execute(f"DROP TRIGGER {name} ON {table}")
    schema_editor.execute(f"DROP FUNCTION {name}()")


def states_move(table: str, moves: Moves, *, first: Iterable[str], field: str = "state") -> migrations.RunPython:
    """An operation: rows of ``table`` begin in one of ``first`` and change ``field`` only along ``moves``."""
    begins, steps = f"{table}_begins", f"{table}_moves"
    message = f"{table}: no such change of state"
    wrong_start = f"NEW.{field} NOT IN ({_listed(first)})"

    def put(_apps: Any, schema_editor: Any) -> None:
        _put(schema_editor, table, begins, "INSERT", wrong_start, message)
        _put(schema_editor, table, steps, "UPDATE", _forbidden(field, moves), message)

    def lift(_apps: Any, schema_editor: Any) -> None:
        _lift(schema_editor, table, begins)
        _lift(schema_editor, table, steps)

    return migrations.RunPython(put, lift)


def rows_stay(table: str, *, when: str = "") -> migrations.RunPython:
    """An operation: rows of ``table`` are never changed nor deleted; with ``when`` (SQL on OLD) only those it holds for."""
    message = f"{table}: this row stays as it is"
    names = {"UPDATE": f"{table}_unchanged", "DELETE": f"{table}_kept"}

    def put(_apps: Any, schema_editor: Any) -> None:
        for event, name in names.items():
            _put(schema_editor, table, name, event, when, message)

    def lift(_apps: Any, schema_editor: Any) -> None:
        for name in names.values():
            _lift(schema_editor, table, name)

    return migrations.RunPython(put, lift)


def columns_stay(table: str, columns: Iterable[str]) -> migrations.RunPython:
    """An operation: of each row of ``table`` these columns never change, and no row is deleted; the others may move on."""
    message = f"{table}: what was written stays"
    unchanged, kept = f"{table}_unchanged", f"{table}_kept"

    def put(_apps: Any, schema_editor: Any) -> None:
        differs = "IS NOT" if schema_editor.connection.vendor == "sqlite" else "IS DISTINCT FROM"
        changed = " OR ".join(f"OLD.{column} {differs} NEW.{column}" for column in sorted(columns))
        _put(schema_editor, table, unchanged, "UPDATE", changed, message)
        _put(schema_editor, table, kept, "DELETE", "", message)

    def lift(_apps: Any, schema_editor: Any) -> None:
        _lift(schema_editor, table, unchanged)
        _lift(schema_editor, table, kept)

    return migrations.RunPython(put, lift)
