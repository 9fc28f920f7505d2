"""Every row of every table in a form that both databases give and take without loss: one JSON list a line.

Values are what Django reads from a column, spelt exactly: decimals and keys as text, moments with microseconds and zone.
Left out: the cache (counters of limits, kept for minutes) and the list of applied migrations (said by the backup itself).
"""

import base64
import hashlib
import json
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.apps import apps
from django.db import connections, models, transaction
from django.db.models import sql

BATCH = 400
Row = list[Any]
Model = type[models.Model]
Column = Any
"""A field that is a column; the types of Django's stubs do not know all of them."""
Source = Callable[[Model], Iterable[Row]]
"""Gives the rows of a table, spelt as here, ordered by key."""


def tables() -> list[Model]:
    """Every table the rooms and libraries have, those between two many-to-many sides too; by name."""
    found = apps.get_models(include_auto_created=True)
    return sorted((model for model in found if model._meta.managed), key=lambda model: model._meta.db_table)  # noqa: SLF001 - public in Django


def columns(model: Model) -> list[Column]:
    """The columns that are written, in the order of the lines."""
    return [column for column in model._meta.local_concrete_fields if not column.generated]  # noqa: SLF001 - public in Django


def names(model: Model) -> list[str]:
    """What a record calls the values of a line."""
    return [column.attname for column in columns(model)]


def values(written: list[Column], row: Row) -> dict[str, Any]:
    """A line of these columns as what a record is made of."""
    return {column.attname: understood(column, value) for column, value in zip(written, row, strict=True)}


def file_columns(model: Model) -> list[int]:
    """The places of names of stored files in a line."""
    return [place for place, column in enumerate(columns(model)) if isinstance(column, models.FileField)]


def key_of(model: Model) -> str:
    """How a table is called in a backup."""
    return model._meta.db_table  # noqa: SLF001 - public in Django


def spelt(value: Any) -> Any:
    """A column's value as JSON."""
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat(timespec="microseconds")
    if isinstance(value, timedelta):
        return value // timedelta(microseconds=1)
    if isinstance(value, bytes | memoryview):
        return base64.b64encode(bytes(value)).decode()
    if isinstance(value, Decimal | UUID | date | time):
        return str(value)
    return value


_READ: dict[str, Callable[[Any], Any]] = {
    "DateTimeField": datetime.fromisoformat,
    "DateField": date.fromisoformat,
    "TimeField": time.fromisoformat,
    "DecimalField": Decimal,
    "UUIDField": UUID,
    "BinaryField": base64.b64decode,
    "DurationField": lambda value: timedelta(microseconds=value),
}


def understood(column: Column, value: Any) -> Any:
    """The value a spelling stands for."""
    if isinstance(column, models.JSONField):
        return models.Value(None, models.JSONField()) if value is None and not column.null else value
    read = None if value is None else _READ.get(column.get_internal_type())
    return read(value) if read else value


def in_database(alias: str) -> Source:
    """The rows as they are in a database, in little memory; inside a transaction where they must be of one moment."""

    def source(model: Model) -> Iterator[Row]:
        rows = model._base_manager.using(alias).order_by("pk").values_list(*names(model))  # noqa: SLF001 - rows a list leaves out count too
        for row in rows.iterator(chunk_size=2000):
            yield [spelt(value) for value in row]

    return source


def line(row: Row) -> bytes:
    """One line; keys inside JSON stay in their order."""
    return json.dumps(row, ensure_ascii=False, separators=(",", ":")).encode() + b"\n"


class Digest:
    """Count and SHA-256 of a table's rows, whichever database gave them (PostgreSQL orders keys inside JSON anew)."""

    def __init__(self) -> None:
        self.rows, self._digest = 0, hashlib.sha256()

    def add(self, row: Row) -> None:
        """One more row."""
        self.rows += 1
        self._digest.update(json.dumps(row, ensure_ascii=False, separators=(",", ":"), sort_keys=True).encode() + b"\n")

    def told(self) -> dict[str, Any]:
        """As a backup notes it."""
        return {"rows": self.rows, "sha256": self._digest.hexdigest()}


def digests(source: Source) -> dict[str, dict[str, Any]]:
    """Count and digest of every table."""
    found = {}
    for model in tables():
        digest = Digest()
        for row in source(model):
            digest.add(row)
        found[key_of(model)] = digest.told()
    return found


