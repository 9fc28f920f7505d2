"""From regions, organisations and municipalities to their shapes."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Any, cast

from django.db.models import Prefetch, QuerySet

from strahlkraft.api.reading import common as read
from strahlkraft.api.schemas import network as shape
from strahlkraft.api.schemas.common import none
from strahlkraft.network import queries as network
from strahlkraft.network.models import (
    ContactPoint,
    Municipality,
    Organisation,
    OrganisationKind,
    Region,
    RegionMembership,
)
from strahlkraft.projects import queries
from strahlkraft.projects.models import Participation, Project

_ROLES = ("lead", "partner", "reuser")


def regions() -> list[shape.Region]:
    """All regions by name, in a constant number of queries."""
    figures = {row.region.pk: row for row in queries.region_figures()}
    members = RegionMembership.objects.select_related(
        "organisation__municipality", "organisation__district", "organisation__seat"
    )
    rows = queries.regions_with_facts().prefetch_related(Prefetch("memberships", members, to_attr="members"))
    contacts = {row.region_id: row for row in ContactPoint.objects.filter(region__isnull=False)}
    return [
        shape.Region(
            slug=row.slug,
            name=row.name,
            url=read.page_url(row.label),
            government_district=none(row.government_district),
            members=_members(row),
            contact=_contact(contacts.get(row.pk)),
            projects=figures[row.pk].records,
            funding=read.total(figures[row.pk].funding),
            facts=read.facts(cast("Any", row).standing_facts),
        )
        for row in rows
    ]


def _members(row: Region) -> list[shape.Member]:
    members: Iterable[RegionMembership] = cast("Any", row).members
    return [
        shape.Member(role=cast("Any", member.role), organisation=read.organisation_ref(member.organisation))
        for member in members
    ]


def _contact(row: ContactPoint | None) -> shape.Contact | None:
    return shape.Contact(mailbox=none(row.mailbox), website=none(row.website)) if row else None


def organisations(rows: QuerySet[Organisation]) -> list[shape.Organisation]:
    """Organisations with their regions and published projects, in a constant number of queries."""
    found = list(
        rows.select_related("municipality", "district", "seat").prefetch_related(
            Prefetch("region_memberships", RegionMembership.objects.select_related("region"))
        )
    )
    roles = _roles_by("organisation_id", [row.pk for row in found])
    return [
        shape.Organisation(
            slug=row.slug,
            name=row.name,
            kind=row.kind,
            label=str(OrganisationKind(row.kind).label),
            url=read.page_url(row.label),
            municipality=read.municipality_ref(row.municipality) if row.municipality else None,
            district_key=row.district.key if row.district else None,
            seat=read.municipality_ref(row.seat) if row.seat else None,
            regions=[read.region_ref(member.region) for member in row.region_memberships.all()],
            projects=roles[row.pk],
        )
        for row in found
    ]


def municipalities(rows: QuerySet[Municipality]) -> list[shape.Municipality]:
    """Municipalities with the number of their published projects, in a constant number of queries."""
    counts = active_counts()
    return [
        shape.Municipality(**_municipality(row, counts.get(row.pk, 0)))
        for row in rows.select_related("state", "district", "successor")
    ]


def municipality(key: str) -> shape.MunicipalityDetail | None:
    """One municipality by official key, with its projects and its former selves."""
    row = network.municipality_by_slug(key)
    if row is None:
        return None
    bodies = list(network.organisations().filter(municipality=row))
    roles = _roles_by("organisation__municipality_id", [row.pk])[row.pk]
    count = len({ref.slug for role in _ROLES for ref in getattr(roles, role)})
    return shape.MunicipalityDetail(
        **_municipality(row, count),
        roles=roles,
        organisations=[read.organisation_ref(body) for body in bodies],
        predecessors=[read.municipality_ref(former) for former in row.predecessors.all()],
    )


def active_counts() -> dict[int, int]:
    """How many published projects each municipality leads, takes part in or reuses."""
    pairs = Participation.objects.filter(
        role__in=_ROLES, project__publication="published", organisation__municipality__isnull=False
    ).values_list("organisation__municipality_id", "project_id")
    found: dict[int, set[int]] = defaultdict(set)
    for place, project in pairs:
        if place is not None:
            found[place].add(project)
    return {place: len(projects) for place, projects in found.items()}


def _roles_by(column: str, ids: Sequence[int]) -> dict[int, shape.Roles]:
    """Published projects by role for each organisation or municipality, in two queries."""
    rows = Participation.objects.filter(
        role__in=_ROLES, project__publication="published", **{f"{column}__in": ids}
    ).order_by("project__title", "id")
    pairs = list(rows.values_list(column, "role", "project_id"))
    projects = Project.objects.in_bulk({pk for _, _, pk in pairs})
    found: dict[int, dict[str, dict[int, Any]]] = {pk: {role: {} for role in _ROLES} for pk in ids}
    for owner, role, pk in pairs:
        found[owner][role][pk] = read.project_ref(projects[pk])
    return {pk: shape.Roles(**{role: list(refs.values()) for role, refs in by.items()}) for pk, by in found.items()}


def _municipality(row: Municipality, projects: int) -> dict[str, Any]:
    return {
        "key": row.key,
        "regional_key": row.regional_key,
        "name": row.name,
        "official_name": row.official_name,
        "kind": row.kind,
        "url": read.page_url(row.label),
        "state_key": row.state.key,
        "state": row.state.name,
        "district_key": row.district.key,
        "district": row.district.name,
        "postcode": none(row.postcode),
        "area_km2": row.area_km2,
        "population": row.population,
        "size": row.size,
        "latitude": row.latitude,
        "longitude": row.longitude,
        "as_of": row.as_of,
        "dissolved": row.dissolved,
        "successor_key": row.successor.key if row.successor else None,
        "projects": projects,
    }
