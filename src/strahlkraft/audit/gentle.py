"""Operations for migrations that let a running instance go on (docs/migrations.md).

PostgreSQL builds an index beside the writers and checks old rows in a step of its own; SQLite, which has one writer
anyway, does the plain thing.
"""

from typing import Any

from django.contrib.postgres.operations import AddConstraintNotValid, AddIndexConcurrently, ValidateConstraint
from django.db import migrations


def _on_postgresql(schema_editor: Any) -> bool:
    return bool(schema_editor.connection.vendor == "postgresql")


class AddIndexGently(AddIndexConcurrently):
    """An index that nobody waits for; alone in a migration with ``atomic = False``."""

    def database_forwards(self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any) -> None:
        """Build it."""
        kind = AddIndexConcurrently if _on_postgresql(schema_editor) else migrations.AddIndex
        kind.database_forwards(self, app_label, schema_editor, from_state, to_state)

    def database_backwards(self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any) -> None:
        """Drop it."""
        kind = AddIndexConcurrently if _on_postgresql(schema_editor) else migrations.AddIndex
        kind.database_backwards(self, app_label, schema_editor, from_state, to_state)


class AddCheckGently(AddConstraintNotValid):
    """A check that new rows must pass at once; a later migration asks the old ones (:class:`ValidateGently`)."""

    def database_forwards(self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any) -> None:
        """Put it."""
        kind = AddConstraintNotValid if _on_postgresql(schema_editor) else migrations.AddConstraint
        kind.database_forwards(self, app_label, schema_editor, from_state, to_state)


class ValidateGently(ValidateConstraint):
    """Ask the old rows while readers and writers go on; raises IntegrityError when one breaks the check."""

    def database_forwards(self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any) -> None:
        """Ask them; SQLite did when the check was put."""
        if _on_postgresql(schema_editor):
            super().database_forwards(app_label, schema_editor, from_state, to_state)
