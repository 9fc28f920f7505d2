"""Reading the register."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import Count, Exists, OuterRef, Prefetch, Q, QuerySet
from django.db.models.functions import Coalesce

from strahlkraft.audit.models import AuditEntry
from strahlkraft.kernel.totals import Total, total
from strahlkraft.network.models import Municipality, Organisation, Region
from strahlkraft.projects.models import (
    Contradiction,
    Document,
    Event,
    Fact,
    FieldOfAction,
    LicenceState,
    Participation,
    Programme,
    Project,
    ProjectQuerySet,
    RecordKind,
    Source,
    Truth,
)
from strahlkraft.projects.rules import ProjectFacts


def listed(lookup: str, rows: QuerySet[Any], name: str) -> "Prefetch[str, QuerySet[Any], str]":
    """A prefetch into a list; the model that carries ``name`` declares its type."""
    return Prefetch(lookup, rows, to_attr=name)


def with_card(projects: ProjectQuerySet) -> ProjectQuerySet:
    """Everything a card, a list row or an export of one project shows, in a constant number of queries."""
    return projects.select_related("region", "parent", "superseded_by").prefetch_related(
        "fields_of_action",
        "also_regions",
        "aliases",
        listed("truths", Truth.objects.filter(current=True).select_related("source"), "standing_truths"),
        listed("facts", Fact.objects.standing().prefetch_related("sources"), "standing_facts"),
        listed(
            "participations",
            Participation.objects.select_related(
                "organisation__municipality__district", "organisation__seat__district", "organisation__district"
            ),
            "people",
        ),
        "contradictions",
    )


def with_tile(projects: ProjectQuerySet) -> ProjectQuerySet:
    """What ``cards.card`` shows of each project and no more: lists have many of them."""
    shown = Fact.objects.standing().filter(field="funding", preferred=True)
    return projects.select_related("region", "superseded_by").prefetch_related(
        "fields_of_action",
        listed("truths", Truth.objects.filter(current=True).select_related("source"), "standing_truths"),
        listed("facts", shown, "standing_facts"),
        listed("participations", Participation.objects.filter(role="lead"), "people"),
        "contradictions",
    )


def with_page(projects: ProjectQuerySet) -> ProjectQuerySet:
    """Everything the project page shows."""
    return with_card(projects).prefetch_related(
        "phases",
        "source_links__source",
        "contradictions",
        listed("documents", Document.objects.filter(removed=False), "standing_documents"),
        listed("subprojects", Project.objects.published(), "public_subprojects"),
        listed("truths", Truth.objects.filter(current=False).select_related("source"), "former_truths"),
    )


def published(slug: str) -> Project | None:
    """A public project with everything its page shows."""
    return with_page(Project.objects.published()).filter(slug=slug).first()


def in_order(slugs: Sequence[str]) -> list[Project]:
    """Public projects in the order of ``slugs`` (as the search gives them)."""
    rows = {p.slug: p for p in with_tile(Project.objects.published()).filter(slug__in=slugs)}
    return [rows[slug] for slug in slugs if slug in rows]


def fact(project: Project, field: str) -> Fact | None:
    """The preferred standing fact of one field; needs :func:`with_card`."""
    return next((f for f in project.standing_facts if f.field == field and f.preferred), None)


def funding_total(projects: ProjectQuerySet) -> Total:
    """The known funding of the counted projects among these (see ``ProjectQuerySet.counted``)."""
    counted = projects.counted().order_by()
    sums = Fact.objects.standing().filter(project_id__in=counted.values("pk"), field="funding", preferred=True)
    known = list(sums.order_by().values_list("amount", "approximate"))
    return total([*known, *[(None, False)] * (counted.count() - len(known))])


@dataclass(frozen=True, slots=True)
class Figures:
    """The live figures of the register; each says how many records it rests on."""

    records: int
    projects: int
    subprojects: int
    offices: int
    unfunded: int
    regions: int
    funding: Total
    sums_known: int
    sums_approximate: int
    licence_named: int
    called_open: int
    contradicting: int
    reused: int
    closed: int
    in_operation: int
    reusable: int


def _counts(rows: QuerySet[Any], field: str) -> dict[str, int]:
    found = rows.order_by().values_list(field).annotate(count=Count("pk"))
    return defaultdict(int, dict(found))


def figures(projects: ProjectQuerySet | None = None) -> Figures:
    """Count what is known of the published records: of all that are not of an invented region, or of some."""
    rows = (Project.objects.exclude(region__demonstration=True) if projects is None else projects).published()
    ids = rows.order_by().values("pk")
    kinds = _counts(rows, "kind")
    truths = _counts(Truth.objects.filter(project_id__in=ids, current=True, value="yes"), "kind")
    sums = Fact.objects.standing().filter(project_id__in=ids, field="funding", preferred=True)
    licences = _counts(rows, "licence_state")
    return Figures(
        records=sum(kinds.values()),
        projects=kinds[RecordKind.PROJECT],
        subprojects=kinds[RecordKind.SUBPROJECT],
        offices=kinds[RecordKind.OFFICE],
        unfunded=rows.filter(funding_state="unfunded").count(),
        regions=rows.values("region").distinct().count(),
        funding=funding_total(rows),
        sums_known=sums.count(),
        sums_approximate=sums.filter(approximate=True).count(),
        licence_named=licences[LicenceState.NAMED],
        called_open=licences[LicenceState.OPEN_UNNAMED],
        contradicting=Contradiction.objects.filter(project_id__in=ids).values("project").distinct().count(),
        reused=Participation.objects.filter(project_id__in=ids, role="reuser").values("project").distinct().count(),
        closed=truths["formally_closed"],
        in_operation=truths["in_operation"],
        reusable=truths["reusable"],
    )


@dataclass(frozen=True, slots=True)
class RegionFigures:
    """A region with its public records and known funding."""

    region: Region
    records: int
    funding: Total


def region_figures() -> list[RegionFigures]:
    """Every real region with counts and known funding, in a constant number of queries."""
    projects = list(Project.objects.published().order_by().values_list("pk", "region_id"))
    public = Project.objects.counted().order_by()
    counted = set(public.values_list("pk", flat=True))
    sums = Fact.objects.standing().filter(field="funding", preferred=True, project_id__in=public.values("pk"))
    amounts = {
        pk: (amount, approximate)
        for pk, amount, approximate in sums.order_by().values_list("project_id", "amount", "approximate")
    }
    by_region: dict[int, list[int]] = defaultdict(list)
    for pk, region_id in projects:
        by_region[region_id].append(pk)
    return [
        RegionFigures(
            region,
            len(by_region[region.pk]),
            total(amounts.get(pk, (None, False)) for pk in by_region[region.pk] if pk in counted),
        )
        for region in Region.objects.filter(demonstration=False).prefetch_related(
            "memberships__organisation__municipality"
        )
    ]


def example_regions() -> QuerySet[Region]:
    """Invented regions, which no figure of the programme counts."""
    return Region.objects.filter(demonstration=True)


def lights() -> dict[int, list[Project]]:
    """Public projects (their names and regions) by the primary key of the municipality of their lead or its seat."""
    rows = Participation.objects.filter(role="lead", project__publication="published", organisation__isnull=False)
    pairs = rows.annotate(place=Coalesce("organisation__municipality_id", "organisation__seat_id")).exclude(place=None)
    ordered = list(dict.fromkeys(pairs.order_by("position", "id").values_list("place", "project_id")))
    projects = {p.pk: p for p in Project.objects.published().only("slug", "title", "region_id")} if ordered else {}
    found: dict[int, list[Project]] = defaultdict(list)
    for place, pk in ordered:
        found[place].append(projects[pk])
    return dict(found)


def rays() -> list[tuple[Project, Municipality, Municipality]]:
    """Known reuse from one municipality to another: project, from (its lead), to (the reuser)."""
    rows = Participation.objects.filter(
        role="reuser", project__publication="published", organisation__municipality__isnull=False
    ).select_related("project", "organisation__municipality")
    leads: dict[int, Participation] = {}
    for lead in Participation.objects.filter(
        role="lead", organisation__isnull=False, project__in=rows.values("project")
    ).select_related("organisation__municipality", "organisation__seat"):
        leads.setdefault(lead.project_id, lead)
    found = []
    for row in rows:
        origin_of = leads.get(row.project_id)
        origin = origin_of.organisation.place if origin_of and origin_of.organisation else None
        target = row.organisation.municipality if row.organisation else None
        if origin and target:
            found.append((row.project, origin, target))
    return found


def of_municipality(municipality: Municipality) -> dict[str, list[Project]]:
    """Public projects a municipality leads, takes part in or reuses, by role (its Kreis not included)."""
    return _by_role(Q(organisation__municipality=municipality))


def of_organisation(organisation: Organisation) -> dict[str, list[Project]]:
    """Public projects an organisation leads, takes part in or reuses, by role."""
    return _by_role(Q(organisation=organisation))


def _by_role(condition: Q) -> dict[str, list[Project]]:
    pairs = list(
        Participation.objects.filter(condition, project__publication="published")
        .exclude(role="contact")
        .values_list("role", "project_id")
    )
    projects = {p.pk: p for p in with_tile(Project.objects.published()).filter(pk__in={pk for _, pk in pairs})}
    found: dict[str, list[Project]] = {"lead": [], "partner": [], "reuser": []}
    for role, pk in pairs:
        if pk in projects and projects[pk] not in found[role]:
            found[role].append(projects[pk])
    return found


def active_municipality_ids() -> set[int]:
    """Municipalities that lead, take part in or reuse at least one public project."""
    rows = Participation.objects.filter(
        project__publication="published", organisation__municipality__isnull=False
    ).exclude(role="contact")
    return {pk for pk in rows.values_list("organisation__municipality_id", flat=True) if pk}


def programme() -> Programme | None:
    """The programme with its standing facts."""
    return Programme.objects.prefetch_related(_standing_facts()).first()


def _standing_facts() -> "Prefetch[str, QuerySet[Any], str]":
    return listed("facts", Fact.objects.standing().prefetch_related("sources"), "standing_facts")


def region(slug: str) -> Region | None:
    """A region with its members and standing facts."""
    return (
        Region.objects.filter(slug=slug)
        .prefetch_related("memberships__organisation__municipality", _standing_facts())
        .first()
    )


def regions_with_facts() -> QuerySet[Region]:
    """All real regions with members, contact points and standing facts."""
    rows = Region.objects.filter(demonstration=False).select_related("contact_point")
    return rows.prefetch_related("memberships__organisation__municipality", _standing_facts())


def facts_of(record: Region) -> list[Fact]:
    """The standing facts of a region read by :func:`region` or :func:`regions_with_facts`."""
    return list(record.standing_facts)  # type: ignore[attr-defined]  # filled by their prefetch


def events() -> QuerySet[Event]:
    """All events, newest first, with facts and sources."""
    return Event.objects.prefetch_related(_standing_facts(), "source_links__source")


def facts_by_field(facts: Iterable[Fact]) -> dict[str, list[Fact]]:
    """Group facts by field, keeping their order."""
    found: dict[str, list[Fact]] = defaultdict(list)
    for row in facts:
        found[row.field].append(row)
    return dict(found)


def sources(*also: Exists) -> QuerySet[Source]:
    """Sources on which something public rests, with how many public records and standing facts; no draft's own.

    ``also`` are conditions of higher rooms under which a source is public too.
    """
    stated = Q(facts__retired_at=None) & (Q(facts__project=None) | Q(facts__project__publication="published"))
    truths = Truth.objects.filter(source=OuterRef("pk"), project__publication="published")
    rows = Source.objects.annotate(
        projects=Count(
            "project_links__project", filter=Q(project_links__project__publication="published"), distinct=True
        ),
        events=Count("event_links", distinct=True),
        stated=Count("facts", filter=stated, distinct=True),
    )
    public = Q(projects__gt=0) | Q(events__gt=0) | Q(stated__gt=0) | Q(Exists(truths))
    for condition in also:
        public |= Q(condition)
    return rows.filter(public)


def public_changes() -> QuerySet[AuditEntry]:
    """Changes everybody may see, newest first; those of projects that are not published (any more) are left out."""
    return (
        AuditEntry.objects.filter(public=True)
        .filter(~Q(subject_kind="project") | Q(subject_key__in=Project.objects.published().values("slug")))
        .order_by("-sequence")
    )


@dataclass(frozen=True, slots=True)
class SourceUse:
    """What rests on one source."""

    projects: list[Project]
    events: list[Event]
    facts: list[Fact]


def uses_of(source: Source) -> SourceUse:
    """Public records and standing facts that rest on a source."""
    facts = Fact.objects.standing().filter(sources=source)
    facts = facts.filter(Q(project=None) | Q(project__publication="published"))
    return SourceUse(
        list(Project.objects.published().filter(source_links__source=source).distinct()),
        list(Event.objects.filter(source_links__source=source).distinct()),
        list(facts.select_related("project", "region", "programme", "event")),
    )


def funding_by(projects: ProjectQuerySet) -> dict[str, dict[str, Decimal]]:
    """Known funding of the counted projects by region and by field of action (a project counts in each of its fields)."""
    counted = list(with_tile(projects.counted()))
    found: dict[str, dict[str, Decimal]] = {"region": defaultdict(Decimal), "field": defaultdict(Decimal)}
    for row in counted:
        stated = fact(row, "funding")
        if stated and stated.amount is not None:
            found["region"][row.region.name] += stated.amount
            for field in row.fields_of_action.all():
                found["field"][field.name] += stated.amount
    return {name: dict(values) for name, values in found.items()}


def fields_of_action() -> QuerySet[FieldOfAction]:
    """All Handlungsfelder with the number of public projects."""
    return FieldOfAction.objects.annotate(
        count=Count("projects", filter=Q(projects__publication="published"), distinct=True)
    )


def rule_facts(project: Project) -> ProjectFacts:
    """What the rules need to know of a project."""
    return ProjectFacts(
        publication=project.publication,
        title=project.title,
        summary=project.summary,
        has_lead=project.participations.filter(role="lead").exists(),
        has_source=project.source_links.exists(),
    )


def snapshot(project: Project) -> Mapping[str, Any]:
    """Every editable part of a project as plain values, for the trail and for showing two versions."""
    return {
        "title": project.title,
        "title_confirmed": project.title_confirmed,
        "summary": project.summary,
        "benefit": project.benefit,
        "unique_feature": project.unique_feature,
        "notes": project.notes,
        "search_words": project.search_words,
        "region_id": project.region_id,
        "also_region_ids": sorted(project.also_regions.values_list("pk", flat=True)),
        "field_of_action_ids": sorted(project.fields_of_action.values_list("pk", flat=True)),
        "result_kinds": list(project.result_kinds),
        "funding_state": project.funding_state,
        "licence_state": project.licence_state,
        "superseded_by_id": project.superseded_by_id,
        "superseded_note": project.superseded_note,
        "aliases": sorted(project.aliases.values_list("title", flat=True)),
        "source_urls": [link.source.url for link in project.source_links.select_related("source")],
        "participations": [
            {"role": p.role, "stated_name": p.stated_name, "organisation_id": p.organisation_id, "note": p.note}
            for p in project.participations.order_by("role", "position", "id")
        ],
        "truths": {
            t.kind: {
                "value": t.value,
                "since": t.since,
                "as_of": t.as_of,
                "wording": t.wording,
                "source_url": t.source.url if t.source else "",
            }
            for t in project.truths.filter(current=True).select_related("source")
        },
        "phases": {p.kind: [p.planned, p.actual] for p in project.phases.order_by("kind")},
        "facts": [
            {
                "field": f.field,
                "text": f.text,
                "amount": f.amount,
                "date": f.date,
                "approximate": f.approximate,
                "qualifier": f.qualifier,
                "as_of": f.as_of,
                "preferred": f.preferred,
                "source_urls": [s.url for s in f.sources.all()],
            }
            for f in project.facts.standing().prefetch_related("sources")
        ],
    }


def similar(project: Project, slugs: Iterable[str], *, limit: int = 3) -> list[Project]:
    """Public projects near to this one: those the search finds for its words (``slugs``), best first."""
    rows = in_order([slug for slug in slugs if slug != project.slug])
    return rows[:limit]


def projects_of_municipalities(ids: Sequence[int], *, limit: int = 24) -> dict[int, list[Project]]:
    """Public projects that bodies of these municipalities lead or reuse, by the municipality's primary key.

    Of many only ``limit``, those of the municipalities named first.
    """
    rows = Participation.objects.filter(
        organisation__municipality_id__in=ids,
        role__in=("lead", "reuser"),
        project__publication="published",
        project__kind=RecordKind.PROJECT,
    )
    order = {pk: place for place, pk in enumerate(ids)}
    pairs = dict.fromkeys(rows.values_list("organisation__municipality_id", "project_id"))
    nearest = sorted(pairs, key=lambda pair: order[pair[0] or 0])[:limit]
    projects = with_tile(Project.objects.published()).in_bulk([pk for _, pk in nearest])
    found: dict[int, list[Project]] = defaultdict(list)
    for place, pk in nearest:
        found[place or 0].append(projects[pk])
    return dict(found)


def organisations_with_counts() -> QuerySet[Organisation]:
    """All organisations with how many public projects they lead and join."""
    public = Q(participations__project__publication="published")
    return (
        Organisation.objects.select_related("municipality", "district", "seat")
        .annotate(
            led=Count("participations__project", filter=public & Q(participations__role="lead"), distinct=True),
            joined=Count("participations__project", filter=public & Q(participations__role="partner"), distinct=True),
        )
        .order_by("name")
    )
