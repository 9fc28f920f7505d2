"""Projects as the register and their closings told of them at the end of a day."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from datetime import date
from typing import TYPE_CHECKING

from django.db.models import Q, QuerySet
from django.utils.timezone import localdate

from strahlkraft.kernel.partial_date import PartialDate
from strahlkraft.projects.models import (
    Fact,
    FundingState,
    LicenceState,
    Phase,
    PhaseKind,
    Project,
    Publication,
    RecordKind,
    Truth,
    TruthKind,
    TruthValue,
)
from strahlkraft.reports.rules.excluding import Reason, Ref, wrong_side
from strahlkraft.reports.rules.facts import Closing, ProjectFact
from strahlkraft.reuse.models import OfferVersion
from strahlkraft.reuse.rules.content import OfferContent
from strahlkraft.reuse.rules.vocabulary import KeyScheme
from strahlkraft.steering.models import Closure

if TYPE_CHECKING:
    from strahlkraft.reports.queries.scope import Scope

SERVICES = (KeyScheme.OZG, KeyScheme.LEIKA)


def of_scope(scope: Scope, path: str = "") -> Q:
    """The condition on rows of a project (``path`` leads to it) of the region or project asked for."""
    found = Q(**{f"{path}pk__isnull": False})
    if scope.region is not None:
        found &= Q(**{f"{path}region": scope.region})
    if scope.project is not None:
        found &= Q(**{f"{path}pk": scope.project.pk}) | Q(**{f"{path}parent": scope.project})
    return found


def projects(
    scope: Scope,
    *,
    invented_regions: frozenset[int],
    invented_projects: frozenset[int],
    with_grants: set[int],
) -> list[ProjectFact]:
    """Every record of the register in the scope; those that do not count with the reason."""
    closings, begun = _closings(scope)
    reached, ends, offers = _reached(scope), _stated_ends(scope), _offers(scope)
    rows: QuerySet[Project] = Project.objects.filter(of_scope(scope)).select_related("region").order_by("title", "pk")
    found = []
    for row in rows:
        invented = row.pk in invented_projects or row.region_id in invented_regions
        published = offers.get(row.pk, [])
        found.append(
            ProjectFact(
                key=row.pk,
                ref=Ref("project", row.slug, row.title),
                region=row.region.name,
                left=_left(row, granted=row.pk in with_grants) or wrong_side(invented=invented, example=scope.example),
                closings=tuple(closings.get(row.pk, [])),
                closing_begun=row.pk in begun,
                reached=reached.get(row.pk, ""),
                stated_end=ends.get(row.pk),
                licence_named=row.licence_state == LicenceState.NAMED or any(one.licence for one in published),
                licence_unnamed=row.licence_state == LicenceState.OPEN_UNNAMED,
                services=tuple(sorted({key.key for one in published for key in one.keys if key.scheme in SERVICES})),
            )
        )
    return found


_PUBLICATIONS = {Publication.MERGED: Reason.MERGED, Publication.WITHDRAWN: Reason.WITHDRAWN}


def _left(row: Project, *, granted: bool) -> Reason | None:
    """Why a record of the register is no project that counts."""
    if row.kind == RecordKind.OFFICE:
        return Reason.OFFICE
    if row.parent_id is not None:
        return Reason.SUBPROJECT
    if row.publication in _PUBLICATIONS:
        return _PUBLICATIONS[Publication(row.publication)]
    if row.funding_state == FundingState.UNFUNDED:
        return Reason.UNFUNDED
    unpublished = row.publication == Publication.DRAFT and not granted
    return Reason.UNPUBLISHED if unpublished else None


def _closings(scope: Scope) -> tuple[Mapping[int, list[Closing]], frozenset[int]]:
    """By project what says that it is closed, and which projects were being closed on the day; two queries."""
    found: dict[int, list[Closing]] = defaultdict(list)
    begun = set()
    rows = Closure.objects.filter(of_scope(scope, "project__"), recipient="", opened_at__lt=scope.end).order_by()
    for project, closed_at in rows.values_list("project_id", "closed_at"):
        if closed_at is None or closed_at >= scope.end:
            begun.add(project)
        if closed_at is not None:
            on = localdate(closed_at)
            found[project].append(Closing(on, on, on))
    told: dict[int, tuple[str, str, date]] = {}
    later: dict[int, list[Closing]] = defaultdict(list)
    truths = Truth.objects.filter(of_scope(scope, "project__"), kind=TruthKind.CLOSED).order_by("stated_at", "pk")
    for project, value, since, stated_at in truths.values_list("project_id", "value", "since", "stated_at"):
        known_on = localdate(stated_at)
        if known_on <= scope.on:
            told[project] = (value, since, known_on)  # a later statement takes the place of an earlier one
        elif value == TruthValue.YES:
            later[project].append(_closing(since, known_on))
    for project, (value, since, known_on) in told.items():
        if value == TruthValue.YES:
            found[project].append(_closing(since, known_on))
    for project, closings in later.items():
        found[project].extend(closings)
    return found, frozenset(begun)


def _closing(since: str, known_on: date) -> Closing:
    if not since:
        return Closing(None, None, known_on)
    day = PartialDate.parse(since)
    return Closing(day.first_day, day.last_day, known_on)


def _reached(scope: Scope) -> Mapping[int, str]:
    """The last phase of the register each project had reached by the day."""
    order = [str(kind) for kind in PhaseKind]
    found: dict[int, str] = {}
    rows = Phase.objects.filter(of_scope(scope, "project__")).exclude(actual="")
    for project, kind, actual in rows.values_list("project_id", "kind", "actual"):
        if PartialDate.parse(actual).last_day > scope.on:
            continue
        if project not in found or order.index(kind) > order.index(found[project]):
            found[project] = kind
    return found


def _stated_ends(scope: Scope) -> Mapping[int, date]:
    rows = Fact.objects.standing().filter(of_scope(scope, "project__"), field="end", preferred=True).exclude(date="")
    return {project: PartialDate.parse(day).last_day for project, day in rows.values_list("project_id", "date")}


def _offers(scope: Scope) -> Mapping[int, list[OfferContent]]:
    """By project its published offers, each in the version of the day."""
    rows = OfferVersion.objects.filter(
        of_scope(scope, "offer__project__"), offer__publication="published", published_at__lt=scope.end
    )
    newest: dict[int, tuple[int, OfferContent]] = {}
    for row in rows.select_related("offer").order_by("number"):
        newest[row.offer_id] = (row.offer.project_id, row.said)
    found: dict[int, list[OfferContent]] = defaultdict(list)
    for project, content in newest.values():
        found[project].append(content)
    return found
