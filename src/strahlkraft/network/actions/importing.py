"""Base data: municipalities of Germany and the map, brought to the state of a file."""

import hashlib
from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime
from typing import Any

from django.db import transaction

import strahlkraft.audit.actions as audit
import strahlkraft.search.actions as search
from strahlkraft.kernel.actor import Actor
from strahlkraft.kernel.diff import Change, ImportRefused, What, difference
from strahlkraft.kernel.label import Label
from strahlkraft.kernel.refusal import ensure
from strahlkraft.network import access, rules
from strahlkraft.network.documents import municipality_document
from strahlkraft.network.models import District, Geometry, ImportRun, Municipality, State
from strahlkraft.network.municipality_file import MunicipalityFile

BATCH = 1000


def note_import(*, kind: str, digest: str, at: datetime, changes: list[Change]) -> None:
    """Remember, inside an import's own transaction, which file was applied (``digest`` of its content)."""
    ImportRun.objects.create(kind=kind, digest=digest, applied_at=at, counts=counted(changes))


def counted(changes: list[Change]) -> dict[str, int]:
    """How many records share each fate."""
    return {what.value: sum(1 for change in changes if change.what is what) for what in What}


@transaction.atomic
def import_municipalities(
    *,
    by: Actor,
    at: datetime,
    file: MunicipalityFile,
    digest: str = "",
    dry_run: bool = False,
    allow_many: bool = False,
) -> list[Change]:
    """Bring the territorial units to the state of ``file``; returns what changes (or would, with ``dry_run``).

    A municipality missing from a Land that the file covers is kept as dissolved, with its old key; its successor
    comes from the file. Refused when more than 5 % of a Land would vanish, unless ``allow_many``.
    """
    ensure(access.may_import(by))
    existing = {m.key: m for m in Municipality.objects.select_related("state", "district", "successor")}
    changes = _changes(file, existing)
    gone = [
        m
        for m in existing.values()
        if m.state.key in file.states and m.key not in file.municipalities and not m.dissolved
    ]
    vanishing = rules.vanishing_problems(
        [m.key for m in gone], [m.key for m in existing.values() if not m.dissolved and m.state.key in file.states]
    )
    if vanishing and not allow_many:
        raise ImportRefused(vanishing)
    changes += [Change(What.REMOVED, "municipality", m.key, m.name, {"dissolved": (False, True)}) for m in gone]
    if dry_run:
        return changes
    note_import(kind="municipalities", digest=digest, at=at, changes=changes)
    if not changes:
        return changes
    states = _write_states(file)
    districts = _write_districts(file, states)
    _write_municipalities(changes, file, states, districts, at.date())
    Municipality.objects.filter(pk__in=[m.pk for m in gone]).update(dissolved=True)
    audit.record(
        by=by,
        at=at,
        verb="import_municipalities",
        subject=Label("municipalities", "de", "Municipalities"),
        before={},
        after={**counted(changes), "as_of": file.as_of},
    )
    return changes


def _changes(file: MunicipalityFile, existing: Mapping[str, Municipality]) -> list[Change]:
    changes = []
    for key, values in file.municipalities.items():
        if key not in existing:
            changes.append(Change(What.ADDED, "municipality", key, values["name"]))
        elif fields := difference(_stated(existing[key]), values):
            changes.append(Change(What.CHANGED, "municipality", key, values["name"], fields))
    known = {d.key: d for d in District.objects.select_related("state")}
    for key, values in file.districts.items():
        if key not in known:
            changes.append(Change(What.ADDED, "district", key, values["name"]))
        elif fields := difference(
            {name: getattr(known[key], name) for name in values if name != "state"} | {"state": known[key].state.key},
            values,
        ):
            changes.append(Change(What.CHANGED, "district", key, values["name"], fields))
    return changes


def _stated(row: Municipality) -> dict[str, Any]:
    names = ("regional_key", "name", "official_name", "kind", "association", "postcode", "area_km2", "population")
    values = {name: getattr(row, name) for name in (*names, "latitude", "longitude", "dissolved")}
    successor = row.successor.key if row.successor else None
    return values | {"state": row.state.key, "district": row.district.key, "successor": successor}


