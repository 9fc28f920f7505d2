"""The portfolio: every project somebody may read with its phase, lights, next days, what blocks it and who asks."""

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Subquery

from strahlkraft.kernel.actor import Actor
from strahlkraft.kernel.partial_date import PartialDate
from strahlkraft.network.models import Region
from strahlkraft.projects.models import Fact, Participation, Phase, Project, ProjectQuerySet, Truth
from strahlkraft.reuse.models import ReuseRequest
from strahlkraft.steering.access import readable_projects
from strahlkraft.steering.models import Application, Closure
from strahlkraft.steering.queries import checkins, closure, deadlines, life
from strahlkraft.steering.queries.closure import Blocking
from strahlkraft.steering.queries.deadlines import NextDeadline
from strahlkraft.steering.queries.life import NextMilestone
from strahlkraft.steering.rules.checkins import Lights, Shine
from strahlkraft.steering.rules.portfolio import DUE_DAYS, Need, Order, PhaseFacts, ProjectPhase, phase_of
from strahlkraft.steering.rules.vocabulary import ApplicationState, ClosureState

_ALIVE = ("draft", "published")
_FAR = date.max
_SHOWN = ("slug", "title", "identifier", "kind", "publication", "region_id")
"""What a row shows of a project: its texts are long, and there may be thousands."""


@dataclass(frozen=True, slots=True)
class Row:
    """A project as the portfolio shows it. ``requests``: open requests to reuse something of it."""

    project: Project
    lead: str
    phase: ProjectPhase
    ends_on: date | None
    lights: Lights
    deadline: NextDeadline | None
    milestone: NextMilestone | None
    blocking: Blocking | None
    requests: int
    today: date

    @property
    def silent_days(self) -> int | None:
        """How long ago the last word was; None when there was none."""
        return (self.today - self.lights.said_on).days if self.lights.said_on else None

    @property
    def milestone_on(self) -> date | None:
        """The day the next milestone is expected."""
        return self.milestone.on if self.milestone else None

    @property
    def milestone_late(self) -> bool:
        """Whether that day has passed."""
        return self.milestone_on is not None and self.milestone_on < self.today

    @property
    def deadline_late(self) -> bool:
        """Whether the next deadline has passed."""
        return self.deadline is not None and self.deadline.latest_on < self.today

    def needs(self, need: Need) -> bool:
        """Whether the row is picked out by a need."""
        return _NEEDS[need](self)


def _due(row: Row) -> bool:
    return row.deadline is not None and (row.deadline.latest_on - row.today).days <= DUE_DAYS


_NEEDS: dict[Need, Callable[[Row], bool]] = {
    Need.RED: lambda row: Shine.RED in row.lights.each,
    Need.SILENT: lambda row: row.lights.worst in (Shine.SILENT, Shine.UNKNOWN),
    Need.DUE: _due,
    Need.LATE: lambda row: row.milestone_late,
    Need.BLOCKED: lambda row: row.blocking is not None and row.blocking.open > 0,
    Need.REQUESTS: lambda row: row.requests > 0,
}
_ORDERS: dict[Order, Callable[[Row], Any]] = {
    Order.DEADLINE: lambda row: row.deadline.latest_on if row.deadline else _FAR,
    Order.LIGHT: lambda row: (list(Shine).index(row.lights.worst), -(row.silent_days or 0)),
    Order.MILESTONE: lambda row: row.milestone_on or _FAR,
    Order.PHASE: lambda row: list(ProjectPhase).index(row.phase),
    Order.REQUESTS: lambda row: -row.requests,
    Order.TITLE: lambda _row: 0,
}


@dataclass(frozen=True, slots=True)
class Wanted:
    """What the portfolio is asked for: words of the title, a region's slug, a phase, a need, an order."""

    text: str = ""
    region: str = ""
    phase: str = ""
    need: str = ""
    order: str = Order.DEADLINE


@dataclass(frozen=True, slots=True)
class Portfolio:
    """The rows in their order; ``phases`` and ``needs`` count what stands in text and region, whatever else is chosen."""

    rows: tuple[Row, ...]
    total: int
    phases: dict[ProjectPhase, int]
    needs: dict[Need, int]


def regions(by: Actor) -> QuerySet[Region]:
    """The regions of the projects somebody reads, to choose from."""
    return Region.objects.filter(pk__in=readable_projects(by).values("region_id"))


