"""Reads of check-ins: who is asked, what came in, how the lights shine, what waits for whom."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db.models import Count, Exists, Min, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.utils.timezone import localdate, make_aware

from strahlkraft.kernel.actor import SYSTEM, Actor, Right
from strahlkraft.kernel.duty import Duty, Weight
from strahlkraft.kernel.label import Label
from strahlkraft.kernel.refusal import Refusal
from strahlkraft.kernel.words import gettext_noop
from strahlkraft.network.models import Region
from strahlkraft.projects.models import Participation, Project, ProjectQuerySet
from strahlkraft.steering import access
from strahlkraft.steering.models import CheckIn, Closure, ReportingContact, StatusReport
from strahlkraft.steering.rules import checkins as rules
from strahlkraft.steering.rules.vocabulary import CheckInState

MOST_DUTIES = 50
_ALIVE = ("draft", "published")
_CARRIES = ("lead", "partner")
REVIEW_WITHIN = timedelta(days=14)


def answers_of(checkin: CheckIn) -> rules.Answers:
    """What was sent last."""
    return rules.Answers(**{name: getattr(checkin, name) for name in rules.NAMES})


def closed_projects() -> QuerySet[Closure, int]:
    """Ids of projects whose closing is finished as a whole."""
    return Closure.objects.filter(recipient="", state="closed").values_list("project_id", flat=True)


def reporting(contacts: QuerySet[ReportingContact], *, today: date) -> QuerySet[ReportingContact]:
    """Those of projects that are running and do not pause (``rules.may_ask`` in the words of the database)."""
    paused = Q(paused_until__gt=today)
    return contacts.filter(project__publication__in=_ALIVE).exclude(paused).exclude(project__in=closed_projects())


def mailboxes_of(projects: Iterable[int]) -> dict[int, str]:
    """The mailbox that answers, by project."""
    rows = ReportingContact.objects.filter(project__in=list(projects))
    return dict(rows.values_list("project_id", "mailbox"))


def lead_mailboxes(projects: Iterable[int]) -> dict[int, str]:
    """The lead body's own mailbox as the network knows it, by project."""
    rows = Participation.objects.filter(
        project__in=list(projects), role=Participation.Role.LEAD, organisation__contact_point__isnull=False
    )
    found: dict[int, str] = {}
    for project, mailbox in rows.order_by("position", "pk").values_list(
        "project_id", "organisation__contact_point__mailbox"
    ):
        if mailbox:
            found.setdefault(project, mailbox)
    return found


# ---- who is asked


@dataclass(frozen=True, slots=True)
class ContactRow:
    """One project on the page of mailboxes; ``suggested`` is the lead body's own, ``why_not`` says why it is not asked."""

    project: Project
    contact: ReportingContact | None
    lead: str
    suggested: str
    closed: bool
    why_not: list[Refusal]


def contact_rows(by: Actor, *, today: date) -> list[ContactRow]:
    """Every project the office steers, with who answers for it; those without a mailbox first."""
    projects = list(
        Project.objects.filter(access.of_steered_regions(by), publication__in=_ALIVE)
        .select_related("region", "reporting_contact")
        .order_by("region__name", "title")
    )
    ids = [project.pk for project in projects]
    suggested, closed = lead_mailboxes(ids), set(closed_projects())
    leads = _leads(ids)
    rows = []
    for project in projects:
        contact: ReportingContact | None = getattr(project, "reporting_contact", None)
        ended = project.pk in closed
        why_not = rules.may_ask(
            has_contact=contact is not None,
            closed=ended,
            paused_until=contact.paused_until if contact else None,
            today=today,
        )
        lead, mailbox = leads.get(project.pk, ""), suggested.get(project.pk, "")
        rows.append(ContactRow(project, contact, lead, mailbox, ended, why_not))
    return sorted(rows, key=lambda row: (row.closed, row.contact is not None))


def _leads(projects: list[int]) -> dict[int, str]:
    rows = Participation.objects.filter(project__in=projects, role=Participation.Role.LEAD).order_by("-position", "-pk")
    return dict(rows.values_list("project_id", "stated_name"))


