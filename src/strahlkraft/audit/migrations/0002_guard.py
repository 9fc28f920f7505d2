"""Triggers that refuse to change the trail, whoever asks (docs/adr/0003-audit-chain.md).

SQLite loses triggers when a later migration rebuilds the table: such a migration ends with these operations again
(tests/audit/test_guard.py turns red when it was forgotten).
"""

from typing import Any

from django.db import migrations

from strahlkraft.audit.guards import Guard

SQLITE = (
    """CREATE TRIGGER audit_entry_no_update BEFORE UPDATE ON audit_auditentry
       BEGIN SELECT RAISE(ABORT, 'the trail is append-only'); END""",
    """CREATE TRIGGER audit_entry_no_delete BEFORE DELETE ON audit_auditentry
       BEGIN SELECT RAISE(ABORT, 'the trail is append-only'); END""",
    """CREATE TRIGGER audit_head_forward BEFORE UPDATE ON audit_chainhead WHEN NEW.count <> OLD.count + 1
       BEGIN SELECT RAISE(ABORT, 'the head of the trail only moves one entry forward'); END""",
    """CREATE TRIGGER audit_head_no_delete BEFORE DELETE ON audit_chainhead
       BEGIN SELECT RAISE(ABORT, 'the head of the trail stays'); END""",
)
POSTGRESQL = (
    """CREATE FUNCTION audit_refuse() RETURNS trigger LANGUAGE plpgsql AS
       $$ BEGIN RAISE EXCEPTION 'the trail is append-only' USING ERRCODE = 'integrity_constraint_violation'; END $$""",
    """CREATE TRIGGER audit_entry_no_change BEFORE UPDATE OR DELETE ON audit_auditentry
       FOR EACH ROW EXECUTE FUNCTION audit_refuse()""",
    """CREATE TRIGGER audit_entry_no_truncate BEFORE TRUNCATE ON audit_auditentry
       FOR EACH STATEMENT EXECUTE FUNCTION audit_refuse()""",
    """CREATE TRIGGER audit_head_forward BEFORE UPDATE ON audit_chainhead
       FOR EACH ROW WHEN (NEW.count <> OLD.count + 1) EXECUTE FUNCTION audit_refuse()""",
    """CREATE TRIGGER audit_head_no_delete BEFORE DELETE ON audit_chainhead
       FOR EACH ROW EXECUTE FUNCTION audit_refuse()""",
    """CREATE TRIGGER audit_head_no_truncate BEFORE TRUNCATE ON audit_chainhead
       FOR EACH STATEMENT EXECUTE FUNCTION audit_refuse()""",
)
SQLITE_LIFT = (
    "DROP TRIGGER audit_entry_no_update",
    "DROP TRIGGER audit_entry_no_delete",
    "DROP TRIGGER audit_head_forward",
    "DROP TRIGGER audit_head_no_delete",
)
POSTGRESQL_LIFT = (
    "DROP TRIGGER audit_entry_no_change ON audit_auditentry",
    "DROP TRIGGER audit_entry_no_truncate ON audit_auditentry",
    "DROP TRIGGER audit_head_forward ON audit_chainhead",
    "DROP TRIGGER audit_head_no_delete ON audit_chainhead",
    "DROP TRIGGER audit_head_no_truncate ON audit_chainhead",
    "DROP FUNCTION audit_refuse()",
)


def put_guard(_apps: Any, schema_editor: Any) -> None:  # noqa: ANN401 - Django's untyped hook
    """Create the triggers of this database."""
    for statement in SQLITE if schema_editor.connection.vendor == "sqlite" else POSTGRESQL:
        schema_editor.execute(statement)


def lift_guard(_apps: Any, schema_editor: Any) -> None:  # noqa: ANN401 - Django's untyped hook
    """Drop them again."""
    for statement in SQLITE_LIFT if schema_editor.connection.vendor == "sqlite" else POSTGRESQL_LIFT:
        schema_editor.execute(statement)


class Migration(migrations.Migration):
    """Put the guard."""

    dependencies = [("audit", "0001_initial")]
    operations = [Guard(put_guard, lift_guard)]
