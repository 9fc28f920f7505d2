"""Results for citizens: what became of public projects, how many people live where they happened."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Q, QuerySet

from strahlkraft.network.models import Municipality, RegionMembership
from strahlkraft.newsroom.rules.results import Outcome, outcome
from strahlkraft.projects.models import Fact, Project, TruthKind
from strahlkraft.projects.queries import with_tile
from strahlkraft.reuse.models import ReuseCase
from strahlkraft.reuse.queries.cases import public_cases
from strahlkraft.reuse.rules.vocabulary import CaseState


@dataclass(frozen=True, slots=True)
class Inhabitants:
    """How many people live in ``towns`` municipalities, and the day of the register that says so; None where one is not known."""

    number: int | None
    towns: int
    as_of: date | None


def outcome_of(project: Project) -> Outcome:
    """What a project has brought; needs ``projects.queries.with_tile``."""
    said = {truth.kind: truth.value for truth in project.standing_truths}
    return outcome(closed=said.get(TruthKind.CLOSED, ""), operation=said.get(TruthKind.OPERATION, ""))


def outcomes(where: Q | None = None) -> dict[Outcome, list[Project]]:
    """Public records by what became of them, each group by title; in a constant number of queries."""
    rows = with_tile(Project.objects.published())
    found: dict[Outcome, list[Project]] = {one: [] for one in Outcome}
    for project in (rows.filter(where).distinct() if where is not None else rows).order_by("title", "pk"):
        found[outcome_of(project)].append(project)
    return found


def funding_facts(projects: Iterable[Project]) -> list[Fact]:
    """What sources say of the funding of these projects, the largest first, with their sources; two queries."""
    rows = Fact.objects.standing().filter(
        project__in=[project.pk for project in projects], field="funding", preferred=True, amount__isnull=False
    )
    return list(rows.select_related("project").prefetch_related("sources").order_by("-amount", "pk"))


def inhabitants_of_regions() -> dict[int, Inhabitants]:
    """Who lives in the municipalities of each region, its Kreise with all their municipalities; two queries."""
    towns: dict[int, set[int]] = defaultdict(set)
    districts: dict[int, set[int]] = defaultdict(set)
    members = RegionMembership.objects.values_list(
        "region_id", "organisation__municipality_id", "organisation__district_id"
    )
    for region, town, district in members.order_by():
        if town:
            towns[region].add(town)
        elif district:
            districts[region].add(district)
    rows = Municipality.objects.filter(
        Q(pk__in=set[int]().union(*towns.values())) | Q(district__in=set[int]().union(*districts.values())),
        dissolved=False,
    )
    known = list(rows.only("district_id", "population", "as_of"))
    return {
        region: inhabitants(row for row in known if row.pk in towns[region] or row.district_id in districts[region])
        for region in {*towns, *districts}
    }


def inhabitants(rows: Iterable[Municipality]) -> Inhabitants:
    """The sum over municipalities; a sum with a gap would be too small, so it is not known then."""
    towns = list(rows)
    numbers = [row.population for row in towns if row.population is not None]
    whole = bool(towns) and len(numbers) == len(towns)
    return Inhabitants(sum(numbers) if whole else None, len(towns), min((row.as_of for row in towns), default=None))


def given_up(where: Q | None = None) -> QuerySet[ReuseCase]:
    """Public reuses that were given up or ended, with their reason, the newest first."""
    rows = public_cases().filter(state__in=(CaseState.DROPPED, CaseState.ENDED))
    return (rows.filter(where) if where is not None else rows).order_by("-changed_at", "-pk")
