"""What a region's office hands over: bodies named, and everything of its projects as plain tables, without people.

Only the columns named here leave (an allow-list, FUNDING.md I23): no names of accounts, no notes of the office.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db.models import F, Q, QuerySet

from strahlkraft.kernel.actor import Actor, Right
from strahlkraft.network.models import ContactPoint, Region
from strahlkraft.network.queries import regions_of
from strahlkraft.projects.models import Document, Fact, Participation, Phase, Project, Truth
from strahlkraft.steering.models import (
    Application,
    ApplicationStep,
    Closure,
    ClosureItem,
    Deadline,
    Decision,
    Forecast,
    Handover,
    Milestone,
    StatusReport,
    StoredFile,
)
from strahlkraft.steering.rules.vocabulary import DeadlineState

Row = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Table:
    """One kind of record: columns in order, rows as mappings of plain values."""

    name: str
    columns: tuple[str, ...]
    rows: Sequence[Row]


@dataclass(frozen=True, slots=True)
class Paper:
    """One stored file: where it stands in the upload folder, what it is called, the sum noted when it was stored."""

    stored: str
    title: str
    project: str
    kind: str
    sha256: str
    size: int


@dataclass(frozen=True, slots=True)
class Bundle:
    """Everything of a region, or of one recipient's projects in it."""

    region: Region
    recipient: str
    tables: list[Table]
    papers: list[Paper]
    deadlines: list[Deadline]
    bodies: list[Handover] = field(default_factory=list)

    def count(self, name: str) -> int:
        """How many rows a table has."""
        return next(len(table.rows) for table in self.tables if table.name == name)


def regions(by: Actor) -> QuerySet[Region]:
    """The regions whose handover somebody may read; default deny."""
    return regions_of(by, Right.READ_STEERING)


def bodies(region: Region) -> QuerySet[Handover]:
    """Who is named, the whole region first."""
    rows = Handover.objects.filter(region=region).select_related("organisation", "project", "region")
    return rows.order_by(F("project__title").asc(nulls_first=True), "pk")


def responsible(project: Project, *, on: date) -> Handover | None:
    """The confirmed body that is responsible for a project on a day; None as long as its office is."""
    rows = Handover.objects.filter(region=project.region_id, confirmed_at__isnull=False, from_on__lte=on)
    rows = rows.filter(Q(project=project) | Q(project=None)).select_related("organisation")
    return min(rows, key=lambda row: row.project_id is None, default=None)


def recipients(region: Region) -> list[str]:
    """Who received grants in the region: named by applications and closings, and the lead of each project."""
    names = set(Application.objects.filter(region=region).values_list("recipient", flat=True))
    names |= set(Closure.objects.filter(project__region=region).values_list("recipient", flat=True))
    names |= set(
        Participation.objects.filter(project__region=region, role="lead").values_list("stated_name", flat=True)
    )
    return sorted(name for name in names if name)


def projects_of(region: Region, recipient: str = "") -> QuerySet[Project]:
    """The region's projects; with a recipient, those it received a grant for, leads or shares in."""
    rows = Project.objects.filter(region=region).exclude(publication="merged").order_by("identifier")
    if not recipient:
        return rows
    applied = Application.objects.filter(region=region, recipient=recipient).values("project_id")
    closing = Closure.objects.filter(project__region=region, recipient=recipient).values("project_id")
    sharing = Participation.objects.filter(stated_name=recipient, role__in=("lead", "partner")).values("project_id")
    return rows.filter(Q(pk__in=applied) | Q(pk__in=closing) | Q(pk__in=sharing))


def bundle(region: Region, *, recipient: str = "") -> Bundle:
    """Read everything that is handed over, in a constant number of queries."""
    projects = list(projects_of(region, recipient))
    ids = [project.pk for project in projects]
    open_deadlines = Deadline.objects.filter(_deadlines(region, recipient, ids), state=DeadlineState.OPEN)
    return Bundle(
        region=region,
        recipient=recipient,
        tables=_tables(region, recipient, projects, ids),
        papers=_papers(region, recipient, ids),
        deadlines=list(open_deadlines.select_related("project").order_by("latest_on", "pk")),
        bodies=[row for row in bodies(region) if row.project_id is None or row.project_id in set(ids)],
    )


def size_of(region: Region, *, recipient: str = "") -> int:
    """How many bytes of stored files are handed over."""
    ids = list(projects_of(region, recipient).values_list("pk", flat=True))
    return sum(paper.size for paper in _papers(region, recipient, ids))