def to_ask(by: Actor, *, today: date) -> int:
    """How many projects have not been asked for this month's word yet, though they could be."""
    contacts = ReportingContact.objects.filter(access.of_steered_regions(by, "project__region"))
    asked = CheckIn.objects.filter(month=rules.month_of(today)).values("project_id")
    return reporting(contacts, today=today).exclude(project__in=asked).count()


# ---- what the clock does


def regions_to_ask(at: datetime) -> list[int]:
    """Regions with projects to be asked now; none outside the first working days of a month."""
    today = localdate(at)
    if not rules.asks_on(today):
        return []
    asked = CheckIn.objects.filter(month=rules.month_of(today)).values("project_id")
    rows = reporting(ReportingContact.objects.all(), today=today).exclude(project__in=asked)
    return sorted(set(rows.values_list("project__region_id", flat=True)))


def overdue(region_id: int, *, today: date) -> QuerySet[CheckIn]:
    """Open check-ins of a region after their due date, of projects that are still asked."""
    contacts = ReportingContact.objects.filter(project__region_id=region_id)
    return CheckIn.objects.filter(
        state__in=rules.OPEN,
        due_on__lt=today,
        project__in=reporting(contacts, today=today).values("project_id"),
    )


def regions_to_remind(at: datetime) -> list[int]:
    """Regions with check-ins whose next reminder is due."""
    today = localdate(at)
    rows = CheckIn.objects.filter(state__in=rules.OPEN, due_on__lt=today).values_list(
        "project__region_id", "due_on", "reminded_at"
    )
    return sorted({region for region, due, reminded in rows if rules.reminder_due(due, day_of(reminded), today)})


def day_of(at: datetime | None) -> date | None:
    """The day in Berlin on which something was."""
    return localdate(at) if at else None


# ---- the page behind the link


def by_code(code: str) -> CheckIn | None:
    """A check-in by the code of its private link."""
    return CheckIn.objects.select_related("project__region").filter(code=code).first() if code else None


def before(checkin: CheckIn) -> CheckIn | None:
    """What the project said the last time before this month."""
    rows = CheckIn.objects.filter(project=checkin.project_id, month__lt=checkin.month, state__in=rules.SAID)
    return rows.order_by("-month").first()


def first_answers(checkin: CheckIn, last: CheckIn | None) -> rules.Answers:
    """What the form begins with: what was typed so far, else last time's words without their lights."""
    if checkin.draft:
        return rules.Answers(**{name: str(checkin.draft.get(name, "")) for name in rules.NAMES})
    return rules.without_lights(answers_of(last)) if last else rules.Answers()


# ---- lights


def lights(
    projects: Iterable[int] | QuerySet[Project], today: date, *, published: bool = False
) -> Mapping[int, rules.Lights]:
    """How the lights of these projects (primary keys) shine today, in one query; only what was published when asked so.

    A project that has not said a word yet shines as unknown.
    """
    chosen: dict[str, Any] = {"pk__in": projects}
    states = (CheckInState.PUBLISHED,) if published else rules.SAID
    said: dict[int, list[rules.Report]] = defaultdict(list)
    words = CheckIn.objects.filter(project=OuterRef("pk"), state__in=states).order_by("-received_at", "-pk")
    newest = Project.objects.filter(**chosen).order_by().annotate(word=Subquery(words.values("pk")[:1])).values("word")
    for project, received, *three in (
        CheckIn.objects.filter(pk__in=newest).order_by().values_list("project_id", "received_at", *rules.LIGHTS)
    ):
        said[project].append(rules.Report(localdate(received), *three))
    shining = {project: rules.light_of(reports, today) for project, reports in said.items()}
    return defaultdict(rules.Lights, shining)


# ---- the grid


@dataclass(frozen=True, slots=True)
class GridRow:
    """One project: its lights today, and its check-in of each month (None: it was not asked)."""

    project: Project
    lights: rules.Lights
    cells: tuple[CheckIn | None, ...]
    paused_until: date | None
    has_contact: bool


@dataclass(frozen=True, slots=True)
class Grid:
    """Projects by months, oldest month first."""

    months: list[date]
    rows: list[GridRow] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class GridFilter:
    """What the grid shows: words of the title, a region's slug, a light (``rules.Shine``), a state of this month."""

    text: str = ""
    region: str = ""
    light: str = ""
    state: str = ""


