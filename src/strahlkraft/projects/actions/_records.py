"""Applying imported project records."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from decimal import Decimal
from typing import Any

from strahlkraft.kernel.slug import slugify
from strahlkraft.network.documents import organisation_document
from strahlkraft.network.models import District, Municipality, Organisation, Region
from strahlkraft.network.queries import organisation_named
from strahlkraft.projects import readings
from strahlkraft.projects.actions import _shared as shared
from strahlkraft.projects.models import (
    Alias,
    Contradiction,
    Fact,
    ImportedRecord,
    Participation,
    PhaseKind,
    Project,
    ProjectSource,
    Publication,
    Source,
)
from strahlkraft.projects.names import Directory, OrganisationEntry
from strahlkraft.search.rules import Document

# Field of the file -> parts of a record it speaks of; a part that the office edited is left alone by imports.
PARTS: Mapping[str, frozenset[str]] = {
    name: frozenset(parts.split())
    for name, parts in {
        "title": "title",
        "title_confirmed": "title",
        "summary_de": "summary",
        "notes": "notes",
        "region": "region",
        "also_regions": "also_regions",
        "source": "sources",
        "more_sources": "sources",
        "topic": "fields_of_action",
        "status": "truths status funding_state",
        "transferable_from": "truths transferable_from",
        "phases": "phases",
        "lead": "partners",
        "partners": "partners",
        "contact_org": "partners",
        "reusers": "partners",
        "aliases": "aliases",
        "funding_eur": "funding",
        "funding_is_approximate": "funding total_cost",
        "total_cost_eur": "total_cost",
        "start": "period",
        "end": "period",
        "start_basis": "period",
        "conflicting_values": "funding total_cost period transferable_from",
        "transfer_assets": "transfer_asset",
        "result_type": "result_kinds",
        "licence": "licence",
        "superseded_by": "superseded",
        "superseded_note": "superseded",
    }.items()
}

START_PHASES = {"grant notice": "preparation", "public launch": "implementation"}


def directory(entries: Iterable[Mapping[str, Any]]) -> Directory:
    """The directory over the file's organisations and the municipalities and Kreise of North Rhine-Westphalia."""
    municipalities: dict[str, str] = {}
    for key, name in Municipality.objects.filter(state__key="05", dissolved=False).values_list("key", "name"):
        municipalities[name] = key
        municipalities.setdefault(readings.split_note(name)[0], key)
    districts = {
        name: key for key, name in District.objects.filter(state__key="05", kind="Kreis").values_list("key", "name")
    }
    districts |= {name.removeprefix("Städteregion "): key for name, key in districts.items() if " " in name}
    return Directory(entries, municipalities, districts)


def organisation_for(stated: str, names: Directory) -> tuple[Organisation | None, str]:
    """The organisation behind a stated name (made when new) and the remark in brackets."""
    entry, note = names.find(stated)
    if entry is None:
        return None, ""
    organisation = organisation_named(entry.name)
    if organisation is None:
        organisation = Organisation.objects.create(
            slug=slugify(entry.name, limit=100), name=entry.name, **_facts_of(entry)
        )
    return organisation, note


def state_organisation(name: str, names: Directory) -> None:
    """Make the organisation of that name, or bring it to what the directory states."""
    entry, _ = names.find(name)
    known = organisation_named(name) if entry else None
    if entry is None or known is None:
        organisation_for(name, names)
        return
    if known.name != name:
        return  # merged into another here, whose facts are stated under its own name
    for column, value in _facts_of(entry).items():
        setattr(known, column, value)
    known.version += 1
    known.save()


def _facts_of(entry: OrganisationEntry) -> dict[str, Any]:
    places = {m.key: m for m in Municipality.objects.filter(key__in=[entry.municipality, entry.seat])}
    return {
        "kind": entry.kind,
        "municipality": places.get(entry.municipality),
        "district": District.objects.filter(key=entry.district).first(),
        "seat": places.get(entry.seat) or _seat_of_district(entry.district),
    }


def _seat_of_district(key: str) -> Municipality | None:
    district = District.objects.filter(key=key).first() if key else None
    if district is None or not district.seat:
        return None
    return Municipality.objects.filter(district=district, name=district.seat).first()


def organisation_documents() -> list[Document]:
    """The searchable copies of all organisations."""
    return [
        organisation_document(slug=o.slug, name=o.name, kind=str(o.get_kind_display()))
        for o in Organisation.objects.all()
    ]