def _deadlines(region: Region, recipient: str, ids: list[int]) -> Q:
    """Of the projects, and those of the region itself unless it is about one recipient."""
    return Q(project__in=ids) if recipient else Q(project__in=ids) | Q(region=region, project=None)


def _applications(region: Region, recipient: str) -> QuerySet[Application]:
    rows = Application.objects.filter(region=region)
    return rows.filter(recipient=recipient) if recipient else rows


def _tables(region: Region, recipient: str, projects: list[Project], ids: list[int]) -> list[Table]:
    of = Q(project__in=ids)
    applications = _applications(region, recipient)
    closures = Closure.objects.filter(of, recipient__in=["", recipient]) if recipient else Closure.objects.filter(of)
    taking_part = Participation.objects.filter(of, organisation__isnull=False)
    bodies_of = list(taking_part.values_list("organisation_id", flat=True).distinct())
    contacts = Q(region=region) | Q(organisation_id__in=bodies_of)
    return [
        _plain("projects", Project.objects.filter(pk__in=[row.pk for row in projects]), _PROJECT, "identifier"),
        _plain("participations", Participation.objects.filter(of), _PARTICIPATION, "project__identifier", "role"),
        _plain("truths", Truth.objects.filter(of, current=True), _TRUTH, "project__identifier", "kind"),
        _plain("phases", Phase.objects.filter(of), _PHASE, "project__identifier", "kind"),
        _facts(Fact.objects.filter(of, retired_at=None)),
        _plain("milestones", Milestone.objects.filter(of), _MILESTONE, "project__identifier", "planned_on"),
        _plain("forecasts", Forecast.objects.filter(milestone__project__in=ids), _FORECAST, "milestone", "number"),
        _plain("decisions", Decision.objects.filter(of), _DECISION, "project__identifier", "on"),
        _reports(StatusReport.objects.filter(checkin__project__in=ids)),
        _plain("applications", applications, _APPLICATION, "code"),
        _plain(
            "application_steps",
            ApplicationStep.objects.filter(application__in=applications),
            _STEP,
            "application__code",
        ),
        _plain("closures", closures, _CLOSURE, "project__identifier", "recipient"),
        _plain("closure_items", ClosureItem.objects.filter(closure__in=closures), _ITEM, "closure__code", "position"),
        _plain("deadlines", Deadline.objects.filter(_deadlines(region, recipient, ids)), _DEADLINE, "latest_on"),
        _plain("contact_points", ContactPoint.objects.filter(contacts), _CONTACT, "region__slug", "organisation__slug"),
        _plain("bodies_responsible", _named(region, ids), _BODY, "project__identifier"),
    ]


def _named(region: Region, ids: list[int]) -> QuerySet[Handover]:
    return Handover.objects.filter(Q(project=None) | Q(project__in=ids), region=region)


