"""Triggers for migrations: states move only as their table says, rows of record stay as they are.

They hold against whoever asks: a page, the API, an admin or a shell. SQLite loses triggers when a later migration
rebuilds the table: such a migration ends with these operations again.
"""

from collections.abc import Iterable, Mapping
from typing import Any

from django.db import migrations

Moves = Mapping[str, Iterable[str]]


class Guard(migrations.RunPython):
    """Code that speaks to the database alone: models of the past, which take a second to be rendered, are not asked for."""

    code: Any
    reverse_code: Any

    def database_forwards(self, _app_label: str, schema_editor: Any, _from_state: Any, _to_state: Any) -> None:
        """Put."""
        self.code(None, schema_editor)

    def database_backwards(self, _app_label: str, schema_editor: Any, _from_state: Any, _to_state: Any) -> None:
        """Lift."""
        self.reverse_code(None, schema_editor)


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


def _hold(
    schema_editor: Any, table: str, name: str, event: str, condition: str, message: str, *, after: str = ""
) -> None:
    row = "OLD" if event == "DELETE" else "NEW"
    if schema_editor.connection.vendor == "sqlite":
        schema_editor.execute(
            f"CREATE TRIGGER {name} BEFORE {event} ON {table} BEGIN "
            f"SELECT RAISE(ABORT, '{message}') WHERE NOT ({condition}); END"
        )
        return
    schema_editor.execute(
        f"CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
        f"{f'PERFORM 1 FROM {after} FOR NO KEY UPDATE;' if after else ''} IF NOT ({condition}) THEN "
        f"RAISE EXCEPTION '{message}' USING ERRCODE = 'integrity_constraint_violation'; END IF; RETURN {row}; END $$"
    )
    schema_editor.execute(f"CREATE TRIGGER {name} BEFORE {event} ON {table} FOR EACH ROW EXECUTE FUNCTION {name}()")


def holds(
    table: str,
    name: str,
    condition: str,
    *,
    events: Iterable[str] = ("INSERT", "UPDATE"),
    after: str = "",
) -> Guard:
    """An operation: ``condition`` (SQL on NEW and OLD, may ask other tables) holds for every such change of ``table``.

    ``name`` says in a word what is held. On PostgreSQL OLD is empty on INSERT, so name OLD only for UPDATE and DELETE.
    ``after``: the row (``table WHERE …``) whose sum is asked for. PostgreSQL locks it first, so that of two people at the
    same moment the second sees what the first wrote; SQLite has one writer at a time.
    """
    triggers = [(event, f"{table}_{name}_{event.lower()}") for event in events]
    message = f"{table}: {name}"

    def put(_apps: Any, schema_editor: Any) -> None:
        for event, trigger in triggers:
            _hold(schema_editor, table, trigger, event, condition, message, after=after)

    def lift(_apps: Any, schema_editor: Any) -> None:
        for _event, trigger in triggers:
            _lift(schema_editor, table, trigger)

    return Guard(put, lift)


def lifted(guard: Guard) -> Guard:
    """An operation: take a guard off before a table is rebuilt; put it again afterwards."""
    return Guard(guard.reverse_code, guard.code)


def states_move(table: str, moves: Moves, *, first: Iterable[str], field: str = "state", unless: str = "") -> Guard:
    """An operation: rows of ``table`` begin in one of ``first`` and change ``field`` only along ``moves``.

    ``unless``: SQL on OLD and NEW, may ask other tables; where it holds, another change is allowed.
    """
    begins, steps = f"{table}_begins", f"{table}_moves"
    message = f"{table}: no such change of state"
    wrong_start = f"NEW.{field} NOT IN ({_listed(first)})"

    def put(_apps: Any, schema_editor: Any) -> None:
        _put(schema_editor, table, begins, "INSERT", wrong_start, message)
        if unless:
            _hold(schema_editor, table, steps, "UPDATE", f"NOT ({_forbidden(field, moves)}) OR {unless}", message)
        else:
            _put(schema_editor, table, steps, "UPDATE", _forbidden(field, moves), message)

    def lift(_apps: Any, schema_editor: Any) -> None:
        _lift(schema_editor, table, begins)
        _lift(schema_editor, table, steps)

    return Guard(put, lift)


def rows_stay(table: str, *, when: str = "", kept: bool = False) -> Guard:
    """An operation: rows of ``table`` are never changed nor deleted; with ``when`` (SQL on OLD) only those it holds for.

    ``kept``: the others may change, yet none is ever deleted.
    """
    message = f"{table}: this row stays as it is"
    names = {"UPDATE": f"{table}_unchanged", "DELETE": f"{table}_kept"}

    def put(_apps: Any, schema_editor: Any) -> None:
        for event, name in names.items():
            _put(schema_editor, table, name, event, "" if kept and event == "DELETE" else when, message)

    def lift(_apps: Any, schema_editor: Any) -> None:
        for name in names.values():
            _lift(schema_editor, table, name)

    return Guard(put, lift)


def columns_stay(table: str, columns: Iterable[str]) -> Guard:
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

    return Guard(put, lift)


def rows_stay_but_names(table: str, names: Iterable[str], *, when: str = "") -> Guard:
    """An operation: as :func:`rows_stay`, but a person's name may go: all of ``names`` become empty, nothing else changes.

    What was frozen stays frozen; the law to be forgotten (Art. 17 GDPR) needs no more than this gap. ``when`` as there.
    """
    listed = sorted(names)
    message = f"{table}: this row stays as it is"
    unchanged, kept = f"{table}_unchanged", f"{table}_kept"
    emptied = " AND ".join(f"NEW.{name} = ''" for name in listed)

    def put(_apps: Any, schema_editor: Any) -> None:
        same = _rest_stays(schema_editor.connection, table, listed)
        refused = f"NOT ({emptied} AND {same})"
        _put(schema_editor, table, unchanged, "UPDATE", f"({when}) AND {refused}" if when else refused, message)
        _put(schema_editor, table, kept, "DELETE", when, message)

    def lift(_apps: Any, schema_editor: Any) -> None:
        _lift(schema_editor, table, unchanged)
        _lift(schema_editor, table, kept)

    return Guard(put, lift)


def _rest_stays(connection: Any, table: str, names: list[str]) -> str:
    """SQL: no column beside ``names`` changes, also none that a later migration adds."""
    if connection.vendor != "sqlite":
        minus = "".join(f" - '{name}'" for name in names)
        return f"to_jsonb(NEW){minus} = to_jsonb(OLD){minus}"
    with connection.cursor() as cursor:
        columns = [row.name for row in connection.introspection.get_table_description(cursor, table)]
    return " AND ".join(f'OLD."{name}" IS NEW."{name}"' for name in columns if name not in names)


def rows_kept(table: str) -> Guard:
    """An operation: rows of ``table`` may change, yet none is ever deleted."""
    name = f"{table}_kept"

    def put(_apps: Any, schema_editor: Any) -> None:
        _put(schema_editor, table, name, "DELETE", "", f"{table}: nothing is deleted")

    def lift(_apps: Any, schema_editor: Any) -> None:
        _lift(schema_editor, table, name)

    return Guard(put, lift)