def read_projects(by: Actor) -> ProjectQuerySet:
    """Projects whose check-ins somebody may read."""
    return access.readable_projects(by).filter(publication__in=_ALIVE)


def regions_read(by: Actor) -> QuerySet[Region]:
    """The regions of those projects, to choose from."""
    return Region.objects.filter(pk__in=read_projects(by).values("region_id"))


def grid(by: Actor, wanted: GridFilter, *, today: date) -> Grid:
    """The last twelve months of every project that was ever asked or could be; the reddest first."""
    months = rules.months_until(today)
    projects = read_projects(by).filter(Q(reporting_contact__isnull=False) | Q(checkins__isnull=False)).distinct()
    if wanted.text:
        projects = projects.filter(Q(title__icontains=wanted.text) | Q(slug=wanted.text))
    if wanted.region:
        projects = projects.filter(region__slug=wanted.region)
    found = list(projects.select_related("region", "reporting_contact"))
    ids = [project.pk for project in found]
    by_month: dict[tuple[int, date], CheckIn] = {
        (row.project_id, row.month): row for row in CheckIn.objects.filter(project__in=ids, month__gte=months[0])
    }
    shining = lights(ids, today)
    rows = [_grid_row(project, months, by_month, shining[project.pk]) for project in found]
    rows = [row for row in rows if _fits(row, wanted)]
    order = list(rules.Shine)
    return Grid(months, sorted(rows, key=lambda row: (order.index(row.lights.worst), row.project.title)))


def _grid_row(
    project: Project, months: list[date], known: Mapping[tuple[int, date], CheckIn], shining: rules.Lights
) -> GridRow:
    contact: ReportingContact | None = getattr(project, "reporting_contact", None)
    return GridRow(
        project=project,
        lights=shining,
        cells=tuple(known.get((project.pk, month)) for month in months),
        paused_until=contact.paused_until if contact else None,
        has_contact=contact is not None,
    )


def _fits(row: GridRow, wanted: GridFilter) -> bool:
    if wanted.light and wanted.light not in row.lights.each:
        return False
    now = row.cells[-1]
    return not wanted.state or (now.state if now else "none") == wanted.state


# ---- review


@dataclass(frozen=True, slots=True)
class ToReview:
    """One check-in beside what the project said before."""

    checkin: CheckIn
    now: rules.Answers
    last: CheckIn | None
    before: rules.Answers
    calls: bool


def to_review(by: Actor) -> list[ToReview]:
    """Everything that came in and is not published; what calls for reading stands first."""
    waiting = list(
        CheckIn.objects.filter(
            access.of_steered_regions(by, "project__region"),
            state__in=(CheckInState.RECEIVED, CheckInState.REVIEWED),
        ).select_related("project__region")
    )
    earlier: dict[int, list[CheckIn]] = defaultdict(list)
    said = CheckIn.objects.filter(project__in=[row.project_id for row in waiting], state__in=rules.SAID)
    for row in said.order_by("-month"):
        earlier[row.project_id].append(row)
    rows = []
    for row in waiting:
        last = next((one for one in earlier[row.project_id] if one.month < row.month), None)
        now = answers_of(row)
        then = answers_of(last) if last else rules.Answers()
        rows.append(ToReview(row, now, last, then, rules.calls_for_reading(now)))
    return sorted(rows, key=lambda one: (not one.calls, one.checkin.project.title, one.checkin.month))


def waiting(by: Actor) -> int:
    """How many came in and nobody has looked at."""
    return CheckIn.objects.filter(access.of_steered_regions(by, "project__region"), state=CheckInState.RECEIVED).count()


def review_row(checkin: CheckIn) -> ToReview:
    """One check-in beside what the project said before."""
    last, now = before(checkin), answers_of(checkin)
    then = answers_of(last) if last else rules.Answers()
    return ToReview(checkin, now, last, then, rules.calls_for_reading(now))


def readable(by: Actor, code: str) -> CheckIn | None:
    """A check-in of a project somebody may read."""
    rows = CheckIn.objects.select_related("project__region", "project__reporting_contact")
    return rows.filter(access.of_readable_projects(by), code=code).first()