Columns = Mapping[str, str]
_OF: Mapping[str, str] = {"project": "project__identifier"}
_PROJECT: Columns = {
    "identifier": "identifier",
    "slug": "slug",
    "title": "title",
    "kind": "kind",
    "summary": "summary",
    "benefit": "benefit",
    "region": "region__slug",
    "parent": "parent__identifier",
    "funding_state": "funding_state",
    "licence_state": "licence_state",
    "publication": "publication",
    "created_at": "created_at",
    "changed_at": "changed_at",
}
_PARTICIPATION: Columns = {
    **_OF,
    "role": "role",
    "name": "stated_name",
    "organisation": "organisation__slug",
    "note": "note",
}
_TRUTH: Columns = {
    **_OF, "kind": "kind", "value": "value", "since": "since", "as_of": "as_of", "wording": "wording",
    "source": "source__url",
}  # fmt: skip
_PHASE: Columns = {**_OF, "kind": "kind", "planned": "planned", "actual": "actual"}
_MILESTONE: Columns = {
    **_OF, "code": "code", "title": "title", "planned_on": "planned_on", "forecast_on": "forecast_on",
    "reached_on": "reached_on", "state": "state", "reason": "reason",
}  # fmt: skip
_FORECAST: Columns = {
    "milestone": "milestone__code", "number": "number", "expected_on": "expected_on", "reason": "reason",
    "stated_at": "stated_at",
}  # fmt: skip
_DECISION: Columns = {
    **_OF, "number": "pk", "on": "on", "title": "title", "reason": "reason", "decided_by": "decided_by",
    "corrects": "corrects_id",
}  # fmt: skip
_APPLICATION: Columns = {
    "code": "code", **_OF, "title": "title", "recipient": "recipient", "total_cost": "total_cost",
    "requested": "requested", "starts_on": "starts_on", "ends_on": "ends_on", "reference": "reference",
    "state": "state", "due_on": "due_on",
}  # fmt: skip
_STEP: Columns = {"application": "application__code", "state": "state", "on": "on", "note": "note"}
_CLOSURE: Columns = {
    "code": "code", **_OF, "recipient": "recipient", "target_on": "target_on", "state": "state",
    "opened_at": "opened_at", "closed_at": "closed_at",
}  # fmt: skip
_ITEM: Columns = {
    "closure": "closure__code", "position": "position", "line": "key", "state": "state", "evidence": "evidence",
    "reason": "reason", "file_sha256": "file__sha256", "settled_at": "settled_at",
}  # fmt: skip
_DEADLINE: Columns = {
    "number": "pk", **_OF, "title": "title", "rule": "rule", "reason": "reason", "legal": "legal",
    "target_on": "target_on", "latest_on": "latest_on", "state": "state", "done_at": "done_at",
}  # fmt: skip
_CONTACT: Columns = {
    "region": "region__slug", "organisation": "organisation__name", "mailbox": "mailbox", "website": "website"
}  # fmt: skip
_BODY: Columns = {
    **_OF, "body": "organisation__name", "mailbox": "mailbox", "from_on": "from_on", "note": "note",
    "confirmed_at": "confirmed_at",
}  # fmt: skip


def _plain(name: str, rows: QuerySet[Any], columns: Columns, *order: str) -> Table:
    """A table whose columns are columns of the database."""
    values = rows.order_by(*order, "pk").values_list(*columns.values())
    return Table(name, tuple(columns), [dict(zip(columns, row, strict=True)) for row in values])


_FACT = ("project", "field", "text", "amount", "date", "approximate", "qualifier", "as_of", "preferred", "sources")


def _facts(rows: QuerySet[Fact]) -> Table:
    """Facts with the addresses of their sources."""
    found = rows.select_related("project").prefetch_related("sources").order_by("project__identifier", "field", "pk")
    made = []
    for fact in found:
        own = {name: getattr(fact, name) for name in _FACT if name not in ("project", "sources")}
        urls = sorted(source.url for source in fact.sources.all())
        made.append({"project": fact.project.identifier if fact.project else "", **own, "sources": urls})
    return Table("facts", _FACT, made)


_REPORT = ("project", "month", "number", "published_at", "sha256", "content")


def _reports(rows: QuerySet[StatusReport]) -> Table:
    """Published status reports as they were frozen."""
    found = rows.select_related("checkin__project").order_by("checkin__project__identifier", "checkin__month", "number")
    made = [
        {
            "project": row.checkin.project.identifier,
            "month": row.checkin.month,
            "number": row.number,
            "published_at": row.published_at,
            "sha256": row.sha256,
            "content": row.content,
        }
        for row in found
    ]
    return Table("status_reports", _REPORT, made)


def _papers(region: Region, recipient: str, ids: list[int]) -> list[Paper]:
    """The files of projects, applications and sessions, and the documents of the register."""
    of = Q(project__in=ids) | Q(application__in=_applications(region, recipient))
    of |= Q(pk__in=[]) if recipient else Q(session__region=region)
    records = StoredFile.objects.filter(of, removed=False).select_related("project").order_by("sha256", "pk")
    shown = Document.objects.filter(project__in=ids, removed=False).exclude(file="").select_related("project")
    return [
        *(_paper(row, row.project.identifier if row.project else "", row.kind) for row in records),
        *(_paper(row, row.project.identifier, "document") for row in shown.order_by("sha256", "pk")),
    ]


def _paper(row: StoredFile | Document, project: str, kind: str) -> Paper:
    return Paper(row.file.name or "", row.title, project, kind, row.sha256, row.size)


def projects_without_body(region: Region) -> Iterable[Project]:
    """Projects of the region for which neither they nor the region name a body."""
    if Handover.objects.filter(region=region, project=None).exists():
        return []
    return Project.objects.filter(region=region, handovers=None).exclude(publication="merged").order_by("title")