def portfolio(by: Actor, wanted: Wanted, *, today: date) -> Portfolio:
    """The portfolio of ``by``, in a constant number of queries."""
    projects = readable_projects(by).filter(publication__in=_ALIVE)
    if wanted.region:
        projects = projects.filter(region__slug=wanted.region)
    if wanted.text:
        projects = projects.filter(
            Q(title__icontains=wanted.text)
            | Q(identifier__iexact=wanted.text)
            | Q(aliases__title__icontains=wanted.text)
        ).distinct()
    found = rows_of(projects, today=today)
    phases = Counter(row.phase for row in found)
    needs = {need: sum(row.needs(need) for row in found) for need in Need}
    rows = [row for row in found if not wanted.phase or row.phase == wanted.phase]
    if wanted.need in set(Need):
        rows = [row for row in rows if row.needs(Need(wanted.need))]
    key = _ORDERS[Order(wanted.order) if wanted.order in set(Order) else Order.DEADLINE]
    ordered = sorted(rows, key=lambda row: (key(row), row.project.title.casefold(), row.project.pk))
    return Portfolio(tuple(ordered), len(found), {phase: phases[phase] for phase in ProjectPhase}, needs)


def row_of(project: Project, *, today: date) -> Row:
    """One project as the portfolio shows it."""
    return rows_of(Project.objects.filter(pk=project.pk), today=today)[0]


def rows_of(projects: ProjectQuerySet | QuerySet[Project], *, today: date) -> list[Row]:
    """These projects with everything a row shows, in eleven queries."""
    found = list(_with_facts(projects).only(*_SHOWN).prefetch_related("region"))
    chosen = projects.order_by()  # not by their numbers: there may be thousands
    leads, reached, asked = _leads(chosen), _reached(chosen), _requests(project.pk for project in found)
    lights, milestones = checkins.lights(chosen, today), life.next_milestones(chosen)
    blocking, due = closure.blocking(chosen), deadlines.next_of(chosen)
    rows = []
    for project in found:
        facts = _phase_facts(project, reached.get(project.pk, ""))
        rows.append(
            Row(
                project=project,
                lead=leads.get(project.pk, ""),
                phase=phase_of(facts, today),
                ends_on=facts.ends_on,
                lights=lights[project.pk],
                deadline=due.get(project.pk),
                milestone=milestones.get(project.pk),
                blocking=blocking.get(project.pk),
                requests=asked[project.pk],
                today=today,
            )
        )
    return rows


def _with_facts(projects: ProjectQuerySet | QuerySet[Project]) -> QuerySet[Project]:
    """The projects with what their phase is derived from."""
    granted = Application.objects.filter(project=OuterRef("pk"), state=ApplicationState.GRANTED)
    closings = Closure.objects.filter(project=OuterRef("pk"))
    closed = Truth.objects.filter(project=OuterRef("pk"), kind="formally_closed", value="yes", current=True)
    end = Fact.objects.standing().filter(project=OuterRef("pk"), field="end", preferred=True)
    return projects.annotate(
        granted=Exists(granted),
        closing=Exists(closings.filter(state=ClosureState.OPEN)),
        closed=Exists(closed) | Exists(closings.filter(state=ClosureState.CLOSED, recipient="")),
        term=Subquery(granted.exclude(ends_on=None).order_by("-ends_on").values("ends_on")[:1]),
        stated_end=Subquery(end.values("date")[:1]),
    )


def _phase_facts(project: Any, reached: str) -> PhaseFacts:
    """What ``_with_facts`` found of one project; a stated month or year counts until its last day."""
    stated = PartialDate.parse(project.stated_end).last_day if project.stated_end else None
    return PhaseFacts(
        closed=project.closed,
        closing=project.closing,
        granted=project.granted,
        ends_on=project.term or stated,
        reached=reached,
    )


def _leads(projects: QuerySet[Project]) -> dict[int, str]:
    """The first lead body of each project, as it is stated."""
    rows = Participation.objects.filter(project__in=projects, role=Participation.Role.LEAD).order_by("-position", "-pk")
    said = rows.values_list("project_id", "organisation__name", "stated_name")
    return {project: name or stated for project, name, stated in said}  # the first is the last to be kept


def _reached(projects: QuerySet[Project]) -> dict[int, str]:
    """The last phase of the register each project has reached."""
    order = ("preparation", "conception", "implementation", "closure", "transfer")
    found: dict[int, str] = {}
    rows = Phase.objects.filter(project__in=projects).exclude(actual="").values_list("project_id", "kind")
    for project, kind in rows:
        if project not in found or order.index(kind) > order.index(found[project]):
            found[project] = kind
    return found


def _requests(ids: Iterable[int]) -> Counter[int]:
    """Open requests for a project itself or for one of its offers."""
    wanted = set(ids)
    counted: Counter[int] = Counter()
    rows = ReuseRequest.objects.open().order_by().values_list("project_id", "offer__project_id").annotate(n=Count("pk"))
    for project, of_offer, number in rows:
        if (owner := project or of_offer) in wanted:
            counted[owner] += number
    return counted
