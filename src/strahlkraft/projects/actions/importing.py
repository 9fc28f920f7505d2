"""Importing the programme: compare with what the last import stated, then apply only the differences."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from typing import Any

from django.db import DataError, IntegrityError, transaction

import strahlkraft.audit.actions as audit
import strahlkraft.search.actions as search
from strahlkraft.kernel.actor import Actor
from strahlkraft.kernel.diff import Change, ImportRefused, Problem, What, difference
from strahlkraft.kernel.refusal import ensure
from strahlkraft.network.actions import note_import
from strahlkraft.projects import access
from strahlkraft.projects.actions import _records as records
from strahlkraft.projects.actions import _statements as statements
from strahlkraft.projects.actions._shared import reindex
from strahlkraft.projects.models import ImportedRecord, Project
from strahlkraft.projects.names import Directory


@transaction.atomic
def import_programme(
    *, by: Actor, at: datetime, content: Mapping[str, Any], digest: str = "", dry_run: bool = False
) -> list[Change]:
    """Bring the register to the state of a checked programme file (see ``programme_file.read``).

    Returns the differences to what the last import stated (added, changed, kept because the office edited the
    field since). Importing the same file again changes nothing. Leaves one audit line per record that changed.
    """
    ensure(access.may_import(by))
    with _named("the file"):
        changes = _differences(content)
    note_import(kind="programme", digest=digest, at=at, changes=changes)
    if changes:
        _apply_all(changes, content, by=by, at=at)
    if dry_run:
        transaction.set_rollback(True)  # tried in full, so that a dry run finds every defect
    return changes


def _apply_all(changes: list[Change], content: Mapping[str, Any], *, by: Actor, at: datetime) -> None:
    with _named("organisations"):
        directory = records.directory(content.get("organisations", []))
    touched: list[Project] = []
    by_kind: dict[str, list[Change]] = {}
    for change in changes:
        by_kind.setdefault(change.kind, []).append(change)
    rows = _rows(content)
    for kind in ("programme", "organisation", "region", "project", "event", "related"):
        for change in by_kind.get(kind, []):
            with _named(f"{kind} {change.key}"):
                project = _apply(change, rows[kind][change.key], directory, by=by, at=at)
            if project:
                touched.append(project)
    for project in touched:
        imported = ImportedRecord.objects.get(kind="project", object_id=project.pk)
        with _named(f"project {imported.key}"):
            records.link_project(project, imported.payload)
    if by_kind.get("related"):
        with _named("related_not_dmr"):
            statements.related_programmes(content.get("related_not_dmr", []), at=at)
    reindex(Project.objects.filter(pk__in=[p.pk for p in touched]).select_related("region"))
    _index_others(by_kind, directory)


@contextmanager
def _named(record: str) -> Iterator[None]:
    """Whatever a record of the wrong form breaks is told with the record's name."""
    try:
        yield
    except ImportRefused:
        raise
    except (TypeError, ValueError, KeyError, AttributeError, ArithmeticError, DataError, IntegrityError) as error:
        problem = Problem(record, "", f"is not of the form the format describes: {error!r}")
        raise ImportRefused([problem]) from error


def _rows(content: Mapping[str, Any]) -> dict[str, dict[str, dict[str, Any]]]:
    return {
        "programme": {content["programme"].get("name", ""): content["programme"]},
        "organisation": {row["name"]: row for row in content.get("organisations", [])},
        "region": {row["name"]: row for row in content.get("regions", [])},
        "project": {row["title"]: row for row in content.get("projects", [])},
        "event": {f"{row['name']} {row.get('date') or ''}".strip(): row for row in content.get("events", [])},
        "related": {row["title"]: row for row in content.get("related_not_dmr", [])},
    }


def _differences(content: Mapping[str, Any]) -> list[Change]:
    known = {(r.kind, r.key): r.payload for r in ImportedRecord.objects.all()}
    edited = {
        r.key: r.object_id
        for r in ImportedRecord.objects.filter(kind="project").only("key", "object_id")
        if r.object_id is not None
    }
    office = {p.pk: set(p.office_fields) for p in Project.objects.filter(pk__in=edited.values())}
    changes = []
    for kind, rows in _rows(content).items():
        for key, row in rows.items():
            before = known.get((kind, key))
            if before is None:
                changes.append(Change(What.ADDED, kind, key, key))
                continue
            fields = difference(before, row)
            kept = {
                f
                for f in fields
                if kind == "project" and records.PARTS.get(f, frozenset()) & office.get(edited.get(key, 0), set())
            }
            if kept:
                changes.append(Change(What.KEPT, kind, key, key, {f: fields[f] for f in kept}))
            if set(fields) - kept:
                changes.append(Change(What.CHANGED, kind, key, key, {f: v for f, v in fields.items() if f not in kept}))
    return changes


def _apply(change: Change, row: Mapping[str, Any], directory: Directory, *, by: Actor, at: datetime) -> Project | None:
    if change.what is What.KEPT:
        return None
    stated = dict(row) if change.what is What.ADDED else {name: row[name] for name in change.fields}
    imported, _ = ImportedRecord.objects.get_or_create(kind=change.kind, key=change.key, defaults={"payload": {}})
    project = None
    if change.kind == "programme":
        statements.programme(row, at=at)
    elif change.kind == "organisation":
        records.state_organisation(row["name"], directory)
    elif change.kind == "region":
        statements.region(row, directory, at=at)
    elif change.kind == "event":
        statements.event(row, at=at)
    elif change.kind == "project":
        project = records.project(imported.object_id, {**imported.payload, **stated}, stated, directory, at=at)
        imported.object_id = project.pk
        audit.record(
            by=by,
            at=at,
            verb="import_project",
            subject=project.label,
            region_id=project.region_id,
            before={name: before for name, (before, _) in change.fields.items()},
            after=stated,
            public=True,
        )
    imported.payload = {**imported.payload, **stated}
    imported.save()
    return project


def _index_others(by_kind: Mapping[str, list[Change]], directory: Directory) -> None:
    if by_kind.get("event"):
        search.put_documents(statements.event_documents())
    search.put_documents(records.organisation_documents())
