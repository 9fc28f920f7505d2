"""What happens while projects run, read: one project's life, a whole portfolio's milestones, somebody's duties."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import F, Prefetch, Q, QuerySet
from django.db.models.functions import Coalesce

from strahlkraft.kernel.actor import Actor, Right
from strahlkraft.kernel.duty import Duty, Weight
from strahlkraft.kernel.label import Label
from strahlkraft.kernel.partial_date import PartialDate
from strahlkraft.kernel.words import gettext_noop
from strahlkraft.projects.models import Project, Publication
from strahlkraft.projects.readings import phase_of
from strahlkraft.steering.access import read_token, reportable_projects, tasks_code
from strahlkraft.steering.models import Decision, Milestone, ReportingContact, Risk, StoredFile, Task
from strahlkraft.steering.rules import life as rules
from strahlkraft.steering.rules.timeline import Aim, Span, spans_of
from strahlkraft.steering.rules.vocabulary import MilestoneState, RiskState, TaskState

MOST_DUTIES = 50
"""Lines of one area on somebody's list, the most urgent first."""
MOST_DRAWN = 60
"""Rows of the drawing; the table beside it has all."""
_PHASES = ("preparation", "conception", "implementation", "closure")


# ---- milestones


def milestones_of(project: Project) -> list[Milestone]:
    """All milestones of a project with their forecasts, in the order they are expected."""
    rows = project.milestones.prefetch_related("forecasts").annotate(expected=_EXPECTED)
    return list(rows.order_by("expected", "id"))


_EXPECTED = Coalesce("reached_on", "forecast_on", "planned_on")


def open_milestones(projects: Iterable[int]) -> dict[int, list[Milestone]]:
    """The open milestones of projects (primary keys), by project, the next one first; one query."""
    found: dict[int, list[Milestone]] = {}
    rows = Milestone.objects.filter(project__in=list(projects), state=MilestoneState.OPEN)
    for row in rows.annotate(expected=_EXPECTED).order_by("expected", "id"):
        found.setdefault(row.project_id, []).append(row)
    return found


@dataclass(frozen=True, slots=True)
class NextMilestone:
    """What a list of projects says of a milestone; ``on``: the day it is expected by what was said last."""

    title: str
    on: date


def next_milestones(projects: Iterable[int] | QuerySet[Project]) -> dict[int, NextMilestone]:
    """The next open milestone of each of these projects (primary keys) that has one; one query."""
    rows = Milestone.objects.filter(project__in=projects, state=MilestoneState.OPEN)
    rows = rows.annotate(expected=_EXPECTED).order_by("-expected", "-id")  # the next one is the last to be kept
    said = rows.values_list("project_id", "title", "expected")
    return {project: NextMilestone(title, on) for project, title, on in said}


def expected_on(row: Milestone) -> date:
    """The day a milestone is expected by what was said last."""
    return row.forecast_on or row.planned_on


def aims_of(rows: Sequence[Milestone]) -> list[Aim]:
    """Milestones (with their forecasts) as the drawing needs them."""
    return [
        Aim(
            title=row.title,
            planned=row.planned_on,
            forecasts=tuple(forecast.expected_on for forecast in row.forecasts.all()),
            reached=row.reached_on,
            dropped=row.state == MilestoneState.DROPPED,
        )
        for row in rows[:MOST_DRAWN]
    ]


# ---- phases of the register


@dataclass(frozen=True, slots=True)
class Phases:
    """What the register says of a project's phases: the present one, and spans for the drawing."""

    now: str
    spans: list[Span]


def phases_of(project: Project, today: date) -> Phases:
    """The register's phases, derived and never entered here; a date of a month counts from its first day."""
    rows = {row.kind: row for row in project.phases.all()}
    truth = project.truths.filter(current=True, kind="formally_closed").first()
    actual = {kind: row.actual for kind, row in rows.items()}
    now = phase_of(truth.value if truth else "unknown", actual, PartialDate.parse(today.isoformat()))
    known = [(kind, rows[kind]) for kind in _PHASES if kind in rows]
    begins = [(kind, PartialDate.parse(row.actual or row.planned).first_day, bool(row.actual)) for kind, row in known]
    begins = [begun for begun in begins if rules.EARLIEST <= begun[1] <= rules.LATEST]  # others no drawing can hold
    last = max((day for _kind, day, _actual in begins), default=today)
    running = now != "closure" and any(actual for _kind, _day, actual in begins)
    return Phases(now, spans_of(begins, max(last, today) if running else last))


# ---- risks, tasks, files, decisions


def risks_of(project: Project) -> list[Risk]:
    """All risks of a project with their ratings, the heaviest open ones first."""
    rows = project.risks.prefetch_related("ratings").annotate(weight=F("probability") * F("impact"))
    return sorted(rows.order_by("-weight", "id"), key=lambda row: row.state == RiskState.CLOSED)


def matrix_of(risks: Iterable[Risk]) -> list[list[list[Risk]]]:
    """The risks that are not closed as cells: rows from impact 5 to 1, in each probability 1 to 5."""
    cells: dict[tuple[int, int], list[Risk]] = {}
    for risk in risks:
        if risk.state != RiskState.CLOSED:
            cells.setdefault((risk.impact, risk.probability), []).append(risk)
    return [[cells.get((impact, p), []) for p in rules.RATINGS] for impact in reversed(rules.RATINGS)]


