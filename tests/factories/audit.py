"""Somebody who acts, lines of the trail, and lifting its guard (tampering, emptying the test's own database)."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib import import_module
from typing import Any

from django.db import connection, transaction

from strahlkraft.audit.actions import record
from strahlkraft.audit.models import AuditEntry
from strahlkraft.kernel.actor import Right
from strahlkraft.kernel.label import Label

AT = datetime(2026, 11, 22, 9, 30, tzinfo=UTC)


@dataclass
class Person:
    """An actor with rights in one region."""

    actor_id: str = "user:7"
    actor_label: str = "Ada Beispiel"
    regions: frozenset[int] | None = frozenset({1})

    def holds(self, right: Right, **_scope: Any) -> bool:
        """Everything."""
        return True

    def region_ids(self, right: Right) -> frozenset[int] | None:
        """The regions given."""
        return self.regions

    def organisation_ids(self, right: Right) -> frozenset[int]:
        """None."""
        return frozenset()


Write = Callable[..., AuditEntry]


def write_entry(**changed: Any) -> AuditEntry:
    """Write one line of the trail in its own transaction."""
    arguments: dict[str, Any] = {
        "by": Person(),
        "at": AT,
        "verb": "publish_project",
        "subject": Label("project", "lamp", "Smart lamp"),
        "before": {"state": "draft", "title": "Smart lamp"},
        "after": {"state": "public", "title": "Smart lamp"},
    }
    with transaction.atomic():
        return record(**(arguments | changed))


guard = import_module("strahlkraft.audit.migrations.0002_guard")
names = import_module("strahlkraft.audit.migrations.0005_names_may_go")


CHECKS = {
    f"audit_chaincheck_{name}": f"BEFORE {event} ON audit_chaincheck BEGIN SELECT RAISE(ABORT, 'this row stays as it is'); END"
    for name, event in (("unchanged", "UPDATE"), ("kept", "DELETE"))
}
"""The triggers of the walks' notes on SQLite, which empties tables row by row."""


def _guarded() -> bool:
    query = (
        "SELECT count(*) FROM sqlite_master WHERE type = 'trigger' AND name LIKE 'audit_%'"
        if connection.vendor == "sqlite"
        else "SELECT count(*) FROM pg_trigger WHERE tgname LIKE 'audit_%'"
    )
    with connection.cursor() as cursor:
        cursor.execute(query)
        return bool(cursor.fetchone()[0])


@contextmanager
def guard_lifted() -> Iterator[None]:
    """Drop the triggers for a while."""
    if not _guarded():
        yield
        return
    sqlite = connection.vendor == "sqlite"
    with connection.cursor() as cursor:
        lifted = (*guard.SQLITE_LIFT, *(f"DROP TRIGGER IF EXISTS {name}" for name in CHECKS))
        for statement in lifted if sqlite else guard.POSTGRESQL_LIFT:
            cursor.execute(statement)
    yield
    with connection.cursor() as cursor:
        put = (*guard.SQLITE, *names.SQLITE, *(f"CREATE TRIGGER {name} {text}" for name, text in CHECKS.items()))
        for statement in put if sqlite else (*guard.POSTGRESQL, *names.POSTGRESQL):
            cursor.execute(statement)


@contextmanager
def every_guard_lifted() -> Iterator[None]:
    """Drop every trigger for a while: SQLite is emptied row by row, which guards of record refuse; PostgreSQL is truncated."""
    if connection.vendor != "sqlite":
        with guard_lifted():
            yield
        return
    with connection.cursor() as cursor:
        cursor.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'")
        triggers = cursor.fetchall()
        for name, _sql in triggers:
            cursor.execute(f'DROP TRIGGER "{name}"')
    try:
        yield
    finally:
        with connection.cursor() as cursor:
            for _name, sql in triggers:
                cursor.execute(sql)


def tamper(sql: str, params: list[str] | None = None) -> None:
    """Do to the trail what only somebody with the database's password could do."""
    with guard_lifted(), connection.cursor() as cursor:
        cursor.execute(sql, params or [])
