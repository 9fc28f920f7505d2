"""From project records to their shape."""

from collections.abc import Iterable, Sequence
from typing import Any, Literal, cast

from strahlkraft.api.reading import common as read
from strahlkraft.api.schemas import projects as shape
from strahlkraft.api.schemas.common import none
from strahlkraft.projects.models import (
    Document,
    FundingState,
    LicenceState,
    Participation,
    Phase,
    PhaseKind,
    Project,
    ProjectQuerySet,
    Publication,
    Truth,
    TruthKind,
)
from strahlkraft.projects.queries import with_page
from strahlkraft.projects.texts import FIELDS, TRUTHS

NotCounted = Literal["part of another record", "unfunded"]
_CONTRADICTABLE = ("funding", "total_cost", "start", "end", "transferable_from", "status", "licence")


def complete(projects: ProjectQuerySet) -> list[shape.Project]:
    """Complete records of published projects, in a constant number of queries."""
    return [project(row) for row in with_page(projects.published())]


def in_order(slugs: Sequence[str]) -> list[shape.Project]:
    """Complete records in the order of ``slugs``; what is no longer public is left out."""
    rows = {row.slug: row for row in complete(Project.objects.filter(slug__in=slugs))}
    return [rows[slug] for slug in slugs if slug in rows]


def project(row: Project) -> shape.Project:
    """A complete record; needs :func:`strahlkraft.projects.queries.with_page`."""
    known: Any = row  # carries the lists that with_page fetched
    facts = read.facts(known.standing_facts)
    people: list[Participation] = known.people
    reason = _not_counted(row)
    return shape.Project(
        identifier=row.identifier,
        slug=row.slug,
        url=read.page_url(row.label),
        title=row.title,
        title_confirmed=row.title_confirmed,
        aliases=[alias.title for alias in row.aliases.all()],
        kind=cast("Any", row.kind),
        summary=none(row.summary),
        benefit=none(row.benefit),
        unique_feature=none(row.unique_feature),
        notes=none(row.notes),
        fields_of_action=[shape.FieldOfAction(slug=f.slug, name=f.name) for f in row.fields_of_action.all()],
        result_kinds=list(row.result_kinds),
        region=read.region_ref(row.region),
        also_regions=[read.region_ref(region) for region in row.also_regions.all()],
        parent=_public_ref(row.parent),
        subprojects=[read.project_ref(part) for part in known.public_subprojects],
        superseded=_replacement(row),
        lead=_people(people, Participation.Role.LEAD),
        partners=_people(people, Participation.Role.PARTNER),
        contact=_people(people, Participation.Role.CONTACT),
        reusers=_people(people, Participation.Role.REUSER),
        truths=_truths(known.standing_truths),
        phases=_phases(row.phases.all()),
        facts=facts,
        contradictions=[shape.Contradiction(statement=c.statement) for c in row.contradictions.all()],
        disputed=_disputed(facts),
        licence=shape.Licence(
            state=cast("Any", row.licence_state),
            label=str(LicenceState(row.licence_state).label),
            wording=[fact for fact in facts if fact.field == "licence"],
        ),
        funding_state=cast("Any", row.funding_state),
        counted_in_totals=reason is None,
        not_counted_because=reason,
        sources=[read.source_ref(link.source) for link in row.source_links.all()],
        documents=[_document(document) for document in known.standing_documents],
        changed_at=row.changed_at,
    )


def _not_counted(row: Project) -> NotCounted | None:
    """The same condition as ``ProjectQuerySet.counted``, with its reason."""
    if row.parent_id is not None:
        return "part of another record"
    return "unfunded" if row.funding_state == FundingState.UNFUNDED else None


def _public_ref(row: Project | None) -> Any:
    return read.project_ref(row) if row and row.publication == Publication.PUBLISHED else None


def _replacement(row: Project) -> shape.Replacement | None:
    project = _public_ref(row.superseded_by)
    note = none(row.superseded_note)
    return shape.Replacement(project=project, note=note) if project or note else None


def _people(rows: Iterable[Participation], role: str) -> list[shape.Participant]:
    return [
        shape.Participant(
            stated_name=row.stated_name,
            organisation=read.organisation_ref(row.organisation) if row.organisation else None,
            note=none(row.note),
        )
        for row in rows
        if row.role == role
    ]


def _truths(rows: Iterable[Truth]) -> shape.Truths:
    stated = {row.kind: row for row in rows}
    return shape.Truths(**{kind: _truth(kind, stated.get(kind)) for kind in TruthKind.values})


def _truth(kind: str, row: Truth | None) -> shape.Truth:
    value = row.value if row else "unknown"
    return shape.Truth(
        value=cast("Any", value),
        label=str(TRUTHS[kind, value]),
        since=none(row.since) if row else None,
        as_of=none(row.as_of) if row else None,
        wording=none(row.wording) if row else None,
        source=read.source_ref(row.source) if row and row.source else None,
    )


def _phases(rows: Iterable[Phase]) -> list[shape.Phase]:
    stated = {row.kind: row for row in rows}
    return [
        shape.Phase(
            phase=cast("Any", kind.value),
            label=str(kind.label),
            planned=none(stated[kind].planned),
            actual=none(stated[kind].actual),
        )
        for kind in PhaseKind
        if kind in stated
    ]


def _disputed(facts: list[Any]) -> list[shape.DisputedField]:
    """Fields that can have one value only and have several."""
    found = []
    for field in _CONTRADICTABLE:
        values = [fact for fact in facts if fact.field == field]
        if any(not fact.preferred for fact in values):
            found.append(shape.DisputedField(field=field, label=str(FIELDS[field]), values=values))
    return found


def _document(row: Document) -> shape.Document:
    return shape.Document(
        title=row.title,
        url=none(row.url),
        media_type=none(row.media_type),
        size=row.size or None,
        credit=none(row.credit),
    )