def tasks_of(project: Project) -> QuerySet[Task]:
    """All tasks of a project with their bodies, by their day."""
    return project.tasks.select_related("organisation").order_by("due_on", "id")


def files_of(project: Project, *, hidden: bool = False) -> QuerySet[StoredFile]:
    """The newest versions of a project's files, those in sight or the hidden ones."""
    return project.stored_files.filter(replaced_by=None, removed=hidden)


def versions_of(row: StoredFile) -> list[StoredFile]:
    """All versions of a file, the newest first."""
    rows = {one.pk: one for one in StoredFile.objects.filter(project=row.project_id)} if row.project_id else {}
    newer = {one.replaces_id: one for one in rows.values() if one.replaces_id}
    last = rows[row.pk]
    while last.pk in newer:
        last = newer[last.pk]
    found = [last]
    while found[-1].replaces_id:
        found.append(rows[found[-1].replaces_id])
    return found


def decisions_of(project: Project) -> QuerySet[Decision]:
    """The log of a project, the newest day first; each with what it corrects and what corrects it."""
    corrections = Prefetch("corrections", Decision.objects.order_by("id"))
    return project.decisions.select_related("corrects", "session").prefetch_related(corrections)


# ---- by link


def contact_of_token(token: str) -> ReportingContact | None:
    """Whose tasks a link opens; None when it was not made here or went to a mailbox that no longer answers for it."""
    code = read_token("tasks", token)
    number = code.partition("-")[0]
    if not number.isdecimal():
        return None
    contact = ReportingContact.objects.select_related("project").filter(pk=int(number)).first()
    return contact if contact is not None and tasks_code(contact) == code else None


# ---- duties


def duties(by: Actor, *, today: date) -> list[Duty]:
    """Overdue milestones, tasks that are due, risks to look at again: of projects the person keeps up to date.

    Three queries, at most MOST_DUTIES lines, the most urgent first.
    """
    if not by.holds(Right.REPORT_PROJECTS):
        return []
    own = ~Q(project__publication=Publication.MERGED)
    if by.region_ids(Right.REPORT_PROJECTS) is not None:
        own &= Q(project__in=reportable_projects(by).values("pk"))
    found = [*_milestones_due(own, today), *_tasks_due(own, today), *_risks_due(own, today)]
    return sorted(found, key=lambda duty: (duty.due or date.max, duty.key))[:MOST_DUTIES]


def _short(rows: QuerySet[Any], *fields: str) -> QuerySet[Any]:
    """Only what a duty says: a project has long texts, and a list reads fifty of each kind."""
    of_project = ("project__title", "project__slug", "project__region_id")
    return rows.select_related("project").only("code", "title", *fields, *of_project)


def _milestones_due(own: Q, today: date) -> list[Duty]:
    rows = Milestone.objects.filter(own, state=MilestoneState.OPEN).annotate(expected=_EXPECTED)
    late = _short(rows.filter(expected__lt=today), "planned_on", "forecast_on").order_by("expected", "id")
    text = gettext_noop("The milestone “%(title)s” is overdue")
    return [
        _duty("milestone", row, text, gettext_noop("Say how it stands"), expected_on(row)) for row in late[:MOST_DUTIES]
    ]


def _tasks_due(own: Q, today: date) -> list[Duty]:
    until = today + timedelta(days=rules.TASK_WARNING)
    rows = _short(Task.objects.filter(own, state=TaskState.OPEN, due_on__lte=until), "due_on", "for_name")
    text = gettext_noop("Task of %(body)s: %(title)s")
    return [
        _duty("task", row, text, gettext_noop("Look at the task"), row.due_on, body=row.for_name)
        for row in rows.order_by("due_on", "id")[:MOST_DUTIES]
    ]


def _risks_due(own: Q, today: date) -> list[Duty]:
    rows = _short(Risk.objects.filter(own, review_on__lte=today).exclude(state=RiskState.CLOSED), "review_on")
    text = gettext_noop("Look at the risk “%(title)s” again")
    return [
        _duty("risk", row, text, gettext_noop("Rate the risk"), row.review_on)
        for row in rows.order_by("review_on", "id")[:MOST_DUTIES]
    ]


def _duty(kind: str, row: Any, text: str, button: str, due: date | None, **more: str) -> Duty:
    return Duty(
        key=f"{kind}:{row.code}",
        weight=Weight.DUE,
        text=text,
        button=button,
        thing=item_label(kind, row),
        about=row.project.title,
        due=due,
        region_id=row.project.region_id,
        params=tuple({"title": row.title, **more}.items()),
    )


def item_label(kind: str, row: Milestone | Risk | Task) -> Label:
    """The page of one milestone, risk or task (``kind``)."""
    return Label(kind, f"{row.project.slug}/verlaufsplan/{_PATHS[kind]}/{row.code}", row.title)


_PATHS = {"milestone": "meilensteine", "risk": "risiken", "task": "aufgaben"}