def _write_states(file: MunicipalityFile) -> dict[str, State]:
    for key, values in file.states.items():
        State.objects.update_or_create(key=key, defaults=values)
    return State.objects.in_bulk(field_name="key")


def _write_districts(file: MunicipalityFile, states: Mapping[str, State]) -> dict[str, District]:
    for key, values in file.districts.items():
        if values["state"] in states:
            District.objects.update_or_create(key=key, defaults=values | {"state": states[values["state"]]})
    return District.objects.in_bulk(field_name="key")


def _write_municipalities(
    changes: list[Change],
    file: MunicipalityFile,
    states: Mapping[str, State],
    districts: Mapping[str, District],
    today: date,
) -> None:
    keys = [c.key for c in changes if c.kind == "municipality" and c.what in (What.ADDED, What.CHANGED)]
    rows = (  # few by their keys, many as a whole: databases limit the values of one statement
        Municipality.objects.in_bulk(keys, field_name="key")
        if len(keys) < BATCH
        else {m.key: m for m in Municipality.objects.all()}
    )
    new: list[Municipality] = []
    old: list[Municipality] = []
    addresses = {key: row.slug for key, row in rows.items()}
    for key in keys:
        values = dict(file.municipalities[key])
        values.pop("successor")
        row = rows.get(key) or Municipality(key=key, as_of=file.as_of or today)
        if file.as_of:
            row.as_of = file.as_of
        values |= {"state": states[values["state"]], "district": districts[values["district"]]}
        for name, value in values.items():
            setattr(row, name, value)
        (old if key in rows else new).append(row)
    Municipality.objects.bulk_create(new, batch_size=BATCH)
    if old:
        Municipality.objects.filter(pk__in=[m.pk for m in old]).exclude(successor=None).update(successor=None)
        columns = [f.name for f in Municipality._meta.fields if f.name not in ("id", "key", "successor")]  # noqa: SLF001 - Django's documented way to a table's columns
        Municipality.objects.bulk_update(old, columns, batch_size=200)
    successors = {k: file.municipalities[k]["successor"] for k in keys if file.municipalities[k]["successor"]}
    for key, successor in successors.items():
        Municipality.objects.filter(key=key).update(successor=Municipality.objects.get(key=successor))
    _index([*new, *old], renamed=[addresses[row.key] for row in old if addresses[row.key] != row.slug])


def _index(rows: list[Municipality], *, renamed: list[str]) -> None:
    if renamed:
        search.withdraw_documents("municipality", renamed)
    search.put_documents(
        municipality_document(
            slug=row.slug,
            key=row.key,
            postcode=row.postcode,
            name=row.name,
            official_name=row.official_name,
            kind=row.kind,
            district=row.district.title,
            state=row.state.name,
            population=row.population,
        )
        for row in rows
    )


@transaction.atomic
def import_geometry(*, by: Actor, at: datetime, name: str, data: bytes, dry_run: bool = False) -> list[Change]:
    """Take a TopoJSON made by ``strahlkraft geometry build`` as the map ``name``; returns what changes."""
    ensure(access.may_import(by))
    topology, problems = rules.read_topology(data)
    if problems:
        raise ImportRefused([replace(problem, record=problem.record or name) for problem in problems])
    digest = hashlib.sha256(data).hexdigest()
    row = Geometry.objects.filter(name=name).first()
    if row and row.digest == digest:
        if not dry_run:
            note_import(kind="geometry", digest=digest, at=at, changes=[])
        return []
    before = {"digest": row.digest if row else None}
    change = Change(What.CHANGED if row else What.ADDED, "geometry", name, name, {"digest": (before["digest"], digest)})
    if dry_run:
        return [change]
    note_import(kind="geometry", digest=digest, at=at, changes=[change])
    Geometry.objects.update_or_create(
        name=name,
        defaults={
            "topology": topology,
            "digest": digest,
            "source_line": topology["source"],
            "licence": topology["licence"],
        },
    )
    audit.record(
        by=by,
        at=at,
        verb="import_geometry",
        subject=Label("geometry", name, name),
        before=before,
        after={"digest": digest},
    )
    return [change]