def project(
    pk: int | None, row: Mapping[str, Any], stated: Mapping[str, Any], names: Directory, *, at: datetime
) -> Project:
    """Make or update one project; only fields in ``stated`` are touched, ``row`` holds all that imports state of it."""
    found = Project.objects.filter(pk=pk).first() if pk else None
    record = found or Project(
        slug=shared.free_slug(row["title"]),
        identifier=shared.new_identifier(),
        publication=Publication.PUBLISHED,
        created_at=at,
        changed_at=at,
    )
    if "region" in stated:
        record.region = Region.objects.get(name=row["region"])
    record.changed_at = at
    if found:
        record.version += 1
    for name, value in _plain_values(row, stated).items():
        setattr(record, name, value)
    record.save()
    sources = [shared.source_of(url) for url in (row["source"], *(row.get("more_sources") or []))]
    if {"source", "more_sources"} & set(stated):
        _set_sources(record, sources)
    if "topic" in stated:
        topics = [t.strip() for t in (row["topic"] or "").split(" / ") if t.strip()]
        record.fields_of_action.set([shared.field_of_action(t) for t in topics])
    if "aliases" in stated:
        Alias.objects.filter(project=record).exclude(title__in=row["aliases"]).delete()
        for title in row["aliases"]:
            Alias.objects.get_or_create(project=record, title=title)
    _set_people(record, row, stated, names)
    _set_truths(record, row, stated, sources[0], at=at)
    _set_phases(record, row, stated)
    _set_facts(record, row, stated, sources[0], at=at)
    if "source_conflicts" in stated:
        Contradiction.objects.filter(project=record).delete()
        for position, text in enumerate(row["source_conflicts"] or []):
            Contradiction.objects.create(project=record, statement=text, position=position)
    return record


def _plain_values(row: Mapping[str, Any], stated: Mapping[str, Any]) -> dict[str, Any]:
    values: dict[str, Any] = {}
    copied = {"title": "title", "summary_de": "summary", "notes": "notes", "superseded_note": "superseded_note"}
    for name, column in copied.items():
        if name in stated:
            values[column] = row[name] or ""
    if "title_confirmed" in stated:
        values["title_confirmed"] = bool(row["title_confirmed"])
    if "result_type" in stated:
        values["result_kinds"] = list(readings.read_result_type(row["result_type"]))
    if {"result_type", "parent"} & set(stated):
        values["kind"] = readings.read_record_kind(row.get("result_type"), row.get("parent"))
    if "licence" in stated:
        values["licence_state"] = readings.read_licence(row["licence"])
    if "status" in stated:
        values["funding_state"] = readings.read_status(row["status"]).funding_state
    return values


def _set_sources(record: Project, sources: list[Source]) -> None:
    ProjectSource.objects.filter(project=record).exclude(source__in=sources).delete()
    for position, source in enumerate(sources):
        ProjectSource.objects.update_or_create(project=record, source=source, defaults={"position": position})


def _set_people(record: Project, row: Mapping[str, Any], stated: Mapping[str, Any], names: Directory) -> None:
    roles = {"lead": "lead", "contact_org": "contact", "partners": "partner", "reusers": "reuser"}
    for name, role in roles.items():
        if name not in stated:
            continue
        value = row[name] or []
        listed = readings.split_names(value) if isinstance(value, str) else value
        Participation.objects.filter(project=record, role=role).exclude(stated_name__in=listed).delete()
        for position, text in enumerate(listed):
            organisation, note = organisation_for(text, names)
            Participation.objects.update_or_create(
                project=record,
                role=role,
                stated_name=text,
                defaults={"organisation": organisation, "note": note, "position": position},
            )


def _set_truths(
    record: Project, row: Mapping[str, Any], stated: Mapping[str, Any], source: Source, *, at: datetime
) -> None:
    if "status" in stated:
        reading = readings.read_status(row["status"])
        for truth in reading.truths:
            shared.state_truth_row(
                record,
                truth.kind,
                truth.value,
                at=at,
                since=truth.since,
                as_of=truth.as_of,
                wording=row["status"],
                source=source,
            )
        for kind in {"formally_closed", "in_operation"} - {t.kind for t in reading.truths}:
            shared.state_truth_row(record, kind, "", at=at)
    if "transferable_from" in stated:
        since = row["transferable_from"] or ""
        shared.state_truth_row(record, "reusable", "yes" if since else "", at=at, since=since, source=source)


PHASE_INPUTS = frozenset({"phases", "start", "start_basis", "status", "transferable_from"})


def _set_phases(record: Project, row: Mapping[str, Any], stated: Mapping[str, Any]) -> None:
    """The phases as all fields together state them; explicit ``phases`` come before what other fields imply."""
    if "phases" in record.office_fields or not PHASE_INPUTS & set(stated):
        return
    dates: dict[str, dict[str, str]] = {}
    if row.get("transferable_from"):
        dates["transfer"] = {"actual": row["transferable_from"]}
    if row.get("start") and row.get("start_basis") in START_PHASES:
        dates[START_PHASES[row["start_basis"]]] = {"actual": row["start"]}
    closed = next((t for t in readings.read_status(row.get("status")).truths if t.kind == "formally_closed"), None)
    if closed and closed.value == "yes" and closed.since:
        dates["closure"] = {"actual": closed.since}
    for kind, given in (row.get("phases") or {}).items():
        dates[kind] = {name: given.get(name) or "" for name in ("planned", "actual")}
    for kind in PhaseKind.values:
        shared.set_phase(record, kind, **dates.get(kind, {}))


