"""Refuse ``REPLACE INTO`` on SQLite: it removes the old row without waking the triggers on DELETE and UPDATE.

PostgreSQL has no such statement (``ON CONFLICT DO UPDATE`` wakes the guard of 0002_guard). The note there on
migrations that rebuild a table holds for these triggers too.
"""

from typing import Any

from django.db import migrations

from strahlkraft.audit.guards import Guard

SQLITE = (
    """CREATE TRIGGER audit_entry_no_replace BEFORE INSERT ON audit_auditentry
       WHEN EXISTS (SELECT 1 FROM audit_auditentry WHERE id = NEW.id OR sequence = NEW.sequence
                    OR hash = NEW.hash OR submission = NEW.submission)
       BEGIN SELECT RAISE(ABORT, 'the trail is append-only'); END""",
    """CREATE TRIGGER audit_head_no_replace BEFORE INSERT ON audit_chainhead
       WHEN EXISTS (SELECT 1 FROM audit_chainhead WHERE id = NEW.id)
       BEGIN SELECT RAISE(ABORT, 'the head of the trail only moves one entry forward'); END""",
)
SQLITE_LIFT = ("DROP TRIGGER audit_entry_no_replace", "DROP TRIGGER audit_head_no_replace")


def put_guard(_apps: Any, schema_editor: Any) -> None:
    """Create the triggers where they are needed."""
    for statement in SQLITE if schema_editor.connection.vendor == "sqlite" else ():
        schema_editor.execute(statement)


def lift_guard(_apps: Any, schema_editor: Any) -> None:
    """Drop them again."""
    for statement in SQLITE_LIFT if schema_editor.connection.vendor == "sqlite" else ():
        schema_editor.execute(statement)


class Migration(migrations.Migration):
    """Put the guard."""

    dependencies = [("audit", "0002_guard")]
    operations = [Guard(put_guard, lift_guard)]