def last_numbers(alias: str) -> dict[str, int]:
    """The last number each table gave out, so that no number is given twice, also of rows that are gone."""
    connection = connections[alias]
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("SELECT name, seq FROM sqlite_sequence")
            known = dict(cursor.fetchall())
            return {key_of(model): int(known.get(key_of(model), 0)) for model in _numbered()}
        found = {}
        for model in _numbered():
            cursor.execute("SELECT pg_get_serial_sequence(%s, %s)", _serial(model))
            cursor.execute(f"SELECT CASE WHEN is_called THEN last_value ELSE 0 END FROM {cursor.fetchone()[0]}")  # noqa: S608 - a name the database itself gave
            found[key_of(model)] = int(cursor.fetchone()[0])
    return found


def _numbered() -> list[Model]:
    return [model for model in tables() if isinstance(model._meta.pk, models.AutoField | models.BigAutoField)]  # noqa: SLF001 - public in Django


def _serial(model: Model) -> list[str]:
    return [f'"{key_of(model)}"', str(model._meta.pk.column)]  # noqa: SLF001 - public in Django


class Different(Exception):  # noqa: N818 - a fact about rows
    """What stands in the database after loading is not what the backup holds."""


def load(source: Source, numbers: dict[str, int], expected: dict[str, dict[str, Any]], *, alias: str) -> None:
    """Replace every row by those of ``source``, in one transaction: all of it or nothing.

    The guards of rows of record are lifted within the transaction and put back before it ends; foreign keys are checked,
    and every table is read again and compared with ``expected``. Raises Different, or the database's own errors.
    """
    with transaction.atomic(using=alias):
        with _guards_lifted(alias):
            _emptied(alias)
            for model in tables():
                _fill(model, source(model), alias)
            _continue_numbers(numbers, alias)
            connections[alias].check_constraints()
        found = digests(in_database(alias))
        if wrong := sorted(name for name, told in expected.items() if found.get(name) != told):
            message = f"These tables are not what the backup holds: {', '.join(wrong)}"
            raise Different(message)


@contextmanager
def _guards_lifted(alias: str) -> Iterator[None]:
    """Without the triggers of this house; a fault leaves it to the surrounding transaction to put all back."""
    connection = connections[alias]
    quoted = [connection.ops.quote_name(key_of(model)) for model in tables()]
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'")
            triggers = cursor.fetchall()
            lift = [f"DROP TRIGGER {connection.ops.quote_name(name)}" for name, _sql in triggers]
            put = [text for _name, text in triggers]
        else:
            settle = [
                "SET CONSTRAINTS ALL IMMEDIATE",
                "SET CONSTRAINTS ALL DEFERRED",
            ]  # else tables stay locked in their form
            lift = [*settle, *(f"ALTER TABLE {name} DISABLE TRIGGER USER" for name in quoted)]
            put = [*settle, *(f"ALTER TABLE {name} ENABLE TRIGGER USER" for name in quoted)]
        for statement in lift:
            cursor.execute(statement)
        yield
        for statement in put:
            cursor.execute(statement)


def _emptied(alias: str) -> None:
    connection = connections[alias]
    quoted = [connection.ops.quote_name(key_of(model)) for model in tables()]
    with connection.cursor() as cursor:
        if connection.vendor != "sqlite":
            cursor.execute(f"TRUNCATE {', '.join(quoted)}")
            return
        for name in quoted:
            cursor.execute(f"DELETE FROM {name}")  # noqa: S608 - names of our own tables


def _fill(model: Model, rows: Iterable[Row], alias: str) -> None:
    waiting: list[models.Model] = []
    written = columns(model)
    for row in rows:
        waiting.append(model(**values(written, row)))
        if len(waiting) >= BATCH:
            _insert(model, waiting, alias)
            waiting = []
    _insert(model, waiting, alias)


def _insert(model: Model, waiting: list[models.Model], alias: str) -> None:
    """Write rows as they are: no default, no moment of change, no signal."""
    written, connection = columns(model), connections[alias]
    most = connection.ops.bulk_batch_size(written, waiting) if waiting else 1
    for start in range(0, len(waiting), most):
        query = sql.InsertQuery(model)
        query.insert_values(written, waiting[start : start + most], raw=True)
        query.get_compiler(connection=connection).execute_sql()


def _continue_numbers(numbers: dict[str, int], alias: str) -> None:
    connection = connections[alias]
    with connection.cursor() as cursor:
        for model in _numbered():
            last = numbers.get(key_of(model), 0)
            if connection.vendor == "sqlite":
                cursor.execute("DELETE FROM sqlite_sequence WHERE name = %s", [key_of(model)])
                cursor.execute("INSERT INTO sqlite_sequence (name, seq) VALUES (%s, %s)", [key_of(model), last])
            else:
                called: list[str | int | bool] = [*_serial(model), max(last, 1), last > 0]
                cursor.execute("SELECT setval(pg_get_serial_sequence(%s, %s), %s, %s)", called)