def _wanted_facts(row: Mapping[str, Any]) -> list[dict[str, Any]]:
    rounded = bool(row.get("funding_is_approximate"))
    facts: list[dict[str, Any]] = []
    if row.get("funding_eur") is not None:
        facts.append({"field": "funding", "amount": Decimal(str(row["funding_eur"])), "approximate": rounded})
    if row.get("total_cost_eur") is not None:
        facts.append({"field": "total_cost", "amount": Decimal(str(row["total_cost_eur"])), "approximate": rounded})
    dates = ("start", "end", "transferable_from")
    facts += [{"field": name, "date": row[name]} for name in dates if row.get(name)]
    if row.get("start"):
        next(f for f in facts if f["field"] == "start")["qualifier"] = row.get("start_basis") or ""
    facts += [{"field": name, "text": row[name]} for name in ("status", "licence") if row.get(name)]
    assets = enumerate(row.get("transfer_assets") or [])
    facts += [{"field": "transfer_asset", "text": text, "position": position} for position, text in assets]
    for conflict in row.get("conflicting_values") or []:
        for position, value in enumerate(conflict["values"], start=1):
            facts = _with_conflicting(facts, conflict["field"], value, position)
    return facts


def _with_conflicting(
    facts: list[dict[str, Any]], field: str, value: Mapping[str, Any], position: int
) -> list[dict[str, Any]]:
    if value.get("preferred"):
        return [f | {"qualifier": value.get("stated_by") or ""} if f["field"] == field else f for f in facts]
    fact: dict[str, Any] = {"field": field, "preferred": False, "position": position}
    fact["qualifier"] = value.get("stated_by") or ""
    if value.get("amount") is not None:
        fact |= {"amount": Decimal(str(value["amount"])), "approximate": bool(value.get("approximate"))}
    if value.get("date"):
        fact["date"] = value["date"]
    return [*facts, fact]


FACT_INPUTS = {
    "funding_eur",
    "total_cost_eur",
    "funding_is_approximate",
    "start",
    "end",
    "start_basis",
    "status",
    "licence",
    "transferable_from",
    "transfer_assets",
    "conflicting_values",
}


def _set_facts(
    record: Project, row: Mapping[str, Any], stated: Mapping[str, Any], source: Source, *, at: datetime
) -> None:
    if not FACT_INPUTS & set(stated):
        return
    kept = set(record.office_fields)
    kept |= {"start", "end"} if "period" in kept else set()
    replace_facts(
        Fact.objects.filter(project=record),
        {"project": record},
        [fact for fact in _wanted_facts(row) if fact["field"] not in kept],
        [source],
        at=at,
        keep=kept,
    )


FACT_VALUES = ("field", "text", "amount", "date", "approximate", "qualifier", "as_of", "preferred", "position")


def replace_facts(
    existing: Any,
    subject: Mapping[str, Any],
    wanted: list[dict[str, Any]],
    sources: list[Source],
    *,
    at: datetime,
    keep: set[str] | None = None,
) -> None:
    """Retire standing facts that are no longer stated and add the new ones; equal ones stay as they are.

    A wanted fact may bring ``sources`` of its own; it is equal only when it rests on the same ones.
    """
    standing = list(existing.filter(retired_at=None).exclude(field__in=keep or ()).prefetch_related("sources"))
    own = {id(row): set(row["sources"]) for row in wanted if "sources" in row}
    blank = Fact()
    defaults = {name: getattr(blank, name) for name in FACT_VALUES}
    rest = [
        (
            dict(defaults) | {k: v for k, v in row.items() if k != "sources"},
            row.get("sources", sources),
            own.get(id(row)),
        )
        for row in wanted
    ]
    for fact in standing:
        values, rests_on = {name: getattr(fact, name) for name in FACT_VALUES}, set(fact.sources.all())
        match = next((i for i, (new, _, named) in enumerate(rest) if new == values and named in (None, rests_on)), None)
        if match is None:
            fact.retired_at = at
            fact.save(update_fields=["retired_at"])
        else:
            rest.pop(match)
    for values, its_sources, _named in rest:
        Fact.objects.create(**subject, **values).sources.set(its_sources)


def link_project(record: Project, row: Mapping[str, Any]) -> None:
    """Set the links to other projects, which may stand later in the file."""
    ids = dict(ImportedRecord.objects.filter(kind="project").values_list("key", "object_id"))
    if row.get("also_regions") is not None and "also_regions" not in record.office_fields:
        record.also_regions.set(Region.objects.filter(name__in=row["also_regions"]))
    columns = {}
    if "parent" in row:
        columns["parent_id"] = ids.get(row["parent"]) if row["parent"] else None
    if "superseded_by" in row and "superseded" not in record.office_fields:
        columns["superseded_by_id"] = ids.get(row["superseded_by"]) if row["superseded_by"] else None
    if columns:
        Project.objects.filter(pk=record.pk).update(**columns)
