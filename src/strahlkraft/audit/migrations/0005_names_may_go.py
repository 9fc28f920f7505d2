"""The guard of the trail lets one thing happen: name and salt of an entry are blanked together (docs/adr/0003-audit-chain.md).

Neither is chained, so the chain stays whole; nothing is left from which the name could be guessed. Every other change and
every deletion stays refused. The note in 0002_guard on migrations that rebuild the table holds for this trigger too.
"""

from typing import Any

from django.db import migrations

from strahlkraft.audit.guards import Guard

COLUMNS = """id sequence at actor_id label_digest verb subject_kind subject_key subject_title region_id public before
after reason submission previous_hash hash""".split()
_REST = " AND ".join(f'OLD."{column}" IS NEW."{column}"' for column in COLUMNS)
SQLITE = (
    "DROP TRIGGER audit_entry_no_update",
    f"""CREATE TRIGGER audit_entry_no_update BEFORE UPDATE ON audit_auditentry
        WHEN NOT (NEW.actor_label = '' AND NEW.label_salt = '' AND {_REST})
        BEGIN SELECT RAISE(ABORT, 'the trail is append-only'); END""",
)
POSTGRESQL = (
    "DROP TRIGGER audit_entry_no_change ON audit_auditentry",
    """CREATE OR REPLACE FUNCTION audit_entry_stays() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
       IF TG_OP = 'UPDATE' THEN
         IF NEW.actor_label = '' AND NEW.label_salt = ''
            AND to_jsonb(NEW) - 'actor_label' - 'label_salt' = to_jsonb(OLD) - 'actor_label' - 'label_salt'
         THEN RETURN NEW; END IF;
       END IF;
       RAISE EXCEPTION 'the trail is append-only' USING ERRCODE = 'integrity_constraint_violation'; END $$""",
    """CREATE TRIGGER audit_entry_no_change BEFORE UPDATE OR DELETE ON audit_auditentry
       FOR EACH ROW EXECUTE FUNCTION audit_entry_stays()""",
)
SQLITE_BACK = (
    "DROP TRIGGER audit_entry_no_update",
    """CREATE TRIGGER audit_entry_no_update BEFORE UPDATE ON audit_auditentry
       BEGIN SELECT RAISE(ABORT, 'the trail is append-only'); END""",
)
POSTGRESQL_BACK = (
    "DROP TRIGGER audit_entry_no_change ON audit_auditentry",
    """CREATE TRIGGER audit_entry_no_change BEFORE UPDATE OR DELETE ON audit_auditentry
       FOR EACH ROW EXECUTE FUNCTION audit_refuse()""",
    "DROP FUNCTION audit_entry_stays()",
)


def open_gap(_apps: Any, schema_editor: Any) -> None:
    """Let names go."""
    for statement in SQLITE if schema_editor.connection.vendor == "sqlite" else POSTGRESQL:
        schema_editor.execute(statement)


def close_gap(_apps: Any, schema_editor: Any) -> None:
    """Refuse every change again."""
    for statement in SQLITE_BACK if schema_editor.connection.vendor == "sqlite" else POSTGRESQL_BACK:
        schema_editor.execute(statement)


class Migration(migrations.Migration):
    """Open the gap for names."""

    dependencies = [("audit", "0004_chain_checks")]
    operations = [Guard(open_gap, close_gap)]
