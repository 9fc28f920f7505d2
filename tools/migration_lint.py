"""Refuses migrations that a running instance would not survive (docs/migrations.md).

Judged are those newer than the baseline: the migrations of the day on which the rules began.
"""

import os
import sys
from collections.abc import Iterator
from typing import Any

import django
from django.db import migrations

import strahlkraft

BASELINE = {
    "accounts": "0002_absences",
    "audit": "0005_names_may_go",
    "congress": "0001_initial",
    "funding": "0003_names_may_go",
    "letters": "0004_rather_missed_than_repeated",
    "network": "0004_region_demonstration",
    "newsroom": "0002_guards",
    "privacy": "0002_guards",
    "projects": "0001_initial",
    "reports": "0003_names_may_go",
    "reuse": "0001_initial",
    "search": "0001_initial",
    "steering": "0005_names_may_go",
}
RENAMES = (migrations.RenameField, migrations.RenameModel, migrations.AlterModelTable)
HARMLESS_TYPES = {("CharField", "TextField")}


class _Judge:
    """What one migration does to tables that exist already."""

    def __init__(self, migration: Any, before: Any, version: str) -> None:
        from strahlkraft.audit import gentle, guards  # noqa: PLC0415 - needs Django's settings

        self.gentle, self.guard = gentle, guards.Guard
        self.migration, self.before = migration, before
        self.operations = list(_real_operations(migration.operations))
        self.new = {
            operation.name_lower for operation in self.operations if isinstance(operation, migrations.CreateModel)
        }
        self.brief = {name.lower() for name in getattr(migration, "brief", {})}
        since = getattr(migration, "settled_since", "")
        self.settled = bool(since) and _numbers(since) < _numbers(version)

    def objections(self) -> Iterator[str]:
        """Each with its way out."""
        yield from self._as_a_whole()
        for operation in self.operations:
            said = operation.describe()
            if not operation.reversible:
                yield f"{said}: cannot be taken back; give it a way back (a no-op when nothing is to be done)"
            if getattr(operation, "model_name_lower", getattr(operation, "name_lower", "")) in self.new:
                continue
            yield from (f"{said}: {reason}" for reason in self._reasons(operation))

    def _as_a_whole(self) -> Iterator[str]:
        data = [operation for operation in self.operations if self._writes_data(operation)]
        if data and (len(data) < len(self.operations) or self.migration.atomic):
            yield "data are changed: in a migration of their own, with atomic = False, in batches that may be repeated"
        indexes = [operation for operation in self.operations if isinstance(operation, self.gentle.AddIndexGently)]
        if indexes and (len(self.operations) > 1 or self.migration.atomic):
            yield "an index is built beside the writers: alone in its migration, with atomic = False"
        kinds = {type(operation) for operation in self.operations}
        if kinds >= {self.gentle.AddCheckGently, self.gentle.ValidateGently}:
            yield "a check is put and old rows are asked: in two migrations, the first lock is held until the end"

    def _writes_data(self, operation: Any) -> bool:
        return isinstance(operation, migrations.RunPython | migrations.RunSQL) and not isinstance(operation, self.guard)

    def _reasons(self, operation: Any) -> Iterator[str]:
        if isinstance(operation, RENAMES):
            yield "the release that still runs knows the old name; add the new one, copy, remove the old one a release later"
        elif isinstance(operation, migrations.RemoveField | migrations.DeleteModel):
            if not self.settled:
                yield "the release that still runs reads it; name an earlier one that does not (settled_since)"
        elif isinstance(operation, migrations.AddField):
            yield from self._added(operation)
        elif isinstance(operation, migrations.AlterField):
            yield from self._altered(operation)
        elif isinstance(operation, migrations.AddIndex) and not isinstance(operation, self.gentle.AddIndexGently):
            yield from self._lasting(operation, "use AddIndexGently")
        elif isinstance(operation, migrations.AddConstraint) and not isinstance(operation, self.gentle.AddCheckGently):
            yield from self._lasting(operation, "use AddCheckGently, then ValidateGently")
        elif isinstance(operation, migrations.AlterUniqueTogether | migrations.AlterIndexTogether):
            yield "belongs into a constraint or an index with a name"

    def _lasting(self, operation: Any, way_out: str) -> Iterator[str]:
        name = getattr(operation, "model_name_lower", "") or operation.model_name.lower()
        if name not in self.brief:
            yield f"holds writers up while it reads the whole table; {way_out}, or say why the table is short (brief)"

    def _added(self, operation: Any) -> Iterator[str]:
        field = operation.field
        if field.many_to_many:
            return
        if not field.null and not field.has_db_default() and not field.generated:
            yield "rows of the release that still runs do not fill it; null=True or db_default=…"
        if field.unique or field.db_index:
            yield from self._lasting(operation, "db_index=False, then AddIndexGently")

    def _altered(self, operation: Any) -> Iterator[str]:
        old = self.before.models[self.migration.app_label, operation.model_name_lower].fields[operation.name]
        new = operation.field
        narrower = (old.null and not new.null) or (new.max_length or 0) < (old.max_length or 0)
        if narrower and new.get_internal_type() != "TextField" and not self.settled:
            yield "the release that still runs may write what is now refused; name an earlier one that does not (settled_since)"
        types = (old.get_internal_type(), new.get_internal_type())
        if types[0] != types[1] and types not in HARMLESS_TYPES:
            yield from self._lasting(operation, "add a field, copy, remove the old one a release later")
        if (new.unique and not old.unique) or (new.db_index and not old.db_index):
            yield from self._lasting(operation, "db_index=False, then AddIndexGently")


def _real_operations(operations: Any) -> Iterator[Any]:
    """Those that touch the database."""
    for operation in operations:
        if isinstance(operation, migrations.SeparateDatabaseAndState):
            yield from _real_operations(operation.database_operations)
        else:
            yield operation


def _numbers(version: str) -> tuple[int, ...]:
    return tuple(int(part) for part in version.split("."))


def objections(migration: Any, before: Any, version: str = strahlkraft.__version__) -> list[str]:
    """Why ``migration`` is refused, each with its way out; empty when a running instance survives it.

    ``before`` is the ProjectState it begins with, ``version`` the release it is written for.
    """
    return list(_Judge(migration, before, version).objections())


def main() -> int:
    """Judge all migrations newer than the baseline; 1 when one is refused."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "strahlkraft.config.settings")
    django.setup()
    from django.apps import apps  # noqa: PLC0415 - needs Django's settings
    from django.db.migrations.loader import MigrationLoader  # noqa: PLC0415 - needs Django's settings

    loader = MigrationLoader(None)
    ours = {config.label for config in apps.get_app_configs() if config.name.startswith("strahlkraft.")}
    newer = [key for key in loader.disk_migrations if key[0] in ours and key[1] > BASELINE.get(key[0], "")]
    gone = [key for key in BASELINE.items() if key not in loader.disk_migrations]
    refused = [
        f"{label}.{name}: {reason}"
        for label, name in sorted(newer)
        for reason in objections(loader.disk_migrations[label, name], loader.project_state((label, name), at_end=False))
    ]
    refused += [f"{label}.{name}: stands in the baseline and is gone" for label, name in gone]
    print("\n".join(refused) or f"{len(newer)} migrations newer than the baseline, none refused")
    return 1 if refused else 0


if __name__ == "__main__":
    sys.exit(main())