def reports_of(checkin: CheckIn) -> list[StatusReport]:
    """What was published of it, newest first."""
    return list(checkin.reports.order_by("-number"))


def last_published(project_id: int) -> StatusReport | None:
    """The newest published word of a project, as it was corrected last."""
    rows = StatusReport.objects.filter(checkin__project=project_id, checkin__state=CheckInState.PUBLISHED)
    return rows.select_related("checkin").order_by("-checkin__month", "-number").first()


# ---- duties


def duties(by: Actor, *, today: date) -> list[Duty]:
    """Check-ins to look through, projects that have gone silent, and the own ones that are open."""
    return [*_reviews(by), *_own(by), *_silent(by, today=today)]


def _reviews(by: Actor) -> list[Duty]:
    rows = (
        CheckIn.objects.filter(access.of_steered_regions(by, "project__region"), state=CheckInState.RECEIVED)
        .values("project__region_id", "project__region__name")
        .annotate(count=Count("pk"), oldest=Min("received_at"))
        .order_by("oldest")
    )
    return [
        Duty(
            key=f"checkins-review:{row['project__region_id']}",
            weight=Weight.WAITING,
            text=gettext_noop("Check-ins that came in and wait for you: %(count)s"),
            button=gettext_noop("Look through"),
            thing=Label("checkins", "sichten/"),
            about=row["project__region__name"],
            due=localdate(row["oldest"]) + REVIEW_WITHIN,
            region_id=row["project__region_id"],
            params=(("count", str(row["count"])),),
        )
        for row in rows[:MOST_DUTIES]
    ]


def _own(by: Actor) -> list[Duty]:
    """For who carries a project: its word is asked for."""
    if by == SYSTEM or not (own := by.organisation_ids(Right.REPORT_PROJECTS)):
        return []
    carried = Participation.objects.filter(organisation__in=own, role__in=_CARRIES).values("project_id")
    rows = CheckIn.objects.filter(state__in=rules.OPEN, project__in=carried).select_related("project")
    return [
        Duty(
            key=f"checkin:{row.code}",
            weight=Weight.DUE,
            text=gettext_noop("The check-in for %(month)s is asked for"),
            button=gettext_noop("Answer in five minutes"),
            thing=Label("checkin", access.link_token("checkin", row.code)),
            about=row.project.title,
            due=row.due_on,
            region_id=row.project.region_id,
            params=(("month", f"{row.month:%m/%Y}"),),
        )
        for row in rows.order_by("due_on", "pk")[:MOST_DUTIES]
    ]


def _silent(by: Actor, *, today: date) -> list[Duty]:
    """Projects that are asked and have not been heard of for 45 days, the longest silence first.

    ``rules.is_silent`` in the words of the database: with thousands of projects only the fifty shown are read.
    """
    contacts = ReportingContact.objects.filter(access.of_steered_regions(by, "project__region"))
    limit = make_aware(datetime.combine(today - timedelta(days=rules.SILENT_AFTER), time.min))
    asked = CheckIn.objects.filter(project=OuterRef("project"))
    said = asked.filter(state__in=rules.SAID)
    heard = CheckIn.objects.filter(state__in=rules.SAID, received_at__gte=limit)
    last, first = said.order_by("-received_at"), asked.order_by("requested_at")
    rows = (
        reporting(contacts, today=today)
        .exclude(project__in=heard.values("project"))
        .filter(Exists(asked.filter(requested_at__lt=limit)))
        .annotate(since=Coalesce(Subquery(last.values("received_at")[:1]), Subquery(first.values("requested_at")[:1])))
        .select_related("project")
        .only("project__slug", "project__title", "project__region_id")  # a project has long texts
        .order_by("since", "project__title")
    )
    silent = [(localdate(row.since), row.project) for row in rows[:MOST_DUTIES]]
    return [
        Duty(
            key=f"silent:{project.slug}",
            weight=Weight.SILENT,
            text=gettext_noop("No word for %(days)s days"),
            button=gettext_noop("See what was said last"),
            thing=Label("checkins", f"?q={project.slug}"),
            about=project.title,
            due=since + timedelta(days=rules.SILENT_AFTER),
            region_id=project.region_id,
            params=(("days", str((today - since).days)),),
        )
        for since, project in silent
    ]
