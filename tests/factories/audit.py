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
        for statement in guard.SQLITE_LIFT if sqlite else guard.POSTGRESQL_LIFT:
            cursor.execute(statement)
    yield
    with connection.cursor() as cursor:
        for statement in guard.SQLITE if sqlite else guard.POSTGRESQL:
            cursor.execute(statement)


def tamper(sql: str, params: list[str] | None = None) -> None:
    """Do to the trail what only somebody with the database's password could do."""
    with guard_lifted(), connection.cursor() as cursor:
        cursor.execute(sql, params or [])
