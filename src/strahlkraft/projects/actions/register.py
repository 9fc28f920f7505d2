"""Keeping the register by hand: create and edit records, state truths."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import fields as dataclass_fields
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction

import strahlkraft.audit.actions as audit
from strahlkraft.kernel.actor import Actor
from strahlkraft.kernel.refusal import Refusal, ensure
from strahlkraft.kernel.words import gettext_noop
from strahlkraft.projects import access, rules
from strahlkraft.projects.actions import _shared as shared
from strahlkraft.projects.actions._records import replace_facts
from strahlkraft.projects.forms_data import ProjectInput, TruthRow
from strahlkraft.projects.models import Alias, Fact, Participation, Project, ProjectSource, RecordKind
from strahlkraft.projects.queries import snapshot

PLAIN = (
    "title",
    "title_confirmed",
    "summary",
    "benefit",
    "unique_feature",
    "notes",
    "search_words",
    "region_id",
    "result_kinds",
    "funding_state",
    "licence_state",
    "superseded_by_id",
    "superseded_note",
)
# Part of the input -> part of a record that imports leave alone from then on (see actions._records.PARTS).
OFFICE_GROUPS = {
    "title": "title",
    "title_confirmed": "title",
    "summary": "summary",
    "notes": "notes",
    "region_id": "region",
    "also_region_ids": "also_regions",
    "source_urls": "sources",
    "funding_state": "funding_state",
    "field_of_action_ids": "fields_of_action",
    "truths": "truths",
    "phases": "phases",
    "participations": "partners",
    "aliases": "aliases",
    "result_kinds": "result_kinds",
    "licence_state": "licence",
    "superseded_by_id": "superseded",
    "superseded_note": "superseded",
}


@transaction.atomic
def create_project(
    *, by: Actor, at: datetime, given: ProjectInput, kind: str = RecordKind.PROJECT, submission: UUID | None = None
) -> Project:
    """Make a draft; needs a title and a region in which ``by`` may create. Raises Refused with reasons."""
    refusals = []
    if not (given.title or "").strip():
        refusals.append(Refusal("title_missing", gettext_noop("A title is missing."), "title"))
    if given.region_id is None:
        refusals.append(Refusal("region_missing", gettext_noop("A region is missing."), "region"))
    ensure(refusals)
    assert given.region_id is not None  # noqa: S101 - refused above; tells the type checker
    ensure(access.may_create(by, given.region_id))
    ensure(_problems(given))
    project = Project(
        slug=shared.free_slug(given.title or ""),
        identifier=shared.new_identifier(),
        kind=kind,
        created_at=at,
        changed_at=at,
    )
    _write(project, given, at=at)
    audit.record(
        by=by,
        at=at,
        verb="create_project",
        subject=project.label,
        region_id=project.region_id,
        before={},
        after=snapshot(project),
        submission=submission,
    )
    return project


@transaction.atomic
def edit_project(
    *, by: Actor, at: datetime, slug: str, version: int, given: ProjectInput, submission: UUID | None = None
) -> Project:
    """Change the given parts; what stands there already is no change: no new version, no line in the trail.

    ``version`` is the one the editor saw: a newer one refuses with ``changed_meanwhile``.
    """
    project = Project.objects.select_for_update(of=("self",)).select_related("region").get(slug=slug)
    ensure(access.may_edit(by, project), hidden=True)
    ensure(rules.version_problems(version, project.version))
    if given.region_id is not None and given.region_id != project.region_id:
        ensure(access.may_create(by, given.region_id))
    ensure(_problems(given))
    before = snapshot(project)
    untouched = transaction.savepoint()
    _write(project, given, at=at)
    after = snapshot(project)
    if after == before:
        transaction.savepoint_rollback(untouched)
        project.refresh_from_db()
        return project
    transaction.savepoint_commit(untouched)
    _remember_office_fields(project, before, after)
    audit.record(
        by=by,
        at=at,
        verb="edit_project",
        subject=project.label,
        region_id=project.region_id,
        before=before,
        after=after,
        public=project.publication == "published",
        submission=submission,
    )
    shared.reindex([project])
    return project


@transaction.atomic
def state_truth(
    *, by: Actor, at: datetime, slug: str, version: int, kind: str, given: TruthRow, submission: UUID | None = None
) -> Project:
    """State one of the three truths anew; the former statement stays in its history."""
    return edit_project(
        by=by, at=at, slug=slug, version=version, given=ProjectInput(truths={kind: given}), submission=submission
    )


def _problems(given: ProjectInput) -> list[Refusal]:
    refusals = []
    if given.title is not None and not given.title.strip():
        refusals.append(Refusal("title_missing", gettext_noop("A title is missing."), "title"))
    if given.participations is not None:
        refusals += rules.person_problems((row.role, row.stated_name) for row in given.participations)
    refusals += rules.address_problems(given.source_urls or (), "source_urls")
    refusals += rules.address_problems((truth.source_url for truth in (given.truths or {}).values()), "truths")
    if given.phases is not None:
        refusals += rules.phase_problems(given.phases)
    if given.facts is not None:
        dates = {f.field: f.date for f in given.facts if f.preferred and f.date}
        refusals += rules.period_problems(dates.get("start", ""), dates.get("end", ""))
        refusals += rules.address_problems([url for f in given.facts for url in f.source_urls], "facts")
        refusals += rules.fact_problems([(f.field, f.text, f.amount, f.date, f.preferred) for f in given.facts])
    return refusals


def _write(project: Project, given: ProjectInput, *, at: datetime) -> None:
    for name in PLAIN:
        value = getattr(given, name)
        if name == "superseded_by_id" and value == 0:
            project.superseded_by = None
        elif value is not None:
            setattr(project, name, list(value) if isinstance(value, tuple) else value)
    if project.pk:
        project.version += 1
    project.changed_at = at
    project.save()
    if given.also_region_ids is not None:
        project.also_regions.set(given.also_region_ids)
    if given.field_of_action_ids is not None:
        project.fields_of_action.set(given.field_of_action_ids)
    if given.aliases is not None:
        Alias.objects.filter(project=project).exclude(title__in=given.aliases).delete()
        for title in given.aliases:
            Alias.objects.get_or_create(project=project, title=title)
    _write_people(project, given)
    _write_statements(project, given, at=at)


def _write_people(project: Project, given: ProjectInput) -> None:
    if given.source_urls is not None:
        sources = [shared.source_of(url) for url in given.source_urls]
        ProjectSource.objects.filter(project=project).exclude(source__in=sources).delete()
        for position, source in enumerate(sources):
            ProjectSource.objects.update_or_create(project=project, source=source, defaults={"position": position})
    if given.participations is not None:
        Participation.objects.filter(project=project).delete()
        Participation.objects.bulk_create(
            Participation(
                project=project,
                role=row.role,
                stated_name=row.stated_name,
                organisation_id=row.organisation_id,
                note=row.note,
                position=position,
            )
            for position, row in enumerate(given.participations)
        )


def _write_statements(project: Project, given: ProjectInput, *, at: datetime) -> None:
    for kind, truth in (given.truths or {}).items():
        shared.state_truth_row(
            project,
            kind,
            truth.value,
            at=at,
            since=truth.since,
            as_of=truth.as_of,
            wording=truth.wording,
            source=shared.source_of(truth.source_url) if truth.source_url else None,
        )
    for kind, (planned, actual) in (given.phases or {}).items():
        shared.set_phase(project, kind, planned=planned, actual=actual)
    if given.facts is not None:
        wanted, places = [], Counter[str]()
        for row in given.facts:
            values: dict[str, Any] = {
                f.name: getattr(row, f.name) for f in dataclass_fields(row) if f.name != "source_urls"
            }
            sources = [shared.source_of(url) for url in row.source_urls]
            wanted.append(values | {"sources": sources, "position": places[row.field]})
            places[row.field] += 1
        replace_facts(Fact.objects.filter(project=project), {"project": project}, wanted, [], at=at)


def _remember_office_fields(project: Project, before: Mapping[str, Any], after: Mapping[str, Any]) -> None:
    """Whatever the office changed by hand is left alone by later imports."""
    changed = {name for name in after if before.get(name) != after[name]}
    groups = {OFFICE_GROUPS[name] for name in changed if name in OFFICE_GROUPS}
    groups |= {"period" if name in ("start", "end") else name for name in _changed_facts(before, after)}
    if groups - set(project.office_fields):
        project.office_fields = sorted({*project.office_fields, *groups})
        project.save(update_fields=["office_fields"])


def _changed_facts(before: Mapping[str, Any], after: Mapping[str, Any]) -> set[str]:
    """The fields whose stated values differ."""
    old, new = ([(fact["field"], fact) for fact in state["facts"]] for state in (before, after))
    fields = {name for name, _ in (*old, *new)}
    return {name for name in fields if [f for n, f in old if n == name] != [f for n, f in new if n == name]}
